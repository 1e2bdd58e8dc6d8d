// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about exits: what it is made of.
 */
#include <errno.h>

#include "exits_events.h"
#include "exits_report.h"
#include "report_kind.h"

const char *const ht_exits_by_names[HT_EXITS_NR_BY] = {
	[HT_EXITS_BY_REASON] = "reason",   [HT_EXITS_BY_VM] = "vm",
	[HT_EXITS_BY_VCPU] = "vcpu",	   [HT_EXITS_BY_INITCALL] = "initcall",
	[HT_EXITS_BY_LEVEL] = "level",	   [HT_EXITS_BY_SYSCALL] = "syscall",
	[HT_EXITS_BY_PROCESS] = "process",
};

/**
 * ht_exits_growth() - exits over time
 * @vm: a VM of a finished model
 *
 * Return: from where its other numbers are.
 */
const struct ht_growth *ht_exits_growth(const struct ht_exits_vm *vm)
{
	return vm->source == HT_EXITS_SINGLE ? &vm->single_growth : &vm->growth;
}

/* Reasons by time, unless told. */
static struct ht_exits_args args_of(const struct ht_report_args *args)
{
	const struct ht_exits_args *more = args->more;
	struct ht_exits_args mine = more ? *more : (struct ht_exits_args){ 0 };

	mine.path = args->path;
	mine.vm = args->vm;
	mine.json = args->json;
	mine.top = args->top;
	return mine;
}

static enum ht_phase_kind kind_of(enum ht_exits_by by)
{
	switch (by) {
	case HT_EXITS_BY_SYSCALL:
		return HT_PHASE_SYSCALL;
	case HT_EXITS_BY_PROCESS:
		return HT_PHASE_PROCESS;
	default:
		return HT_PHASE_NONE;
	}
}

static void begin(void *data, const struct ht_report_args *args)
{
	struct ht_exits_reading *reading = data;
	const struct ht_exits_args mine = args_of(args);

	reading->track.kind = kind_of(mine.by);
	reading->model.grows = mine.growth;
	/* All of them make rows. */
	if (mine.by == HT_EXITS_BY_INITCALL) {
		reading->args = mine;
		reading->model.boots.top = SIZE_MAX;
		reading->model.boots.put_calls = ht_exits_put_initcalls;
		reading->model.boots.put_data = &reading->args;
	}
	reading->model.boots.keeps =
		mine.by == HT_EXITS_BY_LEVEL ? HT_BOOT_KEEPS_LEVELS : HT_BOOT_KEEPS_SUMS;
}

static int end(const char *path, void *reading, int ret, struct ht_err *err)
{
	return ht_exits_end(path, reading, ret, err);
}

static bool has_any(const void *data)
{
	const struct ht_exits_reading *reading = data;

	return reading->model.nr_vms;
}

static int print_chosen(const struct ht_exits_report *report, struct ht_err *err)
{
	int ret = report->args->vm ? ht_exits_choose(report, err) : 0;

	if (ret)
		return ret;
	ret = report->args->json ? ht_exits_print_json(report) : ht_exits_print_text(report);
	if (ret == -EIO)
		return ht_store_lost(err);
	return ret ? ht_err_nomem(err) : 0;
}

static int print(void *data, const struct ht_report_args *args, struct ht_err *err)
{
	struct ht_exits_reading *reading = data;
	const struct ht_exits_args mine = args_of(args);
	const struct ht_exits_report report = {
		.args = &mine,
		.model = &reading->model,
		.track = &reading->track,
	};

	return print_chosen(&report, err);
}

static void release(void *data)
{
	struct ht_exits_reading *reading = data;

	ht_phase_track_exit(&reading->track);
	ht_exits_model_exit(&reading->model);
}

const struct ht_report_kind ht_report_exits = {
	.name = "exits",
	.has = HT_REPORT_HAS_VM | HT_REPORT_HAS_TOP,
	.size = sizeof(struct ht_exits_reading),
	.ops = &ht_exits_ops,
	.begin = begin,
	.end = end,
	.has_any = has_any,
	.print = print,
	.exit = release,
};

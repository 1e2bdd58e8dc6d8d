// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report exits: reads the trace, and chooses which form of the report goes out.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "exits_events.h"
#include "exits_report.h"
#include "hosts.h"
#include "report.h"

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

static int print(const struct ht_exits_report *report, struct ht_err *err)
{
	int ret = report->args->vm ? ht_exits_choose(report, err) : 0;

	if (ret)
		return ret;
	return report->args->json ? ht_exits_print_json(report, err) :
				    ht_exits_print_text(report, err);
}

/* The boots' phases are in the model; the others were found as the trace went by. */
static int print_by(const struct ht_exits_args *args, struct ht_exits_model *model,
		    const struct ht_phase_track *track, struct ht_err *err)
{
	struct ht_phases phases = { 0 };
	struct ht_exits_report report = { .args = args, .model = model, .track = track };
	int ret = 0;

	if (args->by == HT_EXITS_BY_INITCALL)
		ret = ht_phases_take_initcalls(&phases, &model->boots);
	else if (args->by == HT_EXITS_BY_LEVEL)
		ret = ht_phases_take_levels(&phases, &model->boots);
	if (track->kind != HT_PHASE_NONE)
		report.phases = &track->phases;
	else if (ht_exits_by_phase(args->by))
		report.phases = &phases;
	ret = ret ? ht_err_nomem(err) : print(&report, err);
	ht_phases_exit(&phases);
	return ret;
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

static int read_and_print(void *data, struct ht_err *err)
{
	const struct ht_exits_args *args = data;
	struct ht_phase_track track = { .kind = kind_of(args->by) };
	struct ht_exits_model model;
	int ret = ht_exits_read(args->path, &model, &track, err);

	if (!ret || (ret == -EIO && model.nr_vms)) {
		int printed = print_by(args, &model, &track, err);

		ret = ret ?: printed;
	}
	ht_phase_track_exit(&track);
	ht_exits_model_exit(&model);
	return ret;
}

/**
 * ht_report_exits_main() - hypertrace report exits
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_exits_main(int argc, char **argv)
{
	struct ht_exits_args args;
	struct ht_hosts_report report = { .vm = &args.vm, .print = read_and_print, .data = &args };

	ht_exits_parse(argc, argv, &args);
	report.path = args.path;
	report.json = args.json;
	return ht_hosts_report(&report);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The boot report for programs, schema hypertrace.report.boot/1. One object of json-c exists at a
 * time, for one level or initcall: a million of them as one tree would need gigabytes.
 */
#include <errno.h>
#include <stdio.h>

#include "boot_report.h"
#include "hosts_chosen.h"
#include "json.h"
#include "text.h"

/* What is known of a span; @cost is NULL if nothing is. */
static void put_cost(struct ht_json *object, const struct ht_boot_model *model,
		     const struct ht_boot *boot, const struct ht_cost *cost,
		     const struct ht_reasons *reasons)
{
	const struct ht_reason *top = ht_reasons_top(reasons);
	uint32_t khz = ht_boot_khz(model, boot);
	char name[HT_TEXT_SHORT] = "";

	if (top)
		ht_reason_name(name, sizeof(name), model->isa, top->number);
	ht_json_put_known(object, "exits", cost, cost ? (int64_t)cost->exits : 0);
	ht_json_put_known(object, "hypervisor_ns", cost && khz,
			  cost && khz ? (int64_t)ht_cycles_to_ns(cost->cycles, khz) : 0);
	ht_json_put_bool(object, "exits_incomplete", !cost || cost->gaps);
	ht_json_put_optional(object, "top_reason", name);
}

static bool print_level(const struct ht_boot_model *model, const struct ht_boot *boot,
			const struct ht_level *level, bool first)
{
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_text(&object, "name", level->name);
	ht_json_put_int(&object, "start_ns", ht_boot_since(boot, level->start_ns));
	ht_json_put_known(&object, "duration_ns", level->has_duration, level->duration_ns);
	ht_json_put_uint(&object, "initcalls", level->initcalls);
	if (boot->has_exits)
		put_cost(&object, model, boot, level->has_duration ? &level->cost : NULL,
			 &level->reasons);
	return ht_json_print_item(&object, first);
}

static bool print_initcall(const struct ht_boot_model *model, const struct ht_boot *boot,
			   const struct ht_initcall *call, bool first)
{
	static const struct ht_reasons none = { 0 };
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_text(&object, "name", call->name);
	ht_json_put_optional(&object, "module", call->module);
	ht_json_put_text(&object, "level", call->level ? call->level->name : "module");
	ht_json_put_uint(&object, "vcpu", call->vcpu);
	ht_json_put_int(&object, "start_ns", ht_boot_since(boot, call->start_ns));
	ht_json_put_known(&object, "duration_ns", call->finished, call->duration_ns);
	ht_json_put_known(&object, "ret", call->finished, call->ret);
	if (boot->has_exits)
		put_cost(&object, model, boot, call->has_cost ? &call->cost : NULL,
			 ht_initcall_has_reasons(call) ? &call->reasons : &none);
	return ht_json_print_item(&object, first);
}

static bool print_levels(const struct ht_boot_model *model, const struct ht_boot *boot)
{
	size_t i;

	fputs("   \"levels\": [", stdout);
	for (i = 0; i < boot->nr_levels; i++) {
		if (!print_level(model, boot, boot->levels[i], !i))
			return false;
	}
	fputs("\n   ],\n", stdout);
	return true;
}

static bool print_initcalls(const struct ht_boot_model *model, const struct ht_boot *boot,
			    size_t top)
{
	size_t i;

	fputs("   \"initcalls\": [", stdout);
	for (i = 0; i < boot->nr_initcalls && i < top; i++) {
		if (!print_initcall(model, boot, boot->initcalls[i], !i))
			return false;
	}
	fputs("\n   ]", stdout);
	return true;
}

/* The host's losses may be of any VM, so each boot shows all of them. */
static void put_losses(struct ht_json *object, const struct ht_boot_model *model,
		       const struct ht_boot *boot)
{
	ht_json_put_uint(object, "lost", boot->lost);
	ht_json_put_uint(object, "discarded", model->discarded_events);
	ht_json_put_uint(object, "discarded_packets", model->discarded_packets);
	ht_json_put_bool(object, "discarded_uncounted", model->discarded_uncounted);
	ht_json_put_uint(object, "unfinished", boot->unfinished);
	ht_json_put_uint(object, "stray_finishes", boot->stray_finishes);
}

static void put_boot(struct ht_json *object, const struct ht_boot_model *model,
		     const struct ht_boot *boot)
{
	int64_t total = 0;
	bool has_total = ht_boot_total(boot, &total);

	ht_json_put_uint(object, "vm_id", boot->vm_id);
	ht_json_put_int(object, "vm_pid", boot->vm_pid);
	ht_json_put_uint(object, "boot", boot->index);
	ht_json_put_bool(object, "complete", ht_boot_is_complete(model, boot));
	ht_json_put_optional(object, "release", boot->release);
	ht_json_put_known(object, "nr_cpus", boot->has_start, boot->nr_cpus);
	ht_json_put_optional(object, "init", boot->init_path);
	ht_json_put_uint(object, "origin_ns", boot->origin_ns);
	ht_json_put_known(object, "total_ns", has_total, total);
	ht_json_put_int(object, "initcalls_ns", boot->builtin_ns);
	ht_json_put_int(object, "modules_ns", boot->module_ns);
	put_losses(object, model, boot);
	if (!boot->has_exits)
		return;
	put_cost(object, model, boot, &boot->cost, &boot->reasons);
	ht_json_put_uint(object, "exits_all_vcpus", boot->all.exits);
	ht_json_put_uint(object, "exits_before", boot->all_before.exits);
}

/* The boot's own values, with the two lists put before the object's closing brace. */
static int print_boot(struct ht_boot *boot, void *data)
{
	struct ht_boot_print *print = data;
	const struct ht_boot_model *model = print->model;
	struct ht_json object;

	ht_json_init(&object);
	put_boot(&object, model, boot);
	if (!ht_json_print_open(&object, !print->any))
		return -ENOMEM;
	print->any = true;
	fputs(",\n", stdout);
	if (!print_levels(model, boot) || !print_initcalls(model, boot, print->top))
		return -ENOMEM;
	fputs("\n  }", stdout);
	return 0;
}

/**
 * ht_boot_print_json() - print the boot report for programs on standard output
 * @model: a finished model
 * @top: how many initcalls of each boot at most, SIZE_MAX for all
 * @err: says what is wrong
 *
 * Return: 0; -ENOMEM, or -EIO: what waited in the file cannot be read. Then there is an unfinished
 * document on standard output.
 */
int ht_boot_print_json(struct ht_boot_model *model, size_t top, struct ht_err *err)
{
	int ret;

	printf("{\n \"schema\": \"hypertrace.report.boot/1\",\n%s \"truncated\": %s,\n \"vms\": [",
	       ht_hosts_json(), model->truncated ? "true" : "false");
	ret = ht_boot_print_each(model, print_boot, top, err);
	if (ret)
		return ret;
	puts("\n ]\n}");
	return 0;
}

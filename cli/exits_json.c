// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about exits for programs, schema hypertrace.report.exits/1. Of a list that may be long
 * one object exists at a time.
 */
#include <inttypes.h>
#include <stdio.h>

#include "exits_report.h"
#include "exits_row_json.h"
#include "exits_rows.h"
#include "hosts_chosen.h"
#include "json.h"
#include "text.h"

static const char *const sources[] = {
	[HT_EXITS_NONE] = NULL,
	[HT_EXITS_SUMS] = "sums",
	[HT_EXITS_SNAPSHOTS] = "snapshots",
	[HT_EXITS_SINGLE] = "events",
};

static bool print_row(const struct ht_exits_row *row, const struct ht_exit_counts *total,
		      enum ht_exits_by by, bool first)
{
	struct ht_json object;

	ht_exits_row_json(&object, row, total, by);
	return ht_json_print_item(&object, first);
}

static json_object *new_reasons(const struct ht_reasons *reasons, const struct ht_exits_vm *vm)
{
	struct ht_json list, object;
	char name[HT_TEXT_SHORT];
	size_t i;

	ht_json_init_array(&list);
	for (i = 0; i < reasons->count; i++) {
		const struct ht_reason *reason = &reasons->list[i];

		ht_reason_name(name, sizeof(name), vm->isa, reason->number);
		ht_json_init(&object);
		ht_json_put_text(&object, "name", name);
		ht_json_put_uint(&object, "reason", reason->number);
		ht_json_put_uint(&object, "count", reason->count);
		ht_exits_put_ns(&object, "ns", reason->cycles, vm->khz);
		ht_json_append(&list, ht_json_take(&object));
	}
	return ht_json_take(&list);
}

static bool print_phase(struct ht_phase *phase, const struct ht_exits_vm *vm, bool first)
{
	struct ht_json object;

	ht_reasons_sort(&phase->reasons);
	ht_json_init(&object);
	ht_json_put_text(&object, "name", phase->name);
	ht_json_put_uint(&object, "times", phase->times);
	ht_json_put_int(&object, "took_ns", phase->took_ns);
	ht_exits_put_ns(&object, "hypervisor_ns", phase->cost.cycles,
			phase->has_cost ? vm->khz : 0);
	ht_json_put_known(&object, "exits", phase->has_cost, (int64_t)phase->cost.exits);
	ht_json_put_bool(&object, "exits_incomplete", !phase->has_cost || phase->cost.gaps);
	ht_json_put(&object, "reasons", new_reasons(&phase->reasons, vm));
	return ht_json_print_item(&object, first);
}

static bool print_phases(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	struct ht_phase_rows rows;
	bool ok = !ht_phase_rows_init(&rows, report->phases, vm->vm_id, report->args->sort);
	size_t i;

	for (i = 0; ok && i < rows.count && i < report->args->top; i++)
		ok = print_phase(rows.list[i], vm, !i);
	ht_phase_rows_exit(&rows);
	return ok;
}

static bool print_rows(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	struct ht_exits_rows rows;
	bool ok = !ht_exits_rows_init(&rows, vm, report->args->by, report->args->sort);
	size_t i;

	for (i = 0; ok && i < rows.count && i < report->args->top; i++)
		ok = print_row(&rows.list[i], &rows.total.counts, report->args->by, !i);
	ht_exits_rows_exit(&rows);
	return ok;
}

static bool print_spans(const struct ht_exits_vm *vm)
{
	const struct ht_growth *growth = ht_exits_growth(vm);
	struct ht_json object;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < growth->count; i++) {
		const struct ht_growth_span *span = &growth->spans[i];

		ht_json_init(&object);
		ht_json_put_uint(&object, "begin_ns", span->begin_ns);
		ht_json_put_uint(&object, "end_ns", span->end_ns);
		ht_json_put_uint(&object, "count", span->exits);
		ht_exits_put_ns(&object, "ns", span->cycles, vm->khz);
		ok = ht_json_print_item(&object, !i);
	}
	return ok;
}

static json_object *new_boots(const struct ht_boot_model *boots, const struct ht_exits_vm *vm)
{
	struct ht_json list, object;
	size_t i;

	ht_json_init_array(&list);
	for (i = 0; i < boots->nr_boots; i++) {
		const struct ht_boot *boot = boots->boots[i];

		if (boot->vm_id != vm->vm_id || !ht_boot_counts_exits(boot))
			continue;
		ht_json_init(&object);
		ht_json_put_uint(&object, "boot", boot->index);
		ht_json_put_optional(&object, "init", boot->init_path);
		ht_json_put_uint(&object, "count", boot->all.exits);
		ht_exits_put_ns(&object, "ns", boot->all.cycles, vm->khz);
		ht_json_put_uint(&object, "before", boot->all_before.exits);
		ht_json_append(&list, ht_json_take(&object));
	}
	return ht_json_take(&list);
}

static json_object *new_sums(const struct ht_exits_model *model, const struct ht_exits_vm *vm)
{
	const struct ht_boot_vm *boot_vm = ht_boot_vm_find(&model->boots, vm->vm_id);
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_uint(&object, "count", boot_vm ? boot_vm->sum.exits : 0);
	ht_json_put_uint(&object, "cycles", boot_vm ? boot_vm->sum.cycles : 0);
	ht_exits_put_ns(&object, "ns", boot_vm ? boot_vm->sum.cycles : 0, vm->khz);
	return ht_json_take(&object);
}

static json_object *new_total(const struct ht_exits_model *model, const struct ht_exits_vm *vm)
{
	struct ht_exits_rows rows;
	struct ht_json object;
	int ret;

	if (vm->source == HT_EXITS_SUMS)
		return new_sums(model, vm);
	ret = ht_exits_rows_init(&rows, vm, HT_EXITS_BY_VM, HT_EXITS_SORT_TIME);
	ht_json_init(&object);
	ht_exits_put_counts(&object, vm, &rows.total);
	ht_exits_rows_exit(&rows);
	if (!ret)
		return ht_json_take(&object);
	ht_json_exit(&object);
	return NULL;
}

static void put_vm(struct ht_json *object, const struct ht_exits_model *model,
		   const struct ht_exits_vm *vm)
{
	ht_json_put_uint(object, "vm_id", vm->vm_id);
	ht_json_put_int(object, "vm_pid", vm->vm_pid);
	ht_json_put_optional(object, "isa", ht_exits_isa_word(vm->isa));
	ht_json_put_known(object, "tsc_khz", vm->khz, vm->khz);
	ht_json_put_optional(object, "source", sources[vm->source]);
	ht_json_put_bool(object, "exact", vm->source == HT_EXITS_SINGLE);
	ht_json_put(object, "total", new_total(model, vm));
	ht_json_put(object, "boots", new_boots(&model->boots, vm));
}

/* The VM's own values, with the lists put before the object's closing brace. */
static bool print_vm(const struct ht_exits_report *report, const struct ht_exits_vm *vm, bool first)
{
	struct ht_json object;
	bool ok = true;

	ht_json_init(&object);
	put_vm(&object, report->model, vm);
	if (!ht_json_print_open(&object, first))
		return false;
	fputs(",\n   \"rows\": [", stdout);
	if (!(report->phases ? print_phases(report, vm) : print_rows(report, vm)))
		return false;
	fputs("\n   ]", stdout);
	if (report->args->growth) {
		fputs(",\n   \"growth\": [", stdout);
		ok = print_spans(vm);
		fputs("\n   ]", stdout);
	}
	fputs("\n  }", stdout);
	return ok;
}

/**
 * ht_exits_print_json() - print the report about exits for programs on standard output
 * @report: it
 * @err: says what is wrong
 *
 * Return: 0, or -ENOMEM with an unfinished document on standard output.
 */
int ht_exits_print_json(const struct ht_exits_report *report, struct ht_err *err)
{
	const struct ht_exits_model *model = report->model;
	bool first = true;
	size_t i;

	printf("{\n \"schema\": \"hypertrace.report.exits/1\",\n%s \"truncated\": %s,\n"
	       " \"discarded\": %" PRIu64 ",\n \"discarded_packets\": %" PRIu64 ",\n"
	       " \"discarded_uncounted\": %s,\n \"by\": \"%s\",\n \"vms\": [",
	       ht_hosts_json(), model->boots.truncated ? "true" : "false",
	       model->boots.discarded_events, model->boots.discarded_packets,
	       model->boots.discarded_uncounted ? "true" : "false",
	       ht_exits_by_names[report->args->by]);
	for (i = 0; i < model->nr_vms; i++) {
		if (!ht_exits_is_chosen(report, model->vms[i]))
			continue;
		if (!print_vm(report, model->vms[i], first))
			return ht_err_nomem(err);
		first = false;
	}
	puts("\n ]\n}");
	return 0;
}

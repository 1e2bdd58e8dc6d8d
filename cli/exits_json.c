// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about exits for programs, schema hypertrace.report.exits/1. Of a list that may be long
 * one object exists at a time.
 */
#include <errno.h>
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

static json_object *new_reasons(const struct ht_phase_row *row, const struct ht_exits_vm *vm)
{
	struct ht_json list, object;
	char name[HT_TEXT_SHORT];
	uint32_t i;

	ht_json_init_array(&list);
	for (i = 0; i < row->nr_reasons; i++) {
		const struct ht_reason *reason = &row->reasons[i];

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

static bool print_phase(const struct ht_phase_row *row, const struct ht_exits_vm *vm, bool first)
{
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_text(&object, "name", ht_phase_row_name(row));
	ht_json_put_uint(&object, "times", row->times);
	ht_json_put_int(&object, "took_ns", row->took_ns);
	ht_exits_put_ns(&object, "hypervisor_ns", row->cost.cycles, row->has_cost ? vm->khz : 0);
	ht_json_put_known(&object, "exits", row->has_cost, (int64_t)row->cost.exits);
	ht_json_put_bool(&object, "exits_incomplete", !row->has_cost || row->cost.gaps);
	ht_json_put(&object, "reasons", new_reasons(row, vm));
	return ht_json_print_item(&object, first);
}

static int print_phases(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	const struct ht_phase_row *row;
	struct ht_phase_rows rows;
	int ret = ht_exits_phases_init(&rows, report, vm);
	size_t i;

	for (i = 0; !ret && i < report->args->top; i++) {
		ret = ht_phase_rows_next(&rows, &row);
		if (ret || !row)
			break;
		ret = print_phase(row, vm, !i) ? 0 : -ENOMEM;
	}
	ht_phase_rows_exit(&rows);
	return ret;
}

static int print_rows(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	struct ht_exits_rows rows;
	int ret = ht_exits_rows_init(&rows, vm, report->args->by, report->args->sort);
	size_t i;

	for (i = 0; !ret && i < rows.count && i < report->args->top; i++) {
		if (!print_row(&rows.list[i], &rows.total.counts, report->args->by, !i))
			ret = -ENOMEM;
	}
	ht_exits_rows_exit(&rows);
	return ret;
}

static int print_spans(const struct ht_exits_vm *vm)
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
	return ok ? 0 : -ENOMEM;
}

/**
 * struct boots - the list of a VM's boots
 * @vm: the VM
 * @any: something precedes in the list
 */
struct boots {
	const struct ht_exits_vm *vm;
	bool any;
};

static int print_boot(struct ht_boot *boot, void *data)
{
	struct boots *boots = data;
	struct ht_json object;
	const char *text;

	if (!ht_boot_counts_exits(boot))
		return 0;
	ht_json_init(&object);
	ht_json_put_uint(&object, "boot", boot->index);
	ht_json_put_optional(&object, "init", boot->init_path);
	ht_json_put_uint(&object, "count", boot->all.exits);
	ht_exits_put_ns(&object, "ns", boot->all.cycles, boots->vm->khz);
	ht_json_put_uint(&object, "before", boot->all_before.exits);
	text = ht_json_string(&object, JSON_C_TO_STRING_SPACED);
	if (text)
		printf("%s %s", boots->any ? "," : "", text);
	boots->any = true;
	ht_json_exit(&object);
	return text ? 0 : -ENOMEM;
}

/* As json-c would print it. */
static int print_boots(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	struct boots boots = { vm, false };
	int ret;

	fputs(", \"boots\": [", stdout);
	ret = ht_boot_each_of(&report->model->boots, vm->vm_id, print_boot, &boots);
	fputs(" ]", stdout);
	return ret;
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

static int put_total(struct ht_json *object, const struct ht_exits_model *model,
		     const struct ht_exits_vm *vm)
{
	struct ht_exits_rows rows;
	struct ht_json total;
	int ret;

	if (vm->source == HT_EXITS_SUMS) {
		ht_json_put(object, "total", new_sums(model, vm));
		return 0;
	}
	ret = ht_exits_rows_init(&rows, vm, HT_EXITS_BY_VM, HT_EXITS_SORT_TIME);
	ht_json_init(&total);
	ht_exits_put_counts(&total, vm, &rows.total);
	ht_exits_rows_exit(&rows);
	ht_json_put(object, "total", ht_json_take(&total));
	return ret;
}

static int put_vm(struct ht_json *object, const struct ht_exits_model *model,
		  const struct ht_exits_vm *vm)
{
	ht_json_put_uint(object, "vm_id", vm->vm_id);
	ht_json_put_int(object, "vm_pid", vm->vm_pid);
	ht_json_put_optional(object, "isa", ht_exits_isa_word(vm->isa));
	ht_json_put_known(object, "tsc_khz", vm->khz, vm->khz);
	ht_json_put_optional(object, "source", sources[vm->source]);
	ht_json_put_bool(object, "exact", vm->source == HT_EXITS_SINGLE);
	return put_total(object, model, vm);
}

static int print_lists(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	int ret = print_boots(report, vm);

	if (ret)
		return ret;
	fputs(",\n   \"rows\": [", stdout);
	ret = ht_exits_by_phase(report->args->by) ? print_phases(report, vm) :
						    print_rows(report, vm);
	if (ret)
		return ret;
	fputs("\n   ]", stdout);
	if (report->args->growth) {
		fputs(",\n   \"growth\": [", stdout);
		ret = print_spans(vm);
		fputs("\n   ]", stdout);
	}
	return ret;
}

/* The VM's own values, with the lists put before the object's closing brace. */
static int print_object(const struct ht_exits_report *report, const struct ht_exits_vm *vm,
			bool first)
{
	struct ht_json object;
	int ret;

	ht_json_init(&object);
	ret = put_vm(&object, report->model, vm);
	if (ret) {
		ht_json_exit(&object);
		return ret;
	}
	if (!ht_json_print_open(&object, first))
		return -ENOMEM;
	ret = print_lists(report, vm);
	if (!ret)
		fputs("\n  }", stdout);
	return ret;
}

static int print_vm(const struct ht_exits_report *report, struct ht_exits_vm *vm, bool first)
{
	int ret = ht_exits_cells_get(vm);

	ret = ret ?: print_object(report, vm, first);
	ht_exits_cells_put(vm);
	return ret;
}

/**
 * ht_exits_print_json() - print the report about exits for programs on standard output
 * @report: it
 *
 * Return: 0, or with an unfinished document on standard output: -ENOMEM, or -EIO: a temporary file
 * cannot be read.
 */
int ht_exits_print_json(const struct ht_exits_report *report)
{
	const struct ht_exits_model *model = report->model;
	bool first = true;
	int ret = 0;
	size_t i;

	printf("{\n \"schema\": \"hypertrace.report.exits/1\",\n%s \"truncated\": %s,\n"
	       " \"discarded\": %" PRIu64 ",\n \"discarded_packets\": %" PRIu64 ",\n"
	       " \"discarded_uncounted\": %s,\n \"by\": \"%s\",\n \"vms\": [",
	       ht_hosts_json(), model->boots.truncated ? "true" : "false",
	       model->boots.discarded_events, model->boots.discarded_packets,
	       model->boots.discarded_uncounted ? "true" : "false",
	       ht_exits_by_names[report->args->by]);
	for (i = 0; !ret && i < model->nr_vms; i++) {
		if (!ht_exits_is_chosen(report, model->vms[i]))
			continue;
		ret = print_vm(report, model->vms[i], first);
		first = false;
	}
	if (!ret)
		puts("\n ]\n}");
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * An interval, for people and for programs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "json.h"
#include "table.h"
#include "vmtop.h"

#define SCHEMA "hypertrace.top/1"
#define FIRST 3

struct shown {
	const struct ht_vmtop *top;
	double seconds;
};

static double rate(uint64_t count, double seconds)
{
	return seconds > 0 ? (double)count / seconds : 0;
}

static void fill_row(const void *data, size_t row, struct ht_cell *cells)
{
	const struct shown *shown = data;
	const struct ht_vmtop_vcpu *vcpu = shown->top->list[row];
	size_t i;

	ht_cell_set(&cells[0], "%" PRIu32, vcpu->key.vm_id);
	ht_cell_set(&cells[1], "%" PRId32, vcpu->vm_pid);
	ht_cell_set(&cells[2], "%" PRIu32, vcpu->key.vcpu);
	for (i = 0; i < HT_VMTOP_NR_COUNTS; i++)
		ht_cell_set(&cells[FIRST + i], "%.0f", rate(vcpu->counts[i], shown->seconds));
	if (vcpu->counts[HT_VMTOP_LOST])
		cells[FIRST + HT_VMTOP_LOST].color = HT_COLOR_BAD;
}

/**
 * ht_vmtop_print_text() - an interval, for people
 * @top: what happened in it, in order
 * @seconds: how long it was
 */
void ht_vmtop_print_text(struct ht_vmtop *top, double seconds)
{
	static const struct ht_column columns[FIRST + HT_VMTOP_NR_COUNTS] = {
		{ .title = "VM" },	 { .title = "PID" },	 { .title = "vCPU" },
		{ .title = "events/s" }, { .title = "sched/s" }, { .title = "syscall/s" },
		{ .title = "irq/s" },	 { .title = "other/s" }, { .title = "exits/s" },
		{ .title = "moves/s" },	 { .title = "lost/s" },
	};
	const struct shown shown = { top, seconds };
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = FIRST + HT_VMTOP_NR_COUNTS,
		.nr_rows = top->count,
		.fill = fill_row,
		.data = &shown,
	};

	ht_live_show(&top->live, seconds);
	if (top->count)
		ht_table_print(&table);
	else
		puts("no VM yet");
	if (top->discarded)
		printf("LTTng discarded %" PRIu64 " events so far\n", top->discarded);
}

static json_object *vcpu_json(const struct ht_vmtop_vcpu *vcpu)
{
	struct ht_json row;
	size_t i;

	ht_json_init(&row);
	ht_json_put_uint(&row, "vm_id", vcpu->key.vm_id);
	ht_json_put_int(&row, "vm_pid", vcpu->vm_pid);
	ht_json_put_uint(&row, "vcpu", vcpu->key.vcpu);
	for (i = 0; i < HT_VMTOP_NR_COUNTS; i++)
		ht_json_put_uint(&row, ht_vmtop_keys[i], vcpu->counts[i]);
	return ht_json_take(&row);
}

/**
 * ht_vmtop_print_json() - an interval, for programs: one line
 * @top: what happened in it, in order
 * @seconds: how long it was
 * @err: says what is wrong
 *
 * Return: 0, -ENOMEM, or what writing failed with.
 */
int ht_vmtop_print_json(const struct ht_vmtop *top, double seconds, struct ht_err *err)
{
	struct ht_json root, vcpus;
	char text[64];
	size_t i;

	ht_json_init_array(&vcpus);
	for (i = 0; i < top->count; i++)
		ht_json_append(&vcpus, vcpu_json(top->list[i]));
	ht_json_init(&root);
	snprintf(text, sizeof(text), "%.6f", seconds);
	ht_json_put_text(&root, "schema", SCHEMA);
	ht_json_put(&root, "seconds", json_object_new_double_s(seconds, text));
	ht_json_put_uint(&root, "discarded", top->discarded);
	ht_json_put(&root, "vcpus", ht_json_take(&vcpus));
	return ht_json_print(&root, JSON_C_TO_STRING_PLAIN, err);
}

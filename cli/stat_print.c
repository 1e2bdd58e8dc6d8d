// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exits of a VM between two readings. People get the columns of "perf kvm stat live", which
 * they know; programs a line of JSON, with the keys of "hypertrace report exits".
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "exits_row_json.h"
#include "stat_print.h"
#include "table.h"
#include "text.h"

#define SCHEMA "hypertrace.stat/1"

static void set_bounded(struct ht_cell *cell, const char *sign, bool is_bound, uint64_t cycles,
			uint32_t khz)
{
	char text[HT_TEXT_SHORT];

	ht_text_cycles(text, sizeof(text), cycles, khz);
	ht_cell_set(cell, "%s%s", is_bound ? sign : "", text);
}

static void fill_row(const void *data, size_t number, struct ht_cell *cells)
{
	const struct ht_exits_rows *rows = data;
	const struct ht_exits_row *row = &rows->list[number];
	const struct ht_exit_counts *counts = &row->counts;
	uint32_t khz = row->vm->khz;

	ht_cell_set(&cells[0], "%s", row->name);
	ht_cell_set(&cells[1], "%" PRIu64, counts->count);
	ht_text_percent(cells[2].text, sizeof(cells[2].text), counts->count,
			rows->total.counts.count);
	ht_text_percent(cells[3].text, sizeof(cells[3].text), counts->cycles,
			rows->total.counts.cycles);
	set_bounded(&cells[4], ">", counts->min_is_bound, counts->min, khz);
	set_bounded(&cells[5], "<", counts->max_is_bound, counts->max, khz);
	set_bounded(&cells[6], "", false, ht_exit_counts_mean(counts), khz);
}

static void print_title(const struct ht_stat_vm *vm)
{
	char comm[4 * sizeof(vm->guest->comm)] = "ended";

	if (vm->guest)
		ht_text_escape(comm, sizeof(comm), vm->guest->comm[0] ? vm->guest->comm : "-");
	printf("\n%sVM %" PRIu32 "%s, process %" PRId32 " (%s)\n", ht_term_begin(HT_COLOR_STRONG),
	       vm->exits.vm_id, ht_term_end(HT_COLOR_STRONG), vm->exits.vm_pid, comm);
}

static void print_rows(const struct ht_stat_vm *vm, const struct ht_exits_rows *rows)
{
	const struct ht_column columns[] = {
		{ .title = vm->by == HT_EXITS_BY_VCPU ? "VCPU" : "VM-EXIT", .is_text = true },
		{ .title = "Samples" },
		{ .title = "Samples%" },
		{ .title = "Time%" },
		{ .title = "Min Time" },
		{ .title = "Max Time" },
		{ .title = "Avg time" },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = rows->count,
		.indent = 2,
		.fill = fill_row,
		.data = rows,
	};
	char time[HT_TEXT_SHORT];

	putchar('\n');
	ht_table_print(&table);
	ht_text_cycles(time, sizeof(time), rows->total.counts.cycles, vm->exits.khz);
	printf("\n  Total Samples: %" PRIu64 ", Total events handled time: %s\n",
	       rows->total.counts.count, time);
}

/**
 * ht_stat_print_text() - print it for people
 * @vm: a VM
 * @err: says what is wrong
 *
 * Return: 0 or -ENOMEM.
 */
int ht_stat_print_text(const struct ht_stat_vm *vm, struct ht_err *err)
{
	struct ht_exits_rows rows;
	int ret = ht_exits_rows_init(&rows, &vm->exits, vm->by, HT_EXITS_SORT_TIME);

	if (!ret) {
		print_title(vm);
		if (rows.count)
			print_rows(vm, &rows);
		else
			puts("\n  no exits");
	}
	ht_exits_rows_exit(&rows);
	return ret ? ht_err_nomem(err) : 0;
}

static json_object *new_rows(const struct ht_stat_vm *vm, const struct ht_exits_rows *rows)
{
	struct ht_json list, row;
	size_t i;

	ht_json_init_array(&list);
	for (i = 0; i < rows->count; i++) {
		ht_exits_row_json(&row, &rows->list[i], &rows->total.counts, vm->by);
		ht_json_append(&list, ht_json_take(&row));
	}
	return ht_json_take(&list);
}

static json_object *new_total(const struct ht_stat_vm *vm, const struct ht_exits_rows *rows)
{
	struct ht_json total;

	ht_json_init(&total);
	ht_exits_put_counts(&total, &vm->exits, &rows->total);
	return ht_json_take(&total);
}

static void put_time(struct ht_json *root, double seconds)
{
	struct timespec now;
	char text[32];

	clock_gettime(CLOCK_REALTIME, &now);
	snprintf(text, sizeof(text), "%.6f", seconds);
	ht_json_put_int(root, "time_ns", (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
	ht_json_put(root, "seconds", json_object_new_double_s(seconds, text));
}

/**
 * ht_stat_print_json() - print it for programs, in one line
 * @vm: a VM
 * @err: says what is wrong
 *
 * Return: 0 or -ENOMEM.
 */
int ht_stat_print_json(const struct ht_stat_vm *vm, struct ht_err *err)
{
	struct ht_exits_rows rows;
	struct ht_json root;
	int ret = ht_exits_rows_init(&rows, &vm->exits, vm->by, HT_EXITS_SORT_TIME);

	if (ret) {
		ht_exits_rows_exit(&rows);
		return ht_err_nomem(err);
	}
	ht_json_init(&root);
	ht_json_put_text(&root, "schema", SCHEMA);
	put_time(&root, vm->seconds);
	ht_json_put_uint(&root, "vm_id", vm->exits.vm_id);
	ht_json_put_int(&root, "vm_pid", vm->exits.vm_pid);
	ht_json_put_optional(&root, "process", vm->guest ? vm->guest->comm : NULL);
	ht_json_put_optional(&root, "isa", ht_exits_isa_word(vm->exits.isa));
	ht_json_put_known(&root, "tsc_khz", vm->exits.khz, vm->exits.khz);
	ht_json_put_text(&root, "by", ht_exits_by_names[vm->by]);
	ht_json_put(&root, "total", new_total(vm, &rows));
	ht_json_put(&root, "rows", new_rows(vm, &rows));
	ht_exits_rows_exit(&rows);
	return ht_json_print(&root, JSON_C_TO_STRING_PLAIN, err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of a report about exits. Where exits are known one by one, percentiles are exact;
 * otherwise they are upper bounds.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exits_rows.h"

/* What the cells of a row have in common. */
static uint32_t number_of(const struct ht_exits_vm *vm, const struct ht_exits_cell *cell,
			  enum ht_exits_by by)
{
	switch (by) {
	case HT_EXITS_BY_VCPU:
		return cell->vcpu;
	case HT_EXITS_BY_VM:
		return vm->vm_id;
	default:
		return cell->reason;
	}
}

static void set_name(struct ht_exits_row *row, const struct ht_exits_vm *vm, enum ht_exits_by by)
{
	switch (by) {
	case HT_EXITS_BY_VCPU:
		snprintf(row->name, sizeof(row->name), "vCPU %" PRIu32, row->number);
		break;
	case HT_EXITS_BY_VM:
		snprintf(row->name, sizeof(row->name), "VM %" PRIu32 ", process %" PRId32,
			 row->number, vm->vm_pid);
		break;
	default:
		ht_reason_name(row->name, sizeof(row->name), vm->isa, row->number);
	}
}

static void set_bounds(struct ht_exits_row *row)
{
	row->p50 = ht_exit_counts_bound(&row->counts, 50);
	row->p99 = ht_exit_counts_bound(&row->counts, 99);
}

/**
 * struct numbered - a cell, and the number of its row
 * @number: by which they are sorted
 * @cell: the cell
 */
struct numbered {
	uint32_t number;
	const struct ht_exits_cell *cell;
};

/* @sets has room for the samples of each of the cells. */
static int set_percentiles(struct ht_exits_row *row, const struct ht_exits_vm *vm,
			   const struct numbered *cells, size_t count,
			   const struct ht_samples **sets)
{
	struct ht_percentile wanted[] = { { .percent = 50 }, { .percent = 99 } };
	size_t i;
	int ret;

	if (vm->source != HT_EXITS_SINGLE) {
		set_bounds(row);
		return 0;
	}
	for (i = 0; i < count; i++)
		sets[i] = &cells[i].cell->samples;
	ret = ht_samples_percentiles(sets, count, row->counts.max, vm->store, wanted, 2);
	row->p50 = wanted[0].value;
	row->p99 = wanted[1].value;
	return ret;
}

/* What is equal in that respect comes by its number, so that the order is always the same. */
static int by_key(const void *a, const void *b, void *data)
{
	const enum ht_exits_sort *sort = data;
	const struct ht_exits_row *left = a, *right = b;
	int order = 0;

	switch (*sort) {
	case HT_EXITS_SORT_COUNT:
		order = ht_exits_descending(left->counts.count, right->counts.count);
		break;
	case HT_EXITS_SORT_NAME:
		order = strverscmp(left->name, right->name);
		break;
	case HT_EXITS_SORT_MEAN:
		order = ht_exits_descending(ht_exit_counts_mean(&left->counts),
					    ht_exit_counts_mean(&right->counts));
		break;
	case HT_EXITS_SORT_P99:
		order = ht_exits_descending(left->p99, right->p99);
		break;
	case HT_EXITS_SORT_MAX:
		order = ht_exits_descending(left->counts.max, right->counts.max);
		break;
	default:
		order = ht_exits_descending(left->counts.cycles, right->counts.cycles);
	}
	return order ?: ht_exits_descending(right->number, left->number);
}

static int by_number(const void *a, const void *b)
{
	const struct numbered *left = a, *right = b;

	return (left->number > right->number) - (left->number < right->number);
}

/* The next row, of the first cells that have the same number. Returns how many these are. */
static size_t begin_row(struct ht_exits_row *row, const struct numbered *cells, size_t count)
{
	size_t i;

	row->number = cells->number;
	for (i = 0; i < count && cells[i].number == row->number; i++)
		ht_exit_counts_add(&row->counts, &cells[i].cell->counts);
	return i;
}

/* @sets: NULL: percentiles are not wanted. */
static int fill(struct ht_exits_rows *rows, const struct ht_exits_vm *vm, enum ht_exits_by by,
		struct numbered *cells, const struct ht_samples **sets)
{
	size_t count = 0, i, n;
	int ret = 0;

	for (i = 0; i < vm->nr_cells; i++) {
		if (!vm->cells[i]->counts.count)
			continue;
		cells[count].cell = vm->cells[i];
		cells[count++].number = number_of(vm, vm->cells[i], by);
		ht_exit_counts_add(&rows->total.counts, &vm->cells[i]->counts);
	}
	if (count)
		qsort(cells, count, sizeof(*cells), by_number);
	for (i = 0; !ret && i < count; i += n) {
		struct ht_exits_row *row = &rows->list[rows->count++];

		n = begin_row(row, &cells[i], count - i);
		row->vm = vm;
		set_name(row, vm, by);
		ret = sets ? set_percentiles(row, vm, &cells[i], n, sets) : 0;
	}
	if (ret || !sets)
		return ret;
	return set_percentiles(&rows->total, vm, cells, count, sets);
}

static int init(struct ht_exits_rows *rows, const struct ht_exits_vm *vm, enum ht_exits_by by,
		const struct ht_samples **sets)
{
	struct numbered *cells = calloc(vm->nr_cells + 1, sizeof(*cells));
	int ret;

	*rows = (struct ht_exits_rows){ 0 };
	rows->list = calloc(vm->nr_cells + 1, sizeof(*rows->list));
	ret = cells && rows->list ? fill(rows, vm, by, cells, sets) : -ENOMEM;
	free(cells);
	return ret;
}

/**
 * ht_exits_rows_init() - add up the exits of a VM
 * @rows: filled
 * @vm: the VM, of a finished model
 * @by: HT_EXITS_BY_REASON, HT_EXITS_BY_VM or HT_EXITS_BY_VCPU
 * @sort: which row comes first
 *
 * Return: 0, -ENOMEM, or -EIO: a temporary file cannot be read. Release with ht_exits_rows_exit()
 * in every case.
 */
int ht_exits_rows_init(struct ht_exits_rows *rows, const struct ht_exits_vm *vm,
		       enum ht_exits_by by, enum ht_exits_sort sort)
{
	const struct ht_samples **sets = calloc(vm->nr_cells + 1, sizeof(*sets));
	int ret = init(rows, vm, by, sets);

	if (!sets)
		ret = -ENOMEM;
	free(sets);
	if (!ret)
		ht_exits_rows_sort(rows, sort);
	return ret;
}

/**
 * ht_exits_rows_sums() - the same by name, without percentiles, which cost most of it
 * @rows: filled
 * @vm: the VM, of a finished model
 * @by: as for ht_exits_rows_init()
 *
 * Return: 0 or -ENOMEM. Release with ht_exits_rows_exit() in every case.
 */
int ht_exits_rows_sums(struct ht_exits_rows *rows, const struct ht_exits_vm *vm,
		       enum ht_exits_by by)
{
	int ret = init(rows, vm, by, NULL);

	if (!ret)
		ht_exits_rows_sort(rows, HT_EXITS_SORT_NAME);
	return ret;
}

/**
 * ht_exits_rows_append() - these, too
 * @rows: where to; unsorted afterwards
 * @more: copied
 *
 * Return: 0 or -ENOMEM.
 */
int ht_exits_rows_append(struct ht_exits_rows *rows, const struct ht_exits_rows *more)
{
	struct ht_exits_row *list =
		reallocarray(rows->list, rows->count + more->count + 1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	rows->list = list;
	if (more->count)
		memcpy(list + rows->count, more->list, more->count * sizeof(*list));
	rows->count += more->count;
	ht_exit_counts_add(&rows->total.counts, &more->total.counts);
	return 0;
}

/**
 * ht_exits_rows_sort() - put them in order
 * @rows: they
 * @sort: which row comes first
 */
void ht_exits_rows_sort(struct ht_exits_rows *rows, enum ht_exits_sort sort)
{
	if (rows->count)
		qsort_r(rows->list, rows->count, sizeof(*rows->list), by_key, &sort);
}

/**
 * ht_exits_rows_exit() - free them
 * @rows: none afterwards
 */
void ht_exits_rows_exit(struct ht_exits_rows *rows)
{
	free(rows->list);
	*rows = (struct ht_exits_rows){ 0 };
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of a table of phases. See phase_rows.h.
 */
#include <errno.h>
#include <string.h>

#include "phase_rows.h"

/* What is equal also by its name stays as it was. */
static int by_key(const void *a, const void *b, void *data)
{
	const struct ht_phase_rows *rows = data;
	const struct ht_phase_row *left = a, *right = b;
	int order = 0;

	switch (rows->sort) {
	case HT_EXITS_SORT_COUNT:
		order = ht_exits_descending(left->cost.exits, right->cost.exits);
		break;
	case HT_EXITS_SORT_NAME:
		break;
	case HT_EXITS_SORT_TOOK:
		order = (left->took_ns < right->took_ns) - (left->took_ns > right->took_ns);
		break;
	default:
		order = ht_exits_descending(left->cost.cycles, right->cost.cycles);
	}
	order = order ?: strverscmp(ht_phase_row_name(left), ht_phase_row_name(right));
	return order ?: ht_exits_descending(right->number, left->number);
}

/**
 * ht_phase_rows_init() - begin
 * @rows: filled; stays where it is
 * @sort: which one comes first
 * @top: how many of them will be looked at, at most
 */
void ht_phase_rows_init(struct ht_phase_rows *rows, enum ht_exits_sort sort, size_t top)
{
	*rows = (struct ht_phase_rows){ .sort = sort };
	ht_sorter_init(&rows->sorter, by_key, rows, top);
}

/* @of_name: bytes of the name, with its end. */
static size_t size_of(size_t nr_reasons, size_t of_name)
{
	const struct ht_phase_row *row;

	return sizeof(*row) + nr_reasons * sizeof(*row->reasons) + of_name;
}

/**
 * ht_phase_rows_add() - one more
 * @rows: where to
 * @phase: copied
 *
 * Return: 0 or -ENOMEM.
 */
int ht_phase_rows_add(struct ht_phase_rows *rows, const struct ht_phase *phase)
{
	struct ht_reasons reasons = phase->reasons;
	size_t of_name = strlen(phase->name) + 1;
	struct ht_phase_row *row = ht_sorter_add(&rows->sorter, size_of(reasons.count, of_name));

	if (!row)
		return -ENOMEM;
	row->number = rows->count++;
	row->times = phase->times;
	row->took_ns = phase->took_ns;
	row->cost = phase->cost;
	row->has_cost = phase->has_cost;
	row->nr_reasons = (uint32_t)reasons.count;
	if (reasons.count)
		memcpy(row->reasons, reasons.list, reasons.count * sizeof(*reasons.list));
	memcpy(&row->reasons[reasons.count], phase->name, of_name);
	reasons.list = row->reasons;
	ht_reasons_sort(&reasons);
	rows->cost = ht_cost_sum(rows->cost, phase->cost);
	return 0;
}

/**
 * ht_phase_rows_put() - put those that are wanted into a record, and what there is to know of all
 * @rows: rows to which nothing is added any more
 * @store: at a record; tells of failures when that ends
 *
 * Return: 0, -ENOMEM, or -EIO: a temporary file cannot be read.
 */
int ht_phase_rows_put(struct ht_phase_rows *rows, struct ht_store *store)
{
	const struct ht_phase_row *row;
	uint64_t size;
	size_t i;
	int ret = ht_sorter_rewind(&rows->sorter);

	ht_store_put(store, &rows->count, sizeof(rows->count));
	ht_store_put(store, &rows->cost, sizeof(rows->cost));
	for (i = 0; !ret && i < rows->sorter.most; i++) {
		ret = ht_phase_rows_next(rows, &row);
		if (ret || !row)
			break;
		size = size_of(row->nr_reasons, strlen(ht_phase_row_name(row)) + 1);
		ht_store_put(store, &size, sizeof(size));
		ht_store_put(store, row, size);
	}
	size = 0;
	ht_store_put(store, &size, sizeof(size));
	return ret;
}

/* Return: 1: there was one; 0, -ENOMEM, or -EIO. */
static int get_row(struct ht_phase_rows *rows, struct ht_store *store, uint64_t number)
{
	struct ht_phase_row *row;
	uint64_t size;

	if (!ht_store_get(store, &size, sizeof(size)))
		return -EIO;
	if (!size)
		return 0;
	row = ht_sorter_add(&rows->sorter, size);
	if (!row)
		return -ENOMEM;
	if (!ht_store_get(store, row, size))
		return -EIO;
	row->number += number;
	return 1;
}

/**
 * ht_phase_rows_get() - add what was put
 * @rows: where to, not rewound yet
 * @store: where it is
 *
 * Return: 0, -ENOMEM, or -EIO: the record has no more.
 */
int ht_phase_rows_get(struct ht_phase_rows *rows, struct ht_store *store)
{
	struct ht_cost cost;
	size_t count;
	int ret;

	if (!ht_store_get(store, &count, sizeof(count)) ||
	    !ht_store_get(store, &cost, sizeof(cost)))
		return -EIO;
	do
		ret = get_row(rows, store, rows->count);
	while (ret > 0);
	rows->count += count;
	rows->cost = ht_cost_sum(rows->cost, cost);
	return ret;
}

/**
 * ht_phase_rows_rewind() - go to the first row, once all are in
 * @rows: they
 *
 * Return: 0, -ENOMEM, or -EIO: a temporary file cannot be read.
 */
int ht_phase_rows_rewind(struct ht_phase_rows *rows)
{
	return ht_sorter_rewind(&rows->sorter);
}

/**
 * ht_phase_rows_next() - the next row
 * @rows: rewound
 * @row: filled: valid until the next call; NULL: there is none
 *
 * Return: 0, or -EIO: a temporary file cannot be read.
 */
int ht_phase_rows_next(struct ht_phase_rows *rows, const struct ht_phase_row **row)
{
	const void *item;
	int ret = ht_sorter_next(&rows->sorter, &item);

	*row = item;
	return ret;
}

/**
 * ht_phase_rows_exit() - free them
 * @rows: not to be used any more
 */
void ht_phase_rows_exit(struct ht_phase_rows *rows)
{
	ht_sorter_exit(&rows->sorter);
}

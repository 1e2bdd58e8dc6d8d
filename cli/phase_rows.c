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
	size_t of_reasons = reasons.count * sizeof(*reasons.list);
	size_t of_name = strlen(phase->name) + 1;
	struct ht_phase_row *row =
		ht_sorter_add(&rows->sorter, sizeof(*row) + of_reasons + of_name);

	if (!row)
		return -ENOMEM;
	row->number = rows->count++;
	row->times = phase->times;
	row->took_ns = phase->took_ns;
	row->cost = phase->cost;
	row->has_cost = phase->has_cost;
	row->nr_reasons = (uint32_t)reasons.count;
	if (reasons.count)
		memcpy(row->reasons, reasons.list, of_reasons);
	memcpy(&row->reasons[reasons.count], phase->name, of_name);
	reasons.list = row->reasons;
	ht_reasons_sort(&reasons);
	rows->cost = ht_cost_sum(rows->cost, phase->cost);
	return 0;
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

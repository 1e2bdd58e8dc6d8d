/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of a table of phases of a VM, in order: there may be any number of them, as a VM may
 * boot any number of times.
 */
#ifndef HT_PHASE_ROWS_H
#define HT_PHASE_ROWS_H

#include "exits_args.h"
#include "phase.h"
#include "sorter.h"

/**
 * struct ht_phase_row - a phase, in one piece
 * @number: its place among all, as they were added
 * @times: as in struct ht_phase, and so the next three
 * @took_ns: see @times
 * @cost: see @times
 * @has_cost: see @times
 * @nr_reasons: how many
 * @reasons: what its exits were for, those that took longest first; then the name
 */
struct ht_phase_row {
	uint64_t number;
	uint64_t times;
	int64_t took_ns;
	struct ht_cost cost;
	bool has_cost;
	uint32_t nr_reasons;
	struct ht_reason reasons[];
};

/**
 * struct ht_phase_rows - those of a VM
 * @sorter: has them
 * @sort: which one comes first
 * @count: how many there are
 * @cost: of all
 */
struct ht_phase_rows {
	struct ht_sorter sorter;
	enum ht_exits_sort sort;
	size_t count;
	struct ht_cost cost;
};

static inline const char *ht_phase_row_name(const struct ht_phase_row *row)
{
	return (const char *)&row->reasons[row->nr_reasons];
}

void ht_phase_rows_init(struct ht_phase_rows *rows, enum ht_exits_sort sort, size_t top);
int ht_phase_rows_add(struct ht_phase_rows *rows, const struct ht_phase *phase);
int ht_phase_rows_put(struct ht_phase_rows *rows, struct ht_store *store);
int ht_phase_rows_get(struct ht_phase_rows *rows, struct ht_store *store);
int ht_phase_rows_rewind(struct ht_phase_rows *rows);
int ht_phase_rows_next(struct ht_phase_rows *rows, const struct ht_phase_row **row);
void ht_phase_rows_exit(struct ht_phase_rows *rows);

#endif /* HT_PHASE_ROWS_H */

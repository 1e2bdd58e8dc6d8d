/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rows of a report about exits: cells of the model added up, in order.
 */
#ifndef HT_EXITS_ROWS_H
#define HT_EXITS_ROWS_H

#include "exits_args.h"
#include "exits_model.h"

/**
 * struct ht_exits_row - exits that have something in common
 * @vm: their VM
 * @name: what
 * @number: the same: a reason, or a vCPU, or a VM
 * @counts: the exits
 * @p50: cycles that half of them do not exceed
 * @p99: cycles that 99 of a hundred do not exceed
 */
struct ht_exits_row {
	const struct ht_exits_vm *vm;
	char name[64];
	uint32_t number;
	struct ht_exit_counts counts;
	uint64_t p50;
	uint64_t p99;
};

/**
 * struct ht_exits_rows - those of a VM, or of many
 * @list: sorted, @count of them
 * @count: see @list
 * @total: all of them together; its percentiles are those of one VM
 */
struct ht_exits_rows {
	struct ht_exits_row *list;
	size_t count;
	struct ht_exits_row total;
};

int ht_exits_rows_init(struct ht_exits_rows *rows, const struct ht_exits_vm *vm,
		       enum ht_exits_by by, enum ht_exits_sort sort);
int ht_exits_rows_sums(struct ht_exits_rows *rows, const struct ht_exits_vm *vm,
		       enum ht_exits_by by);
int ht_exits_rows_append(struct ht_exits_rows *rows, const struct ht_exits_rows *more);
void ht_exits_rows_sort(struct ht_exits_rows *rows, enum ht_exits_sort sort);
void ht_exits_rows_exit(struct ht_exits_rows *rows);

#endif /* HT_EXITS_ROWS_H */

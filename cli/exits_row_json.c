// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exits for programs. See exits_row_json.h.
 */
#include <stdio.h>

#include <hypertrace/exits.h>

#include "exits_row_json.h"

/**
 * ht_exits_isa_word() - whose reasons they are
 * @isa: enum ht_isa, or anything else
 *
 * Return: "vmx", "svm", or NULL.
 */
const char *ht_exits_isa_word(uint32_t isa)
{
	switch (isa) {
	case HT_ISA_VMX:
		return "vmx";
	case HT_ISA_SVM:
		return "svm";
	default:
		return NULL;
	}
}

/**
 * ht_exits_put_ns() - how long cycles are, or null
 * @object: where to
 * @key: a literal
 * @cycles: of a TSC
 * @khz: its rate, 0: not known
 */
void ht_exits_put_ns(struct ht_json *object, const char *key, uint64_t cycles, uint32_t khz)
{
	ht_json_put_known(object, key, khz, khz ? (int64_t)ht_cycles_to_ns(cycles, khz) : 0);
}

static void put_share(struct ht_json *object, const char *key, uint64_t part, uint64_t whole)
{
	char text[32];
	double share = whole ? (double)part / (double)whole : 0;

	snprintf(text, sizeof(text), "%.6f", share);
	ht_json_put(object, key, json_object_new_double_s(share, text));
}

/**
 * ht_exits_put_counts() - exits
 * @object: where to
 * @vm: whose
 * @row: they
 */
void ht_exits_put_counts(struct ht_json *object, const struct ht_exits_vm *vm,
			 const struct ht_exits_row *row)
{
	const struct ht_exit_counts *counts = &row->counts;

	ht_json_put_uint(object, "count", counts->count);
	ht_json_put_uint(object, "cycles", counts->cycles);
	ht_exits_put_ns(object, "ns", counts->cycles, vm->khz);
	ht_exits_put_ns(object, "mean_ns", ht_exit_counts_mean(counts), vm->khz);
	ht_exits_put_ns(object, "p50_ns", row->p50, vm->khz);
	ht_exits_put_ns(object, "p99_ns", row->p99, vm->khz);
	ht_exits_put_ns(object, "min_ns", counts->min, vm->khz);
	ht_exits_put_ns(object, "max_ns", counts->max, vm->khz);
	ht_json_put_bool(object, "min_is_bound", counts->min_is_bound);
	ht_json_put_bool(object, "max_is_bound", counts->max_is_bound);
	ht_json_put_uint(object, "fast", counts->fast);
	ht_exits_put_ns(object, "fast_ns", counts->fast_cycles, vm->khz);
	ht_json_put_uint(object, "user", counts->user);
	ht_exits_put_ns(object, "user_ns", counts->user_cycles, vm->khz);
}

/**
 * ht_exits_row_json() - a row
 * @object: begun with it; the caller ends it
 * @row: the row
 * @total: all rows
 * @by: what rows are
 */
void ht_exits_row_json(struct ht_json *object, const struct ht_exits_row *row,
		       const struct ht_exit_counts *total, enum ht_exits_by by)
{
	ht_json_init(object);
	ht_json_put_text(object, "name", row->name);
	ht_json_put_uint(object, ht_exits_by_names[by], row->number);
	ht_exits_put_counts(object, row->vm, row);
	put_share(object, "count_share", row->counts.count, total->count);
	put_share(object, "time_share", row->counts.cycles, total->cycles);
}

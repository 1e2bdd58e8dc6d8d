/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace-exits: the VM's exits at one moment, and between two.
 */
#ifndef HT_EXITS_SAMPLE_H
#define HT_EXITS_SAMPLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <hypertrace/user_exits.h>

/* More than either vendor defines. */
#define HT_SAMPLE_ROWS 256

/**
 * struct ht_exits_row - exits of one type
 * @reason: which
 * @count: how many, and what they took
 */
struct ht_exits_row {
	const struct ht_exit_reason *reason;
	struct ht_exit_count count;
};

/**
 * struct ht_exits_sample - the exits of the VM
 * @host: who said so
 * @at_ns: when, CLOCK_MONOTONIC
 * @total: of all types, those included that are not in @rows
 * @nr: how many types were asked for
 * @rows: these, in the order of their numbers
 */
struct ht_exits_sample {
	struct ht_exits host;
	uint64_t at_ns;
	struct ht_exit_count total;
	size_t nr;
	struct ht_exits_row rows[HT_SAMPLE_ROWS];
};

enum ht_exits_order {
	HT_EXITS_BY_COUNT,
	HT_EXITS_BY_CYCLES,
	HT_EXITS_BY_NUMBER,
};

int ht_exits_sample(struct ht_exits_sample *sample, bool all);
void ht_exits_since(struct ht_exits_sample *now, const struct ht_exits_sample *before);
void ht_exits_tidy(struct ht_exits_sample *sample, enum ht_exits_order order, bool all);

#endif /* HT_EXITS_SAMPLE_H */

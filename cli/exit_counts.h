/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is counted of exits: how many, how long, and how many were how long.
 */
#ifndef HT_EXIT_COUNTS_H
#define HT_EXIT_COUNTS_H

#include <stdbool.h>
#include <stdint.h>

/* Bucket i: 2^(i-1) <= cycles < 2^i; the last one has no upper bound. As kvm-hypertrace has it. */
#define HT_EXIT_BUCKETS 40

/**
 * struct ht_exit_counts - some exits; all zero: none
 * @count: how many; one of each vCPU may not have ended yet
 * @cycles: from exit to entry, of all that ended
 * @min: of one of them
 * @max: of one of them
 * @fast: handled on KVM's fast paths
 * @fast_cycles: part of @cycles that these took
 * @user: those for which the VMM ran
 * @user_cycles: part of @cycles that the VMM took
 * @hist: how many took how long
 * @min_is_bound: none was shorter than @min, which is all that is known
 * @max_is_bound: none was longer than @max
 */
struct ht_exit_counts {
	uint64_t count;
	uint64_t cycles;
	uint64_t min;
	uint64_t max;
	uint64_t fast;
	uint64_t fast_cycles;
	uint64_t user;
	uint64_t user_cycles;
	uint64_t hist[HT_EXIT_BUCKETS];
	bool min_is_bound;
	bool max_is_bound;
};

void ht_exit_counts_one(struct ht_exit_counts *counts, uint64_t cycles, bool fast,
			uint64_t user_cycles);
void ht_exit_counts_add(struct ht_exit_counts *sum, const struct ht_exit_counts *counts);
void ht_exit_counts_since(struct ht_exit_counts *diff, const struct ht_exit_counts *now,
			  const struct ht_exit_counts *before);
uint64_t ht_exit_counts_mean(const struct ht_exit_counts *counts);
uint64_t ht_exit_counts_bound(const struct ht_exit_counts *counts, unsigned int percent);

#endif /* HT_EXIT_COUNTS_H */

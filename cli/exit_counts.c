// SPDX-License-Identifier: GPL-2.0-only
/*
 * Adding up, and taking differences of, what is counted of exits. Counters of a trace are numbers
 * that anyone can have written: sums saturate, differences may be nonsense, and nothing traps.
 */
#include "exit_counts.h"

static unsigned int bucket_of(uint64_t cycles)
{
	unsigned int bits = cycles ? 64 - (unsigned int)__builtin_clzll(cycles) : 0;

	return bits < HT_EXIT_BUCKETS ? bits : HT_EXIT_BUCKETS - 1;
}

static uint64_t add(uint64_t a, uint64_t b)
{
	return a + b < a ? UINT64_MAX : a + b;
}

/* The least and the most that fall into a bucket. */
static uint64_t bucket_min(unsigned int bucket)
{
	return bucket ? UINT64_C(1) << (bucket - 1) : 0;
}

static uint64_t bucket_max(unsigned int bucket)
{
	return bucket == HT_EXIT_BUCKETS - 1 ? UINT64_MAX : (UINT64_C(1) << bucket) - 1;
}

/**
 * ht_exit_counts_one() - there was an exit
 * @counts: where to
 * @cycles: from the exit to the entry
 * @fast: on one of KVM's fast paths
 * @user_cycles: part of @cycles that the VMM took
 */
void ht_exit_counts_one(struct ht_exit_counts *counts, uint64_t cycles, bool fast,
			uint64_t user_cycles)
{
	if (!counts->count || cycles < counts->min)
		counts->min = cycles;
	if (cycles > counts->max)
		counts->max = cycles;
	counts->count++;
	counts->cycles = add(counts->cycles, cycles);
	counts->fast += fast;
	counts->fast_cycles = add(counts->fast_cycles, fast ? cycles : 0);
	counts->user += user_cycles > 0;
	counts->user_cycles = add(counts->user_cycles, user_cycles);
	counts->hist[bucket_of(cycles)]++;
}

static void add_extremes(struct ht_exit_counts *sum, const struct ht_exit_counts *counts)
{
	if (!sum->count || counts->min < sum->min) {
		sum->min = counts->min;
		sum->min_is_bound = counts->min_is_bound;
	}
	if (!sum->count || counts->max > sum->max) {
		sum->max = counts->max;
		sum->max_is_bound = counts->max_is_bound;
	}
}

/**
 * ht_exit_counts_add() - these exits, too
 * @sum: where to
 * @counts: exits
 */
void ht_exit_counts_add(struct ht_exit_counts *sum, const struct ht_exit_counts *counts)
{
	unsigned int i;

	if (!counts->count)
		return;
	add_extremes(sum, counts);
	sum->count = add(sum->count, counts->count);
	sum->cycles = add(sum->cycles, counts->cycles);
	sum->fast = add(sum->fast, counts->fast);
	sum->fast_cycles = add(sum->fast_cycles, counts->fast_cycles);
	sum->user = add(sum->user, counts->user);
	sum->user_cycles = add(sum->user_cycles, counts->user_cycles);
	for (i = 0; i < HT_EXIT_BUCKETS; i++)
		sum->hist[i] = add(sum->hist[i], counts->hist[i]);
}

/* An extreme that is new is of the exits in between; of any other only its bucket is known. */
static void find_extremes(struct ht_exit_counts *diff, const struct ht_exit_counts *now,
			  const struct ht_exit_counts *before)
{
	unsigned int first = 0, last = HT_EXIT_BUCKETS - 1;

	while (first < HT_EXIT_BUCKETS - 1 && !diff->hist[first])
		first++;
	while (last && !diff->hist[last])
		last--;
	diff->min = now->min;
	diff->max = now->max;
	diff->min_is_bound = before->count && now->min >= before->min;
	diff->max_is_bound = before->count && now->max <= before->max;
	if (diff->min_is_bound && bucket_min(first) > diff->min)
		diff->min = bucket_min(first);
	if (diff->max_is_bound && bucket_max(last) < diff->max)
		diff->max = bucket_max(last);
}

/**
 * ht_exit_counts_since() - the exits between two readings
 * @diff: filled; all zero if there were none
 * @now: the later reading
 * @before: the earlier one; if it has more exits, counting began anew in between
 */
void ht_exit_counts_since(struct ht_exit_counts *diff, const struct ht_exit_counts *now,
			  const struct ht_exit_counts *before)
{
	static const struct ht_exit_counts none;
	unsigned int i;

	*diff = none;
	if (before->count > now->count)
		before = &none;
	diff->count = now->count - before->count;
	if (!diff->count)
		return;
	diff->cycles = now->cycles - before->cycles;
	diff->fast = now->fast - before->fast;
	diff->fast_cycles = now->fast_cycles - before->fast_cycles;
	diff->user = now->user - before->user;
	diff->user_cycles = now->user_cycles - before->user_cycles;
	for (i = 0; i < HT_EXIT_BUCKETS; i++)
		diff->hist[i] = now->hist[i] - before->hist[i];
	find_extremes(diff, now, before);
}

static uint64_t ended(const struct ht_exit_counts *counts)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < HT_EXIT_BUCKETS; i++)
		sum = add(sum, counts->hist[i]);
	return sum;
}

/**
 * ht_exit_counts_mean() - how long do they take?
 * @counts: exits
 *
 * Return: cycles, of those that ended.
 */
uint64_t ht_exit_counts_mean(const struct ht_exit_counts *counts)
{
	uint64_t count = ended(counts);

	return count ? counts->cycles / count : 0;
}

/**
 * ht_exit_counts_bound() - how long do so many of them take at most?
 * @counts: exits
 * @percent: how many, at most 100
 *
 * Return: cycles: the upper end of the bucket that this exit is in, or the longest exit.
 */
uint64_t ht_exit_counts_bound(const struct ht_exit_counts *counts, unsigned int percent)
{
	/* The place of that exit, from 1, if they stood in the order of their lengths. */
	uint64_t place = (uint64_t)(((unsigned __int128)ended(counts) * percent + 99) / 100);
	unsigned int i;

	for (i = 0; i < HT_EXIT_BUCKETS - 1; i++) {
		if (counts->hist[i] >= place)
			break;
		place -= counts->hist[i];
	}
	return bucket_max(i) < counts->max ? bucket_max(i) : counts->max;
}

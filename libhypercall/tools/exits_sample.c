// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * hypertrace-exits: the VM's exits at one moment, and between two. See exits_sample.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "exits_sample.h"

/* How often to begin anew because the administrator changed something meanwhile. */
#define TRIES 3

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static void ask_each(struct ht_exits_sample *sample, bool all)
{
	const struct ht_exit_reason *reason;
	struct ht_exits_row *row;
	__u32 i;

	sample->nr = 0;
	for (i = 0; (reason = ht_exit_reason_at(sample->host.isa, i)); i++) {
		if (sample->nr == HT_SAMPLE_ROWS)
			return;
		/* Every question is one more exit. */
		if (!reason->enabled && !all)
			continue;
		row = &sample->rows[sample->nr];
		row->reason = reason;
		/* A host of another version may define less. */
		if (!ht_exits_of(&sample->host, reason->number, &row->count))
			sample->nr++;
	}
}

static bool same_host(const struct ht_exits *a, const struct ht_exits *b)
{
	return a->isa == b->isa && a->numbering == b->numbering && a->vm_id == b->vm_id;
}

/**
 * ht_exits_sample() - ask the host for all types of exits
 * @sample: filled in
 * @all: also for those that KVM does not handle
 *
 * The answers count only if they are framed by the same word of the host, since a leaf that is no
 * longer answered, or has another meaning by now, says something else instead of failing.
 *
 * Return: 0; -EAGAIN: the host's administrator changes things all the time; or as ht_exits_open().
 */
int ht_exits_sample(struct ht_exits_sample *sample, bool all)
{
	struct ht_exits after;
	int tries, ret;

	for (tries = 0; tries < TRIES; tries++) {
		ret = ht_exits_open(&sample->host);
		if (ret)
			return ret;
		ask_each(sample, all);
		sample->at_ns = now_ns();
		ht_exits_total(&sample->host, &sample->total);
		ret = ht_exits_open(&after);
		if (ret)
			return ret;
		if (same_host(&sample->host, &after))
			return 0;
	}
	return -EAGAIN;
}

/* What the host has begun to count anew was not less than nothing. */
static void subtract(struct ht_exit_count *now, const struct ht_exit_count *before)
{
	now->count -= before->count < now->count ? before->count : now->count;
	now->cycles -= before->cycles < now->cycles ? before->cycles : now->cycles;
}

/**
 * ht_exits_since() - what has happened between two samples
 * @now: the later one; is made that
 * @before: the earlier one, of the same choice of types
 */
void ht_exits_since(struct ht_exits_sample *now, const struct ht_exits_sample *before)
{
	size_t i, k;

	subtract(&now->total, &before->total);
	/* Both are in the order of their numbers. */
	for (i = 0, k = 0; i < now->nr; i++) {
		while (k < before->nr &&
		       before->rows[k].reason->number < now->rows[i].reason->number)
			k++;
		if (k < before->nr && before->rows[k].reason == now->rows[i].reason)
			subtract(&now->rows[i].count, &before->rows[k].count);
	}
}

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_number(const void *a, const void *b)
{
	const struct ht_exits_row *x = a, *y = b;

	return compare(x->reason->number, y->reason->number);
}

/* The most first; equals by their numbers, so that the order is always the same. */
static int by_count(const void *a, const void *b)
{
	const struct ht_exits_row *x = a, *y = b;

	return compare(y->count.count, x->count.count) ?: by_number(a, b);
}

static int by_cycles(const void *a, const void *b)
{
	const struct ht_exits_row *x = a, *y = b;

	return compare(y->count.cycles, x->count.cycles) ?: by_number(a, b);
}

/**
 * ht_exits_tidy() - make a sample fit to be looked at
 * @sample: changed
 * @order: how to sort it
 * @all: keep also what has not happened
 */
void ht_exits_tidy(struct ht_exits_sample *sample, enum ht_exits_order order, bool all)
{
	static int (*const orders[])(const void *, const void *) = {
		[HT_EXITS_BY_COUNT] = by_count,
		[HT_EXITS_BY_CYCLES] = by_cycles,
		[HT_EXITS_BY_NUMBER] = by_number,
	};
	size_t i, nr = 0;

	for (i = 0; i < sample->nr; i++) {
		const struct ht_exit_count *count = &sample->rows[i].count;

		/* An exit that began before the interval may have ended in it. */
		if (all || count->count || count->cycles)
			sample->rows[nr++] = sample->rows[i];
	}
	sample->nr = nr;
	qsort(sample->rows, nr, sizeof(sample->rows[0]), orders[order]);
}

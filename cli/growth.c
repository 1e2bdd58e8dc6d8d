// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exits over time. Exits that are told one by one are counted in spans of 1 ms, then 10 ms, 100 ms
 * and so on, as short as HT_GROWTH_SPANS of them are enough for: so a boot is not one number, and a
 * day not a million. Snapshots have spans of their own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "growth.h"

#define FIRST_STEP_NS 1000000
#define COARSER 10

static int append(struct ht_growth *growth)
{
	size_t count = growth->count;
	struct ht_growth_span *spans;

	if (!(count & (count - 1))) {
		spans = reallocarray(growth->spans, count ? 2 * count : 1, sizeof(*spans));
		if (!spans)
			return -ENOMEM;
		growth->spans = spans;
	}
	growth->spans[count] = (struct ht_growth_span){ 0 };
	growth->count++;
	return 0;
}

static void merge(struct ht_growth_span *into, const struct ht_growth_span *span)
{
	into->exits += span->exits;
	into->cycles += span->cycles;
}

static void make_coarser(struct ht_growth *growth)
{
	size_t i;

	growth->step_ns *= COARSER;
	for (i = 0; i < growth->count; i++) {
		if (i % COARSER)
			merge(&growth->spans[i / COARSER], &growth->spans[i]);
		else
			growth->spans[i / COARSER] = growth->spans[i];
	}
	growth->count = (growth->count + COARSER - 1) / COARSER;
	for (i = 0; i < growth->count; i++)
		growth->spans[i].end_ns = growth->spans[i].begin_ns + growth->step_ns;
}

/**
 * ht_growth_exit_at() - there was an exit
 * @growth: where to
 * @now: when
 * @cycles: what it took
 *
 * Return: 0 or -ENOMEM.
 */
int ht_growth_exit_at(struct ht_growth *growth, uint64_t now, uint64_t cycles)
{
	uint64_t since;
	int ret = 0;

	if (!growth->count) {
		growth->step_ns = FIRST_STEP_NS;
		ret = ht_growth_span(growth, now, now + FIRST_STEP_NS);
	}
	if (ret)
		return ret;
	/* Exits are told at their entries: one may have begun before the first that was told. */
	since = now > growth->spans[0].begin_ns ? now - growth->spans[0].begin_ns : 0;
	while (since / growth->step_ns >= HT_GROWTH_SPANS && growth->step_ns < UINT64_MAX / COARSER)
		make_coarser(growth);
	since /= growth->step_ns;
	if (since >= HT_GROWTH_SPANS)
		since = HT_GROWTH_SPANS - 1;
	while (!ret && growth->count <= since) {
		uint64_t begin_ns = growth->spans[growth->count - 1].end_ns;

		ret = ht_growth_span(growth, begin_ns, begin_ns + growth->step_ns);
	}
	if (!ret) {
		growth->spans[since].exits++;
		growth->spans[since].cycles += cycles;
	}
	return ret;
}

/**
 * ht_growth_span() - the next span follows
 * @growth: where to
 * @begin_ns: when it began
 * @end_ns: when it ended
 *
 * Return: 0 or -ENOMEM.
 */
int ht_growth_span(struct ht_growth *growth, uint64_t begin_ns, uint64_t end_ns)
{
	int ret = append(growth);

	if (ret)
		return ret;
	growth->spans[growth->count - 1].begin_ns = begin_ns;
	growth->spans[growth->count - 1].end_ns = end_ns;
	return 0;
}

/**
 * ht_growth_exits() - there were exits in the latest span
 * @growth: has one
 * @exits: how many
 * @cycles: what they took
 */
void ht_growth_exits(struct ht_growth *growth, uint64_t exits, uint64_t cycles)
{
	const struct ht_growth_span more = { .exits = exits, .cycles = cycles };

	merge(&growth->spans[growth->count - 1], &more);
}

/**
 * ht_growth_exit() - free it
 * @growth: empty afterwards
 */
void ht_growth_exit(struct ht_growth *growth)
{
	free(growth->spans);
	*growth = (struct ht_growth){ 0 };
}

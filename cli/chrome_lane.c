// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which lane a span goes to: the first one where it fits. Spans come about in the order of their
 * ends, so what is within another comes before it. Two that begin at the same time do not nest:
 * viewers take the first of them in the file as the outer one.
 */
#include <errno.h>
#include <stdlib.h>

#include "chrome_lane.h"

static void forget_oldest(struct ht_lane *lane)
{
	if (lane->end[lane->first] > lane->floor_ns)
		lane->floor_ns = lane->end[lane->first];
	lane->first = (lane->first + 1) % HT_LANE_SPANS;
	lane->count--;
}

static void remember(struct ht_lane *lane, uint64_t begin, uint64_t end)
{
	size_t at;

	if (lane->count == HT_LANE_SPANS)
		forget_oldest(lane);
	at = (lane->first + lane->count++) % HT_LANE_SPANS;
	lane->begin[at] = begin;
	lane->end[at] = end;
	if (end > lane->last_ns)
		lane->last_ns = end;
}

static bool within(uint64_t begin, uint64_t end, uint64_t outer_begin, uint64_t outer_end)
{
	return begin > outer_begin && end <= outer_end;
}

/* @inner: how many of the latest spans are within the new one. */
static bool fits(const struct ht_lane *lane, bool nests, uint64_t begin, uint64_t end,
		 size_t *inner)
{
	size_t i;

	*inner = 0;
	if (begin >= lane->last_ns)
		return true;
	if (begin < lane->floor_ns)
		return false;
	for (i = lane->count; i; i--) {
		size_t at = (lane->first + i - 1) % HT_LANE_SPANS;
		bool apart = lane->end[at] <= begin || lane->begin[at] >= end;

		if (nests && within(lane->begin[at], lane->end[at], begin, end)) {
			*inner += *inner + i == lane->count;
			continue;
		}
		if (!apart && !(nests && within(begin, end, lane->begin[at], lane->end[at])))
			return false;
	}
	return true;
}

/**
 * ht_lanes_place() - find a lane for a span
 * @lanes: the lanes; it is taken into one of them
 * @nests: spans of this kind may lie one within the other
 * @begin: when it begins
 * @end: when it ends
 *
 * Return: the lane's number; -ENOSPC: it fits nowhere; -ENOMEM.
 */
int ht_lanes_place(struct ht_lanes *lanes, bool nests, uint64_t begin, uint64_t end)
{
	size_t i, inner;

	for (i = 0; i < lanes->count; i++) {
		if (fits(lanes->list[i], nests, begin, end, &inner)) {
			/* What fits around it, or beside it, does so with what is within it. */
			lanes->list[i]->count -= inner;
			remember(lanes->list[i], begin, end);
			return (int)i;
		}
	}
	if (lanes->count == HT_LANES)
		return -ENOSPC;
	lanes->list[i] = calloc(1, sizeof(*lanes->list[i]));
	if (!lanes->list[i])
		return -ENOMEM;
	lanes->count++;
	remember(lanes->list[i], begin, end);
	return (int)i;
}

/**
 * ht_lanes_exit() - free them
 * @lanes: none afterwards
 */
void ht_lanes_exit(struct ht_lanes *lanes)
{
	while (lanes->count)
		free(lanes->list[--lanes->count]);
}

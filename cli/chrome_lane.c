// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which lane a span goes to: the first one where it fits. Spans come about in the order of their
 * ends, so what is within another comes before it. Two that begin at the same time do not nest:
 * viewers take the first of them in the file as the outer one.
 */
#include <errno.h>
#include <stdlib.h>

#include "chrome_lane.h"

#define FIRST_ROOM 8

static void forget_oldest(struct ht_lane *lane)
{
	if (lane->spans[lane->first].end > lane->floor_ns)
		lane->floor_ns = lane->spans[lane->first].end;
	lane->first = (lane->first + 1) & (lane->room - 1);
	lane->count--;
}

/* Makes the ring larger, and begins it at its beginning. */
static int grow(struct ht_lane *lane)
{
	size_t room = lane->room ? 2 * lane->room : FIRST_ROOM, i;
	struct ht_lane_span *spans = calloc(room, sizeof(*spans));

	if (!spans)
		return -ENOMEM;
	for (i = 0; i < lane->count; i++)
		spans[i] = lane->spans[(lane->first + i) & (lane->room - 1)];
	free(lane->spans);
	lane->spans = spans;
	lane->room = room;
	lane->first = 0;
	return 0;
}

static int remember(struct ht_lane *lane, uint64_t begin, uint64_t end)
{
	if (lane->count == HT_LANE_SPANS)
		forget_oldest(lane);
	else if (lane->count == lane->room && grow(lane))
		return -ENOMEM;
	lane->spans[(lane->first + lane->count++) & (lane->room - 1)] =
		(struct ht_lane_span){ begin, end };
	if (end > lane->last_ns)
		lane->last_ns = end;
	return 0;
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
		const struct ht_lane_span *span =
			&lane->spans[(lane->first + i - 1) & (lane->room - 1)];
		bool apart = span->end <= begin || span->begin >= end;

		if (nests && within(span->begin, span->end, begin, end)) {
			*inner += *inner + i == lane->count;
			continue;
		}
		if (!apart && !(nests && within(begin, end, span->begin, span->end)))
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
			return remember(lanes->list[i], begin, end) ?: (int)i;
		}
	}
	if (lanes->count == HT_LANES)
		return -ENOSPC;
	lanes->list[i] = calloc(1, sizeof(*lanes->list[i]));
	if (!lanes->list[i])
		return -ENOMEM;
	lanes->count++;
	return remember(lanes->list[i], begin, end) ?: (int)i;
}

/**
 * ht_lanes_exit() - free them
 * @lanes: none afterwards
 */
void ht_lanes_exit(struct ht_lanes *lanes)
{
	while (lanes->count) {
		struct ht_lane *lane = lanes->list[--lanes->count];

		free(lane->spans);
		free(lane);
	}
}

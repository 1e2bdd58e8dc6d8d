/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Lanes: spans of a thread of Chrome's format lie one behind the other or one within the other.
 * Those that do neither need several threads.
 */
#ifndef HT_CHROME_LANE_H
#define HT_CHROME_LANE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More lanes than this for spans of one kind on one row help nobody. */
#define HT_LANES 16
/* So many spans of a lane are remembered, to see whether a later one fits. */
#define HT_LANE_SPANS 256

/**
 * struct ht_lane_span - a span that is remembered
 * @begin: when it began
 * @end: when it ended
 */
struct ht_lane_span {
	uint64_t begin;
	uint64_t end;
};

/**
 * struct ht_lane - one
 * @spans: those that are remembered, as a ring
 * @room: how many fit there, a power of two: few at first, as thousands of VMs have lanes of few
 *	spans
 * @first: the oldest of them
 * @count: how many these are
 * @last_ns: when the last of all ended
 * @floor_ns: when the last of those ended that are not remembered
 */
struct ht_lane {
	struct ht_lane_span *spans;
	size_t room;
	size_t first;
	size_t count;
	uint64_t last_ns;
	uint64_t floor_ns;
};

/**
 * struct ht_lanes - those of one kind; all zero: none
 * @list: they, @count of them
 * @count: see @list
 */
struct ht_lanes {
	struct ht_lane *list[HT_LANES];
	size_t count;
};

int ht_lanes_place(struct ht_lanes *lanes, bool nests, uint64_t begin, uint64_t end);
void ht_lanes_exit(struct ht_lanes *lanes);

#endif /* HT_CHROME_LANE_H */

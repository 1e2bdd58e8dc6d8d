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
 * struct ht_lane - one
 * @begin: of the spans that are remembered, as a ring
 * @end: of the same
 * @first: the oldest of them
 * @count: how many these are
 * @last_ns: when the last of all ended
 * @floor_ns: when the last of those ended that are not remembered
 */
struct ht_lane {
	uint64_t begin[HT_LANE_SPANS];
	uint64_t end[HT_LANE_SPANS];
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

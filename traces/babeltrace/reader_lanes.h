/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a reader is made of, for its own two parts: one lane, and several.
 */
#ifndef HT_READER_LANES_H
#define HT_READER_LANES_H

#include <cache_line.h>

#include "iterator.h"
#include "lane.h"
#include "reader.h"
#include "weave.h"

/**
 * struct ht_reader - a reader
 * @lanes: the half of it that looks at messages, and what leads from that to the other half
 * @nr_lanes: how many of them there are
 * @weave: makes one of several lanes
 * @it: what the other half has of the filter
 * @comp: the parameters of that
 * @reading: what is its own
 */
struct ht_reader {
	struct ht_lane lanes[HT_LANES];
	size_t nr_lanes;
	struct ht_weave weave;
	struct ht_iterator it __ht_own_lines;
	struct ht_component comp;
	struct ht_reading reading;
};

extern const struct ht_pipe_ops ht_reader_pipe_ops;
extern const struct ht_weave_ops ht_reader_weave_ops;

#endif /* HT_READER_LANES_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The way of some of a trace's streams, which one thread decodes. Most readers have one lane; a
 * large trace has several, each with a graph of its own, as libbabeltrace2's objects may be used in
 * one thread only.
 */
#ifndef HT_LANE_H
#define HT_LANE_H

#include <babeltrace2/babeltrace.h>
#include <cache_line.h>

#include "merge.h"
#include "pipe.h"
#include "taker.h"

/* At most, as more would wait for the one thread that works. */
#define HT_LANES HT_ARENAS

/* Messages that are taken before somebody may want to stop. */
#define HT_LANE_AT_ONCE 256

/**
 * struct ht_turn - when something is, among all that several lanes have
 * @at: when, ns from the clocks' origin
 * @rank: which stream's, where that is equal
 */
struct ht_turn {
	int64_t at;
	uint32_t rank;
};

/**
 * struct ht_lane - a lane
 * @taker: looks at messages
 * @pipe: from that to who works
 * @failed: of several lanes, and set before @pipe is closed: something failed, and nothing follows
 * @result: likewise: what failed is ours; 0: it is the input
 * @failure: likewise: when that is
 * @batch: of who works on several lanes: what he has out of @pipe; NULL: it is at its end
 * @next: the same: the next in @batch
 * @turn: the same: when that is; without @batch: @failure
 */
struct ht_lane {
	struct ht_taker taker;
	struct ht_pipe pipe;
	bool failed;
	int result;
	struct ht_turn failure;
	struct ht_batch *batch __ht_own_lines;
	size_t next;
	struct ht_turn turn;
};

int ht_lane_init(struct ht_lane *lane, unsigned int number, const struct ht_reader_ops *ops,
		 void *data, const struct ht_pipe_ops *pipe_ops, void *pipe_data);
bt_message_iterator_next_status ht_lane_next(struct ht_lane *lane, struct ht_merge *merge,
					     int *result);
void ht_lane_exit(struct ht_lane *lane);

#endif /* HT_LANE_H */

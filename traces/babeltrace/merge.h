/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Messages of several iterators, in the order of their times: what filter.utils.muxer does, without
 * a queue of its own, for a sink that looks at each message once.
 *
 *	stream 0: a batch of messages ├─┬─┬─┤
 *	stream 1: a batch of messages ├┬──┬─┤     ht_merge_next(): the earliest of the first ones
 *	      …                       ▲
 *	                              └ a heap finds it; equal times leave in the order in which
 *	                                the iterators were added
 */
#ifndef HT_MERGE_H
#define HT_MERGE_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What times of different streams have in common, so that they can be compared. */
enum ht_merge_clocks {
	HT_MERGE_CLOCKS_ANY, /* no stream has begun yet */
	HT_MERGE_CLOCKS_NONE, /* nothing: no stream has a clock */
	HT_MERGE_CLOCKS_EPOCH, /* they begin in 1970 */
	HT_MERGE_CLOCKS_UUID, /* it is one clock, which has a UUID */
	HT_MERGE_CLOCKS_BARE, /* it is said to be one clock, without any */
};

/**
 * struct ht_merge_input - where messages come from
 * @iterator: gives them
 * @batch: those it gave last, @count of them
 * @count: see @batch
 * @at: index of the next one to hand out
 * @time: when that is, ns from the clocks' origin
 * @rank: which iterator it is, of all parts
 */
struct ht_merge_input {
	bt_message_iterator *iterator;
	bt_message_array_const batch;
	uint64_t count;
	uint64_t at;
	int64_t time;
	size_t rank;
};

/**
 * struct ht_merge - what merges; all zero: nothing
 * @inputs: all inputs
 * @nr_inputs: how many there are
 * @nr_begun: so many of them have been asked for messages
 * @heap: those that have some, the one with the earliest is first
 * @nr_heap: how many these are
 * @is_stale: the first one's message has been handed out, so it may not be the first any more
 * @clocks: what the streams' clocks are
 * @uuid: of HT_MERGE_CLOCKS_UUID
 * @parts: so many of these have the streams in turn; 0: this one has all
 * @part: which of them this is
 * @has_untimed: something may be lost at times that nobody says, by a stream that has a clock
 */
struct ht_merge {
	struct ht_merge_input *inputs;
	size_t nr_inputs;
	size_t nr_begun;
	struct ht_merge_input **heap;
	size_t nr_heap;
	bool is_stale;
	enum ht_merge_clocks clocks;
	uint8_t uuid[16];
	size_t parts;
	size_t part;
	bool has_untimed;
};

int ht_merge_add(struct ht_merge *merge, bt_message_iterator *iterator);
bt_message_iterator_next_status ht_merge_begin(struct ht_merge *merge,
					       const struct ht_merge *before);
bt_message_iterator_next_status ht_merge_next(struct ht_merge *merge, const bt_message **message);
void ht_merge_exit(struct ht_merge *merge);

/**
 * ht_merge_at() - where the message came from that was handed out last, or the error after it
 * @merge: something came
 */
static inline const struct ht_merge_input *ht_merge_at(const struct ht_merge *merge)
{
	return merge->heap[0];
}

#endif /* HT_MERGE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Several lanes become one again, in the order that one ht_merge of all streams has: by time, then
 * by stream. It does not depend on who is faster, as a lane that has nothing yet is waited for.
 *
 *	lane 0: a batch ├─┬─┬─┤
 *	lane 1: a batch ├┬──┬─┤     all of a lane that is before the first of the others: one run
 */
#ifndef HT_WEAVE_H
#define HT_WEAVE_H

#include <pthread.h>
#include <stddef.h>

#include "lane.h"

/**
 * struct ht_weave_ops - who works
 * @give: works on @count things that follow each other, and takes them over. Returns 0, or a
 *	negative errno to stop
 * @drop: does without working on them
 * @free: blocks of a lane's arena that can be used again
 * @end: there are no more. Returns as @give does
 */
struct ht_weave_ops {
	int (*give)(void *data, struct ht_taken *taken, size_t count);
	void (*drop)(struct ht_taken *taken, size_t count);
	struct ht_block *(*free)(void *data, unsigned int lane);
	int (*end)(void *data);
};

/**
 * struct ht_weave - what weaves
 * @lanes: the lanes, @count of them
 * @count: see @lanes
 * @ops: who works
 * @data: for @ops
 * @is_running: its thread has begun
 * @thread: that thread
 * @failed: the lane whose error ended all; NULL: none
 * @result: what @ops returned, or why a lane failed that is not to blame on its input
 */
struct ht_weave {
	struct ht_lane *lanes;
	size_t count;
	const struct ht_weave_ops *ops;
	void *data;
	bool is_running;
	pthread_t thread;
	const struct ht_lane *failed;
	int result;
};

int ht_weave_start(struct ht_weave *weave);
int ht_weave_end(struct ht_weave *weave);

#endif /* HT_WEAVE_H */

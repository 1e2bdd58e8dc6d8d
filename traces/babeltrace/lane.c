// SPDX-License-Identifier: GPL-2.0-only
/*
 * A lane: made, filled from a merge's messages, released.
 */
#include <errno.h>
#include <stdlib.h>

#include "lane.h"

/**
 * ht_lane_init() - make a lane
 * @lane: filled; stays where it is
 * @number: which one it is, less than HT_LANES
 * @ops: who reads
 * @data: for @ops
 * @pipe_ops: who works on what is taken
 * @pipe_data: for @pipe_ops
 *
 * Return: 0 or -ENOMEM. Release with ht_lane_exit() after success.
 */
int ht_lane_init(struct ht_lane *lane, unsigned int number, const struct ht_reader_ops *ops,
		 void *data, const struct ht_pipe_ops *pipe_ops, void *pipe_data)
{
	*lane = (struct ht_lane){ .taker = { .ops = ops, .data = data, .pipe = &lane->pipe } };
	lane->taker.mirror.reading = true;
	lane->taker.mirror.brief = ops->brief;
	lane->taker.mirror.whole = ops->whole;
	lane->taker.arena.number = number;
	lane->taker.batch = calloc(1, sizeof(*lane->taker.batch));
	if (lane->taker.batch && !ht_pipe_init(&lane->pipe, pipe_ops, pipe_data))
		return 0;
	free(lane->taker.batch);
	return -ENOMEM;
}

/* Everything of the lane that is before the error comes before it, and all of other lanes, too. */
static void fail(struct ht_lane *lane, const struct ht_merge_input *where, int result)
{
	lane->failed = true;
	lane->result = result;
	lane->failure = (struct ht_turn){ where->time, (uint32_t)where->rank };
}

static int take(struct ht_lane *lane, const struct ht_merge_input *from, const bt_message *message)
{
	lane->taker.at = from->time;
	lane->taker.rank = (uint32_t)from->rank;
	return ht_taker_take(&lane->taker, message);
}

/**
 * ht_lane_next() - take some messages into one of several lanes
 * @lane: the lane, which has not failed or ended before
 * @merge: where they come from, which has begun
 * @result: filled: 0, -ENOMEM, or -ECANCELED: who works needs no more
 *
 * Return: as ht_merge_next().
 */
bt_message_iterator_next_status ht_lane_next(struct ht_lane *lane, struct ht_merge *merge,
					     int *result)
{
	bt_message_iterator_next_status status = BT_MESSAGE_ITERATOR_NEXT_STATUS_OK;
	const bt_message *message;
	unsigned int i;

	*result = 0;
	for (i = 0; i < HT_LANE_AT_ONCE && !*result; i++) {
		status = ht_merge_next(merge, &message);
		if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
			break;
		*result = take(lane, ht_merge_at(merge), message);
		bt_message_put_ref(message);
	}
	if (!*result && (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK ||
			 status == BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN))
		return status;
	if (!*result)
		*result = ht_taker_flush(&lane->taker);
	if (*result || status != BT_MESSAGE_ITERATOR_NEXT_STATUS_END)
		fail(lane, ht_merge_at(merge), *result);
	ht_pipe_close(&lane->pipe);
	return status;
}

/**
 * ht_lane_exit() - release a lane
 * @lane: the lane
 */
void ht_lane_exit(struct ht_lane *lane)
{
	const struct ht_pipe_ops *ops = lane->pipe.ops;

	ht_pipe_exit(&lane->pipe);
	if (lane->taker.batch)
		ops->drop(lane->pipe.data, lane->taker.batch);
	free(lane->taker.batch);
	ht_arena_exit(&lane->taker.arena);
	ht_ctf_bytes_exit(&lane->taker.bytes);
	ht_mirror_exit(&lane->taker.mirror);
}

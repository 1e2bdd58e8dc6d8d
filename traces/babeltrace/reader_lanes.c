// SPDX-License-Identifier: GPL-2.0-only
/*
 * A reader with several lanes, so that several threads can decode.
 */
#include "reader_lanes.h"

/**
 * ht_reader_split() - read in several lanes, each of which a thread may fill
 * @reader: the reader, which has taken nothing yet; its ht_reader_ops.begins is NULL. Who reads is
 *	called in another thread than those. Nothing else than ht_reader_lane() and
 *	ht_reader_join() may be used of it from here on, before it is destroyed
 * @count: how many lanes, at most HT_LANES
 * @has_untimed: see struct ht_merge; of any lane
 *
 * Return: 0; something else: there can be no lanes, and @reader is as before.
 */
int ht_reader_split(struct ht_reader *reader, size_t count, bool has_untimed)
{
	struct ht_lane *first = &reader->lanes[0];
	int ret = 0;
	size_t i;

	while (!ret && reader->nr_lanes < count) {
		ret = ht_lane_init(&reader->lanes[reader->nr_lanes], reader->nr_lanes,
				   first->taker.ops, first->taker.data, &ht_reader_pipe_ops,
				   reader);
		reader->nr_lanes += !ret;
	}
	for (i = 0; i < reader->nr_lanes; i++) {
		reader->lanes[i].pipe.is_taken = true;
		reader->lanes[i].taker.tells_late = has_untimed;
	}
	reader->weave = (struct ht_weave){
		.lanes = reader->lanes,
		.count = reader->nr_lanes,
		.ops = &ht_reader_weave_ops,
		.data = reader,
	};
	ret = ret ?: ht_weave_start(&reader->weave);
	if (!ret)
		return 0;
	while (reader->nr_lanes > 1)
		ht_lane_exit(&reader->lanes[--reader->nr_lanes]);
	first->pipe.is_taken = false;
	first->taker.tells_late = false;
	return ret;
}

/**
 * ht_reader_lane() - one of the lanes
 * @reader: the reader
 * @number: less than their count
 */
struct ht_lane *ht_reader_lane(struct ht_reader *reader, size_t number)
{
	return &reader->lanes[number];
}

/**
 * ht_reader_join() - wait until all is handed on, after all lanes came to their ends
 * @reader: the reader. Nothing is needed any more of what it has read
 * @failed: set: the lane whose input failed before those of others; the count of lanes: none did
 *
 * Return: 0, -ENOMEM, or what the reader's callback returned.
 */
int ht_reader_join(struct ht_reader *reader, size_t *failed)
{
	int ret;
	size_t i;

	for (i = 0; i < reader->nr_lanes; i++)
		ht_mirror_let_go(&reader->lanes[i].taker.mirror);
	ret = ht_weave_end(&reader->weave);
	reader->it.stats->broken = reader->weave.failed;
	*failed = reader->weave.failed ? (size_t)(reader->weave.failed - reader->lanes) :
					 reader->nr_lanes;
	return ret;
}

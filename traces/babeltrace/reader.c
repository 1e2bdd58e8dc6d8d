// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading without messages: the filter's own order, with views in place of messages, and calls in
 * place of an output trace. What libbabeltrace2 does takes four fifths of the time, so all that
 * needs none of its objects can go on beside it, in another thread.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>

#include "reader_lanes.h"

#define NSEC_PER_SEC 1000000000

static void forget(const struct ht_taken *taken)
{
	if (taken->kind == HT_TAKEN_PACKED)
		ht_chunk_put(taken->what);
}

static void forget_all(struct ht_taken *taken, size_t count)
{
	while (count)
		forget(&taken[--count]);
}

static void drop(void *data, struct ht_batch *batch)
{
	forget_all(batch->taken, batch->count);
	batch->count = 0;
}

static int flush(struct ht_iterator *it)
{
	int ret = 0;

	while (!ret) {
		if (ht_is_due(it))
			ret = ht_release(it);
		else if (it->unpack.chunk)
			ret = ht_take_record(it);
		else
			break;
	}
	return ret;
}

/* Of an event of a guest. Return: 0, or -ERANGE: its fields cannot be. */
static int look(struct ht_iterator *it, const struct ht_taken *taken, struct ht_common *common)
{
	if (it->reading->ops->whole)
		return ht_whole_look(it, taken, common);
	return ht_common_view(taken->what, &taken->class->at.common, common);
}

static int give_event(struct ht_iterator *it, const struct ht_taken *taken)
{
	struct ht_queue *queue = &it->host;
	struct ht_item item = {
		.time = it->now,
		.stream = taken->stream,
		.class = taken->class,
		.kind = ITEM_EVENT,
		.what = taken->what,
	};
	struct ht_common common;
	int ret = 0;

	if (taken->class->kind == HT_EVENT_GUEST && !look(it, taken, &common))
		ret = ht_place_guest(it, &common, &item, &queue);
	if (!ret && !it->comp->measure)
		ret = ht_hold(it, queue, &item);
	if (ret || it->comp->measure)
		ht_arena_put(&it->reading->use, taken->what);
	return ret == -EEXIST ? 0 : ret;
}

static int give_packed(struct ht_iterator *it, const struct ht_taken *taken)
{
	struct ht_chunk *chunk = taken->what;

	it->stats->packed++;
	chunk->recorded_ns = ht_clock_monotonic(taken->stream->class->clock, taken->time);
	return ht_begin_packed(it, taken->stream, chunk);
}

static int tell_loss(struct ht_iterator *it, struct ht_stream *stream, const struct ht_loss *loss,
		     int64_t time)
{
	const struct ht_reader_ops *ops = it->reading->ops;

	if (ops->whole)
		return ht_whole_lost(it, stream, loss, time);
	ops->discarded(it->reading->data, loss->events, loss->count);
	return 0;
}

static void count_loss(struct ht_retime_stats *stats, const struct ht_loss *loss)
{
	if (loss->events)
		stats->discarded_events += loss->count;
	else
		stats->discarded_packets += loss->count;
	stats->discarded_uncounted |= !loss->is_counted;
}

/* An unknown number is one of before the first packet, and waits for nothing. */
static int give_loss(struct ht_iterator *it, const struct ht_taken *taken)
{
	const struct ht_loss *loss = taken->what;
	bool waits = loss->is_counted || !loss->events;
	int64_t time = taken->has_time ?
			       ht_clock_from_cycles(taken->stream->class->clock, taken->time) :
			       it->now;
	struct ht_item item = {
		.time = time,
		.minor = (uint64_t)time ^ (1ull << 63), /* as a signed number orders */
		.what = loss,
		.stream = taken->stream,
		.kind = ITEM_DISCARDED,
	};
	int ret = 0;

	count_loss(it->stats, loss);
	if (it->reading->ops->whole && !it->comp->measure)
		ret = ht_whole_hold_cut(it, taken);
	if (!ret && !it->comp->measure)
		ret = waits ? ht_hold(it, &it->marks, &item) :
			      tell_loss(it, taken->stream, loss, time);
	if (ret || !waits || it->comp->measure)
		ht_arena_put(&it->reading->use, loss);
	return ret;
}

static int give_skipped(struct ht_iterator *it, const struct ht_taken *taken)
{
	it->reading->ops->skipped(it->reading->data,
				  ht_clock_monotonic(taken->stream->class->clock, taken->time));
	return 0;
}

static int give(struct ht_iterator *it, const struct ht_taken *taken)
{
	if (taken->has_time && taken->stream && taken->kind != HT_TAKEN_LOSS)
		ht_pass_time(it, ht_clock_from_cycles(taken->stream->class->clock, taken->time));
	switch (taken->kind) {
	case HT_TAKEN_EVENT:
		return give_event(it, taken);
	case HT_TAKEN_PACKED:
		return give_packed(it, taken);
	case HT_TAKEN_UNUSABLE:
		it->stats->skipped[HT_SKIP_EVENT]++;
		return 0;
	case HT_TAKEN_SKIPPED:
		return give_skipped(it, taken);
	case HT_TAKEN_INACTIVE:
		ht_pass_time(it, (int64_t)taken->time);
		return 0;
	case HT_TAKEN_LOSS:
		return give_loss(it, taken);
	case HT_TAKEN_STREAM:
	case HT_TAKEN_CONTEXT:
		return ht_whole_give(it, taken);
	case HT_TAKEN_BLOCK:
		ht_arena_closed(&it->reading->use, taken->what, taken->time);
		return 0;
	default:
		return 0;
	}
}

/* The half that works on what was taken: the order, and who reads. */
static int give_all(void *data, struct ht_taken *taken, size_t count)
{
	struct ht_iterator *it = &((struct ht_reader *)data)->it;
	const struct ht_reader_ops *ops = it->reading->ops;
	int ret = ops->tick ? ops->tick(it->reading->data) : 0;
	size_t i = 0;

	while (!ret && i < count) {
		ret = give(it, &taken[i++]);
		ret = ret ?: flush(it);
	}
	forget_all(&taken[i], count - i);
	return ret;
}

static struct ht_block *free_blocks(void *data, unsigned int lane)
{
	struct ht_block **list = &((struct ht_reader *)data)->reading.use.free[lane];
	struct ht_block *blocks = *list;

	*list = NULL;
	return blocks;
}

static int work(void *data, struct ht_batch *batch)
{
	int ret = give_all(data, batch->taken, batch->count);

	batch->count = 0;
	batch->bytes = 0;
	batch->free = free_blocks(data, 0);
	return ret;
}

static int finish(void *data)
{
	struct ht_iterator *it = &((struct ht_reader *)data)->it;

	it->ended = true;
	return flush(it);
}

const struct ht_pipe_ops ht_reader_pipe_ops = { .work = work, .drop = drop, .end = finish };
const struct ht_weave_ops ht_reader_weave_ops = {
	.give = give_all,
	.drop = forget_all,
	.free = free_blocks,
	.end = finish,
};

/**
 * ht_reader_create() - begin to read
 * @limits: how much it may hold
 * @ops: who reads; outlives the reader
 * @data: for @ops
 *
 * Return: the reader, or NULL without memory.
 */
struct ht_reader *ht_reader_create(const struct ht_reader_limits *limits,
				   const struct ht_reader_ops *ops, void *data)
{
	struct ht_reader *reader = ht_lines_alloc(sizeof(*reader));

	if (!reader)
		return NULL;
	reader->reading.ops = ops;
	reader->reading.data = data;
	if (ht_lane_init(&reader->lanes[0], 0, ops, data, &ht_reader_pipe_ops, reader)) {
		free(reader);
		return NULL;
	}
	reader->nr_lanes = 1;
	reader->comp.measure = limits->measure;
	reader->comp.window_ns = limits->window_ns;
	reader->comp.max_events = limits->max_events;
	reader->reading.max_bytes = limits->max_bytes;
	reader->it.reading = &reader->reading;
	ht_iterator_start(&reader->it, &reader->comp);
	return reader;
}

/**
 * ht_reader_fork() - let two threads read, if they may have more than one CPU
 * @reader: the reader, which has taken nothing yet. Who reads is called in another thread than this
 *	one, but for ht_reader_ops.begins, until messages end
 */
void ht_reader_fork(struct ht_reader *reader)
{
	cpu_set_t cpus;

	/* Where there are more CPUs than fit in the set, asking fails: that is more than one. */
	reader->lanes[0].pipe.is_threaded =
		sched_getaffinity(0, sizeof(cpus), &cpus) || CPU_COUNT(&cpus) > 1;
}

/* What the filter's output would be stamped with. */
static void stamp(struct ht_reader_event *event, const struct ht_item *item, int64_t time)
{
	struct ht_clock *clock = item->stream->class->clock;
	unsigned __int128 ns;

	if (!clock)
		return;
	ns = ht_clock_stamp(clock, time, 0);
	event->origin_ns = ht_clock_from_cycles(clock, (uint64_t)ns);
	if (clock->frequency != NSEC_PER_SEC)
		ns = ns * NSEC_PER_SEC / clock->frequency;
	event->has_stamp = ns <= UINT64_MAX;
	event->stamp_ns = (uint64_t)ns;
}

static int read_record(struct ht_iterator *it, const struct ht_item *item,
		       struct ht_reader_event *event)
{
	struct ht_view *view = &it->reading->record.view;
	const struct ht_chunk *chunk = item->what;
	struct ht_common common;
	union ht_record rec;

	ht_chunk_record(chunk, item->unit * HT_ITEM_UNIT, &rec);
	common = ht_item_common(item, &rec);
	view->class = ht_stream_unpacked_view(item->stream, rec.hdr.type, chunk->has_exits);
	if (!view->class)
		return -ENOMEM;
	ht_record_view(view, &common, &rec, chunk->has_exits);
	event->view = view;
	return it->reading->ops->event(it->reading->data, event);
}

/**
 * ht_release_read() - hand on what leaves
 * @it: the iterator, a reader's
 * @item: what leaves
 *
 * Return: 0, -ENOMEM, or what the reader returned.
 */
int ht_release_read(struct ht_iterator *it, const struct ht_item *item)
{
	struct ht_reader_event event = { .view = item->what };

	if (item->time > it->out.mark)
		it->out.mark = item->time;
	if (it->reading->ops->whole)
		return ht_whole_release(it, item);
	if (item->kind == ITEM_EVENT || item->kind == ITEM_RECORD)
		stamp(&event, item, it->out.mark);
	switch (item->kind) {
	case ITEM_EVENT:
		return it->reading->ops->event(it->reading->data, &event);
	case ITEM_RECORD:
		return read_record(it, item, &event);
	case ITEM_DISCARDED:
		return tell_loss(it, item->stream, item->what, item->time);
	default:
		return 0;
	}
}

/**
 * ht_reader_end() - there are no more messages: hand on all that waits
 * @reader: the reader
 *
 * Return: 0, -ENOMEM, or what the reader's callback returned.
 */
int ht_reader_end(struct ht_reader *reader)
{
	int last = ht_taker_flush(&reader->lanes[0].taker);
	int before = ht_pipe_end(&reader->lanes[0].pipe);

	return before ?: last ?: finish(reader);
}

/* What came before an error is handed on before that is; the library may not be called with it. */
static int end(struct ht_reader *reader)
{
	const bt_error *error = bt_current_thread_take_error();
	int ret = ht_reader_end(reader);

	reader->it.stats->broken = true;
	if (error)
		bt_current_thread_move_error(error);
	return ret;
}

/* The other thread, if there is one, hands on what waits, while this one may clear away. */
static int begin_to_end(struct ht_reader *reader)
{
	struct ht_lane *lane = &reader->lanes[0];
	int ret = ht_taker_flush(&lane->taker);

	if (ret)
		return ht_pipe_end(&lane->pipe) ?: ret;
	ret = ht_pipe_finish(&lane->pipe);
	return ret == -EINPROGRESS ? 0 : ret;
}

/**
 * ht_reader_wait() - wait until all is handed on, after ht_reader_next() came to the end
 * @reader: the reader. Nothing is needed any more of what it has read
 *
 * Return: as ht_reader_end().
 */
int ht_reader_wait(struct ht_reader *reader)
{
	ht_mirror_let_go(&reader->lanes[0].taker.mirror);
	return ht_pipe_end(&reader->lanes[0].pipe);
}

/**
 * ht_reader_next() - take some messages; at their end hand on all that waits
 * @reader: the reader, which has not failed before
 * @merge: where they come from
 * @result: filled: as ht_reader_end(); after the end ht_reader_wait() has the last word
 *
 * Return: as ht_merge_next().
 */
bt_message_iterator_next_status ht_reader_next(struct ht_reader *reader, struct ht_merge *merge,
					       int *result)
{
	bt_message_iterator_next_status status = BT_MESSAGE_ITERATOR_NEXT_STATUS_OK;
	struct ht_lane *lane = &reader->lanes[0];
	const bt_message *message;
	unsigned int i;

	*result = 0;
	for (i = 0; i < HT_LANE_AT_ONCE && !*result; i++) {
		status = ht_merge_next(merge, &message);
		if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
			break;
		*result = ht_taker_take(&lane->taker, message);
		bt_message_put_ref(message);
	}
	if (*result)
		ht_pipe_end(&lane->pipe);
	else if (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN)
		*result = ht_taker_flush(&lane->taker);
	else if (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_END)
		*result = begin_to_end(reader);
	else if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
		*result = end(reader);
	return status;
}

/**
 * ht_reader_events() - how many events were read until now
 * @reader: the reader; any thread may ask
 */
uint64_t ht_reader_events(const struct ht_reader *reader)
{
	uint64_t events = 0;
	size_t i;

	for (i = 0; i < reader->nr_lanes; i++)
		events += __atomic_load_n(&reader->lanes[i].taker.events, __ATOMIC_RELAXED);
	return events;
}

/**
 * ht_reader_stats() - what was done, but for how many events were read
 * @reader: the reader; called in the thread that works, or after that has ended
 */
const struct ht_retime_stats *ht_reader_stats(const struct ht_reader *reader)
{
	return reader->it.stats;
}

/**
 * ht_reader_destroy() - end to read
 * @reader: the reader, or NULL
 */
void ht_reader_destroy(struct ht_reader *reader)
{
	if (!reader)
		return;
	ht_pipe_end(&reader->lanes[0].pipe);
	ht_weave_end(&reader->weave);
	ht_iterator_exit(&reader->it);
	while (reader->nr_lanes)
		ht_lane_exit(&reader->lanes[--reader->nr_lanes]);
	ht_ctf_bytes_exit(&reader->reading.bytes);
	ht_ctf_bytes_exit(&reader->reading.views.memory);
	free(reader);
}

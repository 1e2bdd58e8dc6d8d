// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading for who writes: whole events in place of views, and all that is between them.
 */
#include <errno.h>

#include "batch.h"
#include "iterator.h"
#include "record_ctf.h"

/**
 * ht_whole_look() - look at an event of a guest that comes in
 * @it: the iterator, whose reader writes
 * @taken: the event
 * @common: filled
 *
 * Return: as ht_whole_common().
 */
int ht_whole_look(struct ht_iterator *it, const struct ht_taken *taken, struct ht_common *common)
{
	const struct ht_whole *whole = taken->what;
	const struct ht_whole_event event = {
		.shape = taken->class->shape,
		.class = taken->class,
		.view_class = taken->class->view,
		.contexts = whole->contexts,
		.size = whole->size,
		.bytes = whole->bytes,
		.views = &it->reading->views,
	};

	it->reading->views.of = NULL;
	return ht_whole_common(&event, common);
}

/**
 * ht_whole_give() - a stream begins, or its packets say something else
 * @it: the iterator, whose reader writes
 * @taken: that
 *
 * Return: what the reader returned.
 */
int ht_whole_give(struct ht_iterator *it, const struct ht_taken *taken)
{
	const struct ht_whole_ops *ops = it->reading->ops->whole;
	const struct ht_whole *whole = taken->what;
	int ret;

	if (taken->kind == HT_TAKEN_STREAM)
		return ops->stream(it->reading->data, taken->stream);
	ret = ops->context(it->reading->data, taken->stream, whole->bytes, whole->size);
	ht_arena_put(&it->reading->use, whole);
	return ret;
}

/**
 * ht_whole_hold_cut() - until when something was discarded
 * @it: the iterator, whose reader writes
 * @taken: the loss
 *
 * Where packets were, it needs no mark: at the next packet, which begins with the next event.
 *
 * Return: 0 or -ENOMEM.
 */
int ht_whole_hold_cut(struct ht_iterator *it, const struct ht_taken *taken)
{
	const struct ht_loss *loss = taken->what;
	int64_t time = loss->has_end ?
			       ht_clock_from_cycles(taken->stream->class->clock, loss->end) :
			       it->now;
	struct ht_item item = {
		.time = time,
		.minor = (uint64_t)time ^ (1ull << 63), /* as a signed number orders */
		.stream = taken->stream,
		.kind = ITEM_CUT,
	};

	return loss->events ? ht_hold(it, &it->marks, &item) : 0;
}

static uint64_t stamp(const struct ht_stream *stream, int64_t time, uint64_t at_least)
{
	struct ht_clock *clock = stream->class->clock;

	return clock ? ht_clock_stamp(clock, time, at_least) : 0;
}

/**
 * ht_whole_lost() - something was discarded
 * @it: the iterator, whose reader writes
 * @stream: where
 * @loss: what
 * @time: since when, ns from the clock's origin
 *
 * Return: what the reader returned.
 */
int ht_whole_lost(struct ht_iterator *it, struct ht_stream *stream, const struct ht_loss *loss,
		  int64_t time)
{
	/* Of before the first packet: nothing is later because of it. */
	if (loss->events && !loss->is_counted)
		return it->reading->ops->whole->lost(it->reading->data, stream, 0, loss);
	return it->reading->ops->whole->lost(it->reading->data, stream,
					     stamp(stream, it->out.mark, 0), loss);
}

static int release_event(struct ht_iterator *it, const struct ht_item *item)
{
	const struct ht_whole *whole = item->what;
	struct ht_clock *clock = item->stream->class->clock;
	/* Where it stays, it stays to the cycle. */
	bool stays = clock && ht_clock_from_cycles(clock, whole->cycles) == it->out.mark;
	const struct ht_whole_event event = {
		.stream = item->stream,
		.shape = item->class->shape,
		.view_class = item->class->view,
		.class = item->class,
		.cycles = stamp(item->stream, it->out.mark, stays ? whole->cycles : 0),
		.contexts = whole->contexts,
		.size = whole->size,
		.bytes = whole->bytes,
		.views = &it->reading->views,
	};

	it->reading->views.of = NULL;
	it->stats->events_out++;
	return it->reading->ops->whole->event(it->reading->data, &event);
}

static int release_record(struct ht_iterator *it, const struct ht_item *item)
{
	const struct ht_chunk *chunk = item->what;
	struct ht_ctf_bytes *bytes = &it->reading->bytes;
	struct ht_whole_event event = { .stream = item->stream, .views = &it->reading->views };
	struct ht_common common;
	union ht_record rec;

	ht_chunk_record(chunk, item->unit * HT_ITEM_UNIT, &rec);
	common = ht_item_common(item, &rec);
	event.shape = ht_stream_unpacked_shape(item->stream, rec.hdr.type, chunk->has_exits);
	event.view_class = ht_stream_unpacked_view(item->stream, rec.hdr.type, chunk->has_exits);
	bytes->count = 0;
	if (!event.shape || !event.view_class ||
	    ht_ctf_bytes_put(bytes, chunk->context, chunk->context_size) ||
	    ht_record_put(bytes, &common, &rec, chunk->has_exits))
		return -ENOMEM;
	event.common = &common;
	event.cycles = stamp(item->stream, it->out.mark, 0);
	event.contexts = chunk->context_size;
	event.size = bytes->count;
	event.bytes = bytes->data;
	it->reading->views.of = NULL;
	it->stats->events_out++;
	return it->reading->ops->whole->event(it->reading->data, &event);
}

/**
 * ht_whole_release() - hand on what leaves
 * @it: the iterator, whose reader writes
 * @item: what leaves, at the mark
 *
 * Return: 0, -ENOMEM, or what the reader returned.
 */
int ht_whole_release(struct ht_iterator *it, const struct ht_item *item)
{
	switch (item->kind) {
	case ITEM_EVENT:
		return release_event(it, item);
	case ITEM_RECORD:
		return release_record(it, item);
	case ITEM_DISCARDED:
		return ht_whole_lost(it, item->stream, item->what, item->time);
	default:
		return it->reading->ops->whole->cut(it->reading->data, item->stream,
						    stamp(item->stream, it->out.mark, 0));
	}
}

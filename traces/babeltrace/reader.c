// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading without messages: the filter's own intake and order, with views in place of messages, and
 * calls in place of an output trace.
 */
#include <errno.h>
#include <stdlib.h>

#include "iterator.h"
#include "reader.h"

#define NSEC_PER_SEC 1000000000

/* Messages that are taken before somebody may want to stop. */
#define AT_ONCE 256

/**
 * struct ht_reader - a reader
 * @it: what it has of the filter
 * @comp: the parameters of that
 * @reading: what is its own
 */
struct ht_reader {
	struct ht_iterator it;
	struct ht_component comp;
	struct ht_reading reading;
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
	struct ht_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->comp.window_ns = limits->window_ns;
	reader->comp.max_events = limits->max_events;
	reader->comp.share = &reader->comp.own;
	reader->reading.ops = ops;
	reader->reading.data = data;
	reader->reading.max_bytes = limits->max_bytes;
	reader->it.reading = &reader->reading;
	reader->it.mirror.reading = true;
	ht_iterator_start(&reader->it, &reader->comp);
	return reader;
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

	ht_chunk_record(chunk, item->offset, &rec);
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
	if (item->kind == ITEM_EVENT || item->kind == ITEM_RECORD)
		stamp(&event, item, it->out.mark);
	switch (item->kind) {
	case ITEM_EVENT:
		return it->reading->ops->event(it->reading->data, &event);
	case ITEM_RECORD:
		return read_record(it, item, &event);
	case ITEM_DISCARDED:
		it->reading->ops->discarded(it->reading->data, item->what);
		return 0;
	default:
		return 0;
	}
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

/**
 * ht_reader_take() - take a message, and hand on what need not wait any more
 * @reader: the reader
 * @message: the message, still the caller's
 *
 * Return: 0, -ENOMEM, or what the reader's callback returned.
 */
int ht_reader_take(struct ht_reader *reader, const bt_message *message)
{
	int ret = ht_take(&reader->it, message);

	return ret ?: flush(&reader->it);
}

/**
 * ht_reader_end() - there are no more messages: hand on all that waits
 * @reader: the reader
 *
 * Return: as ht_reader_take().
 */
int ht_reader_end(struct ht_reader *reader)
{
	reader->it.ended = true;
	return flush(&reader->it);
}

static int take_next(struct ht_reader *reader, const bt_message *message)
{
	const struct ht_reading *reading = &reader->reading;
	int ret = 0;

	if (reading->ops->begins &&
	    bt_message_get_type(message) == BT_MESSAGE_TYPE_STREAM_BEGINNING)
		ret = reading->ops->begins(
			reading->data, bt_message_stream_beginning_borrow_stream_const(message));
	return ret ?: ht_reader_take(reader, message);
}

/* What came before an error is handed on before the error is: the library may not be called then. */
static int end(struct ht_reader *reader)
{
	const bt_error *error = bt_current_thread_take_error();
	int ret = ht_reader_end(reader);

	if (error)
		bt_current_thread_move_error(error);
	return ret;
}

/**
 * ht_reader_next() - take some messages, or all that waits at their end
 * @reader: the reader, which has not failed before
 * @merge: where they come from
 * @result: filled: as ht_reader_take()
 *
 * Return: as ht_merge_next().
 */
bt_message_iterator_next_status ht_reader_next(struct ht_reader *reader, struct ht_merge *merge,
					       int *result)
{
	bt_message_iterator_next_status status = BT_MESSAGE_ITERATOR_NEXT_STATUS_OK;
	const bt_message *message;
	unsigned int i;

	*result = 0;
	for (i = 0; i < AT_ONCE && !*result; i++) {
		status = ht_merge_next(merge, &message);
		if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
			break;
		*result = take_next(reader, message);
		bt_message_put_ref(message);
	}
	if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK &&
	    status != BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN)
		*result = end(reader);
	return status;
}

/**
 * ht_reader_stats() - what it counted
 * @reader: the reader
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
	ht_iterator_exit(&reader->it);
	ht_arena_exit(&reader->reading.arena);
	free(reader);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * From messages to batches. What a clock's cycles are in nanoseconds is left to whoever works on
 * them: his part of a stream or a clock is none of this one's, which may be another thread.
 */
#include <errno.h>

#include "taker.h"

static void append(struct ht_batch *batch, const struct ht_taken *taken)
{
	batch->taken[batch->count++] = *taken;
}

/* There is room for one more than that, for what is appended before it or when it is flushed. */
static int put(struct ht_taker *taker, const struct ht_taken *taken)
{
	if (taker->has_late && taken->kind != HT_TAKEN_BLOCK) {
		if (!taken->has_time)
			append(taker->batch, &taker->late);
		taker->has_late = false;
	}
	append(taker->batch, taken);
	if (taker->batch->count < HT_BATCH_SIZE - 2 && taker->batch->bytes < HT_BATCH_BYTES)
		return 0;
	return ht_taker_flush(taker);
}

/**
 * ht_taker_flush() - hand over what was taken
 * @taker: the taker
 *
 * Return: as ht_pipe_put().
 */
int ht_taker_flush(struct ht_taker *taker)
{
	struct ht_batch *batch = taker->batch;
	int ret;

	if (taker->has_late)
		append(batch, &taker->late);
	taker->has_late = false;
	if (!batch->count)
		return 0;
	ret = ht_pipe_put(taker->pipe, &taker->batch);
	if (!taker->batch)
		return ret;
	ht_arena_take_back(&taker->arena, taker->batch->free);
	taker->batch->free = NULL;
	return ret;
}

/* Memory for a copy; a block that is full for it is handed over. Return: NULL: see @ret. */
static void *get(struct ht_taker *taker, size_t size, int *ret)
{
	struct ht_taken full = { .kind = HT_TAKEN_BLOCK };
	void *memory;

	full.what = ht_arena_close(&taker->arena, size, &full.time);
	*ret = full.what ? put(taker, &full) : 0;
	if (*ret)
		return NULL;
	memory = ht_arena_get(&taker->arena, size);
	if (!memory)
		*ret = -ENOMEM;
	return memory;
}

static void set_time(struct ht_taken *taken, const bt_clock_snapshot *snapshot)
{
	taken->has_time = true;
	taken->time = bt_clock_snapshot_get_value(snapshot);
}

static int note_late(struct ht_taker *taker, const struct ht_taken *taken)
{
	taker->late = *taken;
	taker->late.kind = HT_TAKEN_LATE;
	taker->has_late = true;
	return 0;
}

static int skip(struct ht_taker *taker, struct ht_taken *taken)
{
	if (!taken->has_time)
		return 0;
	taken->kind = HT_TAKEN_SKIPPED;
	return taker->ops->skipped ? put(taker, taken) : note_late(taker, taken);
}

static int take_packed(struct ht_taker *taker, struct ht_taken *taken, const bt_field *payload)
{
	struct ht_chunk *chunk = NULL;
	int ret = taken->class->kind == HT_EVENT_UNUSABLE ?
			  -EBADMSG :
			  ht_chunk_create(payload, &taken->class->at, &chunk);

	if (ret && ret != -EBADMSG)
		return ret;
	taken->kind = ret ? HT_TAKEN_UNUSABLE : HT_TAKEN_PACKED;
	taken->what = chunk;
	taker->batch->bytes += chunk ? chunk->len : 0;
	return put(taker, taken);
}

static int take_event(struct ht_taker *taker, const bt_message *message)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	struct ht_taken taken = { .kind = HT_TAKEN_EVENT };
	const bt_field *payload;
	struct ht_view *view;
	int ret;

	taken.stream = ht_mirror_stream(&taker->mirror, bt_event_borrow_stream_const(event));
	if (!taken.stream)
		return -ENOMEM;
	taken.class = ht_stream_event_class(taken.stream, bt_event_borrow_class_const(event));
	if (!taken.class)
		return -ENOMEM;
	if (taken.stream->class->clock)
		set_time(&taken, bt_message_event_borrow_default_clock_snapshot_const(message));
	payload = bt_event_borrow_payload_field_const(event);
	if (taken.class->kind == HT_EVENT_PACKED || taken.class->kind == HT_EVENT_UNUSABLE)
		return take_packed(taker, &taken, payload);
	if (!taken.class->is_ours && !taker->ops->foreign)
		return skip(taker, &taken);
	view = get(taker, ht_view_need(taken.class->view, payload), &ret);
	if (!view)
		return ret;
	ht_view_copy(view, taken.class->view, payload);
	taken.what = view;
	return put(taker, &taken);
}

static int take_loss(struct ht_taker *taker, struct ht_taken *taken, bool events, bool is_counted,
		     uint64_t count)
{
	int ret;
	struct ht_loss *loss = get(taker, sizeof(*loss), &ret);

	if (!loss)
		return ret;
	*loss = (struct ht_loss){ events, is_counted, is_counted ? count : 0 };
	taken->what = loss;
	return put(taker, taken);
}

static int take_discarded_events(struct ht_taker *taker, const bt_message *message)
{
	const bt_stream *in = bt_message_discarded_events_borrow_stream_const(message);
	struct ht_taken taken = { .kind = HT_TAKEN_LOSS,
				  .stream = ht_mirror_stream(&taker->mirror, in) };
	uint64_t count = 0;
	bool is_counted = bt_message_discarded_events_get_count(message, &count) ==
			  BT_PROPERTY_AVAILABILITY_AVAILABLE;

	if (!taken.stream)
		return -ENOMEM;
	if (bt_stream_class_discarded_events_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(in)))
		set_time(&taken,
			 bt_message_discarded_events_borrow_beginning_default_clock_snapshot_const(
				 message));
	return take_loss(taker, &taken, true, is_counted, count);
}

static int take_discarded_packets(struct ht_taker *taker, const bt_message *message)
{
	const bt_stream *in = bt_message_discarded_packets_borrow_stream_const(message);
	struct ht_taken taken = { .kind = HT_TAKEN_LOSS,
				  .stream = ht_mirror_stream(&taker->mirror, in) };
	uint64_t count = 0;
	bool is_counted = bt_message_discarded_packets_get_count(message, &count) ==
			  BT_PROPERTY_AVAILABILITY_AVAILABLE;

	if (!taken.stream)
		return -ENOMEM;
	if (bt_stream_class_discarded_packets_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(in)))
		set_time(&taken,
			 bt_message_discarded_packets_borrow_beginning_default_clock_snapshot_const(
				 message));
	return take_loss(taker, &taken, false, is_counted, count);
}

static int take_packet(struct ht_taker *taker, const bt_message *message)
{
	const bt_stream *in = bt_packet_borrow_stream_const(
		bt_message_packet_beginning_borrow_packet_const(message));
	struct ht_taken taken = { .stream = ht_mirror_stream(&taker->mirror, in) };

	if (!taken.stream)
		return -ENOMEM;
	if (!bt_stream_class_packets_have_beginning_default_clock_snapshot(
		    bt_stream_borrow_class_const(in)))
		return 0;
	set_time(&taken, bt_message_packet_beginning_borrow_default_clock_snapshot_const(message));
	return note_late(taker, &taken);
}

static int take_beginning(struct ht_taker *taker, const bt_message *message)
{
	const bt_stream *in = bt_message_stream_beginning_borrow_stream_const(message);
	int ret = taker->ops->begins ? taker->ops->begins(taker->data, in) : 0;

	return ret ?: ht_mirror_stream(&taker->mirror, in) ? 0 : -ENOMEM;
}

/* A live source says so when nothing happened: what is held need not wait for the next event. */
static int take_inactivity(struct ht_taker *taker, const bt_message *message)
{
	const bt_clock_snapshot *when =
		bt_message_message_iterator_inactivity_borrow_clock_snapshot_const(message);
	struct ht_taken taken = { .kind = HT_TAKEN_INACTIVE, .has_time = true };
	int64_t time;

	if (bt_clock_snapshot_get_ns_from_origin(when, &time)) {
		bt_current_thread_clear_error();
		return 0;
	}
	taken.time = (uint64_t)time;
	return put(taker, &taken);
}

/**
 * ht_taker_take() - take a message
 * @taker: the taker
 * @message: the message, still the caller's
 *
 * Return: 0, -ENOMEM, or what who reads or who works on batches returned.
 */
int ht_taker_take(struct ht_taker *taker, const bt_message *message)
{
	switch (bt_message_get_type(message)) {
	case BT_MESSAGE_TYPE_EVENT:
		return take_event(taker, message);
	case BT_MESSAGE_TYPE_PACKET_BEGINNING:
		return take_packet(taker, message);
	case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
		return take_discarded_events(taker, message);
	case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
		return take_discarded_packets(taker, message);
	case BT_MESSAGE_TYPE_STREAM_BEGINNING:
		return take_beginning(taker, message);
	case BT_MESSAGE_TYPE_MESSAGE_ITERATOR_INACTIVITY:
		return take_inactivity(taker, message);
	default:
		return 0;
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * From messages to batches. What a clock's cycles are in nanoseconds is left to whoever works on
 * them: his part of a stream or a clock is none of this one's, which may be another thread.
 */
#include <ctf_class.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "taker.h"

static struct ht_taken *append(struct ht_batch *batch, const struct ht_taken *taken)
{
	struct ht_taken *mine = &batch->taken[batch->count++];

	*mine = *taken;
	return mine;
}

static int hand_over(struct ht_taker *taker)
{
	int ret = ht_pipe_put(taker->pipe, &taker->batch);

	if (!taker->batch)
		return ret;
	ht_arena_take_back(&taker->arena, taker->batch->free);
	taker->batch->free = NULL;
	return ret;
}

/* There is room for one more than that, for what is appended before it or when it is flushed. */
static int put(struct ht_taker *taker, const struct ht_taken *taken)
{
	struct ht_taken *mine;

	if (taker->has_late && taken->kind != HT_TAKEN_BLOCK) {
		if (!taken->has_time)
			append(taker->batch, &taker->late);
		taker->has_late = false;
	}
	mine = append(taker->batch, taken);
	mine->rank = taker->rank;
	mine->at = taker->at;
	if (taker->batch->count < HT_BATCH_SIZE - 2 && taker->batch->bytes < HT_BATCH_BYTES)
		return 0;
	/* How late it is stays for the next: what follows must not depend on where batches end. */
	return hand_over(taker);
}

/**
 * ht_taker_flush() - hand over what was taken
 * @taker: the taker
 *
 * Return: as ht_pipe_put().
 */
int ht_taker_flush(struct ht_taker *taker)
{
	int ret = 0;

	if (taker->has_late)
		append(taker->batch, &taker->late);
	taker->has_late = false;
	if (taker->batch->count)
		ret = hand_over(taker);
	/* Of those before it, too: nobody knows when there will be more. */
	ht_pipe_wake(taker->pipe);
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
	taker->late.rank = taker->rank;
	taker->late.at = taker->at;
	if (taker->tells_late)
		return put(taker, &taker->late);
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

/* What the records of ht_packed have in common with it. */
static int copy_context(struct ht_taker *taker, const struct ht_stream *stream,
			const bt_event *event, struct ht_chunk *chunk)
{
	int ret = ht_whole_take(&taker->bytes, stream, NULL, event, &chunk->context_size);

	if (ret || !chunk->context_size)
		return ret;
	chunk->context = malloc(chunk->context_size);
	if (!chunk->context)
		return -ENOMEM;
	memcpy(chunk->context, taker->bytes.data, chunk->context_size);
	return 0;
}

static int take_packed(struct ht_taker *taker, struct ht_taken *taken, const bt_event *event)
{
	struct ht_chunk *chunk = NULL;
	int ret = taken->class->kind == HT_EVENT_UNUSABLE ?
			  -EBADMSG :
			  ht_chunk_create(bt_event_borrow_payload_field_const(event),
					  &taken->class->at, &chunk);

	if (ret && ret != -EBADMSG)
		return ret;
	ret = chunk && taker->ops->whole ? copy_context(taker, taken->stream, event, chunk) : ret;
	if (ret && chunk) {
		ht_chunk_put(chunk);
		return ret;
	}
	taken->kind = ret ? HT_TAKEN_UNUSABLE : HT_TAKEN_PACKED;
	taken->what = chunk;
	taker->batch->bytes += chunk ? chunk->len : 0;
	return put(taker, taken);
}

/* Hands over the bytes that were put together. */
static int put_whole(struct ht_taker *taker, struct ht_taken *taken, size_t contexts)
{
	const struct ht_ctf_bytes *bytes = &taker->bytes;
	int ret;
	struct ht_whole *whole = get(taker, sizeof(*whole) + bytes->count, &ret);

	if (!whole)
		return ret;
	whole->cycles = taken->time;
	whole->contexts = (uint32_t)contexts;
	whole->size = (uint32_t)bytes->count;
	if (bytes->count)
		memcpy(whole->bytes, bytes->data, bytes->count);
	taken->what = whole;
	return put(taker, taken);
}

static int take_view(struct ht_taker *taker, struct ht_taken *taken, const bt_field *payload)
{
	int ret;
	struct ht_view *view = get(taker, ht_view_need(taken->class->view, payload), &ret);

	if (!view)
		return ret;
	ht_view_copy(view, taken->class->view, payload);
	taken->what = view;
	return put(taker, taken);
}

static int take_event(struct ht_taker *taker, const bt_message *message)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	struct ht_taken taken = { .kind = HT_TAKEN_EVENT };
	size_t contexts;
	int ret;

	/* Somebody else may show it; there is one who counts. */
	__atomic_store_n(&taker->events, taker->events + 1, __ATOMIC_RELAXED);
	taken.stream = ht_mirror_stream(&taker->mirror, bt_event_borrow_stream_const(event));
	if (!taken.stream)
		return -ENOMEM;
	taken.class = ht_stream_event_class(taken.stream, bt_event_borrow_class_const(event));
	if (!taken.class)
		return -ENOMEM;
	if (taken.stream->class->clock)
		set_time(&taken, bt_message_event_borrow_default_clock_snapshot_const(message));
	if (taken.class->kind == HT_EVENT_PACKED || taken.class->kind == HT_EVENT_UNUSABLE)
		return take_packed(taker, &taken, event);
	if (!taker->ops->whole && !taken.class->view->is_ours && !taker->ops->foreign)
		return skip(taker, &taken);
	if (!taker->ops->whole)
		return take_view(taker, &taken, bt_event_borrow_payload_field_const(event));
	ret = ht_whole_take(&taker->bytes, taken.stream, taken.class, event, &contexts);
	return ret ?: put_whole(taker, &taken, contexts);
}

static int take_loss(struct ht_taker *taker, struct ht_taken *taken, const struct ht_loss *loss)
{
	int ret;
	struct ht_loss *copy = get(taker, sizeof(*copy), &ret);

	if (!copy)
		return ret;
	*copy = *loss;
	taken->what = copy;
	return put(taker, taken);
}

static int take_discarded_events(struct ht_taker *taker, const bt_message *message)
{
	const bt_stream *in = bt_message_discarded_events_borrow_stream_const(message);
	struct ht_taken taken = { .kind = HT_TAKEN_LOSS,
				  .stream = ht_mirror_stream(&taker->mirror, in) };
	struct ht_loss loss = { .events = true };

	if (!taken.stream)
		return -ENOMEM;
	loss.is_counted = bt_message_discarded_events_get_count(message, &loss.count) ==
			  BT_PROPERTY_AVAILABILITY_AVAILABLE;
	if (bt_stream_class_discarded_events_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(in))) {
		set_time(&taken,
			 bt_message_discarded_events_borrow_beginning_default_clock_snapshot_const(
				 message));
		loss.has_end = true;
		loss.end = bt_clock_snapshot_get_value(
			bt_message_discarded_events_borrow_end_default_clock_snapshot_const(
				message));
	}
	return take_loss(taker, &taken, &loss);
}

static int take_discarded_packets(struct ht_taker *taker, const bt_message *message)
{
	const bt_stream *in = bt_message_discarded_packets_borrow_stream_const(message);
	struct ht_taken taken = { .kind = HT_TAKEN_LOSS,
				  .stream = ht_mirror_stream(&taker->mirror, in) };
	struct ht_loss loss = { .events = false };

	if (!taken.stream)
		return -ENOMEM;
	loss.is_counted = bt_message_discarded_packets_get_count(message, &loss.count) ==
			  BT_PROPERTY_AVAILABILITY_AVAILABLE;
	if (bt_stream_class_discarded_packets_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(in)))
		set_time(&taken,
			 bt_message_discarded_packets_borrow_beginning_default_clock_snapshot_const(
				 message));
	return take_loss(taker, &taken, &loss);
}

/* Contexts of LTTng's packets say the same for a whole stream, its CPU, so it is mostly nothing. */
static int take_context(struct ht_taker *taker, struct ht_stream *stream, const bt_packet *packet)
{
	struct ht_taken taken = { .kind = HT_TAKEN_CONTEXT, .stream = stream };
	struct ht_ctf_bytes *bytes = &taker->bytes;
	int ret;

	bytes->count = 0;
	ret = ht_ctf_put_field(bytes, stream->class->shape.packet_context,
			       bt_packet_borrow_context_field_const(packet));
	if (ret || (stream->context.count == bytes->count &&
		    !memcmp(stream->context.data, bytes->data, bytes->count)))
		return ret;
	stream->context.count = 0;
	ret = ht_ctf_bytes_put(&stream->context, bytes->data, bytes->count);
	return ret ?: put_whole(taker, &taken, 0);
}

static int take_packet(struct ht_taker *taker, const bt_message *message)
{
	const bt_packet *packet = bt_message_packet_beginning_borrow_packet_const(message);
	const bt_stream *in = bt_packet_borrow_stream_const(packet);
	struct ht_taken taken = { .stream = ht_mirror_stream(&taker->mirror, in) };
	int ret = 0;

	if (!taken.stream)
		return -ENOMEM;
	if (taker->ops->whole && taken.stream->class->shape.packet_context)
		ret = take_context(taker, taken.stream, packet);
	if (ret)
		return ret;
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
	struct ht_taken taken = { .kind = HT_TAKEN_STREAM };

	if (ret)
		return ret;
	taken.stream = ht_mirror_stream(&taker->mirror, in);
	if (!taken.stream)
		return -ENOMEM;
	return taker->ops->whole ? put(taker, &taken) : 0;
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

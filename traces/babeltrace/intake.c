// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comes in to the filter: each message becomes something that is held, or changes what is
 * known of its stream. With the parameter "measure" nothing is held, and only the figures remain.
 */
#include <errno.h>

#include "iterator.h"

/* An event of a guest; if its fields cannot be, it is an event like any other. */
static int prepare_guest(struct ht_iterator *it, const bt_event *event, struct ht_item *item,
			 struct ht_queue **queue)
{
	struct ht_common common;

	if (ht_common_read(bt_event_borrow_payload_field_const(event), &item->class->at.common,
			   &common))
		return 0;
	return ht_place_guest(it, &common, item, queue);
}

static int take_packed(struct ht_iterator *it, const bt_message *message, struct ht_stream *stream,
		       const struct ht_class *class)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	const bt_clock_snapshot *when =
		bt_message_event_borrow_default_clock_snapshot_const(message);
	struct ht_chunk *chunk;
	int ret = class->kind == HT_EVENT_UNUSABLE ?
			  -EBADMSG :
			  ht_chunk_create(bt_event_borrow_payload_field_const(event), &class->at,
					  &chunk);

	if (ret == -EBADMSG) {
		it->stats->skipped[HT_SKIP_EVENT]++;
		return 0;
	}
	if (ret)
		return ret;
	it->stats->packed++;
	chunk->recorded_ns =
		ht_clock_monotonic(stream->class->clock, bt_clock_snapshot_get_value(when));
	if (stream->class->has_common_context) {
		chunk->context = ht_keep_context(&it->keep, event);
		if (!chunk->context) {
			ht_chunk_put(chunk);
			return -ENOMEM;
		}
	}
	return ht_begin_packed(it, stream, chunk);
}

static void see_time(struct ht_iterator *it, const struct ht_stream *stream, uint64_t cycles)
{
	ht_pass_time(it, ht_clock_from_cycles(stream->class->clock, cycles));
}

static int hold_event(struct ht_iterator *it, struct ht_queue *queue, struct ht_item *item,
		      const bt_message *message)
{
	const struct ht_kept *kept = ht_keep_event(&it->keep, item->stream, item->class, message);
	int ret;

	if (!kept)
		return -ENOMEM;
	item->what = kept;
	ret = ht_hold(it, queue, item);
	if (ret)
		ht_keep_put(&it->keep, kept);
	return ret;
}

static int take_event(struct ht_iterator *it, const bt_message *message)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	struct ht_stream *stream =
		ht_mirror_stream(&it->mirror, bt_event_borrow_stream_const(event));
	const struct ht_class *class =
		stream ? ht_stream_event_class(stream, bt_event_borrow_class_const(event)) : NULL;
	struct ht_queue *queue = &it->host;
	struct ht_item item;
	int ret = 0;

	if (!class)
		return -ENOMEM;
	it->stats->events_in++;
	if (stream->class->clock)
		see_time(it, stream,
			 bt_clock_snapshot_get_value(
				 bt_message_event_borrow_default_clock_snapshot_const(message)));
	if (class->kind == HT_EVENT_PACKED || class->kind == HT_EVENT_UNUSABLE)
		return take_packed(it, message, stream, class);
	item = (struct ht_item){
		.time = it->now,
		.stream = stream,
		.class = class,
		.kind = ITEM_EVENT,
	};
	if (class->kind == HT_EVENT_GUEST)
		ret = prepare_guest(it, event, &item, &queue);
	if (!ret && !it->comp->measure)
		ret = hold_event(it, queue, &item, message);
	return ret == -EEXIST ? 0 : ret;
}

static int hold_mark(struct ht_iterator *it, struct ht_stream *stream, const bt_message *message,
		     int64_t time)
{
	struct ht_item item = {
		.time = time,
		.minor = (uint64_t)time ^ (1ull << 63), /* as a signed number orders */
		.what = message,
		.stream = stream,
		.kind = message ? ITEM_DISCARDED : ITEM_CUT,
	};
	int ret = it->comp->measure ? 0 : ht_hold(it, &it->marks, &item);

	if (!ret && !it->comp->measure)
		bt_message_get_ref(message);
	return ret;
}

static int64_t snapshot_time(const struct ht_stream *stream, const bt_clock_snapshot *when)
{
	return ht_clock_from_cycles(stream->class->clock, bt_clock_snapshot_get_value(when));
}

static int tell_uncounted(struct ht_iterator *it, struct ht_stream *stream,
			  const bt_message *message)
{
	return it->comp->measure ? 0 : ht_out_uncounted(&it->out, stream, message);
}

static int take_discarded_events(struct ht_iterator *it, const bt_message *message)
{
	const bt_stream *in = bt_message_discarded_events_borrow_stream_const(message);
	struct ht_stream *stream = ht_mirror_stream(&it->mirror, in);
	int64_t begin = it->now;
	int64_t end = begin;
	uint64_t count;
	int ret;

	if (!stream)
		return -ENOMEM;
	if (bt_message_discarded_events_get_count(message, &count) ==
	    BT_PROPERTY_AVAILABILITY_AVAILABLE)
		it->stats->discarded_events += count;
	else
		it->stats->discarded_uncounted = true;
	if (bt_stream_class_discarded_events_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(in))) {
		begin = snapshot_time(
			stream,
			bt_message_discarded_events_borrow_beginning_default_clock_snapshot_const(
				message));
		end = snapshot_time(
			stream, bt_message_discarded_events_borrow_end_default_clock_snapshot_const(
					message));
	}
	if (ht_out_is_counted(message))
		ret = hold_mark(it, stream, message, begin);
	else
		ret = tell_uncounted(it, stream, message);
	return ret ?: hold_mark(it, stream, NULL, end);
}

/* Where they end needs no mark: at the next packet, which begins with the next event. */
static int take_discarded_packets(struct ht_iterator *it, const bt_message *message)
{
	const bt_stream *in = bt_message_discarded_packets_borrow_stream_const(message);
	struct ht_stream *stream = ht_mirror_stream(&it->mirror, in);
	int64_t begin = it->now;
	uint64_t count;

	if (!stream)
		return -ENOMEM;
	if (bt_message_discarded_packets_get_count(message, &count) ==
	    BT_PROPERTY_AVAILABILITY_AVAILABLE)
		it->stats->discarded_packets += count;
	else
		it->stats->discarded_uncounted = true;
	if (bt_stream_class_discarded_packets_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(in)))
		begin = snapshot_time(
			stream,
			bt_message_discarded_packets_borrow_beginning_default_clock_snapshot_const(
				message));
	return hold_mark(it, stream, message, begin);
}

static int take_packet(struct ht_iterator *it, const bt_message *message)
{
	const bt_packet *packet = bt_message_packet_beginning_borrow_packet_const(message);
	const bt_stream *in = bt_packet_borrow_stream_const(packet);
	struct ht_stream *stream = ht_mirror_stream(&it->mirror, in);

	if (!stream)
		return -ENOMEM;
	if (bt_stream_class_packets_have_beginning_default_clock_snapshot(
		    bt_stream_borrow_class_const(in)))
		see_time(it, stream,
			 bt_clock_snapshot_get_value(
				 bt_message_packet_beginning_borrow_default_clock_snapshot_const(
					 message)));
	bt_packet_put_ref(stream->in_packet);
	stream->in_packet = packet;
	bt_packet_get_ref(packet);
	return 0;
}

static int take_stream_begin(struct ht_iterator *it, const bt_message *message)
{
	struct ht_stream *stream = ht_mirror_stream(
		&it->mirror, bt_message_stream_beginning_borrow_stream_const(message));

	if (!stream)
		return -ENOMEM;
	return it->comp->measure ? 0 : ht_out_stream_begin(&it->out, stream);
}

/**
 * ht_end_if_done() - end a stream, if the last that was held of it has gone
 * @it: the iterator
 * @stream: the stream
 *
 * Return: 0 or -ENOMEM.
 */
int ht_end_if_done(struct ht_iterator *it, struct ht_stream *stream)
{
	if (!stream->ended || stream->held || it->comp->measure)
		return 0;
	return ht_out_stream_end(&it->out, stream);
}

static int take_stream_end(struct ht_iterator *it, const bt_message *message)
{
	struct ht_stream *stream =
		ht_mirror_stream(&it->mirror, bt_message_stream_end_borrow_stream_const(message));

	if (!stream)
		return -ENOMEM;
	stream->ended = true;
	return ht_end_if_done(it, stream);
}

/* A live source says so when nothing happened: what is held need not wait for the next event. */
static int take_inactivity(struct ht_iterator *it, const bt_message *message)
{
	const bt_clock_snapshot *when =
		bt_message_message_iterator_inactivity_borrow_clock_snapshot_const(message);
	int64_t time;

	if (bt_clock_snapshot_get_ns_from_origin(when, &time))
		bt_current_thread_clear_error();
	else
		ht_pass_time(it, time);
	return 0;
}

/**
 * ht_take() - take a message
 * @it: the iterator
 * @message: the message, still the caller's
 *
 * Return: 0 or -ENOMEM.
 */
int ht_take(struct ht_iterator *it, const bt_message *message)
{
	switch (bt_message_get_type(message)) {
	case BT_MESSAGE_TYPE_EVENT:
		return take_event(it, message);
	case BT_MESSAGE_TYPE_PACKET_BEGINNING:
		return take_packet(it, message);
	case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
		return take_discarded_events(it, message);
	case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
		return take_discarded_packets(it, message);
	case BT_MESSAGE_TYPE_STREAM_BEGINNING:
		return take_stream_begin(it, message);
	case BT_MESSAGE_TYPE_STREAM_END:
		return take_stream_end(it, message);
	case BT_MESSAGE_TYPE_MESSAGE_ITERATOR_INACTIVITY:
		return take_inactivity(it, message);
	default:
		return 0;
	}
}

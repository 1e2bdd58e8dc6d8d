// SPDX-License-Identifier: GPL-2.0-only
/*
 * Messages of the output trace. Packets are opened by the first event, and cut after so many events
 * and where the tracer discarded something. CTF tells losses by counters in packets, which a reader
 * takes for the time from the end of the packet before to the end of that packet:
 *
 *	  packet ──┤ lost 25 ├── packet ──┤ packet …
 *	           ▲                      ▲
 *	           begin of the loss      its end: ht_out_cut()
 */
#include <errno.h>

#include "out.h"

/* Takes over @message; NULL: it could not be made. */
static int send(struct ht_out *out, const bt_message *message)
{
	return ht_messages_put(&out->messages, message);
}

/* Moves the mark to @time, unless that lies behind it; returns the mark. */
static int64_t advance(struct ht_out *out, int64_t time)
{
	if (time > out->mark)
		out->mark = time;
	return out->mark;
}

static uint64_t stamp(struct ht_stream *stream, int64_t time)
{
	return ht_clock_stamp(stream->class->clock, time, 0);
}

/* Contexts of LTTng's packets say the same for a whole stream: its CPU. */
static int fill_context(const struct ht_stream *stream)
{
	if (!stream->class->has_packet_context || !stream->in_packet)
		return 0;
	return ht_copy_field(bt_packet_borrow_context_field_const(stream->in_packet),
			     bt_packet_borrow_context_field(stream->packet));
}

static int packet_open(struct ht_out *out, struct ht_stream *stream, int64_t time)
{
	stream->packet = bt_packet_create(stream->out);
	if (!stream->packet || fill_context(stream))
		return -ENOMEM;
	stream->packet_events = 0;
	stream->packet_seen = true;
	stream->carries = false;
	if (!stream->class->clock)
		return send(out, bt_message_packet_beginning_create(out->self, stream->packet));
	return send(out, bt_message_packet_beginning_create_with_default_clock_snapshot(
				 out->self, stream->packet, stamp(stream, time)));
}

static int packet_close(struct ht_out *out, struct ht_stream *stream, int64_t time)
{
	bt_packet *packet = stream->packet;
	int ret;

	stream->packet = NULL;
	stream->packet_end = time;
	if (stream->class->clock)
		ret = send(out, bt_message_packet_end_create_with_default_clock_snapshot(
					out->self, packet, stamp(stream, time)));
	else
		ret = send(out, bt_message_packet_end_create(out->self, packet));
	bt_packet_put_ref(packet);
	return ret;
}

/* Ends the packet at @time, and makes one that is empty if none is open. */
static int packet_end_at(struct ht_out *out, struct ht_stream *stream, int64_t time)
{
	int ret = stream->packet ? 0 : packet_open(out, stream, time);

	return ret ?: packet_close(out, stream, time);
}

/**
 * ht_out_stream_begin() - a stream begins
 * @out: the messages
 * @stream: the stream
 *
 * Return: 0 or -ENOMEM.
 */
int ht_out_stream_begin(struct ht_out *out, struct ht_stream *stream)
{
	return send(out, bt_message_stream_beginning_create(out->self, stream->out));
}

/**
 * ht_out_stream_end() - a stream ends, with all it still has to say
 * @out: the messages
 * @stream: the stream
 *
 * Return: 0 or -ENOMEM.
 */
int ht_out_stream_end(struct ht_out *out, struct ht_stream *stream)
{
	int ret = 0;

	if (stream->packet || stream->carries)
		ret = packet_end_at(out, stream, out->mark);
	return ret ?: send(out, bt_message_stream_end_create(out->self, stream->out));
}

static const bt_message *event_create(struct ht_out *out, struct ht_stream *stream,
				      const bt_event_class *class, uint64_t cycles)
{
	if (!stream->class->clock)
		return bt_message_event_create_with_packet(out->self, class, stream->packet);
	return bt_message_event_create_with_packet_and_default_clock_snapshot(
		out->self, class, stream->packet, cycles);
}

/* Sends an event that has been filled; @failed: it could not be. */
static int event_send(struct ht_out *out, struct ht_stream *stream, bt_message *message, int failed)
{
	int ret;

	if (failed) {
		bt_message_put_ref(message);
		return failed;
	}
	out->stats->events_out++;
	ret = send(out, message);
	if (!ret && ++stream->packet_events >= out->packet_events)
		ret = packet_close(out, stream, out->mark);
	return ret;
}

/**
 * ht_out_event() - an event goes out as it came in, but for its time
 * @out: the messages
 * @stream: its stream
 * @class: its class
 * @in: what it was
 * @time: when, ns from the clock's origin; if that is behind the mark, then at the mark
 *
 * Return: 0 or -ENOMEM.
 */
int ht_out_event(struct ht_out *out, struct ht_stream *stream, const struct ht_class *class,
		 const struct ht_kept *in, int64_t time)
{
	struct ht_clock *clock = stream->class->clock;
	uint64_t cycles = 0, at_least;
	bt_message *message;
	int ret;

	time = advance(out, time);
	ret = stream->packet ? 0 : packet_open(out, stream, time);
	if (ret)
		return ret;
	if (clock) {
		/* Where it stays, it stays to the cycle. */
		at_least = ht_clock_from_cycles(clock, in->cycles) == time ? in->cycles : 0;
		cycles = ht_clock_stamp(clock, time, at_least);
	}
	message = (bt_message *)event_create(out, stream, class->out, cycles);
	if (!message)
		return -ENOMEM;
	ret = ht_kept_fill(in, stream, class, bt_message_event_borrow_event(message));
	return event_send(out, stream, message, ret);
}

/**
 * ht_item_common() - the common fields of a record's event
 * @item: the record
 * @rec: the same
 *
 * Two chunks' anchors differ by nanoseconds or more, so what was computed by the second may be
 * before what was computed by the first. The item's time, which is when it leaves its vCPU's queue,
 * never is; the host does the same to events that it records one by one.
 *
 * Return: the fields.
 */
struct ht_common ht_item_common(const struct ht_item *item, const union ht_record *rec)
{
	const struct ht_clock *clock = item->stream->class->clock;
	const struct ht_chunk *chunk = item->what;
	struct ht_common common = chunk->common;
	int64_t own;

	common.seq = rec->hdr.seq;
	common.lost = item->lost;
	common.exits = item->exits;
	common.hv_cycles = item->hv_cycles;
	common.time_ns = ht_chunk_time(chunk, rec->hdr.tsc);
	common.guest_tsc = rec->hdr.tsc;
	own = ht_clock_from_monotonic(clock, common.time_ns);
	if (item->time > own)
		common.time_ns += (uint64_t)(item->time - own);
	return common;
}

/**
 * ht_out_record() - a record of ht_packed goes out as an event
 * @out: the messages
 * @item: the record; if its time is behind the mark, it goes out at the mark
 *
 * Return: 0 or -ENOMEM.
 */
int ht_out_record(struct ht_out *out, const struct ht_item *item)
{
	const struct ht_chunk *chunk = item->what;
	const uint8_t *context = chunk->context;
	struct ht_stream *stream = item->stream;
	union ht_record rec;
	struct ht_common common;
	bt_event_class *class;
	bt_message *message;
	bt_event *to;
	int64_t time;
	int ret;

	ht_chunk_record(chunk, item->unit * HT_ITEM_UNIT, &rec);
	common = ht_item_common(item, &rec);
	class = ht_stream_unpacked_class(stream, rec.hdr.type, chunk->has_exits);
	if (!class)
		return -ENOMEM;
	time = advance(out, item->time);
	ret = stream->packet ? 0 : packet_open(out, stream, time);
	if (ret)
		return ret;
	message = (bt_message *)event_create(out, stream, class, stamp(stream, time));
	if (!message)
		return -ENOMEM;
	to = bt_message_event_borrow_event(message);
	if (context)
		ret = ht_unstow_field(&context, bt_event_borrow_common_context_field(to));
	if (!ret)
		ret = ht_record_event_fill(bt_event_borrow_payload_field(to), &common, &rec,
					   chunk->has_exits);
	return event_send(out, stream, message, ret);
}

static const bt_message *discarded_events(struct ht_out *out, struct ht_stream *stream,
					  const bt_message *in)
{
	bt_message *message = bt_message_discarded_events_create(out->self, stream->out);
	uint64_t count;

	if (message &&
	    bt_message_discarded_events_get_count(in, &count) == BT_PROPERTY_AVAILABILITY_AVAILABLE)
		bt_message_discarded_events_set_count(message, count);
	return message;
}

static const bt_message *discarded_packets(struct ht_out *out, struct ht_stream *stream,
					   const bt_message *in)
{
	bt_message *message = bt_message_discarded_packets_create(out->self, stream->out);
	uint64_t count;

	if (message && bt_message_discarded_packets_get_count(in, &count) ==
			       BT_PROPERTY_AVAILABILITY_AVAILABLE)
		bt_message_discarded_packets_set_count(message, count);
	return message;
}

/**
 * ht_out_is_counted() - does the tracer know how many events it discarded?
 * @in: its message
 *
 * Return: false before a stream's first packet ends.
 */
bool ht_out_is_counted(const bt_message *in)
{
	uint64_t count;

	return bt_message_discarded_events_get_count(in, &count) ==
	       BT_PROPERTY_AVAILABILITY_AVAILABLE;
}

/**
 * ht_out_uncounted() - the tracer discarded it does not know how many events
 * @out: the messages
 * @stream: where
 * @in: its message
 *
 * CTF can say that of a stream's first packet only, so it goes before that, and waits for nothing.
 *
 * Return: 0 or -ENOMEM.
 */
int ht_out_uncounted(struct ht_out *out, struct ht_stream *stream, const bt_message *in)
{
	stream->carries = true;
	return send(out, discarded_events(out, stream, in));
}

/**
 * ht_out_discarded() - the tracer discarded something
 * @out: the messages
 * @stream: where
 * @in: its message: discarded events or discarded packets
 * @time: since when, ns from the clock's origin
 *
 * A packet ends here, so that the loss does not seem to begin earlier: the one that is open, or one
 * made for it, which is also needed before a stream's first count.
 *
 * Return: 0 or -ENOMEM.
 */
int ht_out_discarded(struct ht_out *out, struct ht_stream *stream, const bt_message *in,
		     int64_t time)
{
	int ret = 0;

	time = advance(out, time);
	if (stream->packet || !stream->packet_seen || stream->packet_end < time)
		ret = packet_end_at(out, stream, time);
	if (ret)
		return ret;
	stream->carries = true;
	if (bt_message_get_type(in) == BT_MESSAGE_TYPE_DISCARDED_EVENTS)
		return send(out, discarded_events(out, stream, in));
	return send(out, discarded_packets(out, stream, in));
}

/**
 * ht_out_cut() - what was discarded was discarded up to here
 * @out: the messages
 * @stream: where
 * @time: when, ns from the clock's origin
 *
 * Return: 0 or -ENOMEM.
 */
int ht_out_cut(struct ht_out *out, struct ht_stream *stream, int64_t time)
{
	time = advance(out, time);
	if (!stream->packet && !stream->carries)
		return 0;
	return packet_end_at(out, stream, time);
}

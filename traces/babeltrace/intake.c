// SPDX-License-Identifier: GPL-2.0-only
/*
 * What comes in: each message becomes something that is held, or changes what is known of its
 * stream. With the parameter "measure" nothing is held, and only the figures remain.
 */
#include <errno.h>

#include "iterator.h"

static int hold(struct ht_iterator *it, struct ht_queue *queue, struct ht_item *item)
{
	int ret = ht_order_push(&it->order, queue, item);

	if (ret)
		return ret;
	item->stream->held++;
	if (it->order.held > it->stats->held)
		it->stats->held = it->order.held;
	return 0;
}

static void learn_need(struct ht_iterator *it, int64_t recorded, int64_t happened)
{
	uint64_t need = recorded > happened ? (uint64_t)recorded - (uint64_t)happened : 0;

	if (need > it->stats->need_ns)
		it->stats->need_ns = need;
}

/*
 * Finds the queue of a record. What a guest says happened after it was recorded happened when it
 * was recorded. Return: 0, -EEXIST: it is a duplicate, -ENOMEM.
 */
static int guest_queue(struct ht_iterator *it, const struct ht_record_id *id, struct ht_item *item,
		       int64_t recorded, struct ht_queue **queue)
{
	struct ht_vcpu *vcpu;
	int ret = ht_vcpus_get(&it->vcpus, id, &vcpu);

	if (ret == -ENOSPC) {
		it->stats->unplaced++;
		item->time = recorded;
		*queue = &it->host;
		return 0;
	}
	if (ret)
		return ret;
	if (!ht_vcpu_is_new(vcpu, id, item)) {
		it->stats->duplicates++;
		return -EEXIST;
	}
	if (item->time > recorded)
		item->time = recorded;
	it->stats->moved += item->time < recorded;
	learn_need(it, recorded, item->time);
	*queue = &vcpu->queue;
	return 0;
}

/* An event of a guest; if its fields cannot be, it is an event like any other. */
static int prepare_guest(struct ht_iterator *it, const bt_event *event, struct ht_item *item,
			 struct ht_queue **queue)
{
	const struct ht_common_at *at = &item->class->at.common;
	struct ht_common common;
	struct ht_record_id id;
	int ret;

	if (it->reading ? ht_common_view(item->what, at, &common) :
			  ht_common_read(bt_event_borrow_payload_field_const(event), at, &common))
		return 0;
	it->stats->guest_events++;
	id = (struct ht_record_id){
		.vm_id = common.vm_id,
		.vcpu_id = common.vcpu_id,
		.seq = common.seq,
		.tsc = common.guest_tsc,
		.form = HT_FORM_EVENT,
		.starts = item->class->starts,
		.has_record = item->class->has_record,
	};
	item->time = ht_clock_from_monotonic(item->stream->class->clock, common.time_ns);
	ret = guest_queue(it, &id, item, it->now, queue);
	if (!ret)
		it->stats->lost += common.lost;
	return ret;
}

/* Finds the vCPU of a chunk, and the exits that the chunk tells of. */
static int prepare_packed(struct ht_iterator *it, const bt_event *event,
			  const struct ht_packed_at *at, const struct ht_chunk *chunk)
{
	const struct ht_record_id id = {
		.vm_id = chunk->common.vm_id,
		.vcpu_id = chunk->common.vcpu_id,
	};
	int ret = ht_vcpus_get(&it->vcpus, &id, &it->unpack_vcpu);

	if (ret)
		it->unpack_vcpu = NULL;
	if (ret || !at->has_exits || it->comp->measure)
		return ret == -ENOSPC ? 0 : ret;
	return ht_exit_log_read(&it->unpack_vcpu->exits,
				bt_field_structure_borrow_member_field_by_index_const(
					bt_event_borrow_payload_field_const(event), at->exit_log));
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
	/* It is large: it is kept only where something in it is still needed. */
	if (stream->class->has_common_context) {
		chunk->message = message;
		bt_message_get_ref(message);
	}
	ht_unpack_begin(&it->unpack, chunk);
	it->unpack_stream = stream;
	return prepare_packed(it, event, &class->at, chunk);
}

/* It is @time, at least: what is older by the window need not wait any more. */
static void pass_time(struct ht_iterator *it, int64_t time)
{
	if (time <= it->now)
		return;
	it->now = time;
	if (time > INT64_MIN + it->comp->window_ns)
		it->due = time - it->comp->window_ns;
}

static void see_time(struct ht_iterator *it, const struct ht_stream *stream, uint64_t cycles)
{
	pass_time(it, ht_clock_from_cycles(stream->class->clock, cycles));
}

/* What waits: the message, or for a reader a copy of what it wants to know. */
static int keep(struct ht_iterator *it, const bt_message *message, struct ht_item *item)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	struct ht_view *view;
	int ret;

	item->what = message;
	if (!it->reading) {
		bt_message_get_ref(message);
		return 0;
	}
	ret = ht_view_copy(&it->reading->arena, item->class->view,
			   bt_event_borrow_payload_field_const(event), &view);
	item->what = view;
	return ret;
}

static void drop(struct ht_iterator *it, const struct ht_item *item)
{
	if (it->reading)
		ht_arena_put(&it->reading->arena, item->what);
	else
		bt_message_put_ref(item->what);
}

/* Is this a host's event that a reader has no use for? */
static bool skip(const struct ht_iterator *it, const struct ht_stream *stream,
		 const struct ht_class *class, const bt_message *message)
{
	if (!it->reading || class->is_ours || it->reading->ops->foreign)
		return false;
	if (it->reading->ops->skipped && stream->class->clock)
		it->reading->ops->skipped(
			it->reading->data,
			ht_clock_monotonic(
				stream->class->clock,
				bt_clock_snapshot_get_value(
					bt_message_event_borrow_default_clock_snapshot_const(
						message))));
	return true;
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
	if (skip(it, stream, class, message))
		return 0;
	item = (struct ht_item){
		.time = it->now,
		.stream = stream,
		.class = class,
		.kind = ITEM_EVENT,
	};
	ret = keep(it, message, &item);
	if (ret)
		return ret;
	if (class->kind == HT_EVENT_GUEST)
		ret = prepare_guest(it, event, &item, &queue);
	if (!ret && !it->comp->measure) {
		ret = hold(it, queue, &item);
		if (!ret)
			return 0;
	}
	drop(it, &item);
	return ret == -EEXIST ? 0 : ret;
}

/**
 * ht_take_record() - take the next record of ht_packed
 * @it: the iterator, whose unpack holds a chunk
 *
 * Return: 0 or -ENOMEM.
 */
int ht_take_record(struct ht_iterator *it)
{
	struct ht_chunk *chunk = it->unpack.chunk;
	struct ht_stream *stream = it->unpack_stream;
	struct ht_item item = { .what = chunk, .stream = stream, .kind = ITEM_RECORD };
	struct ht_record_id id = { .form = HT_FORM_PACKED, .has_record = true };
	struct ht_queue *queue;
	struct ht_rec_hdr hdr;
	int ret;

	if (ht_unpack_next(&it->unpack, it->stats, &hdr, &item.offset, &item.lost)) {
		it->unpack.chunk = NULL;
		ht_chunk_put(chunk);
		return 0;
	}
	it->stats->unpacked++;
	id.vm_id = chunk->common.vm_id;
	id.vcpu_id = chunk->common.vcpu_id;
	id.seq = hdr.seq;
	id.tsc = hdr.tsc;
	id.starts = hdr.type == HT_REC_GUEST_START;
	item.time = ht_clock_from_monotonic(stream->class->clock, ht_chunk_time(chunk, hdr.tsc));
	/* Before it may turn out to be a duplicate: its exits are not those of the next one. */
	if (it->unpack_vcpu)
		ht_exit_log_take(&it->unpack_vcpu->exits, hdr.tsc, &item.exits, &item.hv_cycles);
	ret = guest_queue(it, &id, &item, it->now, &queue);
	if (ret)
		return ret == -EEXIST ? 0 : ret;
	it->stats->lost += item.lost;
	if (it->comp->measure)
		return 0;
	ret = hold(it, queue, &item);
	if (!ret)
		chunk->users++;
	return ret;
}

static int hold_mark(struct ht_iterator *it, struct ht_stream *stream, const bt_message *message,
		     int64_t time)
{
	struct ht_item item = {
		.time = time,
		.major = (uint64_t)time ^ (1ull << 63), /* as a signed number orders */
		.what = message,
		.stream = stream,
		.kind = message ? ITEM_DISCARDED : ITEM_CUT,
	};
	int ret = it->comp->measure ? 0 : hold(it, &it->marks, &item);

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
	if (it->comp->measure)
		return 0;
	if (!it->reading)
		return ht_out_uncounted(&it->out, stream, message);
	it->reading->ops->discarded(it->reading->data, message);
	return 0;
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
	return it->comp->measure || it->reading ? 0 : ht_out_stream_begin(&it->out, stream);
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
	if (!stream->ended || stream->held || it->comp->measure || it->reading)
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
		pass_time(it, time);
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

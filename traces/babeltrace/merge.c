// SPDX-License-Identifier: GPL-2.0-only
/*
 * Merging streams. The rules are those of filter.utils.muxer: a message without a time goes at
 * once, an iterator that has nothing yet holds all others up, times that cannot be compared and
 * times that run backwards are errors.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "merge.h"

#define OK BT_MESSAGE_ITERATOR_NEXT_STATUS_OK
#define END BT_MESSAGE_ITERATOR_NEXT_STATUS_END
#define ERROR BT_MESSAGE_ITERATOR_NEXT_STATUS_ERROR

/**
 * ht_merge_add() - add an iterator
 * @merge: has handed out nothing yet
 * @iterator: the iterator, taken over, whatever is returned
 *
 * Return: 0 or -ENOMEM.
 */
int ht_merge_add(struct ht_merge *merge, bt_message_iterator *iterator)
{
	size_t count = merge->nr_inputs + 1;
	struct ht_merge_input *inputs = reallocarray(merge->inputs, count, sizeof(*inputs));
	struct ht_merge_input **heap =
		reallocarray(merge->heap, count, sizeof(struct ht_merge_input *));

	if (inputs)
		merge->inputs = inputs;
	if (heap)
		merge->heap = heap;
	if (!inputs || !heap) {
		bt_message_iterator_put_ref(iterator);
		return -ENOMEM;
	}
	inputs[merge->nr_inputs] = (struct ht_merge_input){
		.iterator = iterator,
		.time = INT64_MIN,
		.rank = merge->parts ? merge->nr_inputs * merge->parts + merge->part :
				       merge->nr_inputs,
	};
	merge->nr_inputs = count;
	return 0;
}

static enum ht_merge_clocks clocks_of(const bt_clock_class *clock)
{
	if (!clock)
		return HT_MERGE_CLOCKS_NONE;
	if (bt_clock_class_origin_is_unix_epoch(clock))
		return HT_MERGE_CLOCKS_EPOCH;
	return bt_clock_class_get_uuid(clock) ? HT_MERGE_CLOCKS_UUID : HT_MERGE_CLOCKS_BARE;
}

/* May times of this stream be compared with those of the streams before? */
static bool is_comparable(struct ht_merge *merge, const bt_stream *stream)
{
	const bt_clock_class *clock = bt_stream_class_borrow_default_clock_class_const(
		bt_stream_borrow_class_const(stream));
	enum ht_merge_clocks clocks = clocks_of(clock);

	if (merge->clocks == HT_MERGE_CLOCKS_ANY) {
		merge->clocks = clocks;
		if (clocks == HT_MERGE_CLOCKS_UUID)
			memcpy(merge->uuid, bt_clock_class_get_uuid(clock), sizeof(merge->uuid));
	}
	return clocks == merge->clocks &&
	       (clocks != HT_MERGE_CLOCKS_UUID ||
		!memcmp(merge->uuid, bt_clock_class_get_uuid(clock), sizeof(merge->uuid)));
}

static bool has_untimed(const bt_stream_class *class)
{
	return bt_stream_class_borrow_default_clock_class_const(class) &&
	       ((bt_stream_class_supports_discarded_events(class) &&
		 !bt_stream_class_discarded_events_have_default_clock_snapshots(class)) ||
		(bt_stream_class_supports_discarded_packets(class) &&
		 !bt_stream_class_discarded_packets_have_default_clock_snapshots(class)));
}

/* NULL: it has no time. */
static const bt_clock_snapshot *packet_snapshot(const bt_message *message, bool begins)
{
	const bt_packet *packet = begins ?
					  bt_message_packet_beginning_borrow_packet_const(message) :
					  bt_message_packet_end_borrow_packet_const(message);
	const bt_stream_class *class =
		bt_stream_borrow_class_const(bt_packet_borrow_stream_const(packet));

	if (begins)
		return bt_stream_class_packets_have_beginning_default_clock_snapshot(class) ?
			       bt_message_packet_beginning_borrow_default_clock_snapshot_const(
				       message) :
			       NULL;
	return bt_stream_class_packets_have_end_default_clock_snapshot(class) ?
		       bt_message_packet_end_borrow_default_clock_snapshot_const(message) :
		       NULL;
}

static const bt_clock_snapshot *discarded_events_snapshot(const bt_message *message)
{
	const bt_stream *stream = bt_message_discarded_events_borrow_stream_const(message);

	if (!bt_stream_class_discarded_events_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(stream)))
		return NULL;
	return bt_message_discarded_events_borrow_beginning_default_clock_snapshot_const(message);
}

static const bt_clock_snapshot *discarded_packets_snapshot(const bt_message *message)
{
	const bt_stream *stream = bt_message_discarded_packets_borrow_stream_const(message);

	if (!bt_stream_class_discarded_packets_have_default_clock_snapshots(
		    bt_stream_borrow_class_const(stream)))
		return NULL;
	return bt_message_discarded_packets_borrow_beginning_default_clock_snapshot_const(message);
}

static const bt_clock_snapshot *stream_snapshot(const bt_message *message, bool begins)
{
	const bt_clock_snapshot *snapshot = NULL;
	const bt_stream *stream = begins ?
					  bt_message_stream_beginning_borrow_stream_const(message) :
					  bt_message_stream_end_borrow_stream_const(message);
	bt_message_stream_clock_snapshot_state state;

	if (!bt_stream_class_borrow_default_clock_class_const(bt_stream_borrow_class_const(stream)))
		return NULL;
	state = begins ?
			bt_message_stream_beginning_borrow_default_clock_snapshot_const(message,
											&snapshot) :
			bt_message_stream_end_borrow_default_clock_snapshot_const(message,
										  &snapshot);
	return state == BT_MESSAGE_STREAM_CLOCK_SNAPSHOT_STATE_KNOWN ? snapshot : NULL;
}

static const bt_clock_snapshot *snapshot_of(const bt_message *message)
{
	switch (bt_message_get_type(message)) {
	case BT_MESSAGE_TYPE_EVENT:
		return bt_message_event_borrow_stream_class_default_clock_class_const(message) ?
			       bt_message_event_borrow_default_clock_snapshot_const(message) :
			       NULL;
	case BT_MESSAGE_TYPE_PACKET_BEGINNING:
		return packet_snapshot(message, true);
	case BT_MESSAGE_TYPE_PACKET_END:
		return packet_snapshot(message, false);
	case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
		return discarded_events_snapshot(message);
	case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
		return discarded_packets_snapshot(message);
	case BT_MESSAGE_TYPE_STREAM_BEGINNING:
		return stream_snapshot(message, true);
	case BT_MESSAGE_TYPE_STREAM_END:
		return stream_snapshot(message, false);
	default:
		return bt_message_message_iterator_inactivity_borrow_clock_snapshot_const(message);
	}
}

static bt_message_iterator_next_status fail(const char *why)
{
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_UNKNOWN("hypertrace", "%s", why);
	return ERROR;
}

static bt_message_iterator_next_status meet(struct ht_merge *merge, const bt_stream *stream)
{
	if (!is_comparable(merge, stream))
		return fail("streams have clocks that cannot be compared");
	merge->has_untimed |= has_untimed(bt_stream_borrow_class_const(stream));
	return OK;
}

/* Finds out when an input's next message is. */
static bt_message_iterator_next_status look(struct ht_merge *merge, struct ht_merge_input *input)
{
	const bt_message *message = input->batch[input->at];
	const bt_clock_snapshot *snapshot;
	int64_t time;

	if (bt_message_get_type(message) == BT_MESSAGE_TYPE_STREAM_BEGINNING &&
	    meet(merge, bt_message_stream_beginning_borrow_stream_const(message)) != OK)
		return ERROR;
	snapshot = snapshot_of(message);
	if (!snapshot)
		return OK;
	if (bt_clock_snapshot_get_ns_from_origin(snapshot, &time))
		return ERROR;
	if (time < input->time)
		return fail("the times of a stream run backwards");
	input->time = time;
	return OK;
}

/*
 * An iterator may leave an error already with the last messages that it could get, and the library
 * may not be called then. It comes again instead of the next ones.
 */
static bt_message_iterator_next_status fetch(struct ht_merge *merge, struct ht_merge_input *input)
{
	bt_message_iterator_next_status status =
		bt_message_iterator_next(input->iterator, &input->batch, &input->count);
	const bt_error *error;

	input->at = 0;
	if (status != OK) {
		input->count = 0;
		return status;
	}
	error = bt_current_thread_take_error();
	if (error)
		bt_error_release(error);
	return OK;
}

static bool before(const struct ht_merge_input *a, const struct ht_merge_input *b)
{
	return a->time != b->time ? a->time < b->time : a->rank < b->rank;
}

static void rise(struct ht_merge *merge, struct ht_merge_input *input)
{
	size_t at = merge->nr_heap++;

	for (; at && before(input, merge->heap[(at - 1) / 2]); at = (at - 1) / 2)
		merge->heap[at] = merge->heap[(at - 1) / 2];
	merge->heap[at] = input;
}

/* Puts @input where it belongs: the place of the first is free. */
static void sink(struct ht_merge *merge, struct ht_merge_input *input)
{
	size_t at = 0, child;

	while ((child = 2 * at + 1) < merge->nr_heap) {
		if (child + 1 < merge->nr_heap &&
		    before(merge->heap[child + 1], merge->heap[child]))
			child++;
		if (before(input, merge->heap[child]))
			break;
		merge->heap[at] = merge->heap[child];
		at = child;
	}
	merge->heap[at] = input;
}

/* All inputs have to have said what they begin with before the first message can leave. */
static bt_message_iterator_next_status begin(struct ht_merge *merge)
{
	bt_message_iterator_next_status status = OK;

	while (status == OK && merge->nr_begun < merge->nr_inputs) {
		struct ht_merge_input *input = &merge->inputs[merge->nr_begun];

		status = fetch(merge, input);
		status = status == OK ? look(merge, input) : status;
		if (status == OK)
			rise(merge, input);
		if (status == OK || status == END) {
			merge->nr_begun++;
			status = OK;
		}
	}
	return status;
}

/* The first input's next message, which may not be the next of all. */
static bt_message_iterator_next_status go_on(struct ht_merge *merge)
{
	struct ht_merge_input *input = merge->heap[0];
	bt_message_iterator_next_status status = OK;

	if (input->at == input->count)
		status = fetch(merge, input);
	if (status == END)
		input = --merge->nr_heap ? merge->heap[merge->nr_heap] : NULL;
	else if (status == OK && (merge->nr_inputs > 1 || merge->parts))
		status = look(merge, input);
	if (status != OK && status != END)
		return status;
	merge->is_stale = false;
	if (input)
		sink(merge, input);
	return OK;
}

/**
 * ht_merge_begin() - find out what all inputs begin with, instead of in the first ht_merge_next()
 * @merge: a part; all its inputs were added
 * @before: the part before, which has begun; or NULL
 *
 * Return: as ht_merge_next().
 */
bt_message_iterator_next_status ht_merge_begin(struct ht_merge *merge,
					       const struct ht_merge *before)
{
	if (before) {
		merge->clocks = before->clocks;
		memcpy(merge->uuid, before->uuid, sizeof(merge->uuid));
		merge->has_untimed = before->has_untimed;
	}
	return begin(merge);
}

/**
 * ht_merge_next() - the next message
 * @merge: has not failed before
 * @message: set; the caller's
 *
 * Return: as bt_message_iterator_next(). After an error nothing more can be had: what comes before
 * it has been handed out.
 */
bt_message_iterator_next_status ht_merge_next(struct ht_merge *merge, const bt_message **message)
{
	bt_message_iterator_next_status status = OK;
	struct ht_merge_input *input;

	if (merge->is_stale)
		status = go_on(merge);
	else if (merge->nr_begun < merge->nr_inputs)
		status = begin(merge);
	if (status != OK)
		return status;
	if (!merge->nr_heap)
		return END;
	input = merge->heap[0];
	*message = input->batch[input->at++];
	merge->is_stale = true;
	return OK;
}

/**
 * ht_merge_exit() - drop the iterators, and the messages that nobody took
 * @merge: empty afterwards
 */
void ht_merge_exit(struct ht_merge *merge)
{
	while (merge->nr_inputs) {
		struct ht_merge_input *input = &merge->inputs[--merge->nr_inputs];

		while (input->at < input->count)
			bt_message_put_ref(input->batch[input->at++]);
		bt_message_iterator_put_ref(input->iterator);
	}
	free(merge->inputs);
	free(merge->heap);
	*merge = (struct ht_merge){ 0 };
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filter's loop. One step is made at a time, and what can leave leaves first, so that memory is
 * bounded by max-events, whatever comes in.
 */
#include <stdlib.h>

#include "iterator.h"

static void drop(struct ht_iterator *it, const struct ht_item *item)
{
	if (item->kind == ITEM_RECORD)
		ht_chunk_put((struct ht_chunk *)item->what);
	else if (it->reading && item->what)
		ht_arena_put(&it->reading->use, item->what);
	else if (it->reading)
		return;
	else if (item->kind == ITEM_EVENT)
		ht_keep_put(&it->keep, item->what);
	else
		bt_message_put_ref(item->what);
}

static void note_release(struct ht_iterator *it, const struct ht_item *item)
{
	uint64_t late = (uint64_t)it->out.mark - (uint64_t)item->time;

	if (item->time >= it->out.mark || item->kind == ITEM_DISCARDED || item->kind == ITEM_CUT)
		return;
	it->stats->late++;
	if (late > it->stats->late_ns)
		it->stats->late_ns = late;
}

static int send(struct ht_iterator *it, const struct ht_item *item)
{
	switch (item->kind) {
	case ITEM_EVENT:
		return ht_out_event(&it->out, item->stream, item->class, item->what, item->time);
	case ITEM_RECORD:
		return ht_out_record(&it->out, item);
	case ITEM_DISCARDED:
		return ht_out_discarded(&it->out, item->stream, item->what, item->time);
	default:
		return ht_out_cut(&it->out, item->stream, item->time);
	}
}

/**
 * ht_release() - send the first of what is held
 * @it: the iterator, which holds something
 *
 * Return: 0 or -ENOMEM; what a reader returned.
 */
int ht_release(struct ht_iterator *it)
{
	struct ht_item item;
	int ret;

	ht_order_pop(&it->order, &item);
	note_release(it, &item);
	ret = it->reading ? ht_release_read(it, &item) : send(it, &item);
	drop(it, &item);
	if (it->reading)
		return ret;
	item.stream->held--;
	return ret ?: ht_end_if_done(it, item.stream);
}

static bool is_full(const struct ht_iterator *it)
{
	return it->order.held > it->comp->max_events ||
	       (it->reading && it->reading->use.bytes > it->reading->max_bytes);
}

/**
 * ht_is_due() - may the first of what is held leave?
 * @it: the iterator
 */
bool ht_is_due(const struct ht_iterator *it)
{
	if (!it->order.held)
		return false;
	if (it->ended && !it->unpack.chunk)
		return true;
	if (is_full(it)) {
		it->stats->forced++;
		return true;
	}
	return ht_order_next(&it->order) < it->due;
}

/*
 * Upstream's error is kept for the end, so that what came before it gets through. The muxer leaves
 * one already with the last messages that it could get, and the library may not be called then.
 */
static void keep_error(struct ht_iterator *it)
{
	const bt_error *error = bt_current_thread_take_error();

	if (!error)
		return;
	if (it->error)
		bt_error_release(it->error);
	it->error = error;
}

static bt_message_iterator_class_next_method_status fetch(struct ht_iterator *it)
{
	bt_message_iterator_next_status status =
		bt_message_iterator_next(it->upstream, &it->batch, &it->batch_count);

	it->batch_at = 0;
	keep_error(it);
	if (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN)
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN;
	if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK) {
		it->batch_count = 0;
		it->ended = true;
		it->stats->broken = status != BT_MESSAGE_ITERATOR_NEXT_STATUS_END;
		/* The two enumerations are defined to share their values. */
		it->status = (bt_message_iterator_class_next_method_status)status;
	}
	return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
}

/* Streams that an error cut off end here. */
static int close_streams(struct ht_iterator *it)
{
	size_t i;
	int ret = 0;

	it->closed = true;
	for (i = 0; !ret && i < it->mirror.streams.size; i++) {
		struct ht_stream *stream = it->mirror.streams.slots[i].value;

		if (!stream || stream->ended)
			continue;
		stream->ended = true;
		ret = ht_end_if_done(it, stream);
	}
	return ret;
}

static bt_message_iterator_class_next_method_status finish(struct ht_iterator *it)
{
	if (it->error && it->stats->broken) {
		bt_current_thread_move_error(it->error);
		it->error = NULL;
	}
	return it->status;
}

/* Makes one step, of whichever kind can be made. */
static bt_message_iterator_class_next_method_status step(struct ht_iterator *it)
{
	int ret;

	if (ht_is_due(it)) {
		ret = ht_release(it);
	} else if (it->unpack.chunk) {
		ret = ht_take_record(it);
	} else if (it->batch_at < it->batch_count) {
		const bt_message *message = it->batch[it->batch_at++];

		ret = ht_take(it, message);
		bt_message_put_ref(message);
	} else if (!it->ended) {
		return fetch(it);
	} else if (!it->closed) {
		ret = close_streams(it);
	} else {
		return finish(it);
	}
	return ret ? BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_MEMORY_ERROR :
		     BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
}

/**
 * ht_iterator_next() - the next messages
 * @self: the iterator
 * @messages: filled
 * @capacity: so many fit
 * @count: how many there are
 *
 * Return: as Babeltrace wants it; an error of the input comes after all that preceded it.
 */
bt_message_iterator_class_next_method_status ht_iterator_next(bt_self_message_iterator *self,
							      bt_message_array_const messages,
							      uint64_t capacity, uint64_t *count)
{
	struct ht_iterator *it = bt_self_message_iterator_get_data(self);
	bt_message_iterator_class_next_method_status status;

	do {
		*count = ht_messages_take(&it->out.messages, messages, capacity);
		if (*count)
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
		status = step(it);
	} while (status == BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK);
	return status;
}

/**
 * ht_iterator_init() - begin to read
 * @self: the iterator
 * @config: not used: going back is not possible
 * @port: the component's output
 */
bt_message_iterator_class_initialize_method_status
ht_iterator_init(bt_self_message_iterator *self, bt_self_message_iterator_configuration *config,
		 bt_self_component_port_output *port)
{
	bt_self_component *component = bt_self_message_iterator_borrow_component(self);
	struct ht_component *comp = bt_self_component_get_data(component);
	struct ht_iterator *it = calloc(1, sizeof(*it));
	bt_message_iterator_create_from_message_iterator_status status;

	if (!it)
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	ht_iterator_start(it, comp);
	it->mirror.self = component;
	it->out.self = self;
	it->out.packet_events = comp->packet_events;
	status = bt_message_iterator_create_from_message_iterator(
		self, bt_self_component_filter_borrow_input_port_by_index(comp->self, 0),
		&it->upstream);
	if (status != BT_MESSAGE_ITERATOR_CREATE_FROM_MESSAGE_ITERATOR_STATUS_OK) {
		free(it);
		return (int)status;
	}
	bt_self_message_iterator_set_data(self, it);
	return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

/**
 * ht_iterator_exit() - drop all that is held
 * @it: the iterator, wherever it is
 */
void ht_iterator_exit(struct ht_iterator *it)
{
	struct ht_item item;

	while (it->order.held) {
		ht_order_pop(&it->order, &item);
		drop(it, &item);
	}
	while (it->batch_at < it->batch_count)
		bt_message_put_ref(it->batch[it->batch_at++]);
	if (it->unpack.chunk)
		ht_chunk_put(it->unpack.chunk);
	ht_messages_exit(&it->out.messages);
	ht_order_exit(&it->order);
	ht_keep_exit(&it->keep);
	ht_queue_exit(&it->marks);
	ht_queue_exit(&it->host);
	ht_vcpus_exit(&it->vcpus);
	ht_mirror_exit(&it->mirror);
}

/**
 * ht_iterator_start() - set an iterator up
 * @it: all zero; filled, but for where its input comes from and its output goes
 * @comp: its component; outlives it
 */
void ht_iterator_start(struct ht_iterator *it, struct ht_component *comp)
{
	it->comp = comp;
	it->stats = &comp->stats;
	it->now = INT64_MIN;
	it->due = INT64_MIN;
	it->out.mark = INT64_MIN;
	it->out.stats = &comp->stats;
	ht_queue_init(&it->host);
	ht_queue_init(&it->marks);
}

/**
 * ht_iterator_finalize() - release an iterator, wherever it is
 * @self: the iterator
 */
void ht_iterator_finalize(bt_self_message_iterator *self)
{
	struct ht_iterator *it = bt_self_message_iterator_get_data(self);

	ht_iterator_exit(it);
	if (it->error)
		bt_error_release(it->error);
	bt_message_iterator_put_ref(it->upstream);
	free(it);
}

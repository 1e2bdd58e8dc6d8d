// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filter that looks at a host's trace as it goes by. An error of the input is kept until all
 * that was added has ended as it has to.
 */
#include <errno.h>
#include <stdlib.h>

#include "host_side.h"
#include "host_trace.h"

/**
 * struct iterator - the filter at work
 * @side: what it works for
 * @self: itself
 * @upstream: the input
 * @out: what is ready
 * @error: the input's, kept
 * @status: what to say when nothing is left
 * @ended: the input has
 */
struct iterator {
	struct ht_host_side *side;
	bt_self_message_iterator *self;
	bt_message_iterator *upstream;
	struct ht_messages out;
	const bt_error *error;
	bt_message_iterator_class_next_method_status status;
	bool ended;
};

/**
 * ht_host_side_trace() - there is a new trace
 * @side: what the filter works for
 * @trace: the trace that is written
 * @in: the trace that is read
 */
void ht_host_side_trace(struct ht_host_side *side, bt_trace *trace, const bt_trace *in)
{
	struct ht_host **more = reallocarray(side->hosts, side->nr_hosts + 1, sizeof(*side->hosts));
	struct ht_host *host;

	if (!more)
		return;
	side->hosts = more;
	host = ht_host_new(trace, in);
	if (host)
		side->hosts[side->nr_hosts++] = host;
}

/**
 * ht_host_side_exit() - release what the filter worked for
 * @side: that; the graph with the filter is gone
 */
void ht_host_side_exit(struct ht_host_side *side)
{
	while (side->nr_hosts)
		ht_host_free(side->hosts[--side->nr_hosts]);
	free(side->hosts);
	ht_guest_traces_exit(&side->guests);
}

static int flush(struct iterator *it, struct ht_host *host)
{
	const bt_message *message;
	int ret = 0;

	while (!ret && ht_messages_take(&host->synth.messages, &message, 1))
		ret = ht_messages_put(&it->out, message);
	return ret;
}

/* Without memory for a new trace, nothing was noted of it. */
static struct ht_host *host_of(struct iterator *it, const bt_message *message)
{
	const bt_trace *trace = ht_message_trace(message);
	size_t i;

	for (i = 0; i < it->side->nr_hosts; i++) {
		if (it->side->hosts[i]->trace == trace)
			return it->side->hosts[i];
	}
	ht_err_nomem(&it->side->guests.err);
	return NULL;
}

static int take(struct iterator *it, const bt_message *message)
{
	struct ht_host *host;
	int ret = 0;

	if (bt_message_get_type(message) == BT_MESSAGE_TYPE_EVENT) {
		host = host_of(it, message);
		ret = host ? ht_host_event(host, &it->side->guests, it->self, message) : -ENOMEM;
		ret = ret ?: flush(it, host);
	}
	if (!ret)
		return ht_messages_put(&it->out, message);
	it->side->guests.failed |= ret == -EIO && !it->side->guests.err.text[0];
	bt_message_put_ref(message);
	return ret;
}

static int end(struct iterator *it)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < it->side->nr_hosts; i++) {
		ret = ht_synth_end(&it->side->hosts[i]->synth);
		ret = ret ?: flush(it, it->side->hosts[i]);
	}
	return ret;
}

static int fetch(struct iterator *it)
{
	bt_message_array_const messages;
	uint64_t count = 0, i;
	bt_message_iterator_next_status status =
		bt_message_iterator_next(it->upstream, &messages, &count);
	int ret = 0;

	if (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK) {
		for (i = 0; i < count; i++) {
			if (!ret)
				ret = take(it, messages[i]);
			else
				bt_message_put_ref(messages[i]);
		}
		return ret;
	}
	/* The two enumerations are defined to share their values. */
	it->status = (bt_message_iterator_class_next_method_status)status;
	it->ended = status != BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN;
	it->error = bt_current_thread_take_error();
	return it->ended ? end(it) : 0;
}

static bt_message_iterator_class_next_method_status next(bt_self_message_iterator *self,
							 bt_message_array_const messages,
							 uint64_t capacity, uint64_t *count)
{
	struct iterator *it = bt_self_message_iterator_get_data(self);

	for (;;) {
		*count = ht_messages_take(&it->out, messages, capacity);
		if (*count)
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
		if (it->ended)
			break;
		it->status = BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
		if (fetch(it))
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_ERROR;
		if (it->status == BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN)
			return it->status;
	}
	if (it->error)
		bt_current_thread_move_error(it->error);
	it->error = NULL;
	return it->status;
}

static void iterator_finalize(bt_self_message_iterator *self)
{
	struct iterator *it = bt_self_message_iterator_get_data(self);
	size_t i;

	/* What is added is made of this iterator's messages. */
	for (i = 0; i < it->side->nr_hosts; i++) {
		ht_synth_exit(&it->side->hosts[i]->synth);
		it->side->hosts[i]->synth = (struct ht_synth){ .self = NULL };
	}
	ht_messages_exit(&it->out);
	if (it->error)
		bt_error_release(it->error);
	bt_message_iterator_put_ref(it->upstream);
	free(it);
}

static bt_message_iterator_class_initialize_method_status
iterator_init(bt_self_message_iterator *self, bt_self_message_iterator_configuration *config,
	      bt_self_component_port_output *port)
{
	bt_self_component *component = bt_self_message_iterator_borrow_component(self);
	struct iterator *it = calloc(1, sizeof(*it));
	bt_message_iterator_create_from_message_iterator_status status;

	if (!it)
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	it->side = bt_self_component_get_data(component);
	it->self = self;
	status = bt_message_iterator_create_from_message_iterator(
		self,
		bt_self_component_filter_borrow_input_port_by_index(
			(bt_self_component_filter *)component, 0),
		&it->upstream);
	if (status != BT_MESSAGE_ITERATOR_CREATE_FROM_MESSAGE_ITERATOR_STATUS_OK) {
		free(it);
		return (int)status;
	}
	bt_self_message_iterator_set_data(self, it);
	return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static bt_component_class_initialize_method_status
filter_init(bt_self_component_filter *self, bt_self_component_filter_configuration *config,
	    const bt_value *params, void *data)
{
	bt_self_component_set_data(bt_self_component_filter_as_self_component(self), data);
	if (bt_self_component_filter_add_input_port(self, "in", NULL, NULL) ||
	    bt_self_component_filter_add_output_port(self, "out", NULL, NULL))
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

/**
 * ht_host_side_class_create() - the filter's class; takes a struct ht_host_side
 *
 * Return: the class, with a reference for the caller, or NULL without memory.
 */
const bt_component_class_filter *ht_host_side_class_create(void)
{
	bt_message_iterator_class *iterator = bt_message_iterator_class_create(next);
	bt_component_class_filter *class = NULL;

	if (iterator && !bt_message_iterator_class_set_initialize_method(iterator, iterator_init) &&
	    !bt_message_iterator_class_set_finalize_method(iterator, iterator_finalize))
		class = bt_component_class_filter_create("host-side", iterator);
	bt_message_iterator_class_put_ref(iterator);
	if (class && bt_component_class_filter_set_initialize_method(class, filter_init)) {
		bt_component_class_filter_put_ref(class);
		return NULL;
	}
	return class;
}

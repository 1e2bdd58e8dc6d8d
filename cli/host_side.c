// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filter that looks at a host's trace as it goes by. Its two outputs are asked in turn, so it
 * asks for more when nothing waits for either: none runs ahead, and little ever waits. An error of
 * the input is kept until all that was added has ended as it has to, and both have taken it.
 */
#include <errno.h>
#include <stdlib.h>

#include "host_side.h"
#include "host_trace.h"

/**
 * struct iterator - one output at work
 * @side: what it works for
 * @port: which one it is
 */
struct iterator {
	struct ht_host_side *side;
	enum ht_host_side_port port;
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

static int flush(struct ht_host_side *side, struct ht_host *host)
{
	const bt_message *message;
	int ret = 0;

	while (!ret && ht_messages_take(&host->synth.messages, &message, 1))
		ret = ht_messages_put(&side->out[HT_HOST_SIDE_HYPERVISOR], message);
	return ret;
}

/* Without memory for a new trace, nothing was noted of it. */
static struct ht_host *host_of(struct ht_host_side *side, const bt_message *message)
{
	const bt_trace *trace = ht_message_trace(message);
	size_t i;

	for (i = 0; i < side->nr_hosts; i++) {
		if (side->hosts[i]->trace == trace)
			return side->hosts[i];
	}
	ht_err_nomem(&side->guests.err);
	return NULL;
}

/* The message is taken over. */
static int put(struct ht_host_side *side, const bt_message *message, bool is_hypervisors)
{
	int ret = 0;

	if (is_hypervisors) {
		bt_message_get_ref(message);
		ret = ht_messages_put(&side->out[HT_HOST_SIDE_HYPERVISOR], message);
	}
	if (!ret)
		return ht_messages_put(&side->out[HT_HOST_SIDE_ALL], message);
	bt_message_put_ref(message);
	return ret;
}

static int take(struct ht_host_side *side, const bt_message *message)
{
	bool is_hypervisors = true;
	struct ht_host *host;
	int ret = 0;

	if (bt_message_get_type(message) == BT_MESSAGE_TYPE_EVENT) {
		host = host_of(side, message);
		ret = host ? ht_host_event(host, &side->guests, side->self, message,
					   &is_hypervisors) :
			     -ENOMEM;
		ret = ret ?: flush(side, host);
	}
	if (!ret)
		return put(side, message, is_hypervisors);
	side->guests.failed |= ret == -EIO && !side->guests.err.text[0];
	bt_message_put_ref(message);
	return ret;
}

static int end(struct ht_host_side *side)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < side->nr_hosts; i++) {
		ret = ht_synth_end(&side->hosts[i]->synth);
		ret = ret ?: flush(side, side->hosts[i]);
	}
	return ret;
}

static int fetch(struct ht_host_side *side)
{
	bt_message_array_const messages;
	uint64_t count = 0, i;
	bt_message_iterator_next_status status =
		bt_message_iterator_next(side->upstream, &messages, &count);
	int ret = 0;

	if (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK) {
		for (i = 0; i < count; i++) {
			if (!ret)
				ret = take(side, messages[i]);
			else
				bt_message_put_ref(messages[i]);
		}
		return ret;
	}
	/* The two enumerations are defined to share their values. */
	side->status = (bt_message_iterator_class_next_method_status)status;
	side->ended = status != BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN;
	side->error = bt_current_thread_take_error();
	return side->ended ? end(side) : 0;
}

/* Does anything wait for the other output? */
static bool is_ahead(const struct iterator *it)
{
	const struct ht_messages *other = &it->side->out[!it->port];

	return other->begin < other->end;
}

static bt_message_iterator_class_next_method_status next(bt_self_message_iterator *self,
							 bt_message_array_const messages,
							 uint64_t capacity, uint64_t *count)
{
	struct iterator *it = bt_self_message_iterator_get_data(self);
	struct ht_host_side *side = it->side;

	for (;;) {
		*count = ht_messages_take(&side->out[it->port], messages, capacity);
		if (*count)
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
		/* An error stops both, so nothing may wait for the other then. */
		if (is_ahead(it) &&
		    (!side->ended ||
		     side->status != BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END))
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN;
		if (side->ended)
			break;
		side->status = BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
		if (fetch(side))
			return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_ERROR;
		if (side->status == BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN)
			return side->status;
	}
	if (side->error)
		bt_current_thread_move_error(side->error);
	side->error = NULL;
	return side->status;
}

/* What both have in common goes with the last of them. */
static void iterator_finalize(bt_self_message_iterator *self)
{
	struct iterator *it = bt_self_message_iterator_get_data(self);
	struct ht_host_side *side = it->side;
	size_t i;

	free(it);
	if (--side->nr_iterators)
		return;
	/* What is added is made of an iterator's messages. */
	for (i = 0; i < side->nr_hosts; i++) {
		ht_synth_exit(&side->hosts[i]->synth);
		side->hosts[i]->synth = (struct ht_synth){ .self = NULL };
	}
	for (i = 0; i < HT_HOST_SIDE_PORTS; i++) {
		ht_messages_exit(&side->out[i]);
		side->out[i] = (struct ht_messages){ .list = NULL };
	}
	if (side->error)
		bt_error_release(side->error);
	side->error = NULL;
	bt_message_iterator_put_ref(side->upstream);
	side->upstream = NULL;
}

/* Both are there before any is asked; the first makes the one for the input. */
static bt_message_iterator_class_initialize_method_status
iterator_init(bt_self_message_iterator *self, bt_self_message_iterator_configuration *config,
	      bt_self_component_port_output *port)
{
	bt_self_component *component = bt_self_message_iterator_borrow_component(self);
	struct ht_host_side *side = bt_self_component_get_data(component);
	struct iterator *it = calloc(1, sizeof(*it));
	bt_message_iterator_create_from_message_iterator_status status = 0;

	if (!it)
		return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	if (!side->upstream)
		status = bt_message_iterator_create_from_message_iterator(
			self,
			bt_self_component_filter_borrow_input_port_by_index(
				(bt_self_component_filter *)component, 0),
			&side->upstream);
	if (status != BT_MESSAGE_ITERATOR_CREATE_FROM_MESSAGE_ITERATOR_STATUS_OK) {
		free(it);
		return (int)status;
	}
	side->nr_iterators++;
	it->side = side;
	it->port = (uintptr_t)bt_self_component_port_get_data(
		bt_self_component_port_output_as_self_component_port(port));
	if (it->port == HT_HOST_SIDE_HYPERVISOR)
		side->self = self;
	bt_self_message_iterator_set_data(self, it);
	return BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static bt_component_class_initialize_method_status
filter_init(bt_self_component_filter *self, bt_self_component_filter_configuration *config,
	    const bt_value *params, void *data)
{
	bt_self_component_set_data(bt_self_component_filter_as_self_component(self), data);
	if (bt_self_component_filter_add_input_port(self, "in", NULL, NULL) ||
	    bt_self_component_filter_add_output_port(self, "all", (void *)HT_HOST_SIDE_ALL, NULL) ||
	    bt_self_component_filter_add_output_port(self, "hypervisor",
						     (void *)HT_HOST_SIDE_HYPERVISOR, NULL))
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

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sink that reads. filter.utils.muxer would put each message into a queue and take it out
 * again, which costs a tenth of what the whole library does: so the streams come in here, and are
 * merged where their messages are looked at.
 */
#include <stdio.h>

#include <lane.h>

#include "trace_guard.h"
#include "trace_sink.h"
#include "trace_source.h"

typedef bt_component_class_initialize_method_status init_status;
typedef bt_component_class_port_connected_method_status connected_status;
typedef bt_component_class_sink_graph_is_configured_method_status configured_status;
typedef bt_component_class_sink_consume_method_status consume_status;

#define NO_MEMORY BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_MEMORY_ERROR

static struct ht_graph *graph_of(bt_self_component_sink *self)
{
	return bt_self_component_get_data(bt_self_component_sink_as_self_component(self));
}

/* There is always one that is free. */
static bt_self_component_add_port_status add_port(bt_self_component_sink *self)
{
	uint64_t count = bt_component_sink_get_input_port_count(
		bt_self_component_sink_as_component_sink(self));
	char name[32];

	snprintf(name, sizeof(name), "in%llu", (unsigned long long)count);
	return bt_self_component_sink_add_input_port(self, name, NULL, NULL);
}

static init_status init(bt_self_component_sink *self, bt_self_component_sink_configuration *config,
			const bt_value *params, void *data)
{
	bt_self_component_set_data(bt_self_component_sink_as_self_component(self), data);
	/* The enumerations of statuses are defined to share their values, here and below. */
	return (int)add_port(self);
}

static connected_status connected(bt_self_component_sink *self, bt_self_component_port_input *port,
				  const bt_port_output *other)
{
	return (int)add_port(self);
}

static configured_status configured(bt_self_component_sink *self)
{
	uint64_t count = bt_component_sink_get_input_port_count(
		bt_self_component_sink_as_component_sink(self));
	struct ht_graph *graph = graph_of(self);
	uint64_t i;

	/* All but the free one. */
	for (i = 0; i + 1 < count; i++) {
		bt_message_iterator *iterator;
		bt_message_iterator_create_from_sink_component_status status =
			bt_message_iterator_create_from_sink_component(
				self, bt_self_component_sink_borrow_input_port_by_index(self, i),
				&iterator);

		if (status != BT_MESSAGE_ITERATOR_CREATE_FROM_SINK_COMPONENT_STATUS_OK)
			return (int)status;
		if (ht_merge_add(&graph->merge, iterator))
			return NO_MEMORY;
	}
	return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_OK;
}

/* Of several graphs the first step is only to begin: nothing is taken before all of them have. */
static bt_message_iterator_next_status next(struct ht_graph *graph)
{
	if (!graph->lane)
		return ht_reader_next(graph->reader, &graph->merge, &graph->stopped);
	if (graph->has_begun)
		return ht_lane_next(graph->lane, &graph->merge, &graph->stopped);
	graph->has_begun = true;
	return ht_merge_begin(&graph->merge, graph->before ? &graph->before->merge : NULL);
}

static consume_status consume(bt_self_component_sink *self)
{
	struct ht_graph *graph = graph_of(self);
	bt_message_iterator_next_status status = next(graph);

	ht_trace_guard_progress();
	return graph->stopped ? BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR : (int)status;
}

static void finalize(bt_self_component_sink *self)
{
	ht_merge_exit(&graph_of(self)->merge);
}

static bt_component_class_sink *class_create(void)
{
	bt_component_class_sink *class = bt_component_class_sink_create("reader", consume);

	if (class && !bt_component_class_sink_set_initialize_method(class, init) &&
	    !bt_component_class_sink_set_input_port_connected_method(class, connected) &&
	    !bt_component_class_sink_set_graph_is_configured_method(class, configured) &&
	    !bt_component_class_sink_set_finalize_method(class, finalize))
		return class;
	bt_component_class_sink_put_ref(class);
	return NULL;
}

/**
 * ht_reader_sink_add() - add the sink for a graph's reader
 * @graph: the graph, whose @sink is set; outlives its sink
 *
 * Return: 0 or -ENOMEM.
 */
int ht_reader_sink_add(struct ht_graph *graph)
{
	bt_component_class_sink *class = class_create();
	int ret = 0;

	if (!class ||
	    bt_graph_add_sink_component_with_initialize_method_data(
		    graph->bt, class, "sink", NULL, graph, ht_bt_log_level(), &graph->sink))
		ret = ht_err_nomem(graph->err);
	bt_component_class_sink_put_ref(class);
	return ret;
}

/**
 * ht_reader_sink_port() - where the next stream goes
 * @graph: the graph, which has the sink
 *
 * Return: a port that is not connected, owned by the sink.
 */
const bt_port_input *ht_reader_sink_port(const struct ht_graph *graph)
{
	return bt_component_sink_borrow_input_port_by_index_const(
		graph->sink, bt_component_sink_get_input_port_count(graph->sink) - 1);
}

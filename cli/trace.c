// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a trace through libbabeltrace2, which knows CTF, LTTng's index files and every quirk of
 * old tracers: one graph, built, run and taken apart.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"
#include "trace_find.h"
#include "trace_salvage.h"
#include "trace_source.h"

/**
 * struct reader - one run over a trace
 * @graph: libbabeltrace2's graph
 * @ctf: its plugin with the source
 * @utils: its plugin with the muxer
 * @muxer: the muxer in @graph (owned by it)
 * @ops: who wants the events
 * @data: their data
 * @err: the first failure
 * @salvaged: copies of traces that were cut short, @nr_salvaged of them
 * @ret: what a callback returned, when it was not 0
 */
struct reader {
	bt_graph *graph;
	const bt_plugin *ctf;
	const bt_plugin *utils;
	const bt_component_filter *muxer;
	const struct ht_trace_ops *ops;
	void *data;
	struct ht_err *err;
	char **salvaged;
	size_t nr_salvaged;
	int ret;
};

static int deliver_event(struct reader *reader, const bt_message *message)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	const char *name = bt_event_class_get_name(bt_event_borrow_class_const(event));
	struct ht_event mine = {
		.name = name ? name : "",
		.payload = bt_event_borrow_payload_field_const(event),
		.err = reader->err,
	};

	return reader->ops->event(reader->data, &mine);
}

/* A count that stays 0 is one the tracer did not keep. */
static void deliver_discarded(struct reader *reader, const bt_message *message)
{
	uint64_t count = 0;

	if (bt_message_get_type(message) == BT_MESSAGE_TYPE_DISCARDED_EVENTS) {
		bt_message_discarded_events_get_count(message, &count);
		reader->ops->discarded(reader->data, HT_DISCARDED_EVENTS, count);
	} else {
		bt_message_discarded_packets_get_count(message, &count);
		reader->ops->discarded(reader->data, HT_DISCARDED_PACKETS, count);
	}
}

static int deliver(struct reader *reader, const bt_message *message)
{
	switch (bt_message_get_type(message)) {
	case BT_MESSAGE_TYPE_EVENT:
		return deliver_event(reader, message);
	case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
	case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
		deliver_discarded(reader, message);
		return 0;
	default:
		return 0;
	}
}

static bt_graph_simple_sink_component_consume_func_status consume(bt_message_iterator *iterator,
								  void *data)
{
	struct reader *reader = data;
	bt_message_array_const messages;
	uint64_t count, i;
	bt_message_iterator_next_status status =
		bt_message_iterator_next(iterator, &messages, &count);

	/* The two enumerations are defined to share their values. */
	if (status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
		return (int)status;
	for (i = 0; i < count; i++) {
		if (!reader->ret)
			reader->ret = deliver(reader, messages[i]);
		bt_message_put_ref(messages[i]);
	}
	return reader->ret ? BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_ERROR :
			     BT_GRAPH_SIMPLE_SINK_COMPONENT_CONSUME_FUNC_STATUS_OK;
}

static int no_babeltrace(struct reader *reader)
{
	return ht_err_set(reader->err, -ENOPKG,
			  "libbabeltrace2 cannot be used (its plugins ctf and utils are missing?); "
			  "install libbabeltrace2-0");
}

static const bt_plugin *find_plugin(const char *name)
{
	const bt_plugin *plugin = NULL;

	if (bt_plugin_find(name, BT_TRUE, BT_FALSE, BT_TRUE, BT_TRUE, BT_FALSE, &plugin) !=
	    BT_PLUGIN_FIND_STATUS_OK)
		return NULL;
	return plugin;
}

/* The graph, the muxer and our sink, connected. */
static int reader_init(struct reader *reader)
{
	const bt_component_class_filter *muxer_class;
	const bt_component_sink *sink;

	reader->graph = bt_graph_create(0);
	reader->ctf = find_plugin("ctf");
	reader->utils = find_plugin("utils");
	if (!reader->graph || !reader->ctf || !reader->utils)
		return no_babeltrace(reader);
	muxer_class = bt_plugin_borrow_filter_component_class_by_name_const(reader->utils, "muxer");
	if (!muxer_class ||
	    bt_graph_add_filter_component(reader->graph, muxer_class, "muxer", NULL,
					  ht_bt_log_level(),
					  &reader->muxer) != BT_GRAPH_ADD_COMPONENT_STATUS_OK ||
	    bt_graph_add_simple_sink_component(reader->graph, "sink", NULL, consume, NULL, reader,
					       &sink) != BT_GRAPH_ADD_COMPONENT_STATUS_OK)
		return no_babeltrace(reader);
	if (bt_graph_connect_ports(
		    reader->graph,
		    bt_component_filter_borrow_output_port_by_index_const(reader->muxer, 0),
		    bt_component_sink_borrow_input_port_by_index_const(sink, 0),
		    NULL) != BT_GRAPH_CONNECT_PORTS_STATUS_OK)
		return no_babeltrace(reader);
	return 0;
}

static void reader_exit(struct reader *reader)
{
	bt_graph_put_ref(reader->graph);
	bt_plugin_put_ref(reader->utils);
	bt_plugin_put_ref(reader->ctf);
	ht_bt_drop_error();
	while (reader->nr_salvaged)
		ht_salvage_remove(reader->salvaged[--reader->nr_salvaged]);
	free(reader->salvaged);
}

/* The muxer always has one free input port, and makes the next when that one is connected. */
static int connect_source(struct reader *reader, const bt_component_source *source)
{
	uint64_t count = bt_component_source_get_output_port_count(source);
	uint64_t i;

	for (i = 0; i < count; i++) {
		uint64_t last = bt_component_filter_get_input_port_count(reader->muxer) - 1;

		if (bt_graph_connect_ports(
			    reader->graph,
			    bt_component_source_borrow_output_port_by_index_const(source, i),
			    bt_component_filter_borrow_input_port_by_index_const(reader->muxer,
										 last),
			    NULL) != BT_GRAPH_CONNECT_PORTS_STATUS_OK)
			return ht_err_set(reader->err, -EIO,
					  "libbabeltrace2 cannot merge the "
					  "streams of this trace; HT_DEBUG=1 shows why");
	}
	return 0;
}

static const bt_component_class_source *source_class(const struct reader *reader)
{
	return bt_plugin_borrow_source_component_class_by_name_const(reader->ctf, "fs");
}

/* What is whole of a trace that was cut short: a copy that lives as long as @reader, or NULL. */
static const char *salvage(struct reader *reader, const char *dir)
{
	char **salvaged =
		reallocarray(reader->salvaged, reader->nr_salvaged + 1, sizeof(*salvaged));
	const char *copy;

	if (!salvaged)
		return NULL;
	reader->salvaged = salvaged;
	if (ht_salvage_create(source_class(reader), dir, &salvaged[reader->nr_salvaged]))
		return NULL;
	copy = salvaged[reader->nr_salvaged++];
	return ht_source_can_read(source_class(reader), copy) ? copy : NULL;
}

static int add_source(struct reader *reader, const char *dir)
{
	const bt_component_source *source;
	bt_graph_add_component_status status;
	const char *readable = dir;
	bt_value *params;

	if (!source_class(reader))
		return no_babeltrace(reader);
	if (!ht_source_can_read(source_class(reader), dir))
		readable = salvage(reader, dir);
	if (!readable)
		return ht_err_set(reader->err, -EIO,
				  "%s: the trace is damaged and nothing in it "
				  "could be read; HT_DEBUG=1 shows why",
				  dir);
	params = ht_source_params(readable);
	if (!params)
		return ht_err_nomem(reader->err);
	/* A component's name has to be its own; the directory's path is. */
	status = bt_graph_add_source_component(reader->graph, source_class(reader), dir, params,
					       ht_bt_log_level(), &source);
	bt_value_put_ref(params);
	if (status != BT_GRAPH_ADD_COMPONENT_STATUS_OK)
		return ht_err_set(reader->err, -EIO,
				  "%s: libbabeltrace2 cannot read the trace; "
				  "HT_DEBUG=1 shows why",
				  dir);
	return connect_source(reader, source);
}

static int run(struct reader *reader, const char *path)
{
	bt_graph_run_status status = bt_graph_run(reader->graph);

	if (reader->ret)
		return reader->ret;
	if (status == BT_GRAPH_RUN_STATUS_MEMORY_ERROR)
		return ht_err_nomem(reader->err);
	if (status != BT_GRAPH_RUN_STATUS_OK)
		return ht_err_set(reader->err, -EIO,
				  "%s: the trace is damaged; only what precedes "
				  "the damage could be read (HT_DEBUG=1 shows why)",
				  path);
	if (reader->nr_salvaged)
		return ht_err_set(reader->err, -EIO,
				  "%s: the trace is cut short; only its whole "
				  "packets could be read: copy it again, or record anew",
				  path);
	return 0;
}

/**
 * ht_trace_read() - read a trace from its beginning to its end
 * @path: a CTF trace, or a directory above one or several, which are merged by time
 * @ops: called for each event and each loss
 * @data: for @ops
 * @err: says what is wrong
 *
 * Return: 0; -EIO if the trace is damaged, possibly after many events were delivered; what
 * ht_trace_find() returns; what @ops returned; -ENOPKG without libbabeltrace2's plugins; -ENOMEM.
 */
int ht_trace_read(const char *path, const struct ht_trace_ops *ops, void *data, struct ht_err *err)
{
	struct reader reader = { .ops = ops, .data = data, .err = err };
	struct ht_trace_dirs found;
	size_t i;
	int ret = ht_trace_find(path, &found, err);

	if (ret)
		return ret;
	ret = reader_init(&reader);
	for (i = 0; !ret && i < found.count; i++)
		ret = add_source(&reader, found.dirs[i]);
	if (!ret)
		ret = run(&reader, path);
	reader_exit(&reader);
	ht_trace_dirs_exit(&found);
	return ret;
}

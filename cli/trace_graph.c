// SPDX-License-Identifier: GPL-2.0-only
/*
 * A graph of libbabeltrace2's, built, run and taken apart. The library knows CTF, LTTng's index
 * files and every quirk of old tracers; the filter, which puts guests' events where they happened,
 * is part of this program, so that it is there wherever the program is. HYPERTRACE_PLUGIN_PATH
 * takes another.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "relay.h"
#include "trace_graph.h"
#include "trace_guard.h"
#include "trace_plugin.h"
#include "trace_sink.h"
#include "trace_source.h"

/* A directory of plugins, or one. */
static int load_plugins(struct ht_graph *graph, const char *path)
{
	bt_plugin_find_all_from_file_status status;
	struct stat st;

	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		status = (int)bt_plugin_find_all_from_dir(path, BT_FALSE, BT_TRUE, &graph->plugins);
	else
		status = bt_plugin_find_all_from_file(path, BT_TRUE, &graph->plugins);
	return status == BT_PLUGIN_FIND_ALL_FROM_FILE_STATUS_OK ? 0 : -ENOENT;
}

static const bt_component_class_filter *find_class(struct ht_graph *graph)
{
	uint64_t i;

	for (i = 0; i < bt_plugin_set_get_plugin_count(graph->plugins); i++) {
		const bt_plugin *plugin =
			bt_plugin_set_borrow_plugin_by_index_const(graph->plugins, i);

		if (!strcmp(bt_plugin_get_name(plugin), "hypertrace"))
			return bt_plugin_borrow_filter_component_class_by_name_const(plugin,
										     "retime");
	}
	return NULL;
}

/* The filter's class, with a reference for the caller. */
static int retime_class(struct ht_graph *graph, const bt_component_class_filter **class)
{
	const char *path = getenv("HYPERTRACE_PLUGIN_PATH");

	if (!path || !*path) {
		*class = ht_retime_class_create();
		return *class ? 0 : ht_err_nomem(graph->err);
	}
	*class = load_plugins(graph, path) ? NULL : find_class(graph);
	if (!*class)
		return ht_err_set(
			graph->err, -ENOPKG,
			"%s: no plugin with filter.hypertrace.retime there, which "
			"HYPERTRACE_PLUGIN_PATH promises; unset it to use the built-in one",
			path);
	bt_component_class_filter_get_ref(*class);
	return 0;
}

static bt_value *retime_params(const struct ht_graph_options *options)
{
	bt_value *params = bt_value_map_create();

	if (params &&
	    (bt_value_map_insert_unsigned_integer_entry(params, "window-ms", options->window_ms) ||
	     bt_value_map_insert_bool_entry(params, "measure", options->measure) ||
	     (options->max_events && bt_value_map_insert_unsigned_integer_entry(
					     params, "max-events", options->max_events)))) {
		bt_value_put_ref(params);
		return NULL;
	}
	return params;
}

/* See struct ht_retime_share. Without memory only a graph that is stopped is at stake. */
static void keep_trace(void *data, bt_trace *trace, const bt_trace *in)
{
	struct ht_graph *graph = data;
	const bt_trace **traces =
		reallocarray(graph->traces, graph->nr_traces + 1, sizeof(*traces));

	if (!traces)
		return;
	graph->traces = traces;
	graph->traces[graph->nr_traces++] = trace;
	bt_trace_get_ref(trace);
	if (graph->on_trace)
		graph->on_trace(graph->on_trace_data, trace, in);
}

static int add_retime(struct ht_graph *graph, const struct ht_graph_options *options)
{
	const bt_component_class_filter *class;
	bt_value *params;
	int ret = retime_class(graph, &class);

	if (ret)
		return ret;
	params = retime_params(options);
	graph->share = (struct ht_retime_share){
		.size = HT_RETIME_SHARE_SIZE,
		.on_trace = keep_trace,
		.data = graph,
	};
	if (!params || bt_graph_add_filter_component_with_initialize_method_data(
			       graph->bt, class, "retime", params, &graph->share, ht_bt_log_level(),
			       &graph->retime))
		ret = ht_err_nomem(graph->err);
	bt_value_put_ref(params);
	bt_component_class_filter_put_ref(class);
	return ret;
}

static int add_muxer(struct ht_graph *graph)
{
	const bt_component_class_filter *class;

	graph->utils = ht_bt_plugin("utils");
	if (!graph->utils)
		return ht_err_no_babeltrace(graph->err);
	class = bt_plugin_borrow_filter_component_class_by_name_const(graph->utils, "muxer");
	if (!class || bt_graph_add_filter_component(graph->bt, class, "muxer", NULL,
						    ht_bt_log_level(), &graph->muxer))
		return ht_err_no_babeltrace(graph->err);
	return 0;
}

static int connect_filters(struct ht_graph *graph)
{
	if (bt_graph_connect_ports(
		    graph->bt,
		    bt_component_filter_borrow_output_port_by_index_const(graph->muxer, 0),
		    bt_component_filter_borrow_input_port_by_index_const(graph->retime, 0), NULL))
		return ht_err_no_babeltrace(graph->err);
	return 0;
}

/* The muxer always has one free input port, and makes the next when that one is connected. */
static const bt_port_input *free_port(const struct ht_graph *graph)
{
	if (!graph->muxer)
		return ht_reader_sink_port(graph);
	return bt_component_filter_borrow_input_port_by_index_const(
		graph->muxer, bt_component_filter_get_input_port_count(graph->muxer) - 1);
}

static const char *port_name(const void *port)
{
	return bt_port_get_name(bt_port_output_as_port_const(*(const bt_port_output *const *)port));
}

static int by_name(const void *a, const void *b)
{
	return strverscmp(port_name(a), port_name(b));
}

/* Several graphs have the streams in turn. */
static bool is_mine(struct ht_graph *graph)
{
	size_t number = graph->nr_ports++;

	return !graph->merge.parts || number % graph->merge.parts == graph->merge.part;
}

/* In the order of the streams' names: that of their files is another wherever they are copied. */
static int connect_source(struct ht_graph *graph, const bt_component_source *source)
{
	uint64_t count = bt_component_source_get_output_port_count(source);
	const bt_port_output **ports = calloc(count + 1, sizeof(*ports));
	uint64_t i;
	int ret = 0;

	if (!ports)
		return ht_err_nomem(graph->err);
	for (i = 0; i < count; i++)
		ports[i] = bt_component_source_borrow_output_port_by_index_const(source, i);
	qsort(ports, count, sizeof(*ports), by_name);
	for (i = 0; !ret && i < count; i++) {
		if (is_mine(graph) &&
		    bt_graph_connect_ports(graph->bt, ports[i], free_port(graph), NULL))
			ret = ht_err_set(graph->err, -EIO,
					 "libbabeltrace2 cannot merge the "
					 "streams of this trace; HT_DEBUG=1 shows why");
	}
	free(ports);
	return ret;
}

static int add_source(struct ht_graph *graph, const char *dir, const char *readable)
{
	const bt_component_source *source;
	bt_graph_add_component_status status;
	bt_value *params =
		graph->input->is_live ? ht_relay_params(readable) : ht_source_params(readable);

	if (!params)
		return ht_err_nomem(graph->err);
	/* A component's name has to be its own; the directory's path is. */
	status = bt_graph_add_source_component(graph->bt, ht_trace_input_class(graph->input), dir,
					       params, ht_bt_log_level(), &source);
	bt_value_put_ref(params);
	if (status != BT_GRAPH_ADD_COMPONENT_STATUS_OK)
		return ht_err_set(graph->err, -EIO,
				  "%s: libbabeltrace2 cannot read the trace; "
				  "HT_DEBUG=1 shows why",
				  dir);
	return connect_source(graph, source);
}

static int begin(struct ht_graph *graph, const struct ht_trace_input *input, struct ht_err *err)
{
	*graph = (struct ht_graph){ .input = input, .err = err };
	graph->bt = input->opened ? ht_opened_take(input->opened) : NULL;
	graph->opened = graph->bt;
	if (!graph->bt)
		graph->bt = bt_graph_create(0);
	return graph->bt ? 0 : ht_err_no_babeltrace(err);
}

static int add_sources(struct ht_graph *graph)
{
	const struct ht_trace_input *input = graph->input;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < input->count; i++)
		ret = graph->opened ? connect_source(graph, input->opened->sources[i]) :
				      add_source(graph, input->found.dirs[i], input->readable[i]);
	return ret;
}

/**
 * ht_graph_init() - build a graph with the filter, but for its sink
 * @graph: filled
 * @input: what to read; outlives @graph
 * @options: how the filter shall work
 * @err: says what is wrong, until ht_graph_exit()
 *
 * Return: 0, -EIO, -ENOPKG without libbabeltrace2's plugins, or -ENOMEM. Release with
 * ht_graph_exit() in every case.
 */
int ht_graph_init(struct ht_graph *graph, const struct ht_trace_input *input,
		  const struct ht_graph_options *options, struct ht_err *err)
{
	int ret = begin(graph, input, err);

	ret = ret ?: add_muxer(graph);
	ret = ret ?: add_retime(graph, options);
	ret = ret ?: connect_filters(graph);
	return ret ?: add_sources(graph);
}

/**
 * ht_graph_init_reader() - build a graph whose sink hands on what it gets
 * @graph: filled; stays where it is until ht_graph_exit()
 * @input: what to read; outlives @graph
 * @reader: who gets it
 * @err: says what is wrong, until ht_graph_exit()
 *
 * Return: as ht_graph_init().
 */
int ht_graph_init_reader(struct ht_graph *graph, const struct ht_trace_input *input,
			 struct ht_reader *reader, struct ht_err *err)
{
	int ret = begin(graph, input, err);

	graph->reader = reader;
	ret = ret ?: ht_reader_sink_add(graph);
	return ret ?: add_sources(graph);
}

/**
 * ht_graph_init_lanes() - build graphs that read different streams of one input
 * @graphs: filled, @count of them; stay where they are until ht_graph_exit()
 * @count: not more than streams
 * @input: what to read; outlives @graphs
 * @reader: who gets it
 * @err: says what is wrong, until ht_graph_exit()
 *
 * Return: as ht_graph_init(); all of them are to be released.
 */
int ht_graph_init_lanes(struct ht_graph *graphs, size_t count, const struct ht_trace_input *input,
			struct ht_reader *reader, struct ht_err *err)
{
	size_t i;
	int ret = 0;

	for (i = 0; i < count; i++) {
		struct ht_graph *graph = &graphs[i];
		int begun = begin(graph, input, err);

		graph->lane = ht_reader_lane(reader, i);
		graph->before = i ? &graphs[i - 1] : NULL;
		graph->merge.parts = count;
		graph->merge.part = i;
		ret = ret ?: begun ?: ht_reader_sink_add(graph);
		ret = ret ?: add_sources(graph);
	}
	return ret;
}

/**
 * ht_graph_add_writer() - add a sink that writes CTF
 * @graph: the graph
 * @path: the directory to make
 * @sink: set: the sink, which is not connected yet
 *
 * Return: 0, -EIO or -ENOMEM.
 */
int ht_graph_add_writer(struct ht_graph *graph, const char *path, const bt_component_sink **sink)
{
	const bt_component_class_sink *class =
		bt_plugin_borrow_sink_component_class_by_name_const(graph->input->ctf, "fs");
	bt_value *params = ht_sink_params(path, graph->input->count == 1);
	int ret = 0;

	if (!params)
		return ht_err_nomem(graph->err);
	if (!class ||
	    bt_graph_add_sink_component(graph->bt, class, path, params, ht_bt_log_level(), sink))
		ret = ht_err_set(graph->err, -EIO,
				 "%s: libbabeltrace2 cannot write a trace there; "
				 "HT_DEBUG=1 shows why",
				 path);
	bt_value_put_ref(params);
	return ret;
}

/**
 * ht_graph_connect() - connect a sink
 * @graph: the graph
 * @sink: a sink of @graph->bt with one port
 *
 * Return: 0 or -ENOPKG.
 */
int ht_graph_connect(struct ht_graph *graph, const bt_component_sink *sink)
{
	if (bt_graph_connect_ports(
		    graph->bt,
		    bt_component_filter_borrow_output_port_by_index_const(graph->retime, 0),
		    bt_component_sink_borrow_input_port_by_index_const(sink, 0), NULL))
		return ht_err_no_babeltrace(graph->err);
	return 0;
}

/* The filter leaves no error with messages, as it keeps it for the end. */
static bt_graph_simple_sink_component_consume_func_status drop(bt_message_iterator *iterator,
							       void *data)
{
	bt_message_array_const messages;
	uint64_t count;
	bt_message_iterator_next_status status =
		bt_message_iterator_next(iterator, &messages, &count);

	while (status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK && count)
		bt_message_put_ref(messages[--count]);
	ht_trace_guard_progress();
	/* The two enumerations are defined to share their values. */
	return (int)status;
}

/**
 * ht_graph_connect_nobody() - connect a sink that drops what it gets: the filter measures
 * @graph: the graph
 *
 * Return: 0, -ENOPKG or -ENOMEM.
 */
int ht_graph_connect_nobody(struct ht_graph *graph)
{
	const bt_component_sink *sink;

	if (bt_graph_add_simple_sink_component(graph->bt, "sink", NULL, drop, NULL, NULL, &sink))
		return ht_err_nomem(graph->err);
	return ht_graph_connect(graph, sink);
}

/**
 * ht_graph_abandon() - leave a graph as it is until the program ends, instead of ht_graph_exit()
 * @graph: a graph whose sink could not write: sink.ctf.fs of Babeltrace 2.0 frees its file twice
 *	if it is taken apart then
 */
void ht_graph_abandon(struct ht_graph *graph)
{
	/* Volatile, or they are not stored, and checkers of leaks do not know that we know. */
	static const void *volatile abandoned[2] __attribute__((used));

	abandoned[0] = graph->bt;
	abandoned[1] = graph->traces;
	ht_bt_drop_error();
}

/**
 * ht_graph_exit() - take a graph apart
 * @graph: the graph
 */
void ht_graph_exit(struct ht_graph *graph)
{
	bt_graph_put_ref(graph->bt);
	while (graph->nr_traces)
		bt_trace_put_ref(graph->traces[--graph->nr_traces]);
	free(graph->traces);
	bt_plugin_put_ref(graph->utils);
	bt_plugin_set_put_ref(graph->plugins);
	ht_bt_drop_error();
}

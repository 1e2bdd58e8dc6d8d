// SPDX-License-Identifier: GPL-2.0-only
/*
 * A graph of libbabeltrace2's, built and taken apart. The library knows CTF, LTTng's index files
 * and every quirk of old tracers.
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
		    bt_graph_connect_ports(graph->bt, ports[i], ht_reader_sink_port(graph), NULL))
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
 * ht_graph_init() - build a graph
 * @graph: filled; stays where it is until ht_graph_exit()
 * @input: what to read; outlives @graph
 * @reader: who gets it
 * @err: says what is wrong, until ht_graph_exit()
 *
 * Return: 0, -EIO, -ENOPKG without libbabeltrace2's plugins, or -ENOMEM. Release with
 * ht_graph_exit() in every case.
 */
int ht_graph_init(struct ht_graph *graph, const struct ht_trace_input *input,
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
 * ht_graph_exit() - take a graph apart
 * @graph: the graph
 */
void ht_graph_exit(struct ht_graph *graph)
{
	bt_graph_put_ref(graph->bt);
	ht_bt_drop_error();
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace export --trace-compass: the trace of the host as hypertrace convert writes it; and
 * that of the hypervisor and one of each guest, which together make an experiment in Trace Compass.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "convert.h"
#include "convert_out.h"
#include "export.h"
#include "host_side.h"
#include "trace_graph.h"
#include "trace_source.h"

/**
 * struct work - what is exported
 * @export: what the user asked for
 * @dir: the directory of all traces, as long as it is written
 * @side: makes the guests' traces
 */
struct work {
	struct ht_export *export;
	char *dir;
	struct ht_host_side side;
};

/* A file for each stream is open, and some hundred vCPUs are no rarity. */
static void allow_files(void)
{
	struct rlimit limit;

	if (!getrlimit(RLIMIT_NOFILE, &limit)) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

static void on_trace(void *data, bt_trace *trace, const bt_trace *in)
{
	ht_host_side_trace(data, trace, in);
}

static int add_filter(struct ht_graph *graph, struct ht_host_side *side,
		      const bt_component_filter **filter)
{
	const bt_component_class_filter *class = ht_host_side_class_create();
	int ret = 0;

	if (!class ||
	    bt_graph_add_filter_component_with_initialize_method_data(
		    graph->bt, class, "host-side", NULL, side, ht_bt_log_level(), filter) ||
	    bt_graph_connect_ports(
		    graph->bt,
		    bt_component_filter_borrow_output_port_by_index_const(graph->retime, 0),
		    bt_component_filter_borrow_input_port_by_index_const(*filter, 0), NULL))
		ret = ht_err_nomem(graph->err);
	bt_component_class_filter_put_ref(class);
	return ret;
}

/* A trace of all that comes out of a port of the filter. */
static int add_writer(const struct work *work, struct ht_graph *graph,
		      const bt_component_filter *filter, enum ht_host_side_port port,
		      const char *name)
{
	const bt_component_sink *sink;
	char *path;
	int ret;

	if (asprintf(&path, "%s/%s", work->dir, name) < 0)
		return ht_err_nomem(graph->err);
	ret = ht_graph_add_writer(graph, path, &sink);
	free(path);
	if (!ret &&
	    bt_graph_connect_ports(
		    graph->bt, bt_component_filter_borrow_output_port_by_index_const(filter, port),
		    bt_component_sink_borrow_input_port_by_index_const(sink, 0), NULL))
		ret = ht_err_nomem(graph->err);
	return ret;
}

/* All that was made: of one who begins anew, or at the end. */
static void forget(struct work *work)
{
	ht_host_side_exit(&work->side);
	free(work->dir);
	work->side = (struct ht_host_side){ 0 };
	work->dir = NULL;
}

static int connect(void *data, struct ht_graph *graph, const char *dir)
{
	struct work *work = data;
	const bt_component_filter *filter;
	int ret;

	forget(work);
	if (mkdir(dir, 0777))
		return ht_err_set(graph->err, -errno, "%s: cannot write it: %m", work->export->out);
	work->dir = strdup(dir);
	if (!work->dir)
		return ht_err_nomem(graph->err);
	allow_files();
	work->side.guests.ctf = graph->input->ctf;
	work->side.guests.dir = work->dir;
	graph->on_trace = on_trace;
	graph->on_trace_data = &work->side;
	ret = add_filter(graph, &work->side, &filter);
	ret = ret ?: add_writer(work, graph, filter, HT_HOST_SIDE_ALL, "host");
	return ret ?: add_writer(work, graph, filter, HT_HOST_SIDE_HYPERVISOR, "hypervisor");
}

static int end_guests(struct work *work, struct ht_graph *graph, int ret)
{
	struct ht_guest_traces *guests = &work->side.guests;

	/* It was told; and as long as it is there the library must not be called. */
	if (ret)
		ht_bt_drop_error();
	if (guests->err.text[0]) {
		/* The graph only knows that a filter failed. */
		graph->err->text[0] = 0;
		return ht_err_set(graph->err, -E2BIG, "%s: %s", work->export->path,
				  guests->err.text);
	}
	if (ret && !graph->share.stats.broken)
		return ret;
	return ht_guest_traces_end(guests, work->export->vm, graph->err) ?: ret;
}

/*
 * A trace that breaks off ends where it does; of one that cannot be written nothing is kept.
 * Guests' traces are released while their directory is there: sink.ctf.fs writes up to its very
 * end.
 */
static int finish(void *data, struct ht_graph *graph, int ret)
{
	struct work *work = data;

	ret = end_guests(work, graph, ret);
	ht_guest_traces_exit(&work->side.guests);
	return ret;
}

static const struct ht_convert_ops ops = { connect, finish };

/**
 * ht_export_trace_compass() - write the traces of the host and of its guests
 * @export: what to do; filled with what came of it
 * @err: says what is wrong
 *
 * Return: as ht_convert_run(); -ESRCH: there is no such VM.
 */
int ht_export_trace_compass(struct ht_export *export, struct ht_err *err)
{
	struct work work = { .export = export };
	struct ht_convert convert = {
		.path = export->path,
		.out = export->out,
		.force = export->force,
		.ops = &ops,
		.data = &work,
	};
	int ret = ht_convert_run(&convert, err);

	export->events = convert.stats.events_in;
	export->truncated = convert.truncated;
	if (!ret || convert.truncated)
		export->bytes = ht_tree_bytes(export->out);
	forget(&work);
	return ret;
}

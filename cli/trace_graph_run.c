// SPDX-License-Identifier: GPL-2.0-only
/*
 * Running a graph, and what it means how that ended.
 */
#include <errno.h>
#include <unistd.h>

#include "trace_graph.h"

/* A live source has nothing yet: then it is asked again. */
#define AGAIN_US 50000

static bt_graph_run_status run(bt_graph *bt, bool is_live, ht_graph_tick *tick, void *data,
			       bool *stopped)
{
	bt_graph_run_once_status status;

	if (!tick)
		return bt_graph_run(bt);
	do {
		*stopped = tick(data);
		if (*stopped)
			return BT_GRAPH_RUN_STATUS_OK;
		status = bt_graph_run_once(bt);
		/* A live source that has nothing yet. */
		if (status == BT_GRAPH_RUN_ONCE_STATUS_AGAIN && is_live)
			usleep(AGAIN_US);
	} while (status == BT_GRAPH_RUN_ONCE_STATUS_OK || status == BT_GRAPH_RUN_ONCE_STATUS_AGAIN);
	/* The two enumerations are defined to share their values. */
	return status == BT_GRAPH_RUN_ONCE_STATUS_END ? BT_GRAPH_RUN_STATUS_OK : (int)status;
}

/**
 * ht_graph_run() - run a graph to the end
 * @graph: the graph
 * @path: what the user calls its input
 * @tick: called again and again, or NULL
 * @data: for @tick
 *
 * Return: 0; -EIO: the trace is damaged, and what precedes the damage has reached the sink;
 * -EINTR: @tick stopped it; what the reader returned, if it stopped it; -ENOMEM.
 */
int ht_graph_run(struct ht_graph *graph, const char *path, ht_graph_tick *tick, void *data)
{
	bool stopped = false;
	bt_graph_run_status status;

	status = run(graph->bt, graph->input->is_live, tick, data, &stopped);
	if (stopped && !graph->stopped)
		return ht_err_set(graph->err, -EINTR, "interrupted");
	return ht_graph_result(graph, path, status);
}

/**
 * ht_graph_result() - what it means how a graph's run ended
 * @graph: the graph
 * @path: what the user calls its input
 * @status: how it ended
 *
 * Return: as ht_graph_run().
 */
int ht_graph_result(struct ht_graph *graph, const char *path, bt_graph_run_status status)
{
	if (graph->stopped)
		return graph->stopped;
	if (status == BT_GRAPH_RUN_STATUS_MEMORY_ERROR)
		return ht_err_nomem(graph->err);
	if (status != BT_GRAPH_RUN_STATUS_OK)
		return ht_err_set(graph->err, -EIO,
				  "%s: the trace is damaged; only what precedes "
				  "the damage could be read (HT_DEBUG=1 shows why)",
				  path);
	return 0;
}

/**
 * ht_graph_cut_short() - say so, if a part of the input was cut off
 * @input: what was read
 * @path: what the user calls it
 * @err: says it
 *
 * Return: 0 or -EIO.
 */
int ht_graph_cut_short(const struct ht_trace_input *input, const char *path, struct ht_err *err)
{
	if (!input->nr_salvaged)
		return 0;
	return ht_err_set(err, -EIO,
			  "%s: the trace is cut short; only its whole "
			  "packets could be read: copy it again, or record anew",
			  path);
}

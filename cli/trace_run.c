// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a trace that was recorded. See trace_run.h.
 */
#include "trace_graph.h"
#include "trace_lanes.h"
#include "trace_run.h"

static int run_one(struct ht_reader *reader, const struct ht_trace_input *input, const char *path,
		   struct ht_err *err)
{
	struct ht_graph graph;
	int last, ret = ht_graph_init(&graph, input, reader, err);

	ht_reader_fork(reader);
	ret = ret ?: ht_graph_run(&graph, path, NULL, NULL);
	ht_graph_exit(&graph);
	/* What waited is handed on meanwhile. */
	last = ht_reader_wait(reader);
	return last ?: ret;
}

/**
 * ht_trace_run() - read a trace to its end
 * @reader: who reads, in a thread of his own
 * @input: the trace, not live
 * @path: what the user calls it
 * @err: says what is wrong, but what the reader returned
 *
 * Return: what the reader returned to stop; else 0; -EIO: the trace is damaged, and what precedes
 * the damage was read; or what building a graph gave.
 */
int ht_trace_run(struct ht_reader *reader, const struct ht_trace_input *input, const char *path,
		 struct ht_err *err)
{
	size_t lanes = ht_trace_lanes_count(input);
	int ret;

	if (lanes < 2 || ht_trace_lanes_read(reader, input, path, lanes, &ret, err))
		ret = run_one(reader, input, path, err);
	return ret;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What everything that reads a trace has in common: a graph.
 *
 *   source.ctf.fs ─┐
 *   source.ctf.fs ─┴► a sink of ours: ht_merge ─► ht_reader
 *
 * There may be several that read one trace, each some of its streams.
 */
#ifndef HT_TRACE_GRAPH_H
#define HT_TRACE_GRAPH_H

#include <babeltrace2/babeltrace.h>
#include <reader.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "trace_input.h"

/**
 * struct ht_graph - a graph
 * @bt: libbabeltrace2's
 * @opened: it has sources already
 * @sink: the reader's (owned by @bt)
 * @merge: what that sink reads
 * @input: what it reads
 * @err: the first failure
 * @reader: its reader (the caller's)
 * @lane: what it fills of that, if there are several graphs; NULL: there is one
 * @before: the graph of the lane before; NULL: there is none
 * @has_begun: of several graphs: @merge knows what its streams begin with
 * @nr_ports: the sources have so many
 * @stopped: what the reader returned when it stopped the graph
 */
struct ht_graph {
	bt_graph *bt;
	bool opened;
	const bt_component_sink *sink;
	struct ht_merge merge;
	const struct ht_trace_input *input;
	struct ht_err *err;
	struct ht_reader *reader;
	struct ht_lane *lane;
	const struct ht_graph *before;
	bool has_begun;
	size_t nr_ports;
	int stopped;
};

/* Called many times a second while a graph runs; returns true to stop it. */
typedef bool ht_graph_tick(void *data);

int ht_graph_init(struct ht_graph *graph, const struct ht_trace_input *input,
		  struct ht_reader *reader, struct ht_err *err);
int ht_graph_init_lanes(struct ht_graph *graphs, size_t count, const struct ht_trace_input *input,
			struct ht_reader *reader, struct ht_err *err);
int ht_graph_run(struct ht_graph *graph, const char *path, ht_graph_tick *tick, void *data);
int ht_graph_result(struct ht_graph *graph, const char *path, bt_graph_run_status status);
int ht_graph_cut_short(const struct ht_trace_input *input, const char *path, struct ht_err *err);
void ht_graph_exit(struct ht_graph *graph);

#endif /* HT_TRACE_GRAPH_H */

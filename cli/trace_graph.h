/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What everything that reads a trace has in common: a graph, of one of two kinds.
 *
 *   source.ctf.fs ─┐
 *   source.ctf.fs ─┴► filter.utils.muxer ─► filter.hypertrace.retime ─► a sink of the caller's
 *
 *   source.ctf.fs ─┐
 *   source.ctf.fs ─┴► a sink of ours: ht_merge ─► ht_reader, for who only reads
 *
 * Of the second kind there may be several that read one trace, each some of its streams.
 */
#ifndef HT_TRACE_GRAPH_H
#define HT_TRACE_GRAPH_H

#include <babeltrace2/babeltrace.h>
#include <reader.h>
#include <retime.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "trace_input.h"

/**
 * struct ht_graph - a graph
 * @bt: libbabeltrace2's
 * @opened: it has sources already
 * @utils: its plugin with the muxer
 * @plugins: where the filter comes from, if not from this program
 * @muxer: the muxer (owned by @bt); NULL: there is a reader in its place
 * @retime: the filter (owned by @bt); NULL: the same
 * @sink: the reader's (owned by @bt)
 * @merge: what that sink reads
 * @share: what it tells
 * @traces: those it made, kept as long as @bt, @nr_traces of them
 * @nr_traces: see @traces
 * @on_trace: called for each of them, and for the one it was read from, or NULL
 * @on_trace_data: for @on_trace
 * @input: what it reads
 * @err: the first failure
 * @reader: its reader, if it has one (the caller's)
 * @lane: what it fills of that, if there are several graphs; NULL: there is one
 * @before: the graph of the lane before; NULL: there is none
 * @has_begun: of several graphs: @merge knows what its streams begin with
 * @nr_ports: the sources have so many
 * @stopped: what the reader returned when it stopped the graph
 */
struct ht_graph {
	bt_graph *bt;
	bool opened;
	const bt_plugin *utils;
	const bt_plugin_set *plugins;
	const bt_component_filter *muxer;
	const bt_component_filter *retime;
	const bt_component_sink *sink;
	struct ht_merge merge;
	struct ht_retime_share share;
	const bt_trace **traces;
	size_t nr_traces;
	void (*on_trace)(void *data, bt_trace *trace, const bt_trace *in);
	void *on_trace_data;
	const struct ht_trace_input *input;
	struct ht_err *err;
	struct ht_reader *reader;
	struct ht_lane *lane;
	const struct ht_graph *before;
	bool has_begun;
	size_t nr_ports;
	int stopped;
};

/**
 * struct ht_graph_options - how the filter shall work
 * @window_ms: how long it holds events
 * @max_events: how many events it may hold; 0: as many as it takes for right
 * @measure: it lets nothing through
 */
struct ht_graph_options {
	uint64_t window_ms;
	uint64_t max_events;
	bool measure;
};

/* Called many times a second while a graph runs; returns true to stop it. */
typedef bool ht_graph_tick(void *data);

int ht_graph_init(struct ht_graph *graph, const struct ht_trace_input *input,
		  const struct ht_graph_options *options, struct ht_err *err);
int ht_graph_add_writer(struct ht_graph *graph, const char *path, const bt_component_sink **sink);
int ht_graph_init_reader(struct ht_graph *graph, const struct ht_trace_input *input,
			 struct ht_reader *reader, struct ht_err *err);
int ht_graph_init_lanes(struct ht_graph *graphs, size_t count, const struct ht_trace_input *input,
			struct ht_reader *reader, struct ht_err *err);
int ht_graph_connect(struct ht_graph *graph, const bt_component_sink *sink);
int ht_graph_connect_nobody(struct ht_graph *graph);
int ht_graph_run(struct ht_graph *graph, const char *path, ht_graph_tick *tick, void *data);
int ht_graph_result(struct ht_graph *graph, const char *path, bt_graph_run_status status);
int ht_graph_cut_short(const struct ht_trace_input *input, const char *path, struct ht_err *err);
void ht_graph_abandon(struct ht_graph *graph);
void ht_graph_exit(struct ht_graph *graph);

#endif /* HT_TRACE_GRAPH_H */

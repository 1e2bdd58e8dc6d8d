/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace convert: a trace with its guests' events where they happened.
 */
#ifndef HT_CONVERT_H
#define HT_CONVERT_H

#include <retime.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"

struct ht_graph;

/**
 * struct ht_convert_ops - who writes more than the converted trace
 * @connect: connect the graph's filter to something that writes into the directory @dir. Returns 0
 *	or a negative errno, with the graph's error filled
 * @finish: the graph has run, with the result @ret, and goes. Returns the result to go on with;
 *	if that is -EAGAIN, another graph is connected, and what was made by this one is not kept
 */
struct ht_convert_ops {
	int (*connect)(void *data, struct ht_graph *graph, const char *dir);
	int (*finish)(void *data, struct ht_graph *graph, int ret);
};

/**
 * struct ht_convert - what to convert, and what came of it
 * @path: the trace
 * @out: the directory to make
 * @force: @out may be there, if it is a trace
 * @has_window: @window_ms was given
 * @window_ms: how long events are held; if it was not given, how long they have to be
 * @max_events: how many events may be held; 0: as many as the filter takes for right
 * @stats: what the filter counted
 * @truncated: the trace could not be read to its end
 * @ops: who writes more; NULL: nobody
 * @data: for @ops
 */
struct ht_convert {
	const char *path;
	const char *out;
	bool force;
	bool has_window;
	uint64_t window_ms;
	uint64_t max_events;
	struct ht_retime_stats stats;
	bool truncated;
	const struct ht_convert_ops *ops;
	void *data;
};

int ht_convert_run(struct ht_convert *convert, struct ht_err *err);
void ht_convert_print_text(const struct ht_convert *convert);
int ht_convert_print_json(const struct ht_convert *convert, struct ht_err *err);
int ht_convert_main(int argc, char **argv);

#endif /* HT_CONVERT_H */

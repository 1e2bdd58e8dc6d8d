/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace convert: a trace with its guests' events where they happened.
 */
#ifndef HT_CONVERT_H
#define HT_CONVERT_H

#include <retime.h>
#include <stdbool.h>
#include <stdint.h>
#include <whole.h>

#include "err.h"

struct ht_trace_input;

/**
 * struct ht_convert_ops - who writes; a failure to write is told by @end
 * @whole: takes what is read, in a thread of its own
 * @begin: begin to write into the directory @dir, which is to be made; what was begun before, if
 *	anything was, is dropped
 * @end: all has been read, with the result @ret: 0 or, of a damaged trace, -EIO. Writes what is
 *	left; or it failed, and says why. Returns the result to go on with
 * @drop: release all
 */
struct ht_convert_ops {
	const struct ht_whole_ops *whole;
	int (*begin)(void *data, const struct ht_trace_input *input, const char *dir,
		     struct ht_err *err);
	int (*end)(void *data, int ret, struct ht_err *err);
	void (*drop)(void *data);
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
 * @ops: who writes
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

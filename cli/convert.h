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

/**
 * struct ht_convert - what to convert, and what came of it
 * @path: the trace
 * @out: the directory to make
 * @force: @out may be there, if it is a trace
 * @has_window: @window_ms was given
 * @window_ms: how long events are held; measured, if it was not given
 * @max_events: how many events may be held; 0: as many as the filter takes for right
 * @stats: what the filter counted
 * @truncated: the trace could not be read to its end
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
};

int ht_convert_run(struct ht_convert *convert, struct ht_err *err);
void ht_convert_print_text(const struct ht_convert *convert);
int ht_convert_print_json(const struct ht_convert *convert, struct ht_err *err);
int ht_convert_main(int argc, char **argv);

#endif /* HT_CONVERT_H */

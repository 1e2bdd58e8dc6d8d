/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decoding in several threads. libbabeltrace2's objects may be used in one thread only, and it
 * decodes in the thread that runs a graph; but two graphs have nothing in common that changes while
 * they run. So each thread runs a graph of its own, with some of the streams.
 *
 *	graph 0, this thread      ├► lane 0 ─┐
 *	graph 1, another thread   ├► lane 1 ─┴► a third thread: struct ht_trace_ops
 */
#ifndef HT_TRACE_LANES_H
#define HT_TRACE_LANES_H

#include <stdbool.h>
#include <stddef.h>

#include <reader.h>

#include "err.h"
#include "trace_input.h"

size_t ht_trace_lanes_count(const struct ht_trace_input *input);
bool ht_trace_lanes_read(struct ht_reader *reader, const struct ht_trace_input *input,
			 const char *path, size_t count, int *ret, struct ht_err *err);

#endif /* HT_TRACE_LANES_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a trace: every report gets its events through this one function.
 *
 *   directories ─► struct ht_trace_input ─► struct ht_graph ─► ht_reader ─► struct ht_trace_ops
 */
#ifndef HT_TRACE_H
#define HT_TRACE_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "trace_event.h"

enum ht_discarded {
	HT_DISCARDED_EVENTS,
	HT_DISCARDED_PACKETS,
};

/**
 * struct ht_trace_ops - what a reader of a trace does with it
 * @event: an event, in the order in which they happened, packed ones taken apart. Returns 0 to go
 *	on, or a negative errno to stop, with the event's error filled.
 * @discarded: the tracer says that it had to drop @count events or packets; 0: it
 *	dropped some and does not know how many, as before the first packet of a trace
 * @tick: of who reads live, many times a second, also when nothing happens; returns true to stop.
 *	May be NULL
 * @skipped: an event that is not wanted was recorded at @stamp_ns; NULL: never mind. Not in the
 *	order of the others
 * @foreign: events whose names do not begin with "hypertrace_" are wanted, too
 * @brief: the details of what is recorded by the thousand are not wanted; ht_view_class_of() has
 *	a table of them
 */
struct ht_trace_ops {
	int (*event)(void *data, const struct ht_event *event);
	void (*discarded)(void *data, enum ht_discarded what, uint64_t count);
	bool (*tick)(void *data);
	void (*skipped)(void *data, uint64_t stamp_ns);
	bool foreign;
	bool brief;
};

/**
 * struct ht_trace_view - what part of a trace is looked at, and what was seen of it
 * @has_begin: leave out what was before @begin_ns
 * @has_end: and what was after @end_ns
 * @begin_ns: since 1970
 * @end_ns: likewise
 * @is_read: filled: there were events, in it or not
 * @events: filled, as reading goes on: events looked at
 * @first_ns: filled: when the first of them was, since 1970
 * @last_ns: filled: and the last
 * @offset_ns: filled: from the trace clock to time since 1970
 */
struct ht_trace_view {
	bool has_begin;
	bool has_end;
	int64_t begin_ns;
	int64_t end_ns;
	bool is_read;
	uint64_t events;
	int64_t first_ns;
	int64_t last_ns;
	int64_t offset_ns;
};

void ht_trace_set_view(struct ht_trace_view *view);
int ht_trace_read(const char *path, const struct ht_trace_ops *ops, void *data, struct ht_err *err);

#endif /* HT_TRACE_H */

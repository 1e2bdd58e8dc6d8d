/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a trace: every report gets its events through this one function.
 *
 *   directories ─► struct ht_trace_input ─► struct ht_graph ─► our sink ─► struct ht_trace_ops
 */
#ifndef HT_TRACE_H
#define HT_TRACE_H

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
 */
struct ht_trace_ops {
	int (*event)(void *data, const struct ht_event *event);
	void (*discarded)(void *data, enum ht_discarded what, uint64_t count);
	bool (*tick)(void *data);
};

int ht_trace_read(const char *path, const struct ht_trace_ops *ops, void *data, struct ht_err *err);

#endif /* HT_TRACE_H */

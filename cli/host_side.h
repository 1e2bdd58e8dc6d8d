/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A filter behind filter.hypertrace.retime. What comes goes on as it is; beside it, guests get
 * their traces, and the host's trace gets the events by which Trace Compass connects them:
 *
 *	filter.hypertrace.retime ─► host side ─► sink.ctf.fs: the host's trace
 *	                                │
 *	                                └──────► struct ht_guest_traces: the guests' traces
 */
#ifndef HT_HOST_SIDE_H
#define HT_HOST_SIDE_H

#include <babeltrace2/babeltrace.h>

#include "guest_traces.h"

struct ht_host;

/**
 * struct ht_host_side - what the filter works for
 * @guests: the guests
 * @hosts: traces of hosts, @nr_hosts of them
 * @nr_hosts: see @hosts
 */
struct ht_host_side {
	struct ht_guest_traces guests;
	struct ht_host **hosts;
	size_t nr_hosts;
};

const bt_component_class_filter *ht_host_side_class_create(void);
void ht_host_side_trace(struct ht_host_side *side, bt_trace *trace, const bt_trace *in);
void ht_host_side_exit(struct ht_host_side *side);

#endif /* HT_HOST_SIDE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A filter behind filter.hypertrace.retime, with two outputs. What comes goes on as it is to one;
 * to the other goes what the hypervisor itself did, with the events by which Trace Compass connects
 * it with its guests. Beside these, guests get their traces:
 *
 *	filter.hypertrace.retime ─► host side ─┬─► sink.ctf.fs: the host's trace
 *	                                │      └─► sink.ctf.fs: the hypervisor's
 *	                                └──────► struct ht_guest_traces: the guests' traces
 */
#ifndef HT_HOST_SIDE_H
#define HT_HOST_SIDE_H

#include <babeltrace2/babeltrace.h>

#include "guest_traces.h"

struct ht_host;

/* The filter's output ports. */
enum ht_host_side_port {
	HT_HOST_SIDE_ALL,
	HT_HOST_SIDE_HYPERVISOR,
	HT_HOST_SIDE_PORTS,
};

/**
 * struct ht_host_side - what the filter works for, and works with
 * @guests: the guests
 * @hosts: traces of hosts, @nr_hosts of them
 * @nr_hosts: see @hosts
 * @self: who makes messages, which are the hypervisor's
 * @nr_iterators: of the ports that are asked
 * @upstream: the input
 * @out: what is ready, for each port
 * @error: the input's, kept
 * @status: what to say when nothing is left
 * @ended: the input has
 */
struct ht_host_side {
	struct ht_guest_traces guests;
	struct ht_host **hosts;
	size_t nr_hosts;
	bt_self_message_iterator *self;
	unsigned int nr_iterators;
	bt_message_iterator *upstream;
	struct ht_messages out[HT_HOST_SIDE_PORTS];
	const bt_error *error;
	bt_message_iterator_class_next_method_status status;
	bool ended;
};

const bt_component_class_filter *ht_host_side_class_create(void);
void ht_host_side_trace(struct ht_host_side *side, bt_trace *trace, const bt_trace *in);
void ht_host_side_exit(struct ht_host_side *side);

#endif /* HT_HOST_SIDE_H */

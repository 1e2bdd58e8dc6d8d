/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The trace of a host: which of its events are the hypervisor's own, and what is added to these,
 * for Trace Compass to connect them with the guests' traces.
 */
#ifndef HT_HOST_TRACE_H
#define HT_HOST_TRACE_H

#include "guest_traces.h"

/**
 * struct ht_host - the trace of a host
 * @trace: it, which two sinks write: all of it, and the hypervisor's own with what is added
 * @class_id: a number that no class of its streams has
 * @synth: what is added; &ht_synth.class is NULL until something is
 * @classes: of events that are added: an exit, an entry, a message received, and one sent
 * @kinds: from classes of events to what they are to us
 * @last: cycles of its last event
 * @any: it had one
 * @has_entries: it tells of entries, so it is known when CPUs are in guests
 * @places: where vCPUs run, as far as that was told, @nr_places of them
 * @nr_places: see @places
 */
struct ht_host {
	bt_trace *trace;
	uint64_t class_id;
	struct ht_synth synth;
	bt_event_class *classes[4];
	struct ht_ptrmap kinds;
	uint64_t last;
	bool any;
	bool has_entries;
	struct ht_place *places;
	size_t nr_places;
};

struct ht_host *ht_host_new(bt_trace *trace, const bt_trace *in);
int ht_host_event(struct ht_host *host, struct ht_guest_traces *guests,
		  bt_self_message_iterator *self, const bt_message *message, bool *is_hypervisors);
void ht_host_free(struct ht_host *host);

#endif /* HT_HOST_TRACE_H */

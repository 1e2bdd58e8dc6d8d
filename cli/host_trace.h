/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The trace of a host: which of its events are the hypervisor's own, and what is added to these,
 * for Trace Compass to connect them with the guests' traces.
 */
#ifndef HT_HOST_TRACE_H
#define HT_HOST_TRACE_H

#include "guest_traces.h"

/* What is added: an exit, an entry, a message that was received, and one that was sent. */
#define HT_HOST_ADDED 4

#define HT_HOST_PLACES 1024

/**
 * struct ht_host - the trace of a host
 * @trace: where the hypervisor's own events go, with what is added
 * @hostname: of the host; "" if it does not say
 * @class_id: a number that no class of its streams has
 * @synth: what is added
 * @shapes: of events that are added
 * @kinds: from shapes of events to what they are to us
 * @last: cycles of its last event
 * @any: it had one
 * @has_entries: it tells of entries, so it is known when CPUs are in guests
 * @places: where vCPUs run, as far as that was told: lists, by a hash of their numbers
 * @nr_places: how many they are
 */
struct ht_host {
	struct ht_ctf_trace *trace;
	const char *hostname;
	uint64_t class_id;
	struct ht_synth synth;
	struct ht_synth_shape shapes[HT_HOST_ADDED];
	struct ht_ptrmap kinds;
	uint64_t last;
	bool any;
	bool has_entries;
	struct ht_place *places[HT_HOST_PLACES];
	size_t nr_places;
};

struct ht_host *ht_host_new(struct ht_ctf_trace *trace, const char *hostname);
void ht_host_stream(struct ht_host *host, uint64_t class_id);
int ht_host_event(struct ht_host *host, struct ht_guest_traces *guests,
		  const struct ht_whole_event *event, bool *is_hypervisors, struct ht_err *err);
void ht_host_free(struct ht_host *host);

#endif /* HT_HOST_TRACE_H */

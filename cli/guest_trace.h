/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The trace of one guest, as if LTTng had run in it:
 *
 *	an event of vCPU 1 of VM 7 ─► guest-vm7-pid4711/, CPU 1: hypertrace_sched_switch, as it was
 *	                                                         sched_switch, as LTTng has it
 *	now and then, in both       ─►  vmsync_*: guest and host exchange messages
 */
#ifndef HT_GUEST_TRACE_H
#define HT_GUEST_TRACE_H

#include <ctf_trace.h>
#include <ptrmap.h>
#include <records.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <whole.h>

#include "err.h"
#include "guest_kernel.h"
#include "vm_choose.h"

/* Cycles that an exchange of messages needs, before an event. */
#define HT_SYNC_CYCLES 4

/**
 * struct ht_guest_classes - what all guests' traces have in common; all zero: nothing yet
 * @kernel: classes of translations
 * @sync: classes of sent and of received messages
 * @own: from the shapes of the host's events to the guests'
 */
struct ht_guest_classes {
	struct ht_kernel kernel;
	struct ht_synth_shape sync[2];
	struct ht_ptrmap own;
};

/**
 * struct ht_guest_trace - a guest
 * @next: another one, whose numbers are found in the same place
 * @hostname: of its host; "" if that does not say
 * @vm: its number and its VMM's process
 * @path: its trace's directory
 * @uid: what Trace Compass knows it by
 * @trace: its trace
 * @synth: the streams of that
 * @classes: classes of events
 * @vcpus: its vCPUs, @nr_vcpus of them
 * @nr_vcpus: see @vcpus
 * @messages: that guest and host have exchanged
 * @next_sync: cycles of when they shall again
 */
struct ht_guest_trace {
	struct ht_guest_trace *next;
	char *hostname;
	struct ht_vm_name vm;
	char *path;
	uint64_t uid;
	struct ht_ctf_trace *trace;
	struct ht_synth synth;
	struct ht_guest_classes *classes;
	struct ht_guest_vcpu *vcpus;
	size_t nr_vcpus;
	uint32_t messages;
	uint64_t next_sync;
};

/**
 * struct ht_guest_at - where a guest's new trace goes
 * @dir: the directory above it
 * @disk: where packets go
 * @classes: classes of events; outlives it
 * @hostname: of its host; "" if that does not say
 * @vm: the guest
 * @same: so many guests of other hosts have the same numbers
 */
struct ht_guest_at {
	const char *dir;
	struct ht_ctf_disk *disk;
	struct ht_guest_classes *classes;
	const char *hostname;
	struct ht_vm_name vm;
	uint64_t same;
};

extern const struct ht_synth_layout ht_sync_layouts[4];

/* Which side of which message: sent by the guest, and by the host. */
enum ht_sync_event {
	HT_SYNC_GH_GUEST,
	HT_SYNC_GH_HOST,
	HT_SYNC_HG_HOST,
	HT_SYNC_HG_GUEST,
};

int ht_guest_trace_new(struct ht_guest_trace **guest, const struct ht_guest_at *at,
		       const struct ht_whole_event *event);
int ht_guest_trace_event(struct ht_guest_trace *guest, const struct ht_whole_event *event,
			 const struct ht_common *common, struct ht_err *err);
bool ht_guest_trace_wants_sync(const struct ht_guest_trace *guest, uint32_t vcpu, bool is_sure,
			       uint64_t cycles);
int ht_guest_trace_sync(struct ht_guest_trace *guest, uint32_t vcpu, bool is_sure, uint64_t cycles,
			uint64_t every, struct ht_err *err);
void ht_guest_trace_free(struct ht_guest_trace *guest);
void ht_guest_classes_exit(struct ht_guest_classes *classes);

#endif /* HT_GUEST_TRACE_H */

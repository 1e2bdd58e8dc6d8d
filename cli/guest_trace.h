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

#include <babeltrace2/babeltrace.h>
#include <copy.h>
#include <ptrmap.h>
#include <records.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ctf_feed.h"
#include "err.h"
#include "guest_kernel.h"
#include "vm_choose.h"

/* Cycles that an exchange of messages needs, before an event. */
#define HT_SYNC_CYCLES 4

/**
 * struct ht_guest_trace - a guest
 * @hostname: of its host; "" if that does not say
 * @vm: its number and its VMM's process
 * @path: its trace's directory
 * @uid: what Trace Compass knows it by
 * @feed: its trace
 * @kernel: classes of translations
 * @copier: copies field classes
 * @classes: from the host's event classes to the guest's
 * @vcpus: its vCPUs, @nr_vcpus of them
 * @nr_vcpus: see @vcpus
 * @messages: that guest and host have exchanged
 * @next_sync: cycles of when they shall again
 * @sync: classes of sent and of received messages
 */
struct ht_guest_trace {
	char *hostname;
	struct ht_vm_name vm;
	char *path;
	uint64_t uid;
	struct ht_feed feed;
	struct ht_kernel kernel;
	struct ht_copier copier;
	struct ht_ptrmap classes;
	struct ht_guest_vcpu *vcpus;
	size_t nr_vcpus;
	uint32_t messages;
	uint64_t next_sync;
	bt_event_class *sync[2];
};

/**
 * struct ht_guest_at - where a guest's new trace goes
 * @ctf: libbabeltrace2's plugin with the sink
 * @dir: the directory above it
 * @vm: the guest
 * @same: so many guests of other hosts have the same numbers
 */
struct ht_guest_at {
	const bt_plugin *ctf;
	const char *dir;
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

const char *ht_trace_env(const bt_trace *trace, const char *name);
const bt_trace *ht_message_trace(const bt_message *message);
uint64_t ht_message_cycles(const bt_message *message);

struct ht_guest_trace *ht_guest_trace_new(const struct ht_guest_at *at, const bt_message *message,
					  struct ht_err *err);
int ht_guest_trace_event(struct ht_guest_trace *guest, const bt_message *message,
			 const struct ht_common *common, struct ht_err *err);
bool ht_guest_trace_wants_sync(const struct ht_guest_trace *guest, uint32_t vcpu, bool is_sure,
			       uint64_t cycles);
int ht_guest_trace_sync(struct ht_guest_trace *guest, uint32_t vcpu, bool is_sure, uint64_t cycles,
			uint64_t every, struct ht_err *err);
void ht_guest_trace_free(struct ht_guest_trace *guest);

#endif /* HT_GUEST_TRACE_H */

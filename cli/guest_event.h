/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What each event of a guest begins with, as far as reports need it.
 */
#ifndef HT_GUEST_EVENT_H
#define HT_GUEST_EVENT_H

#include <stdint.h>

#include "trace_event.h"

/**
 * struct ht_guest_event - what each event of a guest carries
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu: which of its vCPUs
 * @lost: records lost immediately before this one
 * @now: when it happened: not the tracer's timestamp, which says when the host heard of it
 */
struct ht_guest_event {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t lost;
	uint64_t now;
};

int ht_guest_event_read(const struct ht_event *event, struct ht_guest_event *common);

#endif /* HT_GUEST_EVENT_H */

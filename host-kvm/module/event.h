/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What every event says before its own fields: who, where, when, and what is missing before it.
 */
#ifndef HT_EVENT_H
#define HT_EVENT_H

#include <linux/types.h>

/**
 * struct ht_event - the fields all guest events share
 * @vm_id: host-assigned number of the VM, from 1, never reused while the module is loaded
 * @vm_pid: process id of the VMM, in the initial namespace
 * @vcpu_id: KVM's vcpu_id (the APIC id on x86)
 * @pcpu: physical CPU the vCPU ran on until it called
 * @seq: number of the event among its vCPU's
 * @lost: events of this vCPU that are missing right before this one
 * @time_ns: when it happened in the guest, on the host's CLOCK_MONOTONIC, LTTng's trace clock
 * @guest_tsc: the same in the guest's own ticks
 */
struct ht_event {
	u32 vm_id;
	s32 vm_pid;
	u32 vcpu_id;
	u32 pcpu;
	u32 seq;
	u32 lost;
	u64 time_ns;
	u64 guest_tsc;
};

#endif /* HT_EVENT_H */

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

/*
 * The same as fields of a tracepoint: what TP_STRUCT__entry(), TP_fast_assign() and TP_printk()
 * begin with.
 */
#define HT_EVENT_FIELDS                                                                            \
	__field(u32, vm_id) __field(s32, vm_pid) __field(u32, vcpu_id) __field(u32, pcpu)          \
		__field(u32, seq) __field(u32, lost) __field(u64, time_ns) __field(u64, guest_tsc)

#define HT_EVENT_ASSIGN                                                                            \
	do {                                                                                       \
		__entry->vm_id = ev->vm_id;                                                        \
		__entry->vm_pid = ev->vm_pid;                                                      \
		__entry->vcpu_id = ev->vcpu_id;                                                    \
		__entry->pcpu = ev->pcpu;                                                          \
		__entry->seq = ev->seq;                                                            \
		__entry->lost = ev->lost;                                                          \
		__entry->time_ns = ev->time_ns;                                                    \
		__entry->guest_tsc = ev->guest_tsc;                                                \
	} while (0)

#define HT_EVENT_FMT "vm=%u pid=%d vcpu=%u seq=%u lost=%u time=%llu "
#define HT_EVENT_ARGS                                                                              \
	__entry->vm_id, __entry->vm_pid, __entry->vcpu_id, __entry->seq, __entry->lost,            \
		__entry->time_ns

#endif /* HT_EVENT_H */

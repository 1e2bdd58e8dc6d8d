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
 * @exits: exits of this vCPU that ended since its previous event
 * @hv_cycles: host TSC cycles from these to their entries
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
	u32 exits;
	u64 hv_cycles;
};

/*
 * The same as fields of a tracepoint: what TP_STRUCT__entry(), TP_fast_assign() and TP_printk()
 * begin with.
 */
#define HT_EVENT_FIELDS                                                                            \
	__field(u32, vm_id) __field(s32, vm_pid) __field(u32, vcpu_id) __field(u32, pcpu)          \
		__field(u32, seq) __field(u32, lost) __field(u64, time_ns) __field(u64, guest_tsc) \
			__field(u32, exits) __field(u64, hv_cycles)

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
		__entry->exits = ev->exits;                                                        \
		__entry->hv_cycles = ev->hv_cycles;                                                \
	} while (0)

#define HT_EVENT_FMT "vm=%u pid=%d vcpu=%u seq=%u lost=%u time=%llu exits=%u hv_cycles=%llu "
#define HT_EVENT_ARGS                                                                              \
	__entry->vm_id, __entry->vm_pid, __entry->vcpu_id, __entry->seq, __entry->lost,            \
		__entry->time_ns, __entry->exits, __entry->hv_cycles

/**
 * struct ht_packed - many records of one vCPU
 * @guest_khz: rate of the guest's TSC, by which the records' times follow from the event's
 * @events: how many records
 * @records: a copy of them, one behind the other, as the guest wrote them; only their headers have
 *	to be sound, since whoever unpacks them checks the rest
 * @len: bytes of @records
 * @exit_log: exits since the packed event before, see ht_exit_log_pack()
 * @exit_log_len: numbers there
 */
struct ht_packed {
	u32 guest_khz;
	u32 events;
	const void *records;
	u32 len;
	const u64 *exit_log;
	u32 exit_log_len;
};

/**
 * struct ht_exit_event - what the events of a single exit or entry say
 * @vm_id: as above
 * @vm_pid: as above
 * @vcpu_id: as above
 * @pcpu: physical CPU it happens on
 * @isa: enum ht_isa, which decides what @reason means
 * @reason: VMX basic exit reason, or SVM exit code
 * @fast: it was handled on one of KVM's fast paths
 * @cycles: host TSC cycles from the exit to the entry
 * @user_cycles: part of these that the VMM's user space had
 * @guest_rip: where the guest was
 * @time_ns: when the exit was, on the host's CLOCK_MONOTONIC
 */
struct ht_exit_event {
	u32 vm_id;
	s32 vm_pid;
	u32 vcpu_id;
	u32 pcpu;
	u32 isa;
	u32 reason;
	u32 fast;
	u64 cycles;
	u64 user_cycles;
	u64 guest_rip;
	u64 time_ns;
};

#define HT_EXIT_EVENT_FIELDS                                                                       \
	__field(u32, vm_id) __field(s32, vm_pid) __field(u32, vcpu_id) __field(u32, pcpu)          \
		__field(u32, isa) __field(u32, reason) __field(u64, guest_rip)

#define HT_EXIT_EVENT_ASSIGN                                                                       \
	do {                                                                                       \
		__entry->vm_id = ev->vm_id;                                                        \
		__entry->vm_pid = ev->vm_pid;                                                      \
		__entry->vcpu_id = ev->vcpu_id;                                                    \
		__entry->pcpu = ev->pcpu;                                                          \
		__entry->isa = ev->isa;                                                            \
		__entry->reason = ev->reason;                                                      \
		__entry->guest_rip = ev->guest_rip;                                                \
	} while (0)

#define HT_EXIT_EVENT_FMT "vm=%u pid=%d vcpu=%u reason=%#x rip=%#llx"
#define HT_EXIT_EVENT_ARGS                                                                         \
	__entry->vm_id, __entry->vm_pid, __entry->vcpu_id, __entry->reason, __entry->guest_rip

#endif /* HT_EVENT_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fields of each type of record, as host-kvm's LTTng probe writes them when it is asked for one
 * event a record. Whoever reads a trace cannot tell which way it was recorded.
 */
#include <stddef.h>
#include <string.h>

#include "record_types.h"

#define AT(kind, type, member)                                                                     \
	{                                                                                          \
#member, HT_MEMBER_##kind, offsetof(struct ht_rec_##type, member)                  \
	}
#define AS(name, kind, type, member)                                                               \
	{                                                                                          \
		name, HT_MEMBER_##kind, offsetof(struct ht_rec_##type, member)                     \
	}
#define COMMON(kind, member)                                                                       \
	{                                                                                          \
#member, HT_MEMBER_##kind, offsetof(struct ht_common, member)                      \
	}

const struct ht_record_member ht_common_members[HT_COMMON_FIELDS] = {
	COMMON(U32, vm_id), COMMON(S32, vm_pid),    COMMON(U32, vcpu_id), COMMON(U32, pcpu),
	COMMON(U32, seq),   COMMON(U32, lost),	    COMMON(U64, time_ns), COMMON(U64, guest_tsc),
	COMMON(U32, exits), COMMON(U64, hv_cycles),
};

const struct ht_record_type ht_record_types[HT_REC_END] = {
	[HT_REC_GUEST_START] = { "guest_start",
				 sizeof(struct ht_rec_guest_start),
				 { AT(X32, guest_start, abi_version),
				   AT(X32, guest_start, start_flags), AT(U32, guest_start, nr_cpus),
				   AS("release", TEXT, guest_start, release_len) } },
	[HT_REC_INITCALL_LEVEL] = { "initcall_level",
				    sizeof(struct ht_rec_initcall_level),
				    { AS("level", TEXT, initcall_level, name_len) } },
	[HT_REC_INITCALL_START] = { "initcall_start",
				    sizeof(struct ht_rec_initcall_start),
				    { AT(X64, initcall_start, func),
				      AS("name", TEXT, initcall_start, name_len),
				      AS("module", TEXT, initcall_start, module_len) } },
	[HT_REC_INITCALL_FINISH] = { "initcall_finish",
				     sizeof(struct ht_rec_initcall_finish),
				     { AT(X64, initcall_finish, func),
				       AT(S32, initcall_finish, ret) } },
	[HT_REC_USER_START] = { "user_start",
				sizeof(struct ht_rec_user_start),
				{ AS("path", TEXT, user_start, path_len) } },
	[HT_REC_GUEST_STOP] = { "guest_stop",
				sizeof(struct ht_rec_guest_stop),
				{ AT(U64, guest_stop, emitted),
				  AS("total_lost", U64, guest_stop, lost) } },
	[HT_REC_USER_EVENT] = { "user_event",
				sizeof(struct ht_rec_user_event),
				{ AT(S32, user_event, pid), AT(S32, user_event, tid),
				  AT(U32, user_event, id),
				  AS("text", TEXT, user_event, text_len) } },
	[HT_REC_SCHED_SWITCH] = { "sched_switch",
				  sizeof(struct ht_rec_sched_switch),
				  { AT(COMM, sched_switch, prev_comm),
				    AT(S32, sched_switch, prev_tid),
				    AT(S32, sched_switch, prev_prio),
				    AT(U64, sched_switch, prev_state),
				    AT(COMM, sched_switch, next_comm),
				    AT(S32, sched_switch, next_tid),
				    AT(S32, sched_switch, next_prio) } },
	[HT_REC_SCHED_WAKEUP] = { "sched_wakeup",
				  sizeof(struct ht_rec_sched_wakeup),
				  { AT(COMM, sched_wakeup, comm), AT(S32, sched_wakeup, tid),
				    AT(S32, sched_wakeup, prio), AT(U32, sched_wakeup, target_cpu),
				    AT(U32, sched_wakeup, is_new) } },
	[HT_REC_SYSCALL_ENTRY] = { "syscall_entry",
				   sizeof(struct ht_rec_syscall_entry),
				   { AT(U64, syscall_entry, nr), AT(U32, syscall_entry, compat),
				     AT(S32, syscall_entry, tid), AT(ARGS, syscall_entry, args) } },
	[HT_REC_SYSCALL_EXIT] = { "syscall_exit",
				  sizeof(struct ht_rec_syscall_exit),
				  { AT(U64, syscall_exit, nr), AT(S64, syscall_exit, ret) } },
	[HT_REC_IRQ_ENTRY] = { "irq_entry",
			       sizeof(struct ht_rec_irq_entry),
			       { AT(U32, irq_entry, irq), AT(COMM, irq_entry, name) } },
	[HT_REC_IRQ_EXIT] = { "irq_exit",
			      sizeof(struct ht_rec_irq_exit),
			      { AT(U32, irq_exit, irq), AT(S32, irq_exit, ret) } },
	[HT_REC_SOFTIRQ_ENTRY] = { "softirq_entry",
				   sizeof(struct ht_rec_softirq),
				   { AT(U32, softirq, vec) } },
	[HT_REC_SOFTIRQ_EXIT] = { "softirq_exit",
				  sizeof(struct ht_rec_softirq),
				  { AT(U32, softirq, vec) } },
	[HT_REC_PAGE_FAULT] = { "page_fault",
				sizeof(struct ht_rec_page_fault),
				{ AT(X64, page_fault, address), AT(X64, page_fault, ip),
				  AT(U32, page_fault, error_code) } },
	[HT_REC_FUNC_ENTRY] = { "func_entry",
				sizeof(struct ht_rec_func),
				{ AT(X64, func, func), AT(X64, func, parent) } },
	[HT_REC_FUNC_EXIT] = { "func_exit",
			       sizeof(struct ht_rec_func),
			       { AT(X64, func, func), AT(X64, func, parent) } },
	[HT_REC_PANIC] = { "panic",
			   sizeof(struct ht_rec_panic),
			   { AT(X64, panic, ip), AT(X64, panic, branch_from),
			     AT(X64, panic, branch_to), AT(S32, panic, tid), AT(U32, panic, kind),
			     AT(U32, panic, trap), AT(U32, panic, cpu), AT(U32, panic, frames),
			     AT(COMM, panic, comm), AS("reason", TEXT, panic, reason_len) } },
	[HT_REC_FRAME] = { "frame",
			   sizeof(struct ht_rec_frame),
			   { AT(X64, frame, address), AT(U32, frame, index),
			     AS("symbol", TEXT, frame, symbol_len) } },
	[HT_REC_POWER] = { "power",
			   sizeof(struct ht_rec_power),
			   { AT(U32, power, action), AS("text", TEXT, power, text_len) } },
	[HT_REC_STEP_START] = { "step_start",
				sizeof(struct ht_rec_step_start),
				{ AT(X64, step_start, func), AT(U32, step_start, id),
				  AT(U32, step_start, kind), AS("name", TEXT, step_start, name_len),
				  AS("device", TEXT, step_start, device_len) } },
	[HT_REC_STEP_FINISH] = { "step_finish",
				 sizeof(struct ht_rec_step_finish),
				 { AT(X64, step_finish, func), AT(U32, step_finish, id),
				   AT(S32, step_finish, ret) } },
};

/**
 * ht_member_get() - read an integer
 * @from: a record, or a struct ht_common
 * @offset: where it is in that
 * @kind: what it is
 *
 * Return: the integer; a signed one with its sign.
 */
uint64_t ht_member_get(const void *from, uint16_t offset, enum ht_member_kind kind)
{
	uint32_t narrow;
	uint64_t wide;

	if (ht_member_is_32(kind)) {
		memcpy(&narrow, (const char *)from + offset, sizeof(narrow));
		return kind == HT_MEMBER_S32 ? (uint64_t)(int32_t)narrow : narrow;
	}
	memcpy(&wide, (const char *)from + offset, sizeof(wide));
	return wide;
}

/**
 * ht_member_comm() - a task's name as text
 * @text: HT_COMM_LEN large; filled, without a zero behind
 * @comm: HT_COMM_LEN bytes, which the guest chose
 *
 * Return: its length.
 */
size_t ht_member_comm(char *text, const char *comm)
{
	size_t len = 0;

	for (; len < HT_COMM_LEN && comm[len]; len++)
		text[len] = comm[len] >= 0x20 && comm[len] <= 0x7e ? comm[len] : '?';
	return len;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of our events as LTTng records them: those of module/trace.h, by the same names.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM hypertrace

#if !defined(LTTNG_TRACE_HYPERTRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define LTTNG_TRACE_HYPERTRACE_H

#include <lttng/tracepoint-event.h>

#include "ht_fields.h"

LTTNG_TRACEPOINT_EVENT(hypertrace_guest_start,
	TP_PROTO(const struct ht_event *ev, u32 abi_version, u32 start_flags, u32 nr_cpus,
		 const char *release),
	TP_ARGS(ev, abi_version, start_flags, nr_cpus, release),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint32_t, abi_version, abi_version)
		ctf_integer_hex(uint32_t, start_flags, start_flags)
		ctf_integer(uint32_t, nr_cpus, nr_cpus)
		ctf_string(release, release)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_initcall_level,
	TP_PROTO(const struct ht_event *ev, const char *level),
	TP_ARGS(ev, level),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_string(level, level)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_initcall_start,
	TP_PROTO(const struct ht_event *ev, u64 func, const char *name, const char *module),
	TP_ARGS(ev, func, name, module),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint64_t, func, func)
		ctf_string(name, name)
		ctf_string(module, module)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_initcall_finish,
	TP_PROTO(const struct ht_event *ev, u64 func, s32 ret),
	TP_ARGS(ev, func, ret),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint64_t, func, func)
		ctf_integer(int32_t, ret, ret)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_user_start,
	TP_PROTO(const struct ht_event *ev, const char *path),
	TP_ARGS(ev, path),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_string(path, path)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_guest_stop,
	TP_PROTO(const struct ht_event *ev, u64 emitted, u64 total_lost),
	TP_ARGS(ev, emitted, total_lost),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint64_t, emitted, emitted)
		ctf_integer(uint64_t, total_lost, total_lost)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_user_event,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_user_event *rec, const char *text),
	TP_ARGS(ev, rec, text),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(int32_t, pid, rec->pid)
		ctf_integer(int32_t, tid, rec->tid)
		ctf_integer(uint32_t, id, rec->id)
		ctf_string(text, text)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_sched_switch,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_sched_switch *rec,
		 const char *prev_comm, const char *next_comm),
	TP_ARGS(ev, rec, prev_comm, next_comm),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_string(prev_comm, prev_comm)
		ctf_integer(int32_t, prev_tid, rec->prev_tid)
		ctf_integer(int32_t, prev_prio, rec->prev_prio)
		ctf_integer(uint64_t, prev_state, rec->prev_state)
		ctf_string(next_comm, next_comm)
		ctf_integer(int32_t, next_tid, rec->next_tid)
		ctf_integer(int32_t, next_prio, rec->next_prio)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_sched_wakeup,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_sched_wakeup *rec,
		 const char *comm),
	TP_ARGS(ev, rec, comm),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_string(comm, comm)
		ctf_integer(int32_t, tid, rec->tid)
		ctf_integer(int32_t, prio, rec->prio)
		ctf_integer(uint32_t, target_cpu, rec->target_cpu)
		ctf_integer(uint32_t, is_new, rec->is_new)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_syscall_entry,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_syscall_entry *rec),
	TP_ARGS(ev, rec),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint64_t, nr, rec->nr)
		ctf_integer(uint32_t, compat, rec->compat)
		ctf_integer(int32_t, tid, rec->tid)
		ctf_array_hex(uint64_t, args, rec->args, 6)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_syscall_exit,
	TP_PROTO(const struct ht_event *ev, u64 nr, s64 ret),
	TP_ARGS(ev, nr, ret),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint64_t, nr, nr)
		ctf_integer(int64_t, ret, ret)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_irq_entry,
	TP_PROTO(const struct ht_event *ev, u32 irq, const char *name),
	TP_ARGS(ev, irq, name),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint32_t, irq, irq)
		ctf_string(name, name)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_irq_exit,
	TP_PROTO(const struct ht_event *ev, u32 irq, s32 ret),
	TP_ARGS(ev, irq, ret),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint32_t, irq, irq)
		ctf_integer(int32_t, ret, ret)
	)
)

LTTNG_TRACEPOINT_EVENT_CLASS(hypertrace_softirq,
	TP_PROTO(const struct ht_event *ev, u32 vec),
	TP_ARGS(ev, vec),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint32_t, vec, vec)
	)
)

LTTNG_TRACEPOINT_EVENT_INSTANCE(hypertrace_softirq, hypertrace_softirq_entry,
	TP_PROTO(const struct ht_event *ev, u32 vec),
	TP_ARGS(ev, vec)
)

LTTNG_TRACEPOINT_EVENT_INSTANCE(hypertrace_softirq, hypertrace_softirq_exit,
	TP_PROTO(const struct ht_event *ev, u32 vec),
	TP_ARGS(ev, vec)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_page_fault,
	TP_PROTO(const struct ht_event *ev, u64 address, u64 ip, u32 error_code),
	TP_ARGS(ev, address, ip, error_code),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint64_t, address, address)
		ctf_integer_hex(uint64_t, ip, ip)
		ctf_integer(uint32_t, error_code, error_code)
	)
)

LTTNG_TRACEPOINT_EVENT_CLASS(hypertrace_func,
	TP_PROTO(const struct ht_event *ev, u64 func, u64 parent),
	TP_ARGS(ev, func, parent),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint64_t, func, func)
		ctf_integer_hex(uint64_t, parent, parent)
	)
)

LTTNG_TRACEPOINT_EVENT_INSTANCE(hypertrace_func, hypertrace_func_entry,
	TP_PROTO(const struct ht_event *ev, u64 func, u64 parent),
	TP_ARGS(ev, func, parent)
)

LTTNG_TRACEPOINT_EVENT_INSTANCE(hypertrace_func, hypertrace_func_exit,
	TP_PROTO(const struct ht_event *ev, u64 func, u64 parent),
	TP_ARGS(ev, func, parent)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_panic,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_panic *rec, const char *comm,
		 const char *reason),
	TP_ARGS(ev, rec, comm, reason),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint64_t, ip, rec->ip)
		ctf_integer_hex(uint64_t, branch_from, rec->branch_from)
		ctf_integer_hex(uint64_t, branch_to, rec->branch_to)
		ctf_integer(int32_t, tid, rec->tid)
		ctf_integer(uint32_t, kind, rec->kind)
		ctf_integer(uint32_t, trap, rec->trap)
		ctf_integer(uint32_t, cpu, rec->cpu)
		ctf_integer(uint32_t, frames, rec->frames)
		ctf_string(comm, comm)
		ctf_string(reason, reason)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_frame,
	TP_PROTO(const struct ht_event *ev, u64 address, u32 index, const char *symbol),
	TP_ARGS(ev, address, index, symbol),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint64_t, address, address)
		ctf_integer(uint32_t, index, index)
		ctf_string(symbol, symbol)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_power,
	TP_PROTO(const struct ht_event *ev, u32 action, const char *text),
	TP_ARGS(ev, action, text),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint32_t, action, action)
		ctf_string(text, text)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_step_start,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_step_start *rec,
		 const char *name, const char *device),
	TP_ARGS(ev, rec, name, device),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint64_t, func, rec->func)
		ctf_integer(uint32_t, id, rec->id)
		ctf_integer(uint32_t, kind, rec->kind)
		ctf_string(name, name)
		ctf_string(device, device)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_step_finish,
	TP_PROTO(const struct ht_event *ev, u64 func, u32 id, s32 ret),
	TP_ARGS(ev, func, id, ret),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer_hex(uint64_t, func, func)
		ctf_integer(uint32_t, id, id)
		ctf_integer(int32_t, ret, ret)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_lost,
	TP_PROTO(const struct ht_event *ev),
	TP_ARGS(ev),
	TP_FIELDS(
		HT_CTF_EVENT
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_exit,
	TP_PROTO(const struct ht_exit_event *ev),
	TP_ARGS(ev),
	TP_FIELDS(
		HT_CTF_EXIT_EVENT
		ctf_integer(uint32_t, fast, ev->fast)
		ctf_integer(uint64_t, cycles, ev->cycles)
		ctf_integer(uint64_t, user_cycles, ev->user_cycles)
		ctf_integer(uint64_t, time_ns, ev->time_ns)
	)
)

LTTNG_TRACEPOINT_EVENT_CLASS(hypertrace_kvm,
	TP_PROTO(const struct ht_exit_event *ev),
	TP_ARGS(ev),
	TP_FIELDS(
		HT_CTF_EXIT_EVENT
	)
)

LTTNG_TRACEPOINT_EVENT_INSTANCE(hypertrace_kvm, hypertrace_kvm_exit,
	TP_PROTO(const struct ht_exit_event *ev),
	TP_ARGS(ev)
)

LTTNG_TRACEPOINT_EVENT_INSTANCE(hypertrace_kvm, hypertrace_kvm_entry,
	TP_PROTO(const struct ht_exit_event *ev),
	TP_ARGS(ev)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_exit_stats,
	TP_PROTO(const struct ht_exits *x, const struct ht_exit_count *count, u32 why,
		 u32 snapshot),
	TP_ARGS(x, count, why, snapshot),
	TP_FIELDS(
		ctf_integer(uint32_t, vm_id, x->vm_id)
		ctf_integer(int32_t, vm_pid, x->vm_pid)
		ctf_integer(uint32_t, vcpu_id, x->vcpu_id)
		ctf_integer(uint32_t, isa, x->isa)
		ctf_integer(uint32_t, reason, count->reason)
		ctf_integer(uint32_t, why, why)
		ctf_integer(uint32_t, snapshot, snapshot)
		ctf_integer(uint32_t, tsc_khz, tsc_khz)
		ctf_integer(uint64_t, since_ns, x->since_ns)
		ctf_integer(uint64_t, count, count->count)
		ctf_integer(uint64_t, cycles, count->slot->cycles)
		ctf_integer(uint64_t, min, count->min)
		ctf_integer(uint64_t, max, count->slot->max)
		ctf_integer(uint64_t, fast, count->slot->fast)
		ctf_integer(uint64_t, fast_cycles, count->slot->fast_cycles)
		ctf_integer(uint64_t, user, count->slot->user)
		ctf_integer(uint64_t, user_cycles, count->slot->user_cycles)
		ctf_array(uint64_t, hist, count->hist, HT_EXIT_BUCKETS)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_vcpu_migrate,
	TP_PROTO(const struct ht_sched_event *ev),
	TP_ARGS(ev),
	TP_FIELDS(
		ctf_integer(uint32_t, vm_id, ev->vm_id)
		ctf_integer(int32_t, vm_pid, ev->vm_pid)
		ctf_integer(uint32_t, vcpu_id, ev->vcpu_id)
		ctf_integer(uint32_t, from_pcpu, ev->from_pcpu)
		ctf_integer(uint32_t, to_pcpu, ev->pcpu)
		ctf_integer(uint32_t, from_node, ev->from_node)
		ctf_integer(uint32_t, to_node, ev->node)
		ctf_integer(uint32_t, why, ev->why)
		ctf_integer(uint64_t, off_ns, ev->off_ns)
		ctf_integer(uint64_t, queued_ns, ev->queued_ns)
		ctf_integer(uint64_t, time_ns, ev->time_ns)
		ctf_integer(uint64_t, guest_tsc, ev->guest_tsc)
		HT_CTF_SCHED
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_vcpu_sched,
	TP_PROTO(const struct ht_sched_event *ev),
	TP_ARGS(ev),
	TP_FIELDS(
		ctf_integer(uint32_t, vm_id, ev->vm_id)
		ctf_integer(int32_t, vm_pid, ev->vm_pid)
		ctf_integer(uint32_t, vcpu_id, ev->vcpu_id)
		ctf_integer(uint32_t, pcpu, ev->pcpu)
		ctf_integer(uint32_t, node, ev->node)
		ctf_integer(uint32_t, why, ev->why)
		ctf_integer(uint64_t, time_ns, ev->time_ns)
		HT_CTF_SCHED
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_vm_create,
	TP_PROTO(u32 vm_id, s32 vm_pid, u32 parent_id, u32 depth, u32 inner_id),
	TP_ARGS(vm_id, vm_pid, parent_id, depth, inner_id),
	TP_FIELDS(
		ctf_integer(uint32_t, vm_id, vm_id)
		ctf_integer(int32_t, vm_pid, vm_pid)
		ctf_integer(uint32_t, parent_id, parent_id)
		ctf_integer(uint32_t, depth, depth)
		ctf_integer(uint32_t, inner_id, inner_id)
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_vm_destroy,
	TP_PROTO(u32 vm_id, s32 vm_pid, u64 records, u64 lost, u64 rejected),
	TP_ARGS(vm_id, vm_pid, records, lost, rejected),
	TP_FIELDS(
		ctf_integer(uint32_t, vm_id, vm_id)
		ctf_integer(int32_t, vm_pid, vm_pid)
		ctf_integer(uint64_t, records, records)
		ctf_integer(uint64_t, lost, lost)
		ctf_integer(uint64_t, rejected, rejected)
	)
)

#endif /* LTTNG_TRACE_HYPERTRACE_H */

#include <lttng/define_trace.h>

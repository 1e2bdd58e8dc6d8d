/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tracepoints of kvm-hypertrace.ko: what the guest said, and which VMs came and went. Any
 * tracer of the host attaches to them; lttng/ holds the LTTng probe, field for field the same, and
 * docs/events.md the list of all. Text is terminated, and printable, before it comes here.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM hypertrace

#if !defined(HT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define HT_TRACE_H

#include <linux/tracepoint.h>

#include <asm/tsc.h>

#include <hypertrace/abi.h>

#include "event.h"
#include "exit_data.h"
#include "snapshot.h"
#include "vcpu_sched.h"

TRACE_EVENT(hypertrace_guest_start,
	TP_PROTO(const struct ht_event *ev, u32 abi_version, u32 start_flags, u32 nr_cpus,
		 const char *release),
	TP_ARGS(ev, abi_version, start_flags, nr_cpus, release),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u32, abi_version)
		__field(u32, start_flags)
		__field(u32, nr_cpus)
		__string(release, release)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->abi_version = abi_version;
		__entry->start_flags = start_flags;
		__entry->nr_cpus = nr_cpus;
		__assign_str(release, release);
	),
	TP_printk(HT_EVENT_FMT "abi=%#x flags=%#x nr_cpus=%u release=%s", HT_EVENT_ARGS,
		  __entry->abi_version, __entry->start_flags, __entry->nr_cpus,
		  __get_str(release))
);

TRACE_EVENT(hypertrace_initcall_level,
	TP_PROTO(const struct ht_event *ev, const char *level),
	TP_ARGS(ev, level),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__string(level, level)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__assign_str(level, level);
	),
	TP_printk(HT_EVENT_FMT "level=%s", HT_EVENT_ARGS, __get_str(level))
);

TRACE_EVENT(hypertrace_initcall_start,
	TP_PROTO(const struct ht_event *ev, u64 func, const char *name, const char *module),
	TP_ARGS(ev, func, name, module),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, func)
		__string(name, name)
		__string(module, module)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->func = func;
		__assign_str(name, name);
		__assign_str(module, module);
	),
	TP_printk(HT_EVENT_FMT "func=%#llx name=%s module=%s", HT_EVENT_ARGS, __entry->func,
		  __get_str(name), __get_str(module))
);

TRACE_EVENT(hypertrace_initcall_finish,
	TP_PROTO(const struct ht_event *ev, u64 func, s32 ret),
	TP_ARGS(ev, func, ret),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, func)
		__field(s32, ret)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->func = func;
		__entry->ret = ret;
	),
	TP_printk(HT_EVENT_FMT "func=%#llx ret=%d", HT_EVENT_ARGS, __entry->func, __entry->ret)
);

TRACE_EVENT(hypertrace_user_start,
	TP_PROTO(const struct ht_event *ev, const char *path),
	TP_ARGS(ev, path),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__string(path, path)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__assign_str(path, path);
	),
	TP_printk(HT_EVENT_FMT "path=%s", HT_EVENT_ARGS, __get_str(path))
);

TRACE_EVENT(hypertrace_guest_stop,
	TP_PROTO(const struct ht_event *ev, u64 emitted, u64 total_lost),
	TP_ARGS(ev, emitted, total_lost),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, emitted)
		__field(u64, total_lost)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->emitted = emitted;
		__entry->total_lost = total_lost;
	),
	TP_printk(HT_EVENT_FMT "emitted=%llu total_lost=%llu", HT_EVENT_ARGS, __entry->emitted,
		  __entry->total_lost)
);

TRACE_EVENT(hypertrace_user_event,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_user_event *rec, const char *text),
	TP_ARGS(ev, rec, text),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(s32, pid)
		__field(s32, tid)
		__field(u32, id)
		__string(text, text)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->pid = rec->pid;
		__entry->tid = rec->tid;
		__entry->id = rec->id;
		__assign_str(text, text);
	),
	TP_printk(HT_EVENT_FMT "pid=%d tid=%d id=%u text=%s", HT_EVENT_ARGS, __entry->pid,
		  __entry->tid, __entry->id, __get_str(text))
);

TRACE_EVENT(hypertrace_sched_switch,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_sched_switch *rec,
		 const char *prev_comm, const char *next_comm),
	TP_ARGS(ev, rec, prev_comm, next_comm),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__string(prev_comm, prev_comm)
		__field(s32, prev_tid)
		__field(s32, prev_prio)
		__field(u64, prev_state)
		__string(next_comm, next_comm)
		__field(s32, next_tid)
		__field(s32, next_prio)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__assign_str(prev_comm, prev_comm);
		__entry->prev_tid = rec->prev_tid;
		__entry->prev_prio = rec->prev_prio;
		__entry->prev_state = rec->prev_state;
		__assign_str(next_comm, next_comm);
		__entry->next_tid = rec->next_tid;
		__entry->next_prio = rec->next_prio;
	),
	TP_printk(HT_EVENT_FMT "prev_comm=%s prev_tid=%d prev_prio=%d prev_state=%#llx "
		  "next_comm=%s next_tid=%d next_prio=%d", HT_EVENT_ARGS, __get_str(prev_comm),
		  __entry->prev_tid, __entry->prev_prio, __entry->prev_state,
		  __get_str(next_comm), __entry->next_tid, __entry->next_prio)
);

TRACE_EVENT(hypertrace_sched_wakeup,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_sched_wakeup *rec,
		 const char *comm),
	TP_ARGS(ev, rec, comm),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__string(comm, comm)
		__field(s32, tid)
		__field(s32, prio)
		__field(u32, target_cpu)
		__field(u32, is_new)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__assign_str(comm, comm);
		__entry->tid = rec->tid;
		__entry->prio = rec->prio;
		__entry->target_cpu = rec->target_cpu;
		__entry->is_new = rec->is_new;
	),
	TP_printk(HT_EVENT_FMT "comm=%s tid=%d prio=%d target_cpu=%u is_new=%u", HT_EVENT_ARGS,
		  __get_str(comm), __entry->tid, __entry->prio, __entry->target_cpu,
		  __entry->is_new)
);

TRACE_EVENT(hypertrace_syscall_entry,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_syscall_entry *rec),
	TP_ARGS(ev, rec),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, nr)
		__field(u32, compat)
		__field(s32, tid)
		__array(u64, args, 6)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->nr = rec->nr;
		__entry->compat = rec->compat;
		__entry->tid = rec->tid;
		memcpy(__entry->args, rec->args, sizeof(rec->args));
	),
	TP_printk(HT_EVENT_FMT "nr=%llu compat=%u tid=%d args=%s", HT_EVENT_ARGS, __entry->nr,
		  __entry->compat, __entry->tid, __print_array(__entry->args, 6, 8))
);

TRACE_EVENT(hypertrace_syscall_exit,
	TP_PROTO(const struct ht_event *ev, u64 nr, s64 ret),
	TP_ARGS(ev, nr, ret),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, nr)
		__field(s64, ret)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->nr = nr;
		__entry->ret = ret;
	),
	TP_printk(HT_EVENT_FMT "nr=%llu ret=%lld", HT_EVENT_ARGS, __entry->nr, __entry->ret)
);

TRACE_EVENT(hypertrace_irq_entry,
	TP_PROTO(const struct ht_event *ev, u32 irq, const char *name),
	TP_ARGS(ev, irq, name),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u32, irq)
		__string(name, name)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->irq = irq;
		__assign_str(name, name);
	),
	TP_printk(HT_EVENT_FMT "irq=%u name=%s", HT_EVENT_ARGS, __entry->irq, __get_str(name))
);

TRACE_EVENT(hypertrace_irq_exit,
	TP_PROTO(const struct ht_event *ev, u32 irq, s32 ret),
	TP_ARGS(ev, irq, ret),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u32, irq)
		__field(s32, ret)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->irq = irq;
		__entry->ret = ret;
	),
	TP_printk(HT_EVENT_FMT "irq=%u ret=%d", HT_EVENT_ARGS, __entry->irq, __entry->ret)
);

DECLARE_EVENT_CLASS(hypertrace_softirq,
	TP_PROTO(const struct ht_event *ev, u32 vec),
	TP_ARGS(ev, vec),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u32, vec)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->vec = vec;
	),
	TP_printk(HT_EVENT_FMT "vec=%u", HT_EVENT_ARGS, __entry->vec)
);

DEFINE_EVENT(hypertrace_softirq, hypertrace_softirq_entry,
	TP_PROTO(const struct ht_event *ev, u32 vec),
	TP_ARGS(ev, vec)
);

DEFINE_EVENT(hypertrace_softirq, hypertrace_softirq_exit,
	TP_PROTO(const struct ht_event *ev, u32 vec),
	TP_ARGS(ev, vec)
);

TRACE_EVENT(hypertrace_page_fault,
	TP_PROTO(const struct ht_event *ev, u64 address, u64 ip, u32 error_code),
	TP_ARGS(ev, address, ip, error_code),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, address)
		__field(u64, ip)
		__field(u32, error_code)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->address = address;
		__entry->ip = ip;
		__entry->error_code = error_code;
	),
	TP_printk(HT_EVENT_FMT "address=%#llx ip=%#llx error_code=%#x", HT_EVENT_ARGS,
		  __entry->address, __entry->ip, __entry->error_code)
);

DECLARE_EVENT_CLASS(hypertrace_func,
	TP_PROTO(const struct ht_event *ev, u64 func, u64 parent),
	TP_ARGS(ev, func, parent),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, func)
		__field(u64, parent)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->func = func;
		__entry->parent = parent;
	),
	TP_printk(HT_EVENT_FMT "func=%#llx parent=%#llx", HT_EVENT_ARGS, __entry->func,
		  __entry->parent)
);

DEFINE_EVENT(hypertrace_func, hypertrace_func_entry,
	TP_PROTO(const struct ht_event *ev, u64 func, u64 parent),
	TP_ARGS(ev, func, parent)
);

DEFINE_EVENT(hypertrace_func, hypertrace_func_exit,
	TP_PROTO(const struct ht_event *ev, u64 func, u64 parent),
	TP_ARGS(ev, func, parent)
);

TRACE_EVENT(hypertrace_panic,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_panic *rec, const char *comm,
		 const char *reason),
	TP_ARGS(ev, rec, comm, reason),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, ip)
		__field(u64, branch_from)
		__field(u64, branch_to)
		__field(s32, tid)
		__field(u32, kind)
		__field(u32, trap)
		__field(u32, cpu)
		__field(u32, frames)
		__string(comm, comm)
		__string(reason, reason)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->ip = rec->ip;
		__entry->branch_from = rec->branch_from;
		__entry->branch_to = rec->branch_to;
		__entry->tid = rec->tid;
		__entry->kind = rec->kind;
		__entry->trap = rec->trap;
		__entry->cpu = rec->cpu;
		__entry->frames = rec->frames;
		__assign_str(comm, comm);
		__assign_str(reason, reason);
	),
	TP_printk(HT_EVENT_FMT "ip=%#llx branch_from=%#llx branch_to=%#llx tid=%d kind=%u trap=%u "
		  "cpu=%u frames=%u comm=%s reason=%s", HT_EVENT_ARGS, __entry->ip,
		  __entry->branch_from, __entry->branch_to, __entry->tid, __entry->kind,
		  __entry->trap, __entry->cpu, __entry->frames, __get_str(comm),
		  __get_str(reason))
);

TRACE_EVENT(hypertrace_frame,
	TP_PROTO(const struct ht_event *ev, u64 address, u32 index, const char *symbol),
	TP_ARGS(ev, address, index, symbol),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, address)
		__field(u32, index)
		__string(symbol, symbol)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->address = address;
		__entry->index = index;
		__assign_str(symbol, symbol);
	),
	TP_printk(HT_EVENT_FMT "address=%#llx index=%u symbol=%s", HT_EVENT_ARGS,
		  __entry->address, __entry->index, __get_str(symbol))
);

TRACE_EVENT(hypertrace_power,
	TP_PROTO(const struct ht_event *ev, u32 action, const char *text),
	TP_ARGS(ev, action, text),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u32, action)
		__string(text, text)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->action = action;
		__assign_str(text, text);
	),
	TP_printk(HT_EVENT_FMT "action=%u text=%s", HT_EVENT_ARGS, __entry->action,
		  __get_str(text))
);

TRACE_EVENT(hypertrace_step_start,
	TP_PROTO(const struct ht_event *ev, const struct ht_rec_step_start *rec,
		 const char *name, const char *device),
	TP_ARGS(ev, rec, name, device),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, func)
		__field(u32, id)
		__field(u32, kind)
		__string(name, name)
		__string(device, device)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->func = rec->func;
		__entry->id = rec->id;
		__entry->kind = rec->kind;
		__assign_str(name, name);
		__assign_str(device, device);
	),
	TP_printk(HT_EVENT_FMT "func=%#llx id=%u kind=%u name=%s device=%s", HT_EVENT_ARGS,
		  __entry->func, __entry->id, __entry->kind, __get_str(name),
		  __get_str(device))
);

TRACE_EVENT(hypertrace_step_finish,
	TP_PROTO(const struct ht_event *ev, u64 func, u32 id, s32 ret),
	TP_ARGS(ev, func, id, ret),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u64, func)
		__field(u32, id)
		__field(s32, ret)
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->func = func;
		__entry->id = id;
		__entry->ret = ret;
	),
	TP_printk(HT_EVENT_FMT "func=%#llx id=%u ret=%d", HT_EVENT_ARGS, __entry->func,
		  __entry->id, __entry->ret)
);

/* Records are missing, and none has come since that could say so in its field "lost". */
TRACE_EVENT(hypertrace_lost,
	TP_PROTO(const struct ht_event *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(HT_EVENT_FIELDS),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
	),
	TP_printk(HT_EVENT_FMT, HT_EVENT_ARGS)
);

/* One exit, told at the entry that ended it; only while exits_each is on. */
TRACE_EVENT(hypertrace_exit,
	TP_PROTO(const struct ht_exit_event *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(HT_EXIT_EVENT_FIELDS
		__field(u32, fast)
		__field(u64, cycles)
		__field(u64, user_cycles)
		__field(u64, time_ns)
	),
	TP_fast_assign(
		HT_EXIT_EVENT_ASSIGN;
		__entry->fast = ev->fast;
		__entry->cycles = ev->cycles;
		__entry->user_cycles = ev->user_cycles;
		__entry->time_ns = ev->time_ns;
	),
	TP_printk(HT_EXIT_EVENT_FMT " fast=%u cycles=%llu user_cycles=%llu time=%llu",
		  HT_EXIT_EVENT_ARGS, __entry->fast, __entry->cycles, __entry->user_cycles,
		  __entry->time_ns)
);

/* KVM's own pair, with the right vCPU in it, which some tracers do not get from that; likewise. */
DECLARE_EVENT_CLASS(hypertrace_kvm,
	TP_PROTO(const struct ht_exit_event *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(HT_EXIT_EVENT_FIELDS),
	TP_fast_assign(
		HT_EXIT_EVENT_ASSIGN;
	),
	TP_printk(HT_EXIT_EVENT_FMT, HT_EXIT_EVENT_ARGS)
);

DEFINE_EVENT(hypertrace_kvm, hypertrace_kvm_exit,
	TP_PROTO(const struct ht_exit_event *ev),
	TP_ARGS(ev)
);

/* Reason and guest_rip are the exit's before it. */
DEFINE_EVENT(hypertrace_kvm, hypertrace_kvm_entry,
	TP_PROTO(const struct ht_exit_event *ev),
	TP_ARGS(ev)
);

/* All that was counted of one vCPU for one reason; many of these are a snapshot. */
TRACE_EVENT_FN(hypertrace_exit_stats,
	TP_PROTO(const struct ht_exits *x, const struct ht_exit_count *count, u32 why,
		 u32 snapshot),
	TP_ARGS(x, count, why, snapshot),
	TP_STRUCT__entry(
		__field(u32, vm_id)
		__field(s32, vm_pid)
		__field(u32, vcpu_id)
		__field(u32, isa)
		__field(u32, reason)
		__field(u32, why)
		__field(u32, snapshot)
		__field(u32, tsc_khz)
		__field(u64, since_ns)
		__field(u64, count)
		__field(u64, cycles)
		__field(u64, min)
		__field(u64, max)
		__field(u64, fast)
		__field(u64, fast_cycles)
		__field(u64, user)
		__field(u64, user_cycles)
		__array(u64, hist, HT_EXIT_BUCKETS)
	),
	TP_fast_assign(
		__entry->vm_id = x->vm_id;
		__entry->vm_pid = x->vm_pid;
		__entry->vcpu_id = x->vcpu_id;
		__entry->isa = x->isa;
		__entry->reason = count->reason;
		__entry->why = why;
		__entry->snapshot = snapshot;
		__entry->tsc_khz = tsc_khz;
		__entry->since_ns = x->since_ns;
		__entry->count = count->count;
		__entry->cycles = count->slot->cycles;
		__entry->min = count->min;
		__entry->max = count->slot->max;
		__entry->fast = count->slot->fast;
		__entry->fast_cycles = count->slot->fast_cycles;
		__entry->user = count->slot->user;
		__entry->user_cycles = count->slot->user_cycles;
		memcpy(__entry->hist, count->hist, sizeof(count->hist));
	),
	TP_printk("vm=%u pid=%d vcpu=%u reason=%#x why=%u snapshot=%u count=%llu cycles=%llu",
		  __entry->vm_id, __entry->vm_pid, __entry->vcpu_id, __entry->reason,
		  __entry->why, __entry->snapshot, __entry->count, __entry->cycles),
	ht_snapshot_reg, ht_snapshot_unreg
);

/* A vCPU runs on another CPU than before. */
TRACE_EVENT(hypertrace_vcpu_migrate,
	TP_PROTO(const struct ht_sched_event *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		__field(u32, vm_id)
		__field(s32, vm_pid)
		__field(u32, vcpu_id)
		__field(u32, from_pcpu)
		__field(u32, to_pcpu)
		__field(u32, from_node)
		__field(u32, to_node)
		__field(u32, why)
		__field(u64, off_ns)
		__field(u64, queued_ns)
		__field(u64, time_ns)
		__field(u64, guest_tsc)
		HT_SCHED_FIELDS
	),
	TP_fast_assign(
		__entry->vm_id = ev->vm_id;
		__entry->vm_pid = ev->vm_pid;
		__entry->vcpu_id = ev->vcpu_id;
		__entry->from_pcpu = ev->from_pcpu;
		__entry->to_pcpu = ev->pcpu;
		__entry->from_node = ev->from_node;
		__entry->to_node = ev->node;
		__entry->why = ev->why;
		__entry->off_ns = ev->off_ns;
		__entry->queued_ns = ev->queued_ns;
		__entry->time_ns = ev->time_ns;
		__entry->guest_tsc = ev->guest_tsc;
		HT_SCHED_ASSIGN;
	),
	TP_printk("vm=%u pid=%d vcpu=%u from=%u to=%u why=%u off=%llu queued=%llu time=%llu "
		  "migrations=%llu", __entry->vm_id, __entry->vm_pid, __entry->vcpu_id,
		  __entry->from_pcpu, __entry->to_pcpu, __entry->why, __entry->off_ns,
		  __entry->queued_ns, __entry->time_ns, __entry->migrations)
);

/* What a vCPU has done with its life so far. */
TRACE_EVENT_FN(hypertrace_vcpu_sched,
	TP_PROTO(const struct ht_sched_event *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(
		__field(u32, vm_id)
		__field(s32, vm_pid)
		__field(u32, vcpu_id)
		__field(u32, pcpu)
		__field(u32, node)
		__field(u32, why)
		__field(u64, time_ns)
		HT_SCHED_FIELDS
	),
	TP_fast_assign(
		__entry->vm_id = ev->vm_id;
		__entry->vm_pid = ev->vm_pid;
		__entry->vcpu_id = ev->vcpu_id;
		__entry->pcpu = ev->pcpu;
		__entry->node = ev->node;
		__entry->why = ev->why;
		__entry->time_ns = ev->time_ns;
		HT_SCHED_ASSIGN;
	),
	TP_printk("vm=%u pid=%d vcpu=%u pcpu=%u why=%u migrations=%llu run=%llu wait=%llu "
		  "halt=%llu", __entry->vm_id, __entry->vm_pid, __entry->vcpu_id, __entry->pcpu,
		  __entry->why, __entry->migrations, __entry->run_ns, __entry->wait_ns,
		  __entry->halt_ns),
	ht_snapshot_reg, ht_snapshot_unreg
);

/* When the VM begins, and again for each when somebody begins to record. */
TRACE_EVENT_FN(hypertrace_vm_create,
	TP_PROTO(u32 vm_id, s32 vm_pid, u32 parent_id, u32 depth, u32 inner_id),
	TP_ARGS(vm_id, vm_pid, parent_id, depth, inner_id),
	TP_STRUCT__entry(
		__field(u32, vm_id)
		__field(s32, vm_pid)
		__field(u32, parent_id)
		__field(u32, depth)
		__field(u32, inner_id)
	),
	TP_fast_assign(
		__entry->vm_id = vm_id;
		__entry->vm_pid = vm_pid;
		__entry->parent_id = parent_id;
		__entry->depth = depth;
		__entry->inner_id = inner_id;
	),
	TP_printk("vm=%u pid=%d parent=%u depth=%u inner=%u", __entry->vm_id, __entry->vm_pid,
		  __entry->parent_id, __entry->depth, __entry->inner_id),
	ht_snapshot_reg, ht_snapshot_unreg
);

TRACE_EVENT(hypertrace_vm_destroy,
	TP_PROTO(u32 vm_id, s32 vm_pid, u64 records, u64 lost, u64 rejected),
	TP_ARGS(vm_id, vm_pid, records, lost, rejected),
	TP_STRUCT__entry(
		__field(u32, vm_id)
		__field(s32, vm_pid)
		__field(u64, records)
		__field(u64, lost)
		__field(u64, rejected)
	),
	TP_fast_assign(
		__entry->vm_id = vm_id;
		__entry->vm_pid = vm_pid;
		__entry->records = records;
		__entry->lost = lost;
		__entry->rejected = rejected;
	),
	TP_printk("vm=%u pid=%d records=%llu lost=%llu rejected=%llu", __entry->vm_id,
		  __entry->vm_pid, __entry->records, __entry->lost, __entry->rejected)
);

#endif /* HT_TRACE_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>

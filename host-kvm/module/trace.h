/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tracepoints of kvm-hypertrace.ko: what the guest said, and which VMs came and went. Any
 * tracer of the host attaches to them; lttng/ holds the LTTng probe, field for field the same.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM hypertrace

#if !defined(HT_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define HT_TRACE_H

#include <linux/tracepoint.h>

#include "event.h"

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
	TP_PROTO(const struct ht_event *ev),
	TP_ARGS(ev),
	TP_STRUCT__entry(HT_EVENT_FIELDS),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
	),
	TP_printk(HT_EVENT_FMT, HT_EVENT_ARGS)
);

TRACE_EVENT(hypertrace_vm_create,
	TP_PROTO(u32 vm_id, s32 vm_pid),
	TP_ARGS(vm_id, vm_pid),
	TP_STRUCT__entry(
		__field(u32, vm_id)
		__field(s32, vm_pid)
	),
	TP_fast_assign(
		__entry->vm_id = vm_id;
		__entry->vm_pid = vm_pid;
	),
	TP_printk("vm=%u pid=%d", __entry->vm_id, __entry->vm_pid)
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

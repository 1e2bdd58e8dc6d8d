/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of our events as LTTng records them: those of module/trace.h, by the same names.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM hypertrace

#if !defined(LTTNG_TRACE_HYPERTRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define LTTNG_TRACE_HYPERTRACE_H

#include <lttng/tracepoint-event.h>

#include "event.h"

#define HT_CTF_EVENT                                                                               \
	ctf_integer(uint32_t, vm_id, ev->vm_id)                                                    \
	ctf_integer(int32_t, vm_pid, ev->vm_pid)                                                   \
	ctf_integer(uint32_t, vcpu_id, ev->vcpu_id)                                                \
	ctf_integer(uint32_t, pcpu, ev->pcpu)                                                      \
	ctf_integer(uint32_t, seq, ev->seq)                                                        \
	ctf_integer(uint32_t, lost, ev->lost)                                                      \
	ctf_integer(uint64_t, time_ns, ev->time_ns)                                                \
	ctf_integer(uint64_t, guest_tsc, ev->guest_tsc)

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
	TP_PROTO(const struct ht_event *ev),
	TP_ARGS(ev),
	TP_FIELDS(
		HT_CTF_EVENT
	)
)

LTTNG_TRACEPOINT_EVENT(hypertrace_vm_create,
	TP_PROTO(u32 vm_id, s32 vm_pid),
	TP_ARGS(vm_id, vm_pid),
	TP_FIELDS(
		ctf_integer(uint32_t, vm_id, vm_id)
		ctf_integer(int32_t, vm_pid, vm_pid)
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

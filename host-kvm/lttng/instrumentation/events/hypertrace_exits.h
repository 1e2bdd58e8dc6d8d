/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of module/trace_exits.h as LTTng records them, by the same names.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM hypertrace_exits

#if !defined(LTTNG_TRACE_HYPERTRACE_EXITS_H) || defined(TRACE_HEADER_MULTI_READ)
#define LTTNG_TRACE_HYPERTRACE_EXITS_H

#include <lttng/tracepoint-event.h>

#include "ht_fields.h"

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

#endif /* LTTNG_TRACE_HYPERTRACE_EXITS_H */

#include <lttng/define_trace.h>

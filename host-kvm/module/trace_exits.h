/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One event or more for every exit: for a close look, at a price. LTTng's probe of these is a module of
 * its own, so that "hypertrace_*" means them only when that is loaded.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM hypertrace_exits

#if !defined(HT_TRACE_EXITS_H) || defined(TRACE_HEADER_MULTI_READ)
#define HT_TRACE_EXITS_H

#include <linux/tracepoint.h>

#include "event.h"

/* One exit, told at the entry that ended it. */
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

/* KVM's own pair, with the right vCPU in it, which some tracers do not get from that. */
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

#endif /* HT_TRACE_EXITS_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE trace_exits
#include <trace/define_trace.h>

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The other form of the same events: one tracepoint for many records, as the guest wrote them. What
 * reads the trace takes them apart. It costs the host one event where trace.h costs many, and is of
 * another system, so that "hypertrace_*" does not record everything twice.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ht

#if !defined(HT_TRACE_PACKED_H) || defined(TRACE_HEADER_MULTI_READ)
#define HT_TRACE_PACKED_H

#include <linux/tracepoint.h>

#include <asm/tsc.h>

#include "event.h"

/*
 * LTTng takes all records and exits; ftrace and perf, whose events have a page, as many bytes as that
 * holds, and 8 KiB is where perf warns.
 */
#ifndef HT_PACKED_PAGE
#define HT_PACKED_PAGE(len) min_t(u32, len, 3072)
#define HT_PACKED_EXITS(len) min_t(u32, len, 64)
#endif

/*
 * Of the common fields seq and lost are the first record's. time_ns and guest_tsc are one moment on
 * both clocks, the anchor: a record happened (guest_tsc - its tsc) / guest_khz ms before time_ns.
 */
TRACE_EVENT(ht_packed,
	TP_PROTO(const struct ht_event *ev, const struct ht_packed *packed),
	TP_ARGS(ev, packed),
	TP_STRUCT__entry(HT_EVENT_FIELDS
		__field(u32, guest_khz)
		__field(u32, host_khz)
		__field(u32, events)
		__dynamic_array(u8, records, HT_PACKED_PAGE(packed->len))
		__dynamic_array(u64, exit_log, HT_PACKED_EXITS(packed->exit_log_len))
	),
	TP_fast_assign(
		HT_EVENT_ASSIGN;
		__entry->guest_khz = packed->guest_khz;
		__entry->host_khz = tsc_khz;
		__entry->events = packed->events;
		memcpy(__get_dynamic_array(records), packed->records, HT_PACKED_PAGE(packed->len));
		memcpy(__get_dynamic_array(exit_log), packed->exit_log,
		       HT_PACKED_EXITS(packed->exit_log_len) * sizeof(u64));
	),
	TP_printk(HT_EVENT_FMT "guest_khz=%u events=%u bytes=%u", HT_EVENT_ARGS,
		  __entry->guest_khz, __entry->events, __get_dynamic_array_len(records))
);

#endif /* HT_TRACE_PACKED_H */

#undef TRACE_INCLUDE_PATH
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_PATH .
#define TRACE_INCLUDE_FILE trace_packed
#include <trace/define_trace.h>

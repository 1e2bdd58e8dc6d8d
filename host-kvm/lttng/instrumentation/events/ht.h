/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The fields of module/trace_packed.h as LTTng records them, by the same names. Bytes have no byte
 * order, so LTTng takes the records over by a plain copy.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ht

#if !defined(LTTNG_TRACE_HT_H) || defined(TRACE_HEADER_MULTI_READ)
#define LTTNG_TRACE_HT_H

#include <lttng/tracepoint-event.h>

#include "ht_fields.h"

LTTNG_TRACEPOINT_EVENT(ht_packed,
	TP_PROTO(const struct ht_event *ev, u32 guest_khz, u32 events, const void *records,
		 u32 len),
	TP_ARGS(ev, guest_khz, events, records, len),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint32_t, guest_khz, guest_khz)
		ctf_integer(uint32_t, events, events)
		ctf_sequence_hex(uint8_t, records, records, uint32_t, len)
	)
)

#endif /* LTTNG_TRACE_HT_H */

#include <lttng/define_trace.h>

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
	TP_PROTO(const struct ht_event *ev, const struct ht_packed *packed),
	TP_ARGS(ev, packed),
	TP_FIELDS(
		HT_CTF_EVENT
		ctf_integer(uint32_t, guest_khz, packed->guest_khz)
		ctf_integer(uint32_t, host_khz, tsc_khz)
		ctf_integer(uint32_t, events, packed->events)
		ctf_sequence_hex(uint8_t, records, packed->records, uint32_t, packed->len)
		ctf_sequence(uint64_t, exit_log, packed->exit_log, uint32_t, packed->exit_log_len)
	)
)

#endif /* LTTNG_TRACE_HT_H */

#include <lttng/define_trace.h>

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The same 32 bytes of payload as an LTTng-UST tracepoint.
 */
#undef LTTNG_UST_TRACEPOINT_PROVIDER
#define LTTNG_UST_TRACEPOINT_PROVIDER ht_bench
#undef LTTNG_UST_TRACEPOINT_INCLUDE
#define LTTNG_UST_TRACEPOINT_INCLUDE "ust.h"

#if !defined(UST_H) || defined(LTTNG_UST_TRACEPOINT_HEADER_MULTI_READ)
#define UST_H

#include <linux/types.h>

#include <lttng/tracepoint.h>

/* clang-format off */
LTTNG_UST_TRACEPOINT_EVENT(ht_bench, record,
	LTTNG_UST_TP_ARGS(__u64, a, __u64, b, __u64, c, __u64, d),
	LTTNG_UST_TP_FIELDS(
		lttng_ust_field_integer(__u64, a, a)
		lttng_ust_field_integer(__u64, b, b)
		lttng_ust_field_integer(__u64, c, c)
		lttng_ust_field_integer(__u64, d, d)
	)
)
/* clang-format on */

#endif /* UST_H */

#include <lttng/tracepoint-event.h>

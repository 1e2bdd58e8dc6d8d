// SPDX-License-Identifier: GPL-2.0-only
/*
 * The LTTng probe of ht_packed, kvm-hypertrace's tracepoint for many records at once. It is apart,
 * since a probe's events are all of one TRACE_SYSTEM. lttng-sessiond loads both probes when it is
 * started with --extra-kmod-probes=hypertrace,hypertrace-packed.
 */
#include <linux/module.h>
#include <lttng/tracer.h>

/* The kernel's side first: the compiler then checks that both agree on the prototype. */
#include "../module/trace_packed.h"

#include <wrapper/tracepoint.h>

#define LTTNG_PACKAGE_BUILD
#define CREATE_TRACE_POINTS
#undef TRACE_INCLUDE_FILE
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH instrumentation/events

#include <instrumentation/events/ht.h>

MODULE_DESCRIPTION("LTTng probe of kvm-hypertrace's packed records");
MODULE_AUTHOR("The hypertrace developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(HT_VERSION);

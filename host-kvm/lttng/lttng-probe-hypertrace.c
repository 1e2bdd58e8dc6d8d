// SPDX-License-Identifier: GPL-2.0-only
/*
 * The LTTng probe of kvm-hypertrace's tracepoints hypertrace_*. lttng-sessiond loads it when it is
 * started with --extra-kmod-probes=hypertrace; it may be loaded before or after kvm-hypertrace.
 */
#include <linux/module.h>
#include <lttng/tracer.h>

/* The kernel's side first: the compiler then checks that both agree on every prototype. */
#include "../module/trace.h"

#include <wrapper/tracepoint.h>

#define LTTNG_PACKAGE_BUILD
#define CREATE_TRACE_POINTS
#undef TRACE_INCLUDE_FILE
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH instrumentation/events

#include <instrumentation/events/hypertrace.h>

MODULE_DESCRIPTION("LTTng probe of kvm-hypertrace");
MODULE_AUTHOR("The hypertrace developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(HT_VERSION);

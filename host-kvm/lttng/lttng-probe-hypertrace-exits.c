// SPDX-License-Identifier: GPL-2.0-only
/*
 * The LTTng probe of kvm-hypertrace's tracepoints for single exits. Optional: while it is loaded
 * "hypertrace_*" records every exit, too. lttng-sessiond loads it when it is started with
 * --extra-kmod-probes=...,hypertrace-exits; modprobe does so at any time.
 */
#include <linux/module.h>
#include <lttng/tracer.h>

/* The kernel's side first: the compiler then checks that both agree on every prototype. */
#include "../module/trace_exits.h"

#include <wrapper/tracepoint.h>

#define LTTNG_PACKAGE_BUILD
#define CREATE_TRACE_POINTS
#undef TRACE_INCLUDE_FILE
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH instrumentation/events

#include <instrumentation/events/hypertrace_exits.h>

MODULE_DESCRIPTION("LTTng probe of kvm-hypertrace, single exits");
MODULE_AUTHOR("The hypertrace developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(HT_VERSION);

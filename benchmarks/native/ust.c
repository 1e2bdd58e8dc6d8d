// SPDX-License-Identifier: GPL-2.0-only
/*
 * The LTTng-UST tracepoint of ust.h, and what it costs. Apart from native.c for the sake of checkers
 * that LTTng's headers are too much for.
 */
#define LTTNG_UST_TRACEPOINT_CREATE_PROBES
#define LTTNG_UST_TRACEPOINT_DEFINE
#include "ust.h"

#include "native.h"

double ust_slice(void)
{
	struct payload p = { { 1, 2, 3, 4 } };
	double start = now_ns();
	__u32 i;

	for (i = 0; i < SLICE; i++) {
		lttng_ust_tracepoint(ht_bench, record, p.word[0], p.word[1], p.word[2], p.word[3]);
		opaque();
	}
	return (now_ns() - start) / SLICE;
}

int ust_enabled(void)
{
	return lttng_ust_tracepoint_enabled(ht_bench, record);
}

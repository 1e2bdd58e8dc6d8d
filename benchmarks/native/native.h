/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What native.c measures with, and what it measures elsewhere: ust.c.
 */
#ifndef NATIVE_H
#define NATIVE_H

#include <time.h>

#include <linux/types.h>

#define SLICE 1000u /* events */

struct payload {
	__u64 word[4];
};

/* The compiler can neither foresee nor keep what is in memory. */
static inline void opaque(void)
{
	__asm__ volatile("" : : : "memory");
}

static inline double now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* One slice of tracepoints, in nanoseconds each; and whether anybody records them. */
double ust_slice(void);
int ust_enabled(void);

#endif /* NATIVE_H */

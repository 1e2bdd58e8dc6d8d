/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/nest.h - where a kernel's two halves meet.
 *
 * A kernel that is a guest and a host at once has hypertrace_guest, which shares a page with the
 * host outside, and kvm-hypertrace, which knows who is about to run. Neither needs the other: the
 * latter looks the function up when it wants to speak (symbol_get()).
 */
#ifndef HYPERTRACE_NEST_H
#define HYPERTRACE_NEST_H

#include <hypertrace/abi.h>

#ifdef __KERNEL__
struct ht_nest *hypertrace_nest(void);
#endif

/**
 * ht_nest_valid - does it name a guest whose calls are for the host?
 * @nest: a copy
 */
static inline int ht_nest_valid(const struct ht_nest *nest)
{
	return nest->depth >= 1 && nest->depth < HT_NEST_MAX && !nest->pad;
}

#endif /* HYPERTRACE_NEST_H */

/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/state.h - reading what the host says of a vCPU. No exit, no system call, any context.
 */
#ifndef HYPERTRACE_STATE_H
#define HYPERTRACE_STATE_H

#include <hypertrace/abi.h>
#include <hypertrace/shared.h>

#ifdef __cplusplus
extern "C" {
#endif

/* More than a host's CPU takes to write a cache line, if it is not interrupted there. */
#define HT_STATE_TRIES 1000

/**
 * ht_vcpu_state_read - take a copy that is of one moment
 * @from: in the shared page
 * @to: where to
 *
 * Return: 0; -HT_ENXIO: the host has never written there, or does not come to an end.
 */
static inline int ht_vcpu_state_read(const struct ht_vcpu_state *from, struct ht_vcpu_state *to)
{
	int tries = HT_STATE_TRIES;

	do {
		/* Pairs with the host's first barrier: odd before the rest. */
		to->seq = ht_load_acquire(&from->seq);
		to->pcpu = ht_load(&from->pcpu);
		to->node = ht_load(&from->node);
		to->preempted = ht_load(&from->preempted);
		to->migrations = ht_load(&from->migrations);
		to->wait_ns = ht_load(&from->wait_ns);
		to->loads = ht_load(&from->loads);
		/* Pairs with its second one: x86 does not reorder loads, compilers do. */
		to->moved_tsc = ht_load(&from->moved_tsc);
		ht_barrier();
		if (!(to->seq & 1) && ht_load(&from->seq) == to->seq)
			return to->loads ? 0 : -HT_ENXIO;
	} while (--tries);
	return -HT_ENXIO;
}

#ifdef __cplusplus
}
#endif

#endif /* HYPERTRACE_STATE_H */

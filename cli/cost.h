/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hypervisor did in a span of time: the difference of two sums.
 */
#ifndef HT_COST_H
#define HT_COST_H

#include <stdint.h>

/**
 * struct ht_cost - exits and their time
 * @exits: exits that ended in it
 * @cycles: what they took, in cycles of the host
 * @gaps: how often it is not known what happened: the rest is then less than all
 */
struct ht_cost {
	uint64_t exits;
	uint64_t cycles;
	uint64_t gaps;
};

/* Sums of what a trace says may wrap, and must not trap. */
static inline struct ht_cost ht_cost_sum(struct ht_cost a, struct ht_cost b)
{
	return (struct ht_cost){ a.exits + b.exits, a.cycles + b.cycles, a.gaps + b.gaps };
}

static inline struct ht_cost ht_cost_since(struct ht_cost now, struct ht_cost then)
{
	return (struct ht_cost){ now.exits - then.exits, now.cycles - then.cycles,
				 now.gaps - then.gaps };
}

#endif /* HT_COST_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Phases of a VM's life, as both forms of the overview say them.
 */
#ifndef HT_OVERVIEW_PHASE_H
#define HT_OVERVIEW_PHASE_H

#include "life.h"

/**
 * struct ht_phase_cost - what the hypervisor took of a phase
 * @known: exits are known
 * @exits: how many
 * @has_ns: their time is known, too
 * @ns: that
 * @has_share: and what share of the vCPUs' time it is
 * @share: that
 */
struct ht_phase_cost {
	bool known;
	uint64_t exits;
	bool has_ns;
	int64_t ns;
	bool has_share;
	double share;
};

const char *ht_overview_kind(enum ht_life_kind kind);
void ht_overview_phase_name(char *out, size_t size, const struct ht_life *life, size_t row);
const char *ht_overview_end(const struct ht_life *life);
struct ht_phase_cost ht_overview_cost(const struct ht_life *life, const struct ht_life_sum *sum,
				      uint32_t khz);
struct ht_life_sum ht_overview_total(const struct ht_life *life);

#endif /* HT_OVERVIEW_PHASE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What runs in a VM at the moment: initcalls, and steps of a shutdown or of a sleep; and which of
 * them was the slowest.
 */
#ifndef HT_LIFE_OPEN_H
#define HT_LIFE_OPEN_H

#include "life.h"

int ht_open_begin(struct ht_life *life, const struct ht_open *what);
void ht_open_end(struct ht_life *life, bool is_call, uint64_t func, uint32_t id, uint64_t now);
int ht_open_latest(const struct ht_life *life, uint32_t vcpu, struct ht_open *copy);
void ht_open_forget(struct ht_life *life);
void ht_open_exit(struct ht_open *what);

#endif /* HT_LIFE_OPEN_H */

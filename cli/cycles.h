/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Cycles of a TSC as time: how fast it runs, if nobody says so, and how long cycles are.
 */
#ifndef HT_CYCLES_H
#define HT_CYCLES_H

#include <stdint.h>

/**
 * struct ht_tsc_guess - the rate of a TSC, from time stamps on two clocks; all zero: not known
 * @tsc: the first one's
 * @ns: the same on the host's clock
 * @last_tsc: the last one's
 * @last_ns: the same on the host's clock
 */
struct ht_tsc_guess {
	uint64_t tsc;
	uint64_t ns;
	uint64_t last_tsc;
	uint64_t last_ns;
};

void ht_tsc_guess_add(struct ht_tsc_guess *guess, uint64_t tsc, uint64_t ns);
uint32_t ht_tsc_guess_khz(const struct ht_tsc_guess *guess);
uint64_t ht_cycles_to_ns(uint64_t cycles, uint32_t khz);

#endif /* HT_CYCLES_H */

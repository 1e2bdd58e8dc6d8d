// SPDX-License-Identifier: GPL-2.0-only
/*
 * Cycles of a TSC as time. Rates are whole kHz, as in the kernel.
 */
#include "cycles.h"

#define NS_PER_MS 1000000

/* What no TSC was ever slower or faster than: a guess outside is wrong. */
#define KHZ_MIN 100000
#define KHZ_MAX 100000000

/**
 * ht_tsc_guess_add() - there is a time stamp on both clocks
 * @guess: what is known so far; it begins anew when one of them runs backwards
 * @tsc: the TSC's
 * @ns: the host's
 */
void ht_tsc_guess_add(struct ht_tsc_guess *guess, uint64_t tsc, uint64_t ns)
{
	if (!guess->last_ns || tsc < guess->last_tsc || ns < guess->last_ns) {
		guess->tsc = tsc;
		guess->ns = ns;
	}
	guess->last_tsc = tsc;
	guess->last_ns = ns;
}

/**
 * ht_tsc_guess_khz() - how fast does it run?
 * @guess: what is known
 *
 * Return: kHz, or 0: not known.
 */
uint32_t ht_tsc_guess_khz(const struct ht_tsc_guess *guess)
{
	uint64_t ns = guess->last_ns - guess->ns;
	unsigned __int128 khz;

	/* In less than a microsecond a tick more or less makes a difference. */
	if (ns < 1000)
		return 0;
	khz = (unsigned __int128)(guess->last_tsc - guess->tsc) * NS_PER_MS / ns;
	return khz < KHZ_MIN || khz > KHZ_MAX ? 0 : (uint32_t)khz;
}

/**
 * ht_cycles_to_ns() - how long is that?
 * @cycles: of a TSC
 * @khz: its rate, not 0
 *
 * Return: nanoseconds, saturated.
 */
uint64_t ht_cycles_to_ns(uint64_t cycles, uint32_t khz)
{
	unsigned __int128 ns = (unsigned __int128)cycles * NS_PER_MS / khz;

	return ns > INT64_MAX ? INT64_MAX : (uint64_t)ns;
}

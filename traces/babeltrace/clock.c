// SPDX-License-Identifier: GPL-2.0-only
/*
 * Conversions between a trace clock's cycles and nanoseconds. Every number here can come from a
 * damaged trace, so products have 128 bits and results saturate.
 */
#include "clock.h"

#define NSEC 1000000000

static int64_t saturate(__int128 ns)
{
	if (ns > INT64_MAX)
		return INT64_MAX;
	return ns < INT64_MIN ? INT64_MIN : (int64_t)ns;
}

/**
 * ht_clock_init() - set a clock up
 * @clock: the clock
 * @frequency: Hz, not 0
 * @offset_s: seconds from the origin to cycle 0
 * @offset_cycles: cycles to add to that
 */
void ht_clock_init(struct ht_clock *clock, uint64_t frequency, int64_t offset_s,
		   uint64_t offset_cycles)
{
	__int128 cycles_ns = (__int128)offset_cycles * NSEC / frequency;

	clock->frequency = frequency;
	clock->offset_ns = saturate((__int128)offset_s * NSEC + cycles_ns);
	clock->last = 0;
}

static unsigned __int128 cycles_to_ns(const struct ht_clock *clock, uint64_t cycles)
{
	if (clock->frequency == NSEC)
		return cycles;
	return (unsigned __int128)cycles * NSEC / clock->frequency;
}

/**
 * ht_clock_from_cycles() - when is that, from the clock's origin?
 * @clock: the clock
 * @cycles: as in the trace
 *
 * Return: nanoseconds, rounded down, saturated.
 */
int64_t ht_clock_from_cycles(const struct ht_clock *clock, uint64_t cycles)
{
	return saturate((__int128)cycles_to_ns(clock, cycles) + clock->offset_ns);
}

/**
 * ht_clock_from_monotonic() - the same for a time of a payload
 * @clock: the clock
 * @ns: nanoseconds of CLOCK_MONOTONIC
 *
 * Return: nanoseconds from the clock's origin, saturated.
 */
int64_t ht_clock_from_monotonic(const struct ht_clock *clock, uint64_t ns)
{
	return saturate((__int128)ns + clock->offset_ns);
}

/**
 * ht_clock_monotonic() - what CLOCK_MONOTONIC was at a stamp of the trace
 * @clock: the clock
 * @cycles: as in the trace
 *
 * Return: nanoseconds, saturated.
 */
uint64_t ht_clock_monotonic(const struct ht_clock *clock, uint64_t cycles)
{
	unsigned __int128 ns = cycles_to_ns(clock, cycles);

	return ns > UINT64_MAX ? UINT64_MAX : (uint64_t)ns;
}

/**
 * ht_clock_stamp() - the stamp of a message that is about to be sent
 * @clock: the clock
 * @ns: when it is to be, from the clock's origin
 * @at_least: cycles, for clocks finer than nanoseconds: the stamp a message had anyway; or 0
 *
 * Return: cycles, not before @ns, nor before what this returned last.
 */
uint64_t ht_clock_stamp(struct ht_clock *clock, int64_t ns, uint64_t at_least)
{
	__int128 monotonic = (__int128)ns - clock->offset_ns;
	unsigned __int128 cycles = monotonic > 0 ? (unsigned __int128)monotonic : 0;

	if (clock->frequency != NSEC)
		cycles = (cycles * clock->frequency + NSEC - 1) / NSEC;
	if (cycles > UINT64_MAX)
		cycles = UINT64_MAX;
	if (cycles > clock->last)
		clock->last = (uint64_t)cycles;
	if (at_least > clock->last)
		clock->last = at_least;
	return clock->last;
}

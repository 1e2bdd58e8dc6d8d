/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Three ways to say when: cycles of a trace's clock, as they stand in the trace; nanoseconds of
 * that clock without its offset, which for LTTng is the host's CLOCK_MONOTONIC and what our
 * payloads hold; and nanoseconds since the clock's origin, by which streams of different clocks
 * compare.
 *
 *	cycles ── / frequency ──► monotonic ns ── + offset ──► ns from origin
 */
#ifndef HT_CLOCK_H
#define HT_CLOCK_H

#include <stdint.h>

/**
 * struct ht_clock - a clock of the output trace
 * @frequency: Hz
 * @offset_ns: nanoseconds from the clock's origin to its cycle 0
 * @last: cycles last given out: stamps of one clock never run backwards
 */
struct ht_clock {
	uint64_t frequency;
	int64_t offset_ns;
	uint64_t last;
};

void ht_clock_init(struct ht_clock *clock, uint64_t frequency, int64_t offset_s,
		   uint64_t offset_cycles);
int64_t ht_clock_from_cycles(const struct ht_clock *clock, uint64_t cycles);
int64_t ht_clock_from_monotonic(const struct ht_clock *clock, uint64_t ns);
uint64_t ht_clock_monotonic(const struct ht_clock *clock, uint64_t cycles);
uint64_t ht_clock_stamp(struct ht_clock *clock, int64_t ns, uint64_t at_least);

#endif /* HT_CLOCK_H */

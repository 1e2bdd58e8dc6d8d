/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Output that goes on: a sample every so often. A terminal shows the newest one in place; a pipe
 * gets one after the other, so that nothing is overwritten in a log.
 */
#ifndef HT_LIVE_H
#define HT_LIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/**
 * struct ht_live - output that goes on
 * @in_place: standard output is a terminal that can be cleared
 * @begun: something was shown
 * @next: when the next sample is due
 */
struct ht_live {
	bool in_place;
	bool begun;
	struct timespec next;
};

void ht_live_init(struct ht_live *live);
void ht_live_wait(struct ht_live *live, uint64_t interval_ns);
void ht_live_show(struct ht_live *live, double seconds);

#endif /* HT_LIVE_H */

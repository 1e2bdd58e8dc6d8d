/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Ping-pong: a vCPU goes to and fro between two pCPUs.
 */
#ifndef HT_PINGPONG_H
#define HT_PINGPONG_H

#include <stdbool.h>
#include <stdint.h>

#include "sched_event.h"

/* So many migrations in succession are ping-pong, … */
#define HT_PINGPONG_MOVES 4
/* … if each comes so soon after the one before. */
#define HT_PINGPONG_STAY_NS 100000000

/**
 * struct ht_pingpong - a stretch of migrations between two pCPUs; all zero: none
 * @vcpu: the vCPU
 * @pcpus: where the first migration went from, and where to
 * @moves: how many migrations
 * @begin_ns: when the first one was
 * @end_ns: when the last one was
 * @off_ns: how long the vCPU was off the CPU for them
 */
struct ht_pingpong {
	uint32_t vcpu;
	uint32_t pcpus[2];
	uint64_t moves;
	uint64_t begin_ns;
	uint64_t end_ns;
	uint64_t off_ns;
};

bool ht_pingpong_goes_on(const struct ht_pingpong *ping, const struct ht_sched *move);
void ht_pingpong_add(struct ht_pingpong *ping, const struct ht_sched *move);
int ht_pingpong_order(const void *a, const void *b);

static inline bool ht_pingpong_is(const struct ht_pingpong *ping)
{
	return ping->moves >= HT_PINGPONG_MOVES;
}

#endif /* HT_PINGPONG_H */

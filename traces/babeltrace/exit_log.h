/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the hypervisor did between the records of a vCPU: ht_packed carries the exits that ended
 * since the one before it, and each record is told those that no earlier record was.
 *
 *	exits     x  x x      x    x
 *	        ──┴──┴─┴──┬───┴──┬─┴────►  the guest's TSC
 *	records           a: 3   b: 1      and the last one waits for the next ht_packed
 */
#ifndef HT_EXIT_LOG_H
#define HT_EXIT_LOG_H

#include <stddef.h>
#include <stdint.h>

/* So many wait at most. If there are more, the oldest of them are counted together. */
#define HT_EXIT_LOG_MAX 4096

/**
 * struct ht_exit_run - exits that are counted together; mostly it is one
 * @tsc: when the last of them was, in the guest's TSC
 * @cycles: what they took, in cycles of the host
 * @count: how many they are
 */
struct ht_exit_run {
	uint64_t tsc;
	uint64_t cycles;
	uint64_t count;
};

/**
 * struct ht_exit_log - exits that no record was told of yet; all zero: none
 * @runs: a ring buffer, in the order of their time stamps, @room (a power of two or 0) large
 * @room: see @runs
 * @begin: index of the first of them
 * @count: how many there are
 */
struct ht_exit_log {
	struct ht_exit_run *runs;
	size_t room;
	size_t begin;
	size_t count;
};

int ht_exit_log_read(struct ht_exit_log *log, const uint64_t *words, uint64_t len);
void ht_exit_log_take(struct ht_exit_log *log, uint64_t tsc, uint32_t *exits, uint64_t *cycles);
void ht_exit_log_exit(struct ht_exit_log *log);

#endif /* HT_EXIT_LOG_H */

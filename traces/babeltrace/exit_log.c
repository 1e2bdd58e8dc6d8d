// SPDX-License-Identifier: GPL-2.0-only
/*
 * The exits of one vCPU, from ht_packed to the records that they precede. A log is in the order in
 * which exits ended, so time stamps that run backwards are those of a TSC that was set back: what
 * stands before such a one happened before, and goes with it. So the log is always in order, and
 * each exit is looked at twice, whatever a trace says.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "exit_log.h"

#define FIRST_ROOM 64

/* A pair of words is an exit: its time stamp; its reason above so many bits of cycles. */
#define CYCLES_BITS 48
#define CYCLES_MASK ((UINT64_C(1) << CYCLES_BITS) - 1)
/* Not one exit but several, which the host had no room for: how many says the pair that follows. */
#define REASON_SEVERAL 0xffff

static uint64_t add(uint64_t a, uint64_t b)
{
	return a + b < a ? UINT64_MAX : a + b;
}

static struct ht_exit_run *at(const struct ht_exit_log *log, size_t index)
{
	return &log->runs[(log->begin + index) & (log->room - 1)];
}

static int grow(struct ht_exit_log *log)
{
	size_t room = log->room ? 2 * log->room : FIRST_ROOM;
	struct ht_exit_run *runs = calloc(room, sizeof(*runs));
	size_t i;

	if (!runs)
		return -ENOMEM;
	for (i = 0; i < log->count; i++)
		runs[i] = *at(log, i);
	free(log->runs);
	log->runs = runs;
	log->room = room;
	log->begin = 0;
	return 0;
}

static void merge(struct ht_exit_run *into, const struct ht_exit_run *run)
{
	into->cycles = add(into->cycles, run->cycles);
	into->count = add(into->count, run->count);
}

static void drop_first(struct ht_exit_log *log)
{
	log->begin = (log->begin + 1) & (log->room - 1);
	log->count--;
}

static int push(struct ht_exit_log *log, struct ht_exit_run *run)
{
	int ret;

	while (log->count && at(log, log->count - 1)->tsc > run->tsc)
		merge(run, at(log, --log->count));
	if (log->count == HT_EXIT_LOG_MAX) {
		merge(at(log, 1), at(log, 0));
		drop_first(log);
	}
	ret = log->count == log->room ? grow(log) : 0;
	if (!ret)
		*at(log, log->count++) = *run;
	return ret;
}

/**
 * ht_exit_log_read() - take note of what a packed event says
 * @log: its vCPU's
 * @words: its field "exit_log"
 * @len: how many words that has
 *
 * Return: 0 or -ENOMEM.
 */
int ht_exit_log_read(struct ht_exit_log *log, const uint64_t *words, uint64_t len)
{
	uint64_t i;
	int ret = 0;

	for (i = 0; !ret && i + 1 < len; i += 2) {
		struct ht_exit_run run = {
			.tsc = words[i],
			.cycles = words[i + 1] & CYCLES_MASK,
			.count = 1,
		};

		if (words[i + 1] >> CYCLES_BITS == REASON_SEVERAL && i + 3 < len && !words[i + 2]) {
			run.count = words[i + 3];
			i += 2;
		}
		ret = push(log, &run);
	}
	return ret;
}

/**
 * ht_exit_log_take() - tell a record of the exits before it
 * @log: its vCPU's; they are no longer in it afterwards
 * @tsc: the record's time stamp
 * @exits: how many there were
 * @cycles: what they took
 */
void ht_exit_log_take(struct ht_exit_log *log, uint64_t tsc, uint32_t *exits, uint64_t *cycles)
{
	struct ht_exit_run sum = { 0 };

	while (log->count && at(log, 0)->tsc <= tsc) {
		merge(&sum, at(log, 0));
		drop_first(log);
	}
	*exits = sum.count > UINT32_MAX ? UINT32_MAX : (uint32_t)sum.count;
	*cycles = sum.cycles;
}

/**
 * ht_exit_log_exit() - release a log
 * @log: empty afterwards
 */
void ht_exit_log_exit(struct ht_exit_log *log)
{
	free(log->runs);
	*log = (struct ht_exit_log){ 0 };
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vCPU's thread writes the log while others read it, and never waits: a reader checks after
 * it has copied an entry that this was not overwritten meanwhile. What nobody has read in time is
 * still known as a number of exits and a number of cycles.
 */
#include <linux/compiler.h>
#include <linux/minmax.h>

#include "clock.h"
#include "exit_log.h"
#include "exit_stats.h"
#include "exits.h"

static u64 log_done(const struct ht_exits *x)
{
	return smp_load_acquire(&x->done); /* pairs with exits.c: end() */
}

/* Copies an entry; false when it is no longer there. */
static bool log_get(const struct ht_exits *x, u64 number, struct ht_exit_entry *to)
{
	const struct ht_exit_entry *entry = &x->log[number % HT_EXIT_LOG];

	to->left = READ_ONCE(entry->left);
	to->took = READ_ONCE(entry->took);
	smp_rmb(); /* all before the check; the writer's stores are ordered on x86 */
	return READ_ONCE(x->done) - number < HT_EXIT_LOG;
}

/*
 * Passes over what has been overwritten: all but the last half of the log. What those exits took is
 * what all have taken, less what was read and what is still there; exact if none ends meanwhile,
 * for which there are three tries.
 */
static void log_skip(const struct ht_exits *x, struct ht_exit_cursor *c, u64 *cycles, u64 *number)
{
	struct ht_exit_entry entry;
	int tries = 3;
	u64 done, at;
	s64 took;

	do {
		done = log_done(x);
		took = ht_exit_stats_cycles(x) - c->cycles;
		for (at = done - HT_EXIT_LOG / 2; at != done; at++)
			if (log_get(x, at, &entry))
				took -= entry.took & HT_EXIT_LOG_CYCLES;
	} while (log_done(x) != done && --tries);
	*cycles = max_t(s64, took, 0);
	*number = done - HT_EXIT_LOG / 2 - c->next;
	c->next += *number;
	c->cycles += *cycles;
}

/*
 * The next exit; or, when some were overwritten, all these at once. False: there is none, or none
 * before @until.
 */
static bool log_next(struct ht_exits *x, struct ht_exit_cursor *c, const struct ht_clock *clock,
		     u64 until, u64 *cycles, u64 *number)
{
	struct ht_exit_entry entry;

	if (c->next == log_done(x))
		return false;
	if (!log_get(x, c->next, &entry)) {
		log_skip(x, c, cycles, number);
		return true;
	}
	if ((s64)(ht_clock_guest_tsc(clock, entry.left) - until) > 0)
		return false;
	*cycles = entry.took & HT_EXIT_LOG_CYCLES;
	*number = 1;
	c->next++;
	c->cycles += *cycles;
	return true;
}

/**
 * ht_exit_log_take - the exits of a vCPU between two of its events
 * @x: the vCPU's exits, its lock held; or NULL
 * @clock: its clock
 * @guest_tsc: time of the later event, not believed: a guest can only mislead about itself
 * @exits: how many since this was asked last
 * @cycles: what they took, in host TSC cycles
 *
 * Any context. At most HT_EXIT_LOG steps.
 */
void ht_exit_log_take(struct ht_exits *x, const struct ht_clock *clock, u64 guest_tsc, u32 *exits,
		      u64 *cycles)
{
	u64 took, number;
	int steps = 0;

	*exits = 0;
	*cycles = 0;
	while (x && steps++ < HT_EXIT_LOG &&
	       log_next(x, &x->each, clock, guest_tsc, &took, &number)) {
		*exits += number;
		*cycles += took;
	}
}

/* From the host's TSC to the guest's, where that is more than an addition. */
static void scale(u64 *pairs, u64 nr, const struct ht_clock *clock)
{
	for (; nr; nr--, pairs += 2)
		*pairs = ht_clock_guest_tsc(clock, *pairs);
}

/* Copies entries as pairs; returns what these exits took. Of each boot hundreds come at once. */
static u64 log_copy(const struct ht_exits *x, u64 first, u64 end, const struct ht_clock *clock,
		    u64 *pairs)
{
	const bool plain = ht_clock_is_plain(clock);
	const u64 offset = plain ? clock->offset : 0;
	u64 took, at, all = 0;
	u64 *to = pairs;

	for (at = first; at != end; at++, to += 2) {
		const struct ht_exit_entry *entry = &x->log[at % HT_EXIT_LOG];

		took = READ_ONCE(entry->took);
		to[0] = READ_ONCE(entry->left) + offset;
		to[1] = took;
		all += took & HT_EXIT_LOG_CYCLES;
	}
	if (!plain)
		scale(pairs, end - first, clock);
	return all;
}

/**
 * ht_exit_log_pack - the exits of a vCPU since this was asked last, one by one
 * @x: the vCPU's exits, its lock held; or NULL
 * @clock: its clock
 * @to: room for 2 * HT_EXIT_PACKED numbers
 *
 * Pairs: the exit's time on the guest's TSC; its cycles, with the code in the upper 16 bits. When
 * some were overwritten their sum comes with the code 0xffff, followed by the pair 0, their number.
 *
 * Return: how many numbers.
 */
u32 ht_exit_log_pack(struct ht_exits *x, const struct ht_clock *clock, u64 *to)
{
	struct ht_exit_cursor *c;
	u64 done, cycles, number;
	u32 n = 0;

	if (!x)
		return 0;
	c = &x->packed;
	done = log_done(x);
	if (done - c->next >= HT_EXIT_LOG) {
		log_skip(x, c, &cycles, &number);
		to[n++] = 0;
		to[n++] = (cycles & HT_EXIT_LOG_CYCLES) | 0xffffULL << HT_EXIT_LOG_SHIFT;
		to[n++] = 0;
		to[n++] = number;
	}
	done = min(done, c->next + HT_EXIT_PACKED - n / 2);
	cycles = log_copy(x, c->next, done, clock, to + n);
	smp_rmb(); /* copied, then looked whether it was there for so long */
	if (READ_ONCE(x->done) - c->next >= HT_EXIT_LOG)
		return n; /* next time, as a sum */
	n += 2 * (done - c->next);
	c->next = done;
	c->cycles += cycles;
	return n;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The vCPU's thread writes the log while others read it, and never waits: a reader checks after
 * it has copied an entry that this was not overwritten meanwhile. Each entry has the sum of all
 * before it, so what nobody has read in time is known as a number of exits and a number of cycles.
 */
#include <linux/compiler.h>

#include "clock.h"
#include "exit_data.h"
#include "exit_log.h"

static u64 log_done(const struct ht_exits *x)
{
	return smp_load_acquire(&x->done); /* pairs with exits.c: ht_exits_entry() */
}

/* Copies an entry; false when it is no longer there. */
static bool log_get(const struct ht_exits *x, u64 number, struct ht_exit_entry *to)
{
	const struct ht_exit_entry *entry = &x->log[number % HT_EXIT_LOG];

	to->tsc = READ_ONCE(entry->tsc);
	to->sum = READ_ONCE(entry->sum);
	smp_rmb(); /* both before the check; the writer's stores before it comes round are ordered */
	return READ_ONCE(x->done) - number < HT_EXIT_LOG;
}

/* Cycles since the cursor, up to and with an entry that is behind it; moves the cursor there. */
static u64 log_advance(struct ht_exit_cursor *c, u64 number, u64 sum)
{
	u64 cycles = (sum - c->cycles) & HT_EXIT_SUM_MASK;

	c->next = number + 1;
	c->cycles = sum & HT_EXIT_SUM_MASK;
	return cycles;
}

/* The oldest entry that will be there for a while, when those before it have been overwritten. */
static u64 log_oldest(const struct ht_exits *x)
{
	return log_done(x) - HT_EXIT_LOG / 2;
}

/*
 * The next entry, or, of those that were overwritten, all at once: then *@number says how many that
 * were. False: there is none, or none before @until.
 */
static bool log_next(struct ht_exits *x, struct ht_exit_cursor *c, const struct ht_clock *clock,
		     const u64 *until, u64 *tsc, u64 *cycles, u16 *code, u64 *number)
{
	struct ht_exit_entry entry;
	u64 at = c->next;

	if (at == log_done(x))
		return false;
	while (!log_get(x, at, &entry))
		at = log_oldest(x);
	*tsc = ht_clock_guest_tsc(clock, entry.tsc);
	if (until && (s64)(*tsc - *until) > 0)
		return false;
	*number = at + 1 - c->next;
	*code = entry.sum >> HT_EXIT_SUM_BITS;
	*cycles = log_advance(c, at, entry.sum);
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
	u64 tsc, one, number;
	int steps = 0;
	u16 code;

	*exits = 0;
	*cycles = 0;
	while (x && steps++ < HT_EXIT_LOG &&
	       log_next(x, &x->each, clock, &guest_tsc, &tsc, &one, &code, &number)) {
		*exits += number;
		*cycles += one;
	}
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
	u64 tsc, cycles, number;
	u32 n = 0;
	u16 code;

	while (x && n + 4 <= 2 * HT_EXIT_PACKED &&
	       log_next(x, &x->packed, clock, NULL, &tsc, &cycles, &code, &number)) {
		to[n++] = tsc;
		to[n++] = cycles | (u64)(number == 1 ? code : 0xffff) << HT_EXIT_SUM_BITS;
		if (number == 1)
			continue;
		to[n++] = 0;
		to[n++] = number;
	}
	return n;
}

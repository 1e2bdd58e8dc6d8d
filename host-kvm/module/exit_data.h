/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is counted of exits, and what is remembered of the last ones.
 */
#ifndef HT_EXIT_DATA_H
#define HT_EXIT_DATA_H

#include <linux/build_bug.h>
#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/sizes.h>
#include <linux/types.h>

#include <hypertrace/exits.h>

/*
 * Exit codes that have counters of their own: both vendors' from 0 on (VMX's basic exit reasons,
 * SVM's instructions and events), and those that SVM has at 0x400. All others share the last.
 */
#define HT_EXIT_LOW 0xa8
#define HT_EXIT_HIGH_BASE 0x400
#define HT_EXIT_HIGH 8
#define HT_EXIT_OTHER (HT_EXIT_LOW + HT_EXIT_HIGH)
#define HT_EXIT_SLOTS (HT_EXIT_OTHER + 1)

/*
 * Bucket i: 2^(i-1) <= cycles < 2^i. There is one for every length, so that none has to be made to
 * fit; who reads them adds all from HT_EXIT_BUCKETS - 1 on.
 */
#define HT_EXIT_HIST 64
#define HT_EXIT_BUCKETS 40

/* Exits that are remembered one by one, until the events that came after them are read. */
#define HT_EXIT_LOG 1024

/**
 * struct ht_exit_slot - the exits of one vCPU for one reason
 * @cycles: host TSC cycles from exit to the next entry, of all that have ended
 * @min: of one of them; U64_MAX while there is none
 * @max: likewise
 * @fast: handled on KVM's fast paths
 * @fast_cycles: part of @cycles that these took
 * @user: those for which the VMM's user space ran
 * @user_cycles: part of @cycles that was spent there
 * @hist: how many took how long
 * @log_code: what stands for the reason in the log
 *
 * Written by the vCPU's thread, read by anybody, each number for itself.
 */
struct ht_exit_slot {
	u64 cycles;
	u64 min;
	u64 max;
	u64 fast;
	u64 fast_cycles;
	u64 user;
	u64 user_cycles;
	u64 hist[HT_EXIT_HIST];
	u64 log_code;
};

/* In the second number of an entry the code stands above the cycles, of which a day's have room. */
#define HT_EXIT_LOG_SHIFT 48
#define HT_EXIT_LOG_CYCLES ((1ULL << HT_EXIT_LOG_SHIFT) - 1)

/**
 * struct ht_exit_entry - one exit in the log, as tracers get it
 * @left: when it was, in host cycles
 * @took: how many of these it took, and the exit code above HT_EXIT_LOG_SHIFT
 */
struct ht_exit_entry {
	u64 left;
	u64 took;
};

/**
 * struct ht_exit_cursor - how far somebody has read the log
 * @next: number of the first entry not read
 * @cycles: the sum of all before
 */
struct ht_exit_cursor {
	u64 next;
	u64 cycles;
};

/**
 * struct ht_exits - the exits of one vCPU
 * @slot: counters of the exit that is being handled; NULL while the guest runs, or if it is @fast
 * @fast: the same of an exit that was handled on a fast path of KVM's
 * @left: TSC at that exit
 * @head: how far the vCPU's ring has been written, as the guest says; or something that is never
 *	@least. Changed under &ht_vcpu.lock; what it points to goes a grace period after it
 * @least: position from which on it is worth to be read; likewise
 * @done: exits that have ended with an entry
 * @user: cycles that it was the VMM's since the exit, if it was its
 * @user_exit: and it was, if this is @done
 * @rip: where the guest was; only while each exit is traced
 * @vm_id: whose
 * @vm_pid: likewise
 * @vcpu_id: KVM's vcpu_id
 * @isa: enum ht_isa, which decides what a code means
 * @since_ns: when counting began, CLOCK_MONOTONIC
 * @next_old: of those that are about to be freed
 * @each: the log's reader for events by themselves, under the vCPU's lock
 * @packed: and for packed ones
 * @log: the exits that ended last
 * @slots: counters by reason
 *
 * Only the vCPU's thread writes, the cursors excepted.
 */
struct ht_exits {
	struct ht_exit_slot *slot;
	struct ht_exit_slot *fast;
	u64 left;
	const u32 *head;
	u32 least;
	u64 done;
	u64 user;
	u64 user_exit;
	u64 rip;
	u32 vm_id;
	s32 vm_pid;
	u32 vcpu_id;
	u32 isa;
	u64 since_ns;
	struct ht_exits *next_old;
	struct ht_exit_cursor each ____cacheline_aligned_in_smp;
	struct ht_exit_cursor packed;
	struct ht_exit_entry log[HT_EXIT_LOG] ____cacheline_aligned_in_smp;
	struct ht_exit_slot slots[HT_EXIT_SLOTS];
};

/* Memory comes in powers of two, and zeroing it is what a new vCPU takes longest for. */
static_assert(sizeof(struct ht_exits) <= SZ_128K);

/**
 * struct ht_exit_count - what is counted for one reason, made presentable
 * @reason: exit code
 * @slot: the rest
 * @count: exits, the one that is being handled included
 * @min: least cycles of those that have ended; 0 if none has
 * @hist: HT_EXIT_BUCKETS
 */
struct ht_exit_count {
	u32 reason;
	const struct ht_exit_slot *slot;
	u64 count;
	u64 min;
	u64 hist[HT_EXIT_BUCKETS];
};

/* Number of a slot, from an exit code. */
static inline unsigned long ht_exit_index(unsigned long code)
{
	if (likely(code < HT_EXIT_LOW))
		return code;
	code -= HT_EXIT_HIGH_BASE;
	return code < HT_EXIT_HIGH ? HT_EXIT_LOW + code : HT_EXIT_OTHER;
}

/* And back; what is shared by all others is said as 0xffffffff. */
static inline u32 ht_exit_code(unsigned long index)
{
	if (index < HT_EXIT_LOW)
		return index;
	return index < HT_EXIT_OTHER ? HT_EXIT_HIGH_BASE + index - HT_EXIT_LOW : ~0u;
}

/* Was the VMM at it since the exit that is being handled? */
static inline bool ht_exit_was_user(const struct ht_exits *x)
{
	return x->user_exit == x->done;
}

/* The exit that is being handled, if any. */
static inline struct ht_exit_slot *ht_exit_pending(const struct ht_exits *x)
{
	struct ht_exit_slot *slot = READ_ONCE(x->slot);

	return slot ? slot : READ_ONCE(x->fast);
}

#endif /* HT_EXIT_DATA_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a record costs at the rare places of a ring, and what each way to empty it costs. The
 * parameter measure, in /sys/module/ht_micro/parameters: write "WHAT N", read TSC ticks, the least
 * of some rounds.
 *
 *	clock 0		what a measurement takes itself
 *	record 0	a record of 80 bytes goes into the ring
 *	wrap 0		the same, where padding has to fill the end of the data first
 *	full 0		the same, and there is no room
 *	bell N		a doorbell empties a ring with N system calls, an entry and an exit each
 *	exit N		a hypercall does, by its exit, unless there is too little in it
 *	thread N	the host's thread does it: how long this vCPU does not run
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/module.h>

#include <hypertrace/vmcall.h>

#include "../../libhypercall/ring.c"

#define RING_SIZE 65536u
#define ROUNDS 20
#define SPINS 20000000 /* more than the longest time between two visits */

static struct ht_ring_writer writer;
static void *mem;
static u64 least;
static enum ht_insn insn;

static bool put(u8 type, u32 len)
{
	u8 *rec = ht_ring_reserve(&writer, type, len);

	if (rec)
		memset(rec + sizeof(struct ht_rec_hdr), 0, len - sizeof(struct ht_rec_hdr));
	ht_ring_commit(&writer);
	return rec;
}

static bool put_entry(void)
{
	return put(HT_REC_SYSCALL_ENTRY, sizeof(struct ht_rec_syscall_entry));
}

/* False when the host was here meanwhile. */
static bool put_calls(unsigned int n)
{
	const u32 before = READ_ONCE(writer.ring->tail);

	while (n--) {
		put_entry();
		put(HT_REC_SYSCALL_EXIT, sizeof(struct ht_rec_syscall_exit));
	}
	return (u32)READ_ONCE(writer.ring->tail) == before;
}

static bool is_empty(void)
{
	return (u32)READ_ONCE(writer.ring->tail) == ht_mark_pos(writer.ring->head);
}

static void drain(void)
{
	ht_vmcall1(insn, HT_HC_RING_DRAIN, HT_RING_OWN);
}

static u64 clock_once(unsigned int n)
{
	const u64 start = ht_rdtsc();

	return ht_rdtsc() - start;
}

static u64 timed_put(bool wanted)
{
	u64 ticks = ht_rdtsc();
	const bool done = put_entry();

	ticks = ht_rdtsc() - ticks;
	return done == wanted ? ticks : 0;
}

static u32 to_end(void)
{
	return RING_SIZE - (ht_mark_pos(writer.state) & (RING_SIZE - 1));
}

static u64 record_once(unsigned int n)
{
	drain();
	if (to_end() < 2 * sizeof(struct ht_rec_syscall_entry))
		return 0;
	put_entry();
	return timed_put(true);
}

static u64 wrap_once(unsigned int n)
{
	drain();
	if (to_end() % sizeof(struct ht_rec_syscall_entry) == 0)
		put(HT_REC_SYSCALL_EXIT, sizeof(struct ht_rec_syscall_exit));
	while (to_end() >= sizeof(struct ht_rec_syscall_entry))
		put_entry();
	return timed_put(true);
}

static u64 full_once(unsigned int n)
{
	unsigned int i;

	for (i = 0; i < 2 * RING_SIZE / sizeof(struct ht_rec_syscall_entry); i++)
		if (!put_entry())
			return timed_put(false);
	return 0;
}

static u64 bell_once(unsigned int n)
{
	u64 ticks;

	drain();
	if (!put_calls(n))
		return 0;
	ticks = ht_rdtsc();
	drain();
	ticks = ht_rdtsc() - ticks;
	return is_empty() ? ticks : 0;
}

static u64 exit_once(unsigned int n)
{
	u64 ticks;

	drain();
	if (!put_calls(n))
		return 0;
	ticks = ht_rdtsc();
	ht_vmcall1(insn, HT_HC_PING, 0);
	ticks = ht_rdtsc() - ticks;
	return is_empty() ? ticks : 0;
}

/* What lies between two readings of the clock, the second of them after the ring was emptied. */
static u64 thread_once(unsigned int n)
{
	u64 now = 0, last = 0, after;
	unsigned long spins = SPINS;
	u32 before;

	drain();
	before = READ_ONCE(writer.ring->tail);
	if (!put_calls(n))
		return 0;
	now = ht_rdtsc();
	do {
		last = now;
		now = ht_rdtsc();
	} while ((u32)READ_ONCE(writer.ring->tail) == before && --spins);
	after = ht_rdtsc();
	return is_empty() ? max(now - last, after - now) : 0;
}

static const struct {
	const char *name;
	u64 (*once)(unsigned int n);
	bool polled;
} whats[] = {
	{ "clock", clock_once },	 { "record", record_once }, { "wrap", wrap_once },
	{ "full", full_once },		 { "bell", bell_once },	    { "exit", exit_once },
	{ "thread", thread_once, true },
};

/* Of the one vCPU. Unless @polled the host comes by only when it is called, or at exits. */
static long ring_open(bool polled)
{
	const u64 payload[HT_PAYLOAD_REGS] = { virt_to_phys(mem), RING_SIZE,
					       polled ? 0 : HT_RING_BATCH };

	ht_ring_writer_init(&writer, mem, RING_SIZE);
	return ht_vmcall(insn, HT_HC_RING_OPEN, payload);
}

static void ring_close(void)
{
	ht_vmcall1(insn, HT_HC_RING_CLOSE, HT_RING_OWN);
}

static int measure(unsigned int what, unsigned int n)
{
	unsigned long flags;
	unsigned int round;
	u64 ticks;

	if (ring_open(whats[what].polled))
		return -EIO;
	least = U64_MAX;
	for (round = 0; round < ROUNDS; round++) {
		local_irq_save(flags);
		ticks = whats[what].once(n);
		local_irq_restore(flags);
		if (ticks)
			least = min(least, ticks);
	}
	ring_close();
	return least == U64_MAX ? -EAGAIN : 0;
}

static int measure_set(const char *value, const struct kernel_param *kp)
{
	unsigned int n, i;
	char name[8];

	if (sscanf(value, "%7s %u", name, &n) != 2 || n > RING_SIZE / 128)
		return -EINVAL;
	for (i = 0; i < ARRAY_SIZE(whats); i++)
		if (!strcmp(name, whats[i].name))
			return measure(i, n);
	return -EINVAL;
}

static const struct kernel_param_ops measure_ops = {
	.set = measure_set,
	.get = param_get_ullong,
};
module_param_cb(measure, &measure_ops, &least, 0600);
MODULE_PARM_DESC(measure, "clock|record|wrap|full|bell|exit|thread N; reads as ticks");

static int __init ht_micro_init(void)
{
	mem = alloc_pages_exact(HT_RING_HEADER + RING_SIZE, GFP_KERNEL | __GFP_ZERO);
	insn = ht_insn_detect();
	return mem ? 0 : -ENOMEM;
}

static void __exit ht_micro_exit(void)
{
	free_pages_exact(mem, HT_RING_HEADER + RING_SIZE);
}

module_init(ht_micro_init);
module_exit(ht_micro_exit);
MODULE_DESCRIPTION("hypertrace benchmark: the rare places of a ring, and its readers");
MODULE_LICENSE("GPL");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a benchmark needs of a guest kernel. Parameters, in /sys/module/ht_bench/parameters:
 *
 *	probe	write a tracepoint's name: a probe that does nothing is attached; "none" ends that
 *	drain	write N: what does a doorbell cost, guest and host, when N system calls are in the
 *		ring, an entry and an exit each? Read: TSC ticks, the least of some rounds
 */
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/tracepoint.h>

#include <hypertrace/vmcall.h>

#include "../../libhypercall/ring.c"

#define RING_SIZE 65536u
#define ROUNDS 20
#define PROBES_MAX 4

static struct tracepoint *attached[PROBES_MAX];
static unsigned int nr_attached;
static struct ht_ring_writer writer;
static u64 least;
static enum ht_insn insn;

static void probe_nothing(void *data)
{
}

struct search {
	const char *name;
	struct tracepoint *tp;
};

static void look(struct tracepoint *tp, void *data)
{
	struct search *search = data;

	if (sysfs_streq(search->name, tp->name))
		search->tp = tp;
}

static void detach(void)
{
	while (nr_attached)
		tracepoint_probe_unregister(attached[--nr_attached], probe_nothing, NULL);
	tracepoint_synchronize_unregister();
}

static int probe_set(const char *value, const struct kernel_param *kp)
{
	struct search search = { .name = value };
	int ret;

	if (sysfs_streq(value, "none")) {
		detach();
		return 0;
	}
	for_each_kernel_tracepoint(look, &search);
	if (!search.tp || nr_attached == PROBES_MAX)
		return -EINVAL;
	ret = tracepoint_probe_register(search.tp, probe_nothing, NULL);
	if (!ret)
		attached[nr_attached++] = search.tp;
	return ret;
}

static const struct kernel_param_ops probe_ops = { .set = probe_set };
module_param_cb(probe, &probe_ops, NULL, 0200);
MODULE_PARM_DESC(probe, "tracepoint to attach an empty probe to, or none");

static void put(u8 type, u32 len)
{
	u8 *rec = ht_ring_reserve(&writer, type, len);

	if (rec)
		memset(rec + sizeof(struct ht_rec_hdr), 0, len - sizeof(struct ht_rec_hdr));
	ht_ring_commit(&writer);
}

/* Interrupts off. Returns the ticks; 0 when the host was here before it was called. */
static u64 drain_once(unsigned int n)
{
	const u32 before = READ_ONCE(writer.ring->tail);
	u64 ticks;

	while (n--) {
		put(HT_REC_SYSCALL_ENTRY, sizeof(struct ht_rec_syscall_entry));
		put(HT_REC_SYSCALL_EXIT, sizeof(struct ht_rec_syscall_exit));
	}
	if ((u32)READ_ONCE(writer.ring->tail) != before)
		return 0;
	ticks = ht_rdtsc();
	ht_vmcall1(insn, HT_HC_RING_DRAIN, HT_RING_OWN);
	ticks = ht_rdtsc() - ticks;
	return (u32)READ_ONCE(writer.ring->tail) == ht_mark_pos(writer.ring->head) ? ticks : 0;
}

static int drain_set(const char *value, const struct kernel_param *kp)
{
	unsigned int n, round;
	unsigned long flags;
	u64 ticks;
	int ret = kstrtouint(value, 0, &n);

	if (ret)
		return ret;
	least = U64_MAX;
	for (round = 0; round < ROUNDS; round++) {
		local_irq_save(flags);
		ticks = drain_once(n);
		local_irq_restore(flags);
		if (ticks)
			least = min(least, ticks);
	}
	return least == U64_MAX ? -EAGAIN : 0;
}

static const struct kernel_param_ops drain_ops = { .set = drain_set, .get = param_get_ullong };
module_param_cb(drain, &drain_ops, &least, 0600);
MODULE_PARM_DESC(drain, "system calls in the ring; reads as the ticks it took to empty it");

/* Of the one vCPU there is; the host is told nothing else, and comes by only when it is called. */
static int ring_open(void)
{
	void *mem = alloc_pages_exact(HT_RING_HEADER + RING_SIZE, GFP_KERNEL | __GFP_ZERO);
	const u64 payload[HT_PAYLOAD_REGS] = { virt_to_phys(mem), RING_SIZE, HT_RING_BATCH };
	long ret;

	if (!mem)
		return -ENOMEM;
	insn = ht_insn_detect();
	ht_ring_writer_init(&writer, mem, RING_SIZE);
	ret = ht_vmcall(insn, HT_HC_RING_OPEN, payload);
	if (!ret)
		return 0;
	free_pages_exact(mem, HT_RING_HEADER + RING_SIZE);
	return ret;
}

static int __init ht_bench_init(void)
{
	return ring_open();
}

static void __exit ht_bench_exit(void)
{
	detach();
	ht_vmcall1(insn, HT_HC_RING_CLOSE, HT_RING_OWN);
	free_pages_exact(writer.ring, HT_RING_HEADER + RING_SIZE);
}

module_init(ht_bench_init);
module_exit(ht_bench_exit);
MODULE_DESCRIPTION("hypertrace benchmark: empty probes, and rings of known content");
MODULE_LICENSE("GPL");

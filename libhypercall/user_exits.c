// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * Exit statistics, from inside the guest: which leaf to ask, and where in its registers the answer
 * stands (docs/abi.md).
 */
#include <errno.h>

#include <hypertrace/user_exits.h>
#include <hypertrace/vmcall.h>

enum { EAX, EBX, ECX, EDX };

static __u64 join(__u32 high, __u32 low)
{
	return (__u64)high << 32 | low;
}

/* The leaf that answers @query, and what it says. */
static enum ht_exit_query ask(const struct ht_exits *exits, enum ht_exit_query query, __u32 number,
			      __u32 regs[4])
{
	__u32 leaf = ht_exit_query_leaf(exits->numbering, query);

	ht_cpuid_count(leaf, number, regs);
	return ht_exit_query(exits->numbering, leaf);
}

/**
 * ht_exits_open - find out whether the host tells this VM about its exits
 * @exits: filled in; after a failure every query says -ENODEV
 *
 * Nothing is kept open. The host's administrator can change what is offered, and in which
 * numbering, at any time: who asks for long calls this before each series of queries.
 *
 * Return: 0; -ENODEV: this is no VM, or its host has no kvm-hypertrace.ko, has not allowed it, or
 * does not offer it exit statistics; -EPROTO: the host speaks an ABI that is not known here.
 */
int ht_exits_open(struct ht_exits *exits)
{
	struct ht_host host;
	__u32 numbering;
	int ret;

	*exits = (struct ht_exits){ 0 };
	ret = ht_host_detect(&host);
	if (ret)
		return ret;
	if (!(host.features & HT_FEATURE_EXITS))
		return -ENODEV;
	numbering = HT_FEATURE_NUMBERING(host.features);
	if (numbering >= HT_CPUID_NUMBERINGS)
		return -EPROTO;
	exits->numbering = (enum ht_cpuid_numbering)numbering;
	exits->isa = (enum ht_isa)host.insn;
	exits->vm_id = host.vm_id;
	return 0;
}

/**
 * ht_exits_total - all exits of this VM
 * @exits: from ht_exits_open()
 * @count: filled in; the exits of these very queries are counted, the last one's cycles are not
 *
 * Return: 0; -ENODEV: there is nobody to ask.
 */
int ht_exits_total(const struct ht_exits *exits, struct ht_exit_count *count)
{
	__u32 regs[4];

	if (!exits->isa)
		return -ENODEV;
	if (ask(exits, HT_EXIT_QUERY_TOTAL, 0, regs) == HT_EXIT_QUERY_TOTAL_AND_CYCLES) {
		count->count = join(regs[EDX], regs[EAX]);
	} else {
		count->count = join(regs[EBX], regs[EAX]);
		ask(exits, HT_EXIT_QUERY_CYCLES, 0, regs);
	}
	count->cycles = join(regs[EBX], regs[ECX]);
	return 0;
}

/**
 * ht_exits_of - exits of one type
 * @exits: from ht_exits_open()
 * @number: which; any value
 * @count: filled in; zeros for what KVM does not handle, as for what has not happened
 *
 * Return: 0; -EINVAL: the CPU's vendor defines no such number; -ENODEV: there is nobody to ask.
 */
int ht_exits_of(const struct ht_exits *exits, __u32 number, struct ht_exit_count *count)
{
	__u32 regs[4];

	if (!exits->isa)
		return -ENODEV;
	ask(exits, HT_EXIT_QUERY_COUNT_OF, number, regs);
	if (regs[EDX] == 0xffffffff)
		return -EINVAL;
	*count = (struct ht_exit_count){ .count = join(regs[EBX], regs[EAX]) };
	/* What never happened took no time: that needs no exit to find out. */
	if (!count->count)
		return 0;
	ask(exits, HT_EXIT_QUERY_CYCLES_OF, number, regs);
	count->cycles = join(regs[EBX], regs[ECX]);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The counters of exits as others see them. They are read while they change: each number is right,
 * and of the moment it was read.
 */
#include <linux/debugfs.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>
#include <linux/string.h>

#include <asm/tsc.h>

#include "exit_stats.h"
#include "exits.h"
#include "snapshot.h"
#include "trace.h"
#include "vm.h"

/* All for one reason that have ended, and the one that is being handled if it is such. */
static u64 count_of(const struct ht_exits *x, const struct ht_exit_slot *slot)
{
	u64 count = ht_exit_pending(x) == slot;
	int i;

	if (READ_ONCE(slot->min) > READ_ONCE(slot->max))
		return count; /* none has ended: there are many such reasons */
	for (i = 0; i < HT_EXIT_HIST; i++)
		count += READ_ONCE(slot->hist[i]);
	return count;
}

/**
 * ht_exit_stats_cycles - what all exits of one vCPU took that have ended
 * @x: the vCPU's
 */
u64 ht_exit_stats_cycles(const struct ht_exits *x)
{
	u64 cycles = 0;
	int i;

	for (i = 0; i < HT_EXIT_SLOTS; i++)
		cycles += READ_ONCE(x->slots[i].cycles);
	return cycles;
}

/* How many of them took how long: HT_EXIT_BUCKETS numbers. */
static void hist_of(const struct ht_exit_slot *slot, u64 *hist)
{
	int i;

	memset(hist, 0, HT_EXIT_BUCKETS * sizeof(*hist));
	for (i = 0; i < HT_EXIT_HIST; i++)
		hist[min(i, HT_EXIT_BUCKETS - 1)] += READ_ONCE(slot->hist[i]);
}

/**
 * ht_exit_stats_sum - add up what is counted of a VM
 * @vm: the VM
 * @index: of a slot, or HT_EXIT_SLOTS for all
 * @count: exits
 * @cycles: host TSC cycles in the hypervisor; the exit that calls is still under way
 *
 * In a thread of the VM, or under the registry's lock.
 */
void ht_exit_stats_sum(struct ht_vm *vm, u32 index, u64 *count, u64 *cycles)
{
	const struct ht_exits *x;
	struct ht_vcpu *hv;
	unsigned long i;

	*count = 0;
	*cycles = 0;
	rcu_read_lock();
	xa_for_each(&vm->vcpus, i, hv) {
		x = READ_ONCE(hv->exits);
		if (!x)
			continue;
		if (index < HT_EXIT_SLOTS) {
			*count += count_of(x, &x->slots[index]);
			*cycles += READ_ONCE(x->slots[index].cycles);
		} else {
			*count += READ_ONCE(x->done) + !!ht_exit_pending(x);
			*cycles += ht_exit_stats_cycles(x);
		}
	}
	rcu_read_unlock();
}

typedef void (*slot_fn)(const struct ht_exits *x, const struct ht_exit_count *count, void *data);

/* Calls @fn for each reason that there was, of each vCPU of a VM. */
static void walk_slots(struct ht_vm *vm, slot_fn fn, void *data)
{
	struct ht_exit_count count;
	const struct ht_exits *x;
	struct ht_vcpu *hv;
	unsigned long i;
	u32 slot;

	mutex_lock(&vm->exits_lock); /* the counters stay for so long */
	xa_for_each(&vm->vcpus, i, hv) {
		x = hv->exits;
		for (slot = 0; x && slot < HT_EXIT_SLOTS; slot++) {
			count.slot = &x->slots[slot];
			count.count = count_of(x, count.slot);
			if (!count.count)
				continue;
			count.reason = ht_exit_code(slot);
			count.min = min(READ_ONCE(count.slot->min), READ_ONCE(count.slot->max));
			hist_of(count.slot, count.hist);
			fn(x, &count, data);
		}
	}
	mutex_unlock(&vm->exits_lock);
}

struct snapshot {
	enum ht_snapshot_why why;
	u32 number;
};

static void trace_slot(const struct ht_exits *x, const struct ht_exit_count *count, void *data)
{
	const struct snapshot *snapshot = data;

	trace_hypertrace_exit_stats(x, count, snapshot->why, snapshot->number);
}

/**
 * ht_exit_stats_trace - trace what was counted of one VM
 * @vm: the VM
 * @why: what the events say of that
 * @number: and the snapshot that they are part of
 *
 * Process context, may sleep.
 */
void ht_exit_stats_trace(struct ht_vm *vm, enum ht_snapshot_why why, u32 number)
{
	struct snapshot snapshot = { why, number };

	if (trace_hypertrace_exit_stats_enabled())
		walk_slots(vm, trace_slot, &snapshot);
}

static void show_slot(const struct ht_exits *x, const struct ht_exit_count *count, void *data)
{
	const struct ht_exit_slot *slot = count->slot;
	struct seq_file *m = data;
	int i;

	seq_printf(m, "%u %d %u %llu %u %llu %llu %llu %llu %llu %llu %llu %llu", x->vm_id,
		   x->vm_pid, x->vcpu_id, x->since_ns, count->reason, count->count, slot->cycles,
		   count->min, slot->max, slot->fast, slot->fast_cycles, slot->user,
		   slot->user_cycles);
	for (i = 0; i < HT_EXIT_BUCKETS; i++)
		if (count->hist[i])
			seq_printf(m, " %d:%llu", i, count->hist[i]);
	seq_putc(m, '\n');
}

static void show_vm(struct ht_vm *vm, void *m)
{
	walk_slots(vm, show_slot, m);
}

static int exits_show(struct seq_file *m, void *unused)
{
	seq_printf(m, "# hypertrace-exits 1 isa %u tsc_khz %u now_ns %llu\n", ht_exits_isa(),
		   tsc_khz, ktime_get_mono_fast_ns());
	seq_puts(m, "# vm_id vm_pid vcpu_id since_ns reason count cycles ");
	seq_puts(m, "min max fast fast_cycles user user_cycles hist\n");
	ht_vm_for_each(show_vm, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(exits);

/**
 * ht_exit_stats_debugfs - create the file "exits"
 * @dir: where
 *
 * Process context.
 */
void ht_exit_stats_debugfs(struct dentry *dir)
{
	debugfs_create_file("exits", 0400, dir, NULL, &exits_fops);
}

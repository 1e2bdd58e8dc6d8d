// SPDX-License-Identifier: GPL-2.0-only
/*
 * Snapshots. A trace gets one when somebody begins to listen, one every exits_snapshot_ms while he
 * does, one at the end of a VM, and one whenever the administrator asks: a tracer that stops
 * listening does not say so before. The first one also tells which VMs there are.
 */
#include <linux/atomic.h>
#include <linux/moduleparam.h>
#include <linux/workqueue.h>

#include "exit_stats.h"
#include "nested.h"
#include "snapshot.h"
#include "trace.h"
#include "vcpu_sched.h"
#include "vm.h"

static unsigned int exits_snapshot_ms = 1000;
module_param(exits_snapshot_ms, uint, 0644);
MODULE_PARM_DESC(exits_snapshot_ms,
		 "ms between two snapshots of all exits while traced (default 1000, 0: none)");

static atomic_t snapshots = ATOMIC_INIT(0);

struct snapshot {
	enum ht_snapshot_why why;
	u32 number;
};

static bool anybody_listens(void)
{
	return trace_hypertrace_exit_stats_enabled() || trace_hypertrace_vcpu_sched_enabled() ||
	       trace_hypertrace_vm_create_enabled();
}

static void announce(struct ht_vm *vm, void *unused)
{
	ht_vm_announce(vm);
}

static void take(struct ht_vm *vm, void *data)
{
	const struct snapshot *snapshot = data;

	if (snapshot->why == HT_SNAPSHOT_START && READ_ONCE(vm->allowed)) {
		ht_vm_announce(vm);
		ht_nested_for_each(vm, announce, NULL);
	}
	ht_sched_snapshot(vm, snapshot->why);
	ht_exit_stats_trace(vm, snapshot->why, snapshot->number);
}

/**
 * ht_snapshot_vm - trace a snapshot of one VM
 * @vm: the VM
 * @why: what the events say of that
 *
 * Process context, may sleep.
 */
void ht_snapshot_vm(struct ht_vm *vm, enum ht_snapshot_why why)
{
	struct snapshot snapshot = { why, atomic_inc_return(&snapshots) };

	if (anybody_listens())
		take(vm, &snapshot);
}

static void snapshot_all(enum ht_snapshot_why why)
{
	struct snapshot snapshot = { why, atomic_inc_return(&snapshots) };

	if (anybody_listens())
		ht_vm_for_each(take, &snapshot);
}

/**
 * ht_snapshot_now - trace a snapshot of all VMs, because the administrator wants it
 *
 * Process context, may sleep.
 */
void ht_snapshot_now(void)
{
	snapshot_all(HT_SNAPSHOT_REQUEST);
}

static void periodic(struct work_struct *work);
static DECLARE_DELAYED_WORK(periodic_work, periodic);
static bool started;
static unsigned int listened_to; /* tracepoints; whoever calls the next two holds their lock */

static void periodic(struct work_struct *work)
{
	unsigned int ms = READ_ONCE(exits_snapshot_ms);

	if (ms || !started)
		snapshot_all(started ? HT_SNAPSHOT_PERIOD : HT_SNAPSHOT_START);
	started = true;
	schedule_delayed_work(&periodic_work, ms ? msecs_to_jiffies(ms) : HZ);
}

/**
 * ht_snapshot_reg - one of the tracepoints gets its first listener
 *
 * The listener is attached, and its session begins, after this returns: the first snapshot waits.
 *
 * Return: 0.
 */
int ht_snapshot_reg(void)
{
	listened_to++;
	started = false;
	mod_delayed_work(system_wq, &periodic_work, HZ / 10);
	return 0;
}

/**
 * ht_snapshot_unreg - and this was its last one
 *
 * Process context, may sleep. The tracepoint still counts as enabled.
 */
void ht_snapshot_unreg(void)
{
	if (!--listened_to)
		cancel_delayed_work_sync(&periodic_work);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * One thread a VM, which comes by often when rings fill up and rarely when they do not.
 */
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>

#include "drain.h"
#include "poll.h"
#include "ringmap.h"

static unsigned int poll_min_us = 500;
module_param(poll_min_us, uint, 0644);
MODULE_PARM_DESC(poll_min_us, "shortest time between two visits to a VM's rings (default 500)");

static unsigned int poll_max_us = 80000;
module_param(poll_max_us, uint, 0644);
MODULE_PARM_DESC(poll_max_us, "longest time between two visits to a VM's rings (default 80000)");

/* Reads all polled rings; returns the fullest one's use, in percent. */
static u32 sweep(struct ht_vm *vm)
{
	u32 percent, fullest = 0, size;
	struct ht_vcpu *hv = NULL;
	unsigned long i;

	xa_for_each(&vm->vcpus, i, hv) {
		spin_lock(&hv->lock);
		size = hv->ring && hv->ring->polled ? hv->ring->reader.size : 0;
		spin_unlock(&hv->lock);
		if (!size)
			continue;
		percent = (u64)ht_drain_ring(vm, hv) * 100 / size;
		fullest = max(fullest, percent);
	}
	return fullest;
}

/* Twice as soon when a quarter was used meanwhile, twice as late when less than a sixteenth. */
static u32 next_period(u32 us, u32 fullest)
{
	u32 shortest = max(READ_ONCE(poll_min_us), 50u);
	u32 longest = clamp(READ_ONCE(poll_max_us), shortest, 10000000u);

	us = min(us, longest);
	if (fullest >= 25)
		us /= 2;
	else if (fullest < 6)
		us *= 2;
	return clamp(us, shortest, longest);
}

static int drainer(void *data)
{
	struct ht_vm *vm = data;
	u32 us = U32_MAX; /* until something says that it is worth it: a ring in need has a bell */
	ktime_t wait;

	while (!kthread_should_stop()) {
		us = next_period(us, sweep(vm));
		wait = us * NSEC_PER_USEC;
		set_current_state(TASK_INTERRUPTIBLE);
		if (!kthread_should_stop())
			schedule_hrtimeout_range(&wait, us * NSEC_PER_USEC / 10, HRTIMER_MODE_REL);
		__set_current_state(TASK_RUNNING);
	}
	return 0;
}

/**
 * ht_poll_start - there are rings to visit
 * @vm: the VM, its rings_lock held
 *
 * Process context, may sleep.
 *
 * Return: 0 or -HT_ENOMEM.
 */
long ht_poll_start(struct ht_vm *vm)
{
	struct task_struct *task;

	if (vm->drainer)
		return 0;
	task = kthread_run(drainer, vm, "ht-drain/%d", vm->pid);
	if (IS_ERR(task))
		return -HT_ENOMEM;
	vm->drainer = task;
	return 0;
}

/**
 * ht_poll_stop - there will be none any more
 * @vm: the VM, of which no vCPU is in this module
 *
 * Process context, may sleep.
 */
void ht_poll_stop(struct ht_vm *vm)
{
	if (vm->drainer)
		kthread_stop(vm->drainer);
	vm->drainer = NULL;
}

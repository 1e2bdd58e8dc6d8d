// SPDX-License-Identifier: GPL-2.0-only
/*
 * Class "sched": which task runs, and which could.
 */
#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include <linux/string.h>

#include "class.h"
#include "probe.h"
#include "transport.h"

static_assert(HT_COMM_LEN == TASK_COMM_LEN);
static_assert(TASK_REPORT_MAX == 0x100); /* as abi.h says of prev_state */

/* As the kernel's own event shows it: a preempted task's state says nothing. */
static __always_inline u64 state_of(bool preempt, const struct task_struct *prev, u32 prev_state)
{
	unsigned int index;

	if (preempt)
		return TASK_REPORT_MAX;
	index = __task_state_index(prev_state, prev->exit_state);
	return index ? 1ull << (index - 1) : 0;
}

static void probe_switch(void *data, bool preempt, struct task_struct *prev,
			 struct task_struct *next, unsigned int prev_state)
{
	struct ht_rec_sched_switch *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_SCHED))
		return;
	rec = ht_write_begin(&w, HT_REC_SCHED_SWITCH, sizeof(*rec));
	if (!rec)
		return;
	rec->prev_state = state_of(preempt, prev, prev_state);
	rec->prev_tid = prev->pid;
	rec->prev_prio = prev->prio;
	rec->next_tid = next->pid;
	rec->next_prio = next->prio;
	memcpy(rec->prev_comm, prev->comm, HT_COMM_LEN);
	memcpy(rec->next_comm, next->comm, HT_COMM_LEN);
	ht_write_end(&w);
}

static __always_inline void wakeup(const struct task_struct *task, u32 is_new)
{
	struct ht_rec_sched_wakeup *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_SCHED))
		return;
	rec = ht_write_begin(&w, HT_REC_SCHED_WAKEUP, sizeof(*rec));
	if (!rec)
		return;
	rec->tid = task->pid;
	rec->prio = task->prio;
	rec->target_cpu = task_cpu(task);
	rec->is_new = is_new;
	memcpy(rec->comm, task->comm, HT_COMM_LEN);
	ht_write_end(&w);
}

static void probe_wakeup(void *data, struct task_struct *task)
{
	wakeup(task, 0);
}

static void probe_wakeup_new(void *data, struct task_struct *task)
{
	wakeup(task, 1);
}

static struct ht_probe probes[] = {
	{ "sched_switch", probe_switch },
	{ "sched_wakeup", probe_wakeup },
	{ "sched_wakeup_new", probe_wakeup_new },
};

const struct ht_class ht_sched_class = {
	.name = "sched",
	.probes = probes,
	.nr_probes = ARRAY_SIZE(probes),
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events that tell where vCPUs run, as a structure.
 */
#include <string.h>

#include "sched_event.h"

/**
 * ht_sched_is() - is it one that ht_sched_read() reads?
 * @event: any event
 *
 * Return: true if so.
 */
bool ht_sched_is(const struct ht_event *event)
{
	static const char *const names[] = { HT_MIGRATE_EVENT_NAME, HT_SCHED_EVENT_NAME };

	return ht_event_which(event, names, 2) >= 0;
}

static int read_counters(const struct ht_event *event, struct ht_sched *sched)
{
	int ret = ht_event_u64(event, "migrations", &sched->migrations);

	ret = ret ?: ht_event_u64(event, "loads", &sched->loads);
	ret = ret ?: ht_event_u64(event, "preemptions", &sched->preemptions);
	ret = ret ?: ht_event_u64(event, "run_ns", &sched->run_ns);
	ret = ret ?: ht_event_u64(event, "wait_ns", &sched->wait_ns);
	ret = ret ?: ht_event_u64(event, "halt_ns", &sched->halt_ns);
	ret = ret ?: ht_event_u64(event, "user_ns", &sched->user_ns);
	return ret ?: ht_event_u64(event, "block_ns", &sched->block_ns);
}

static int read_move(const struct ht_event *event, struct ht_sched *sched)
{
	int ret = ht_event_u32(event, "from_pcpu", &sched->from_pcpu);

	ret = ret ?: ht_event_u32(event, "to_pcpu", &sched->pcpu);
	ret = ret ?: ht_event_u32(event, "from_node", &sched->from_node);
	ret = ret ?: ht_event_u32(event, "to_node", &sched->node);
	ret = ret ?: ht_event_u64(event, "off_ns", &sched->off_ns);
	ret = ret ?: ht_event_u64(event, "queued_ns", &sched->queued_ns);
	return ret ?: ht_event_u64(event, "guest_tsc", &sched->tsc);
}

/**
 * ht_sched_read() - where a vCPU runs, and what was counted of it
 * @event: one that ht_sched_is() says yes to
 * @sched: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled.
 */
int ht_sched_read(const struct ht_event *event, struct ht_sched *sched)
{
	int ret;

	*sched = (struct ht_sched){ .moved = !strcmp(event->name, HT_MIGRATE_EVENT_NAME) };
	ret = ht_event_u32(event, "vm_id", &sched->vm_id);
	ret = ret ?: ht_event_s32(event, "vm_pid", &sched->vm_pid);
	ret = ret ?: ht_event_u32(event, "vcpu_id", &sched->vcpu);
	ret = ret ?: ht_event_u32(event, "why", &sched->why);
	ret = ret ?: ht_event_u64(event, "time_ns", &sched->now);
	ret = ret ?: read_counters(event, sched);
	if (ret || sched->moved)
		return ret ?: read_move(event, sched);
	ret = ht_event_u32(event, "pcpu", &sched->pcpu);
	return ret ?: ht_event_u32(event, "node", &sched->node);
}

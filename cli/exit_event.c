// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events that tell of exits, as structures.
 */
#include "exit_event.h"

/**
 * ht_told_read() - what an event says of the exits before it
 * @event: any event
 * @told: filled
 *
 * Return: false if it says nothing: it is not a guest's, or its host does not know.
 */
bool ht_told_read(const struct ht_event *event, struct ht_told *told)
{
	uint64_t vm_id, vcpu;

	if (!ht_event_has_u64(event, "exits", &told->exits) ||
	    !ht_event_has_u64(event, "hv_cycles", &told->cycles) ||
	    !ht_event_has_u64(event, "vm_id", &vm_id) ||
	    !ht_event_has_u64(event, "vcpu_id", &vcpu) ||
	    !ht_event_has_u64(event, "time_ns", &told->now) ||
	    !ht_event_has_u64(event, "guest_tsc", &told->tsc))
		return false;
	told->vm_id = (uint32_t)vm_id;
	told->vcpu = (uint32_t)vcpu;
	return vm_id <= UINT32_MAX && vcpu <= UINT32_MAX;
}

/**
 * ht_exit_read() - one exit
 * @event: an event called HT_EXIT_EVENT_NAME
 * @exit: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled.
 */
int ht_exit_read(const struct ht_event *event, struct ht_exit *exit)
{
	uint32_t fast;
	int ret = ht_event_u32(event, "vm_id", &exit->vm_id);

	ret = ret ?: ht_event_s32(event, "vm_pid", &exit->vm_pid);
	ret = ret ?: ht_event_u32(event, "vcpu_id", &exit->vcpu);
	ret = ret ?: ht_event_u32(event, "isa", &exit->isa);
	ret = ret ?: ht_event_u32(event, "reason", &exit->reason);
	ret = ret ?: ht_event_u32(event, "fast", &fast);
	ret = ret ?: ht_event_u64(event, "cycles", &exit->cycles);
	ret = ret ?: ht_event_u64(event, "user_cycles", &exit->user_cycles);
	ret = ret ?: ht_event_u64(event, "time_ns", &exit->now);
	if (!ret)
		exit->fast = fast;
	return ret;
}

static int read_counts(const struct ht_event *event, struct ht_exit_counts *counts)
{
	int ret = ht_event_u64(event, "count", &counts->count);

	ret = ret ?: ht_event_u64(event, "cycles", &counts->cycles);
	ret = ret ?: ht_event_u64(event, "min", &counts->min);
	ret = ret ?: ht_event_u64(event, "max", &counts->max);
	ret = ret ?: ht_event_u64(event, "fast", &counts->fast);
	ret = ret ?: ht_event_u64(event, "fast_cycles", &counts->fast_cycles);
	ret = ret ?: ht_event_u64(event, "user", &counts->user);
	ret = ret ?: ht_event_u64(event, "user_cycles", &counts->user_cycles);
	return ret ?: ht_event_u64s(event, "hist", counts->hist, HT_EXIT_BUCKETS);
}

/**
 * ht_exit_stats_read() - a snapshot of what was counted
 * @event: an event called HT_EXIT_STATS_NAME
 * @stats: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled.
 */
int ht_exit_stats_read(const struct ht_event *event, struct ht_exit_stats *stats)
{
	int ret = ht_event_u32(event, "vm_id", &stats->vm_id);

	stats->counts = (struct ht_exit_counts){ 0 };
	ret = ret ?: ht_event_s32(event, "vm_pid", &stats->vm_pid);
	ret = ret ?: ht_event_u32(event, "vcpu_id", &stats->vcpu);
	ret = ret ?: ht_event_u32(event, "isa", &stats->isa);
	ret = ret ?: ht_event_u32(event, "reason", &stats->reason);
	ret = ret ?: ht_event_u32(event, "why", &stats->why);
	ret = ret ?: ht_event_u32(event, "snapshot", &stats->snapshot);
	ret = ret ?: ht_event_u32(event, "tsc_khz", &stats->khz);
	ret = ret ?: ht_event_u64(event, "since_ns", &stats->since);
	return ret ?: read_counts(event, &stats->counts);
}

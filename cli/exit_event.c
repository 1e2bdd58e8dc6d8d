// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events that tell of exits, as structures.
 */
#include "exit_event.h"

enum { TOLD_NOTHING, TOLD_AS_USUAL, TOLD_SOMEWHERE };

#define VM_ID 0
#define VCPU_ID 2
#define TIME_NS 6
#define GUEST_TSC 7
#define EXITS 8
#define HV_CYCLES 9

static int32_t where(struct ht_view_class *class)
{
	static const struct {
		const char *name;
		int32_t usual;
	} fields[] = {
		{ "vm_id", VM_ID },	    { "vcpu_id", VCPU_ID }, { "time_ns", TIME_NS },
		{ "guest_tsc", GUEST_TSC }, { "exits", EXITS },	    { "hv_cycles", HV_CYCLES },
	};
	int32_t found = TOLD_AS_USUAL;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		int32_t index = ht_view_index(class, fields[i].name);

		if (index < 0 || class->members[index].kind != HT_VALUE_UNSIGNED)
			return TOLD_NOTHING;
		if (index != fields[i].usual)
			found = TOLD_SOMEWHERE;
	}
	return found;
}

static bool read_usual(const union ht_value *values, struct ht_told *told)
{
	told->vm_id = (uint32_t)values[VM_ID].u;
	told->vcpu = (uint32_t)values[VCPU_ID].u;
	told->now = values[TIME_NS].u;
	told->tsc = values[GUEST_TSC].u;
	told->exits = values[EXITS].u;
	told->cycles = values[HV_CYCLES].u;
	return values[VM_ID].u <= UINT32_MAX && values[VCPU_ID].u <= UINT32_MAX;
}

static bool read_any(const struct ht_event *event, struct ht_told *told)
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
 * ht_told_read() - what an event says of the exits before it
 * @event: any event
 * @told: filled
 *
 * Return: false if it says nothing: it is not a guest's, or its host does not know.
 */
bool ht_told_read(const struct ht_event *event, struct ht_told *told)
{
	int32_t *memo = ht_view_memo(event->view->class, ht_told_read);

	/* Most events by far say nothing, or have the fields where the host's module puts them. */
	if (*memo == HT_VIEW_NO_MEMO)
		*memo = where(event->view->class);
	if (*memo == TOLD_NOTHING)
		return false;
	return *memo == TOLD_AS_USUAL ? read_usual(event->view->values, told) :
					read_any(event, told);
}

/* As hypertrace_exit has them for who counts; where the guest was is not copied for these. */
enum {
	EXIT_VM_ID,
	EXIT_VM_PID,
	EXIT_VCPU_ID,
	EXIT_PCPU,
	EXIT_ISA,
	EXIT_REASON,
	EXIT_FAST,
	EXIT_CYCLES,
	EXIT_USER_CYCLES,
	EXIT_TIME_NS,
};

static const struct ht_usual exit_fields[] = {
	{ "vm_id", EXIT_VM_ID, HT_VALUE_UNSIGNED },
	{ "vm_pid", EXIT_VM_PID, HT_VALUE_SIGNED },
	{ "vcpu_id", EXIT_VCPU_ID, HT_VALUE_UNSIGNED },
	{ "isa", EXIT_ISA, HT_VALUE_UNSIGNED },
	{ "reason", EXIT_REASON, HT_VALUE_UNSIGNED },
	{ "fast", EXIT_FAST, HT_VALUE_UNSIGNED },
	{ "cycles", EXIT_CYCLES, HT_VALUE_UNSIGNED },
	{ "user_cycles", EXIT_USER_CYCLES, HT_VALUE_UNSIGNED },
	{ "time_ns", EXIT_TIME_NS, HT_VALUE_UNSIGNED },
};

/* Return: false: one of them is too large. */
static bool exit_usual(const union ht_value *values, struct ht_exit *exit)
{
	exit->vm_id = (uint32_t)values[EXIT_VM_ID].u;
	exit->vm_pid = (int32_t)values[EXIT_VM_PID].s;
	exit->vcpu = (uint32_t)values[EXIT_VCPU_ID].u;
	exit->isa = (uint32_t)values[EXIT_ISA].u;
	exit->reason = (uint32_t)values[EXIT_REASON].u;
	exit->fast = values[EXIT_FAST].u;
	exit->cycles = values[EXIT_CYCLES].u;
	exit->user_cycles = values[EXIT_USER_CYCLES].u;
	exit->now = values[EXIT_TIME_NS].u;
	return exit->vm_id == values[EXIT_VM_ID].u && exit->vm_pid == values[EXIT_VM_PID].s &&
	       exit->vcpu == values[EXIT_VCPU_ID].u && exit->isa == values[EXIT_ISA].u &&
	       exit->reason == values[EXIT_REASON].u && values[EXIT_FAST].u <= UINT32_MAX;
}

/* What is wrong is told by who reads them by name. */
static int exit_any(const struct ht_event *event, struct ht_exit *exit)
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

/**
 * ht_exit_read() - one exit
 * @event: an event called HT_EXIT_EVENT_NAME
 * @exit: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled.
 */
int ht_exit_read(const struct ht_event *event, struct ht_exit *exit)
{
	if (ht_event_is_usual(event, exit_fields, sizeof(exit_fields) / sizeof(exit_fields[0])) &&
	    exit_usual(event->view->values, exit))
		return 0;
	return exit_any(event, exit);
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

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each event of a guest begins with, as a structure. It is read of every event.
 */
#include "guest_event.h"

#define VM_ID 0
#define VM_PID 1
#define VCPU_ID 2
#define LOST 5
#define TIME_NS 6

static const struct ht_usual usual[] = {
	{ "vm_id", VM_ID, HT_VALUE_UNSIGNED },	   { "vm_pid", VM_PID, HT_VALUE_SIGNED },
	{ "vcpu_id", VCPU_ID, HT_VALUE_UNSIGNED }, { "lost", LOST, HT_VALUE_UNSIGNED },
	{ "time_ns", TIME_NS, HT_VALUE_UNSIGNED },
};

/* Return: false: one of them is too large. */
static bool read_usual(const union ht_value *values, struct ht_guest_event *common)
{
	common->vm_id = (uint32_t)values[VM_ID].u;
	common->vm_pid = (int32_t)values[VM_PID].s;
	common->vcpu = (uint32_t)values[VCPU_ID].u;
	common->lost = (uint32_t)values[LOST].u;
	common->now = values[TIME_NS].u;
	return common->vm_id == values[VM_ID].u && common->vm_pid == values[VM_PID].s &&
	       common->vcpu == values[VCPU_ID].u && common->lost == values[LOST].u;
}

/* What is wrong is told by who reads them by name. */
static int read_any(const struct ht_event *event, struct ht_guest_event *common)
{
	int ret = ht_event_u32(event, "vm_id", &common->vm_id);

	ret = ret ?: ht_event_s32(event, "vm_pid", &common->vm_pid);
	ret = ret ?: ht_event_u32(event, "vcpu_id", &common->vcpu);
	ret = ret ?: ht_event_u32(event, "lost", &common->lost);
	return ret ?: ht_event_u64(event, "time_ns", &common->now);
}

/**
 * ht_guest_event_read() - the fields that each event of a guest has
 * @event: an event of a guest
 * @common: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled.
 */
int ht_guest_event_read(const struct ht_event *event, struct ht_guest_event *common)
{
	if (ht_event_is_usual(event, usual, sizeof(usual) / sizeof(usual[0])) &&
	    read_usual(event->view->values, common))
		return 0;
	return read_any(event, common);
}

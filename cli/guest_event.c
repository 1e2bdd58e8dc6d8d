// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each event of a guest begins with, as a structure.
 */
#include "guest_event.h"

/**
 * ht_guest_event_read() - the fields that each event of a guest has
 * @event: an event of a guest
 * @common: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled.
 */
int ht_guest_event_read(const struct ht_event *event, struct ht_guest_event *common)
{
	int ret = ht_event_u32(event, "vm_id", &common->vm_id);

	ret = ret ?: ht_event_s32(event, "vm_pid", &common->vm_pid);
	ret = ret ?: ht_event_u32(event, "vcpu_id", &common->vcpu);
	ret = ret ?: ht_event_u32(event, "lost", &common->lost);
	return ret ?: ht_event_u64(event, "time_ns", &common->now);
}

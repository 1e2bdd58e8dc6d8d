// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events that tell how a guest goes down, as structures.
 */
#include <stdlib.h>

#include "step_event.h"

/**
 * ht_power_read() - a guest begins to go down, to sleep, or to wake
 * @event: an event called HT_POWER_EVENT_NAME
 * @power: filled; ht_power_exit() frees it, which is not needed after a failure
 *
 * Return: 0; -EBADMSG, or -ENOMEM, with the event's error filled.
 */
int ht_power_read(const struct ht_event *event, struct ht_power *power)
{
	int ret = ht_event_u32(event, "vm_id", &power->vm_id);

	ret = ret ?: ht_event_s32(event, "vm_pid", &power->vm_pid);
	ret = ret ?: ht_event_u32(event, "vcpu_id", &power->vcpu);
	ret = ret ?: ht_event_u32(event, "lost", &power->lost);
	ret = ret ?: ht_event_u64(event, "time_ns", &power->now);
	ret = ret ?: ht_event_u32(event, "action", &power->action);
	return ret ?: ht_event_text(event, "text", &power->text);
}

/**
 * ht_power_exit() - free its text
 * @power: from ht_power_read()
 */
void ht_power_exit(struct ht_power *power)
{
	free(power->text);
	power->text = NULL;
}

static int read_step(const struct ht_event *event, struct ht_step *step)
{
	int ret = ht_event_u32(event, "vm_id", &step->vm_id);

	ret = ret ?: ht_event_s32(event, "vm_pid", &step->vm_pid);
	ret = ret ?: ht_event_u32(event, "vcpu_id", &step->vcpu);
	ret = ret ?: ht_event_u32(event, "lost", &step->lost);
	ret = ret ?: ht_event_u64(event, "time_ns", &step->now);
	ret = ret ?: ht_event_u64(event, "func", &step->func);
	ret = ret ?: ht_event_u32(event, "id", &step->id);
	return ret ?: ht_event_u32(event, "kind", &step->kind);
}

/**
 * ht_step_start_read() - a step begins
 * @event: an event called HT_STEP_START_EVENT_NAME
 * @step: filled; ht_step_exit() frees it, which is not needed after a failure
 *
 * Return: 0; -EBADMSG, or -ENOMEM, with the event's error filled.
 */
int ht_step_start_read(const struct ht_event *event, struct ht_step *step)
{
	int ret;

	*step = (struct ht_step){ 0 };
	ret = read_step(event, step);
	ret = ret ?: ht_event_text(event, "name", &step->name);
	ret = ret ?: ht_event_text(event, "device", &step->device);
	if (ret)
		ht_step_exit(step);
	return ret;
}

/**
 * ht_step_exit() - free its texts
 * @step: from ht_step_start_read()
 */
void ht_step_exit(struct ht_step *step)
{
	free(step->name);
	free(step->device);
	step->name = NULL;
	step->device = NULL;
}

/**
 * ht_step_finish_read() - a step ends
 * @event: an event called HT_STEP_FINISH_EVENT_NAME
 * @end: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled.
 */
int ht_step_finish_read(const struct ht_event *event, struct ht_step_end *end)
{
	int ret = ht_event_u32(event, "vm_id", &end->vm_id);

	ret = ret ?: ht_event_u32(event, "vcpu_id", &end->vcpu);
	ret = ret ?: ht_event_u32(event, "lost", &end->lost);
	ret = ret ?: ht_event_u64(event, "time_ns", &end->now);
	ret = ret ?: ht_event_u64(event, "func", &end->func);
	ret = ret ?: ht_event_u32(event, "id", &end->id);
	return ret ?: ht_event_s32(event, "ret", &end->ret);
}

/**
 * ht_power_name() - what is it called?
 * @action: enum ht_power_action
 *
 * Return: e.g. "power off"; "unknown" for a number that is none of them.
 */
const char *ht_power_name(uint32_t action)
{
	static const char *const names[] = {
		[HT_POWER_RESTART] = "restart", [HT_POWER_HALT] = "halt",
		[HT_POWER_OFF] = "power off",	[HT_POWER_SUSPEND] = "suspend",
		[HT_POWER_RESUME] = "resume",
	};

	if (action >= sizeof(names) / sizeof(names[0]) || !names[action])
		return "unknown";
	return names[action];
}

/**
 * ht_step_kind_name() - what is it called?
 * @kind: enum ht_step_kind
 *
 * Return: e.g. "notifier"; "unknown" for a number that is none of them.
 */
const char *ht_step_kind_name(uint32_t kind)
{
	static const char *const names[] = {
		[HT_STEP_NOTIFIER] = "notifier", [HT_STEP_DEVICE] = "device",
		[HT_STEP_SYSCORE] = "syscore",	 [HT_STEP_PM] = "pm",
		[HT_STEP_PHASE] = "phase",
	};

	if (kind >= sizeof(names) / sizeof(names[0]) || !names[kind])
		return "unknown";
	return names[kind];
}

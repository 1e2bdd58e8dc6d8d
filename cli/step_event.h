/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a guest goes down, or to sleep: that it begins to, and each step on the way.
 */
#ifndef HT_STEP_EVENT_H
#define HT_STEP_EVENT_H

#include <hypertrace/abi.h>
#include <stdint.h>

#include "trace_event.h"

#define HT_POWER_EVENT_NAME "hypertrace_power"
#define HT_STEP_START_EVENT_NAME "hypertrace_step_start"
#define HT_STEP_FINISH_EVENT_NAME "hypertrace_step_finish"

/**
 * struct ht_power - a guest begins to go down, to sleep, or to wake
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu: its vCPU, KVM's number
 * @lost: events of this vCPU that are missing right before this one
 * @now: when it was
 * @action: enum ht_power_action of the ABI, or of a later version
 * @text: the restart's command, or the sleep state; any bytes, may be empty
 */
struct ht_power {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t lost;
	uint64_t now;
	uint32_t action;
	char *text;
};

/**
 * struct ht_step - a step begins
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu: its vCPU, KVM's number
 * @lost: events of this vCPU that are missing right before this one
 * @now: when it was
 * @func: the function
 * @id: with @func says which of the VM's steps it is
 * @kind: enum ht_step_kind of the ABI, or of a later version
 * @name: the function's, or what it does; any bytes
 * @device: its driver, a space, the device's name; any bytes, may be empty
 */
struct ht_step {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t lost;
	uint64_t now;
	uint64_t func;
	uint32_t id;
	uint32_t kind;
	char *name;
	char *device;
};

/**
 * struct ht_step_end - a step ends
 * @vm_id: the VM
 * @vcpu: its vCPU, which may not be the one that the step began on
 * @lost: events of this vCPU that are missing right before this one
 * @now: when it was
 * @func: as of its beginning
 * @id: as of its beginning
 * @ret: what the function returned: NOTIFY_* of notifiers, otherwise 0 or a negative errno
 */
struct ht_step_end {
	uint32_t vm_id;
	uint32_t vcpu;
	uint32_t lost;
	uint64_t now;
	uint64_t func;
	uint32_t id;
	int32_t ret;
};

int ht_power_read(const struct ht_event *event, struct ht_power *power);
void ht_power_exit(struct ht_power *power);
int ht_step_start_read(const struct ht_event *event, struct ht_step *step);
void ht_step_exit(struct ht_step *step);
int ht_step_finish_read(const struct ht_event *event, struct ht_step_end *end);
const char *ht_power_name(uint32_t action);
const char *ht_step_kind_name(uint32_t kind);

#endif /* HT_STEP_EVENT_H */

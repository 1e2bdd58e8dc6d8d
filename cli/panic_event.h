/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest's last words say: that its kernel panics or a task of it dies, and from where.
 */
#ifndef HT_PANIC_EVENT_H
#define HT_PANIC_EVENT_H

#include <hypertrace/abi.h>
#include <stdint.h>

#include "trace_event.h"

#define HT_PANIC_EVENT_NAME "hypertrace_panic"
#define HT_FRAME_EVENT_NAME "hypertrace_frame"

/* More frames than any guest sends: what is above is not kept. */
#define HT_FRAMES_MAX 64

/**
 * struct ht_panic - a panic or an oops
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu: its vCPU, KVM's number
 * @pcpu: the physical CPU that this ran on
 * @lost: events of this vCPU that are missing right before this one
 * @now: when it was
 * @ip: the instruction that failed, or who called panic()
 * @branch_from: the last branch taken, 0: not known
 * @branch_to: where to
 * @tid: the task that ran
 * @kind: enum ht_panic_kind of the ABI, or of a later version
 * @trap: the exception of an oops
 * @cpu: the guest's number of the CPU
 * @frames: how many hypertrace_frame follow
 * @comm: the task's name, any bytes
 * @reason: why, any bytes
 */
struct ht_panic {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t pcpu;
	uint32_t lost;
	uint64_t now;
	uint64_t ip;
	uint64_t branch_from;
	uint64_t branch_to;
	int32_t tid;
	uint32_t kind;
	uint32_t trap;
	uint32_t cpu;
	uint32_t frames;
	char *comm;
	char *reason;
};

/**
 * struct ht_frame - one line of a backtrace
 * @vm_id: the VM
 * @vcpu: its vCPU: it belongs to the latest panic of that
 * @index: 0 is innermost
 * @address: where
 * @symbol: the same as text, any bytes
 */
struct ht_frame {
	uint32_t vm_id;
	uint32_t vcpu;
	uint32_t index;
	uint64_t address;
	char *symbol;
};

int ht_panic_read(const struct ht_event *event, struct ht_panic *panic);
void ht_panic_exit(struct ht_panic *panic);
int ht_frame_read(const struct ht_event *event, struct ht_frame *frame);
void ht_frame_exit(struct ht_frame *frame);
const char *ht_trap_name(uint32_t trap);

#endif /* HT_PANIC_EVENT_H */

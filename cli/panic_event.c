// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events that tell of panics, as structures.
 */
#include <stdlib.h>

#include "panic_event.h"

static int read_numbers(const struct ht_event *event, struct ht_panic *panic)
{
	int ret = ht_event_u32(event, "vm_id", &panic->vm_id);

	ret = ret ?: ht_event_s32(event, "vm_pid", &panic->vm_pid);
	ret = ret ?: ht_event_u32(event, "vcpu_id", &panic->vcpu);
	ret = ret ?: ht_event_u32(event, "pcpu", &panic->pcpu);
	ret = ret ?: ht_event_u32(event, "lost", &panic->lost);
	ret = ret ?: ht_event_u64(event, "time_ns", &panic->now);
	ret = ret ?: ht_event_u64(event, "ip", &panic->ip);
	ret = ret ?: ht_event_u64(event, "branch_from", &panic->branch_from);
	ret = ret ?: ht_event_u64(event, "branch_to", &panic->branch_to);
	ret = ret ?: ht_event_s32(event, "tid", &panic->tid);
	ret = ret ?: ht_event_u32(event, "kind", &panic->kind);
	ret = ret ?: ht_event_u32(event, "trap", &panic->trap);
	ret = ret ?: ht_event_u32(event, "cpu", &panic->cpu);
	return ret ?: ht_event_u32(event, "frames", &panic->frames);
}

/**
 * ht_panic_read() - a panic or an oops
 * @event: an event called HT_PANIC_EVENT_NAME
 * @panic: filled; ht_panic_exit() frees it, which is not needed after a failure
 *
 * Return: 0; -EBADMSG, or -ENOMEM, with the event's error filled.
 */
int ht_panic_read(const struct ht_event *event, struct ht_panic *panic)
{
	int ret;

	*panic = (struct ht_panic){ 0 };
	ret = read_numbers(event, panic);
	ret = ret ?: ht_event_text(event, "comm", &panic->comm);
	ret = ret ?: ht_event_text(event, "reason", &panic->reason);
	if (ret)
		ht_panic_exit(panic);
	return ret;
}

/**
 * ht_panic_exit() - free its texts
 * @panic: from ht_panic_read()
 */
void ht_panic_exit(struct ht_panic *panic)
{
	free(panic->comm);
	free(panic->reason);
	panic->comm = NULL;
	panic->reason = NULL;
}

/**
 * ht_frame_read() - one line of a backtrace
 * @event: an event called HT_FRAME_EVENT_NAME
 * @frame: filled; ht_frame_exit() frees it, which is not needed after a failure
 *
 * Return: 0; -EBADMSG, or -ENOMEM, with the event's error filled.
 */
int ht_frame_read(const struct ht_event *event, struct ht_frame *frame)
{
	int ret = ht_event_u32(event, "vm_id", &frame->vm_id);

	ret = ret ?: ht_event_u32(event, "vcpu_id", &frame->vcpu);
	ret = ret ?: ht_event_u32(event, "index", &frame->index);
	ret = ret ?: ht_event_u64(event, "address", &frame->address);
	return ret ?: ht_event_text(event, "symbol", &frame->symbol);
}

/**
 * ht_frame_exit() - free its text
 * @frame: from ht_frame_read()
 */
void ht_frame_exit(struct ht_frame *frame)
{
	free(frame->symbol);
	frame->symbol = NULL;
}

/**
 * ht_trap_name() - what an exception of x86 is called
 * @trap: its vector
 *
 * Return: its name, as kernels print it; NULL: there is none of that number.
 */
const char *ht_trap_name(uint32_t trap)
{
	static const char *const names[] = {
		[0] = "divide error",
		[1] = "debug",
		[2] = "NMI",
		[3] = "int3",
		[4] = "overflow",
		[5] = "bounds",
		[6] = "invalid opcode",
		[7] = "device not available",
		[8] = "double fault",
		[10] = "invalid TSS",
		[11] = "segment not present",
		[12] = "stack segment",
		[13] = "general protection fault",
		[14] = "page fault",
		[16] = "coprocessor error",
		[17] = "alignment check",
		[18] = "machine check",
		[19] = "simd exception",
		[20] = "virtualization exception",
		[21] = "control protection fault",
		[29] = "VMM communication exception",
	};

	return trap < sizeof(names) / sizeof(names[0]) ? names[trap] : NULL;
}

// SPDX-License-Identifier: GPL-2.0-only
// What cli/timeline.h counts: the numbers are those of its enums.

export const ROW = { VM: 0, VCPU: 1, PCPU: 2 };

export const SPAN = {
	PHASE: 0, LEVEL: 1, INITCALL: 2, STEP: 3, SYSCALL: 4, IRQ: 5, SOFTIRQ: 6, FUNC: 7, TASK: 8,
	EXIT: 9, RUN: 10,
};

export const MARK = {
	PANIC: 0, OOPS: 1, MIGRATION: 2, USER_EVENT: 3, WAKEUP: 4, PAGE_FAULT: 5, LOST: 6,
	DISCARDED: 7,
};

export const SPAN_NAMES = [
	"phase", "boot level", "initcall", "step", "system call", "interrupt", "softirq", "function",
	"task", "VM exit", "running",
];

export const MARK_NAMES = [
	"panic", "oops", "migration", "user event", "wakeup", "page fault", "lost records",
	"discarded by the tracer",
];

// Flags of a span.
export const OPEN = 1, COST = 2, RET = 4;

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A guest's events as LTTng's kernel tracer would have recorded them in the guest.
 */
#ifndef HT_GUEST_KERNEL_H
#define HT_GUEST_KERNEL_H

#include <stdbool.h>
#include <stdint.h>

#include "synth.h"
#include "trace_event.h"

/* System calls whose classes are kept: above all numbers that have a name. */
#define HT_KERNEL_SYSCALLS 512

/* What an event of ours becomes. */
enum ht_kernel_kind {
	HT_KERNEL_NONE, /* LTTng has nothing like it */
	HT_KERNEL_SWITCH,
	HT_KERNEL_WAKEUP,
	HT_KERNEL_IRQ_ENTRY,
	HT_KERNEL_IRQ_EXIT,
	HT_KERNEL_SOFTIRQ_ENTRY,
	HT_KERNEL_SOFTIRQ_EXIT,
	HT_KERNEL_FAULT,
	HT_KERNEL_SYSCALL_ENTRY,
	HT_KERNEL_SYSCALL_EXIT,
	HT_KERNEL_KINDS,
};

/**
 * struct ht_kernel - the classes of translations, which all guests' traces have in common
 * @shapes: by kind and variant, made when one comes
 * @syscalls: of system calls that have names: of entries, of exits, of entries without arguments
 */
struct ht_kernel {
	struct ht_synth_shape shapes[HT_KERNEL_KINDS][2];
	struct ht_synth_shape syscalls[3][HT_KERNEL_SYSCALLS];
};

/**
 * struct ht_kernel_vcpu - what has to be known of a vCPU
 * @is_compat: it is in a system call of a program of 32 bits, the last we know
 * @nr: the call's number
 */
struct ht_kernel_vcpu {
	bool is_compat;
	uint64_t nr;
};

enum ht_kernel_kind ht_kernel_kind(const char *name);
int ht_kernel_put(struct ht_kernel *kernel, struct ht_synth *synth, enum ht_kernel_kind kind,
		  struct ht_kernel_vcpu *vcpu, const struct ht_event *event, uint32_t cpu,
		  uint64_t cycles);
void ht_kernel_exit(struct ht_kernel *kernel);

#endif /* HT_GUEST_KERNEL_H */

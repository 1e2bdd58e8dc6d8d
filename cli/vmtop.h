/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace top: which VMs do how much, as a trace goes by.
 */
#ifndef HT_VMTOP_H
#define HT_VMTOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "live.h"
#include "trace_event.h"
#include "vcpu_map.h"

enum ht_vmtop_count {
	HT_VMTOP_EVENTS,
	HT_VMTOP_SCHED,
	HT_VMTOP_SYSCALL,
	HT_VMTOP_IRQ,
	HT_VMTOP_OTHER,
	HT_VMTOP_EXITS,
	HT_VMTOP_MOVES,
	HT_VMTOP_LOST,
	HT_VMTOP_NR_COUNTS,
};

/**
 * struct ht_vmtop_vcpu - a vCPU
 * @key: which
 * @vm_pid: its VMM's process
 * @listed: it is in the list
 * @gone: its VM has ended
 * @counts: by enum ht_vmtop_count, since the interval began
 */
struct ht_vmtop_vcpu {
	struct ht_vcpu_key key;
	int32_t vm_pid;
	bool listed;
	bool gone;
	uint64_t counts[HT_VMTOP_NR_COUNTS];
};

/**
 * struct ht_vmtop - all of them
 * @map: of struct ht_vmtop_vcpu
 * @list: those whose VM is there, by VM and vCPU when shown, @count of them
 * @count: see @list
 * @discarded: events that the tracer had no room for, in all
 * @live: how samples follow each other
 */
struct ht_vmtop {
	struct ht_vcpu_map map;
	struct ht_vmtop_vcpu **list;
	size_t count;
	uint64_t discarded;
	struct ht_live live;
};

extern const char *const ht_vmtop_keys[HT_VMTOP_NR_COUNTS];

int ht_vmtop_event(struct ht_vmtop *top, const struct ht_event *event);
void ht_vmtop_sort(struct ht_vmtop *top);
void ht_vmtop_begin(struct ht_vmtop *top);
void ht_vmtop_exit(struct ht_vmtop *top);
void ht_vmtop_print_text(struct ht_vmtop *top, double seconds);
int ht_vmtop_print_json(const struct ht_vmtop *top, double seconds, struct ht_err *err);

int ht_top_main(int argc, char **argv);

#endif /* HT_VMTOP_H */

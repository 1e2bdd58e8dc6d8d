/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trace says of exits: between a guest's events, one by one, and in snapshots of counters.
 */
#ifndef HT_EXIT_EVENT_H
#define HT_EXIT_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "exit_counts.h"
#include "trace_event.h"

#define HT_EXIT_EVENT_NAME "hypertrace_exit"
#define HT_EXIT_STATS_NAME "hypertrace_exit_stats"

/* Why there is a snapshot. */
enum ht_exit_why {
	HT_EXIT_WHY_START, /* somebody began to record */
	HT_EXIT_WHY_PERIOD,
	HT_EXIT_WHY_REQUEST,
	HT_EXIT_WHY_END, /* of the VM */
};

/**
 * struct ht_told - what an event of a guest says of the exits since its vCPU's event before
 * @vm_id: the VM
 * @vcpu: its vCPU
 * @now: when the event happened
 * @tsc: the same in the guest's TSC
 * @exits: how many there were
 * @cycles: what they took, in cycles of the host
 */
struct ht_told {
	uint32_t vm_id;
	uint32_t vcpu;
	uint64_t now;
	uint64_t tsc;
	uint64_t exits;
	uint64_t cycles;
};

/**
 * struct ht_exit - one exit
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu: its vCPU
 * @isa: enum ht_isa
 * @reason: why
 * @fast: it was handled on one of KVM's fast paths
 * @cycles: from the exit to the entry
 * @user_cycles: part of these that the VMM took
 * @now: when it was
 */
struct ht_exit {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t isa;
	uint32_t reason;
	bool fast;
	uint64_t cycles;
	uint64_t user_cycles;
	uint64_t now;
};

/**
 * struct ht_exit_stats - a snapshot of what was counted of one vCPU for one reason
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu: its vCPU
 * @isa: enum ht_isa
 * @reason: why
 * @why: enum ht_exit_why
 * @snapshot: number of the snapshot that this is part of
 * @khz: rate of the host's TSC
 * @since: when counting began
 * @counts: what was counted
 */
struct ht_exit_stats {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t isa;
	uint32_t reason;
	uint32_t why;
	uint32_t snapshot;
	uint32_t khz;
	uint64_t since;
	struct ht_exit_counts counts;
};

bool ht_told_read(const struct ht_event *event, struct ht_told *told);
int ht_exit_read(const struct ht_event *event, struct ht_exit *exit);
int ht_exit_stats_read(const struct ht_event *event, struct ht_exit_stats *stats);

#endif /* HT_EXIT_EVENT_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the host tells of where its vCPUs run: each migration, and counters of their lives.
 */
#ifndef HT_SCHED_EVENT_H
#define HT_SCHED_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "trace_event.h"

#define HT_SCHED_EVENT_NAME "hypertrace_vcpu_sched"
#define HT_MIGRATE_EVENT_NAME "hypertrace_vcpu_migrate"

/* Why a vCPU that migrated was off the CPU. */
enum ht_off_why {
	HT_OFF_PREEMPTED,
	HT_OFF_HALTED,
	HT_OFF_USER, /* in its VMM */
	HT_OFF_BLOCKED, /* in the host's kernel */
	HT_OFF_WHYS, /* how many there are; a host may know more */
};

/* Why there are counters that no migration came with. */
enum ht_sched_why {
	HT_SCHED_WHY_START, /* somebody began to record */
	HT_SCHED_WHY_PERIOD,
	HT_SCHED_WHY_REQUEST,
	HT_SCHED_WHY_END, /* of the VM */
};

/**
 * struct ht_sched - where a vCPU runs, and what was counted of it since it was made
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu: its vCPU
 * @pcpu: where it runs or ran last; of a migration: where to
 * @node: the NUMA node of that
 * @why: enum ht_off_why of a migration, else enum ht_sched_why
 * @now: when this was told; of a migration: when it ran again
 * @migrations: how many there were, this one included
 * @loads: how often it was put on a pCPU; not that the VMM had it, and did not wait
 * @preemptions: how often it was taken off one that it would have gone on using
 * @run_ns: how long it was on a pCPU, in the guest or the hypervisor; of a migration: until it left
 *	@from_pcpu
 * @wait_ns: how long it could have run, and no pCPU was free
 * @halt_ns: how long the guest let it sleep
 * @user_ns: how long its VMM was in user space
 * @block_ns: how long it waited in the host's kernel for something else
 * @moved: it is a migration; only then the rest means something
 * @from_pcpu: where it ran before
 * @from_node: the NUMA node of that
 * @off_ns: how long it ran nowhere
 * @queued_ns: how much of that it waited for a pCPU
 * @tsc: when it ran again, in the guest's TSC
 */
struct ht_sched {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t pcpu;
	uint32_t node;
	uint32_t why;
	uint64_t now;
	uint64_t migrations;
	uint64_t loads;
	uint64_t preemptions;
	uint64_t run_ns;
	uint64_t wait_ns;
	uint64_t halt_ns;
	uint64_t user_ns;
	uint64_t block_ns;
	bool moved;
	uint32_t from_pcpu;
	uint32_t from_node;
	uint64_t off_ns;
	uint64_t queued_ns;
	uint64_t tsc;
};

bool ht_sched_is(const struct ht_event *event);
int ht_sched_read(const struct ht_event *event, struct ht_sched *sched);

#endif /* HT_SCHED_EVENT_H */

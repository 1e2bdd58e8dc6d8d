/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where each vCPU runs and what keeps it from running: told to tracers when it moves and in
 * snapshots, and to the vCPU itself in a page that it shares (struct ht_vcpu_state).
 */
#ifndef HT_VCPU_SCHED_H
#define HT_VCPU_SCHED_H

#include <linux/seqlock.h>
#include <linux/types.h>

struct ht_clock;
struct ht_ring;
struct ht_vcpu;
struct ht_vcpu_state;
struct ht_vm;
struct kvm_vcpu;
enum ht_snapshot_why;

/* What a vCPU does; all but the last keep it off the CPU, and are what the event says of that. */
enum ht_sched_state {
	HT_SCHED_PREEMPTED, /* something else runs there */
	HT_SCHED_HALTED, /* the guest sleeps */
	HT_SCHED_USER, /* the VMM has it */
	HT_SCHED_BLOCKED, /* the host's kernel waits for something: a page, a lock */
	HT_SCHED_ON, /* it occupies a CPU: the guest runs, or the hypervisor for it */
	HT_SCHED_STATES
};

/**
 * struct ht_sched_totals - a vCPU's life so far
 * @migrations: how often it came to another CPU than it was on before
 * @loads: how often it was put on a CPU; not that the VMM had it meanwhile, and never waited
 * @preemptions: how often it was taken off though it had something to do
 * @cycles: host TSC cycles by what it did; HT_SCHED_PREEMPTED has all for which it could have run,
 *	had there been a CPU
 *
 * The cycles are all of its life.
 */
struct ht_sched_totals {
	u64 migrations;
	u64 loads;
	u64 preemptions;
	u64 cycles[HT_SCHED_STATES];
};

/**
 * struct ht_sched - one vCPU's
 * @seq: odd while the vCPU's thread, which is the only one to write the rest, changes something
 * @totals: up to @since
 * @state: since then, up to @user_since
 * @seen: there is a past: @state and what follows mean something
 * @pcpu: where it is, or was last
 * @node: NUMA node of that
 * @since: TSC, or what CLOCK_MONOTONIC is in its ticks
 * @user_since: likewise: when the VMM got it; 0 while KVM has it. Written without @seq: to go there
 *	and back is most of what a vCPU does, and is written down on the way back
 * @delay_ns: how long its thread had been waiting for a CPU when it left, in all its life
 * @moved_tsc: when @pcpu changed last, in the guest's ticks
 * @shared: the guest's view of it, while the guest has a ring; others may set it to NULL
 * @shared_seq: what its seq was last
 */
struct ht_sched {
	seqcount_t seq;
	struct ht_sched_totals totals;
	enum ht_sched_state state;
	bool seen;
	u32 pcpu;
	u32 node;
	u64 since;
	u64 user_since;
	u64 delay_ns;
	u64 moved_tsc;
	struct ht_vcpu_state *shared;
	u32 shared_seq;
};

/**
 * struct ht_sched_event - what the events say
 * @vm_id: the VM
 * @vm_pid: process id of its VMM
 * @vcpu_id: KVM's vcpu_id
 * @pcpu: where it is now
 * @node: NUMA node of that
 * @why: of a migration: enum ht_sched_state, what it did last; else enum ht_snapshot_why
 * @from_pcpu: of a migration: where it was
 * @from_node: likewise
 * @off_ns: of a migration: time since it ran last
 * @queued_ns: part of that for which it could have run
 * @time_ns: when, CLOCK_MONOTONIC
 * @guest_tsc: the same in the guest's ticks
 * @totals: up to then; of a migration what ran is all from before it
 * @ns: the times of these, in nanoseconds
 */
struct ht_sched_event {
	u32 vm_id;
	s32 vm_pid;
	u32 vcpu_id;
	u32 pcpu;
	u32 node;
	u32 why;
	u32 from_pcpu;
	u32 from_node;
	u64 off_ns;
	u64 queued_ns;
	u64 time_ns;
	u64 guest_tsc;
	struct ht_sched_totals totals;
	u64 ns[HT_SCHED_STATES];
};

/* As fields of a tracepoint. */
#define HT_SCHED_FIELDS                                                                            \
	__field(u64, migrations) __field(u64, loads) __field(u64, preemptions)                     \
		__field(u64, run_ns) __field(u64, wait_ns) __field(u64, halt_ns)                   \
			__field(u64, user_ns) __field(u64, block_ns)

#define HT_SCHED_ASSIGN                                                                            \
	do {                                                                                       \
		__entry->migrations = ev->totals.migrations;                                       \
		__entry->loads = ev->totals.loads;                                                 \
		__entry->preemptions = ev->totals.preemptions;                                     \
		__entry->run_ns = ev->ns[HT_SCHED_ON];                                             \
		__entry->wait_ns = ev->ns[HT_SCHED_PREEMPTED];                                     \
		__entry->halt_ns = ev->ns[HT_SCHED_HALTED];                                        \
		__entry->user_ns = ev->ns[HT_SCHED_USER];                                          \
		__entry->block_ns = ev->ns[HT_SCHED_BLOCKED];                                      \
	} while (0)

void ht_sched_choose_clock(void);
void ht_sched_init(struct ht_sched *s);
void ht_sched_load(struct kvm_vcpu *vcpu, int cpu);
void ht_sched_put(struct kvm_vcpu *vcpu);
void ht_sched_begin(struct kvm_vcpu *vcpu);
void ht_sched_share(struct ht_sched *s, struct ht_ring *ring);
void ht_sched_unshare(struct ht_sched *s);
void ht_sched_snapshot(struct ht_vm *vm, enum ht_snapshot_why why);

#endif /* HT_VCPU_SCHED_H */

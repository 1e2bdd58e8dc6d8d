// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accounting of where vCPUs run. KVM loads a vCPU when KVM_RUN begins and whenever the scheduler
 * brings its thread back, and puts it in between: a migration is a load on another CPU than the one
 * before. Loads in ioctls of other threads are not the vCPU's doing, and are not looked at.
 */
#include <linux/jump_label.h>
#include <linux/kvm_host.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>
#include <linux/topology.h>

#include <asm/msr.h>
#include <asm/tsc.h>

#include <hypertrace/abi.h>

#include "exits.h"
#include "here.h"
#include "snapshot.h"
#include "trace.h"
#include "vcpu_sched.h"
#include "vm.h"

/**
 * ht_sched_init - nothing is known yet
 * @s: a vCPU's
 */
void ht_sched_init(struct ht_sched *s)
{
	seqcount_init(&s->seq);
	s->pcpu = U32_MAX; /* no CPU's: the first one is another */
	s->state = HT_SCHED_BLOCKED; /* nothing ends when that is put */
}

static DEFINE_STATIC_KEY_FALSE(tsc_is_bad);

/**
 * ht_sched_choose_clock - how is it timed?
 *
 * Process context, when the module comes. As exits are: the TSC takes four instructions to read,
 * CLOCK_MONOTONIC fifty. But vCPUs come from one CPU to the other, whose TSCs may differ.
 */
void ht_sched_choose_clock(void)
{
	if (check_tsc_unstable())
		static_branch_enable(&tsc_is_bad);
}

static u64 ns_of(u64 cycles)
{
	return mul_u64_u32_div(cycles, USEC_PER_SEC, tsc_khz);
}

static u64 cycles_of(u64 ns)
{
	return mul_u64_u32_div(ns, tsc_khz, USEC_PER_SEC);
}

/* @tsc is now, too. */
static __always_inline u64 clock_now(u64 tsc)
{
	if (static_branch_unlikely(&tsc_is_bad))
		return cycles_of(ktime_get_mono_fast_ns());
	return tsc;
}

/* Another CPU's TSC may be behind the one of before. */
static __always_inline u64 between(u64 from, u64 to)
{
	return to > from ? to - from : 0;
}

/* Whoever took @s->shared away waits for what was begun before to end. */
static __always_inline void change_begin(struct ht_sched *s)
{
	raw_write_seqcount_begin(&s->seq);
	smp_mb(); /* odd before @shared is looked at; pairs with ht_sched_unshare() */
}

static __always_inline void change_end(struct ht_sched *s)
{
	raw_write_seqcount_end(&s->seq);
}

/*
 * Between change_begin() and change_end(). All that is read of what stands there is whether it is
 * what was written last: a kernel that came after a reset, without a word from the one before, uses
 * the page otherwise.
 */
static __always_inline void publish(struct ht_sched *s, bool moved)
{
	struct ht_vcpu_state *to = READ_ONCE(s->shared);
	u32 seq = s->shared_seq;

	if (!to)
		return;
	if (unlikely(READ_ONCE(to->seq) != seq)) {
		WRITE_ONCE(s->shared, NULL);
		return;
	}
	WRITE_ONCE(to->seq, seq + 1);
	smp_wmb(); /* odd before the rest; pairs with libhypercall's ht_vcpu_state_read() */
	if (moved) {
		WRITE_ONCE(to->pcpu, s->pcpu);
		WRITE_ONCE(to->node, s->node);
		WRITE_ONCE(to->migrations, s->totals.migrations);
		WRITE_ONCE(to->moved_tsc, s->moved_tsc);
	}
	WRITE_ONCE(to->preempted, s->state == HT_SCHED_PREEMPTED);
	WRITE_ONCE(to->wait_ns, ns_of(s->totals.cycles[HT_SCHED_PREEMPTED]));
	WRITE_ONCE(to->loads, s->totals.loads);
	smp_wmb(); /* the rest before even; likewise */
	WRITE_ONCE(to->seq, seq + 2);
	s->shared_seq = seq + 2;
}

static __always_inline bool is_own(const struct kvm_vcpu *vcpu)
{
	return rcu_access_pointer(vcpu->pid) == task_pid(current);
}

/*
 * How much of the time off the CPU there was none to be had. If another thread runs the vCPU than
 * before, what that has waited in its life may be less; and whoever is the VMM decides that, so
 * nothing is divided that would be too much.
 */
static __always_inline u64 queued(const struct ht_sched *s, u64 off)
{
	s64 delay_ns = current->sched_info.run_delay - s->delay_ns;

	return unlikely(delay_ns > 0) ? min(cycles_of(delay_ns), off) : 0;
}

/* The time off the CPU is over. Returns for how much of it there was no CPU. */
static __always_inline u64 come_back(struct ht_sched *s, u64 now)
{
	const u64 off = between(s->since, now);
	const u64 none = queued(s, off);

	s->totals.cycles[HT_SCHED_PREEMPTED] += none;
	s->totals.cycles[s->state] += off - none;
	return none;
}

static __always_inline void arrive(struct ht_sched *s, u64 now, bool moved)
{
	s->totals.loads++;
	s->state = HT_SCHED_ON;
	s->since = now;
	publish(s, moved);
}

static void say_who(struct ht_sched_event *ev, const struct ht_vm *vm, const struct ht_vcpu *hv)
{
	ev->vm_id = vm->id;
	ev->vm_pid = vm->pid;
	ev->vcpu_id = hv->vcpu_id;
}

static void say_totals(struct ht_sched_event *ev, const struct ht_sched *s)
{
	int i;

	ev->pcpu = s->pcpu;
	ev->node = s->node;
	ev->totals = s->totals;
	for (i = 0; i < HT_SCHED_STATES; i++)
		ev->ns[i] = ns_of(s->totals.cycles[i]);
}

static void trace_move(const struct ht_vm *vm, const struct ht_vcpu *hv, struct ht_sched_event *ev)
{
	ev->time_ns = ktime_get_mono_fast_ns();
	say_who(ev, vm, hv);
	say_totals(ev, &hv->sched);
	trace_hypertrace_vcpu_migrate(ev);
}

/* Write down when it went to the VMM, after which that is as any other state. */
static void settle(struct ht_sched *s)
{
	if (!s->user_since)
		return;
	s->totals.cycles[HT_SCHED_ON] += between(s->since, s->user_since);
	s->since = s->user_since;
	s->state = HT_SCHED_USER;
	WRITE_ONCE(s->user_since, 0);
}

/* It comes to another CPU than it was on before, or for the first time. */
static noinline void load_elsewhere(struct kvm_vcpu *vcpu, struct ht_vcpu *hv, int cpu, u64 tsc)
{
	const u64 now = clock_now(tsc);
	struct ht_sched *s = &hv->sched;
	struct ht_sched_event ev = {
		.from_pcpu = s->pcpu,
		.from_node = s->node,
	};
	const struct ht_vm *vm;
	struct ht_clock clock;
	bool moved = s->seen;

	ht_clock_learn(&clock, vcpu);
	ev.guest_tsc = ht_clock_guest_tsc(&clock, tsc);
	change_begin(s);
	settle(s);
	ev.why = s->state;
	if (s->seen && s->state != HT_SCHED_ON) {
		ev.off_ns = ns_of(between(s->since, now));
		ev.queued_ns = ns_of(come_back(s, now));
	}
	if (moved) {
		s->totals.migrations++;
		s->moved_tsc = ev.guest_tsc;
	}
	s->seen = true;
	s->pcpu = cpu;
	s->node = cpu_to_node(cpu);
	arrive(s, now, true);
	change_end(s);
	if (!moved || !trace_hypertrace_vcpu_migrate_enabled())
		return;
	vm = ht_vm_find(vcpu->kvm);
	if (READ_ONCE(vm->allowed))
		trace_move(vm, hv, &ev);
}

static void load_again(struct ht_sched *s, u64 now)
{
	change_begin(s);
	settle(s);
	if (s->state != HT_SCHED_ON)
		come_back(s, now);
	arrive(s, now, false);
	change_end(s);
}

/* Whatever is not as usual, in a function of its own: the usual way then needs no stack. */
static noinline void load_slowly(struct kvm_vcpu *vcpu, int cpu)
{
	const u64 tsc = rdtsc();
	const u64 now = clock_now(tsc);
	struct ht_vcpu *hv = ht_here_vcpu(vcpu);
	struct ht_exits *x;
	struct ht_sched *s;

	if (!hv)
		return;
	s = &hv->sched;
	x = READ_ONCE(hv->exits);
	if (x && s->user_since)
		ht_exits_from_user(x, between(s->user_since, now));
	if (s->pcpu != cpu)
		load_elsewhere(vcpu, hv, cpu, tsc);
	else
		load_again(s, now);
}

/* Comes the VMM back with it, on the same CPU and without having waited for that? */
static __always_inline bool is_usual(const struct ht_sched *s, int cpu)
{
	if (static_branch_unlikely(&tsc_is_bad))
		return false;
	return s->pcpu == cpu && s->user_since && s->delay_ns == current->sched_info.run_delay;
}

/* As load_again(), less what is known to be nothing. */
static __always_inline void load_usually(struct ht_vcpu *hv, u64 now)
{
	struct ht_exits *x = READ_ONCE(hv->exits);
	struct ht_sched *s = &hv->sched;
	const u64 user = now - s->user_since;

	if (x)
		ht_exits_from_user(x, user);
	raw_write_seqcount_begin(&s->seq); /* nothing is published: nobody waits for it */
	s->totals.cycles[HT_SCHED_ON] += s->user_since - s->since;
	s->totals.cycles[HT_SCHED_USER] += user;
	s->since = now;
	WRITE_ONCE(s->user_since, 0);
	change_end(s);
}

/**
 * ht_sched_load - KVM's hook: a vCPU begins to occupy a CPU
 * @vcpu: the vCPU
 * @cpu: this CPU; preemption is off
 */
void ht_sched_load(struct kvm_vcpu *vcpu, int cpu)
{
	struct ht_vcpu *hv;
	u64 now;

	if (!is_own(vcpu))
		return;
	if (unlikely(!ht_here_is(vcpu)))
		return load_slowly(vcpu, cpu);
	hv = this_cpu_read(ht_here.hv);
	if (!hv)
		return;
	if (unlikely(!is_usual(&hv->sched, cpu)))
		return load_slowly(vcpu, cpu);
	now = rdtsc();
	/* Of one CPU, but what this host is may have been moved to another machine meanwhile. */
	if (unlikely(now < hv->sched.user_since))
		return load_slowly(vcpu, cpu);
	load_usually(hv, now);
}

/**
 * ht_sched_begin - this module hears of a vCPU that has been running already
 * @vcpu: the vCPU, in its thread and loaded
 *
 * Any context in which preemption can be switched off.
 */
void ht_sched_begin(struct kvm_vcpu *vcpu)
{
	preempt_disable();
	load_slowly(vcpu, smp_processor_id());
	preempt_enable();
}

/* It is off the CPU, and not for the VMM. */
static void put_off(const struct kvm_vcpu *vcpu, struct ht_sched *s, u64 now)
{
	change_begin(s);
	s->totals.cycles[HT_SCHED_ON] += between(s->since, now);
	s->since = now;
	if (vcpu->preempted) {
		s->state = HT_SCHED_PREEMPTED;
		s->totals.preemptions++;
		publish(s, false);
	} else {
		s->state = vcpu->stat.generic.blocking ? HT_SCHED_HALTED : HT_SCHED_BLOCKED;
	}
	change_end(s);
}

static noinline void put_slowly(const struct kvm_vcpu *vcpu, struct ht_sched *s)
{
	const u64 now = clock_now(rdtsc());

	if (s->state != HT_SCHED_ON)
		return;
	s->delay_ns = current->sched_info.run_delay;
	/* Nobody takes the CPU from a thread that is runnable: KVM_RUN ends. */
	if (vcpu->preempted || !current->on_rq)
		put_off(vcpu, s, now);
	else
		WRITE_ONCE(s->user_since, max(now, s->since));
}

static __always_inline void put(const struct kvm_vcpu *vcpu, struct ht_sched *s)
{
	u64 now;

	if (static_branch_unlikely(&tsc_is_bad) ||
	    unlikely(s->state != HT_SCHED_ON || vcpu->preempted || !current->on_rq))
		return put_slowly(vcpu, s);
	s->delay_ns = current->sched_info.run_delay;
	now = rdtsc();
	if (unlikely(now < s->since))
		return put_slowly(vcpu, s);
	WRITE_ONCE(s->user_since, now);
}

/* Another vCPU was here before. */
static noinline void put_elsewhere(struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv = ht_here_find(vcpu);

	if (hv)
		put_slowly(vcpu, &hv->sched);
}

/**
 * ht_sched_put - KVM's hook: a vCPU no longer occupies this CPU
 * @vcpu: the vCPU; preemption is off, and the runqueue may be locked
 */
void ht_sched_put(struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv;

	if (!is_own(vcpu))
		return;
	if (unlikely(!ht_here_is(vcpu)))
		return put_elsewhere(vcpu);
	hv = this_cpu_read(ht_here.hv);
	if (hv)
		put(vcpu, &hv->sched);
}

/**
 * ht_sched_share - have the vCPU know
 * @s: the vCPU's
 * @ring: in whose header it shall stand from now on; nothing is shared so far
 *
 * In the vCPU's thread, while it is loaded; may sleep.
 */
void ht_sched_share(struct ht_sched *s, struct ht_ring *ring)
{
	struct ht_vcpu_state *to = (struct ht_vcpu_state *)((u8 *)ring + HT_RING_STATE);

	preempt_disable();
	s->shared_seq = READ_ONCE(to->seq) & ~1u;
	WRITE_ONCE(to->seq, s->shared_seq);
	change_begin(s);
	WRITE_ONCE(s->shared, to);
	publish(s, true);
	change_end(s);
	preempt_enable();
}

/**
 * ht_sched_unshare - the vCPU shall not know any more
 * @s: the vCPU's
 *
 * Any context, but not from within the vCPU's hooks. When this returns nobody writes to what was
 * shared before; it is waited for who is at it, with preemption off.
 */
void ht_sched_unshare(struct ht_sched *s)
{
	unsigned int seq;

	WRITE_ONCE(s->shared, NULL);
	smp_mb(); /* before @seq is looked at; pairs with change_begin() */
	seq = raw_read_seqcount(&s->seq);
	while (seq & 1 && raw_read_seqcount(&s->seq) == seq)
		cpu_relax();
}

/**
 * ht_sched_snapshot - trace what all vCPUs of a VM have done with their lives so far
 * @vm: the VM
 * @why: what the event says of that
 *
 * Process context.
 */
void ht_sched_snapshot(struct ht_vm *vm, enum ht_snapshot_why why)
{
	struct ht_sched_event ev;
	struct ht_sched seen;
	struct ht_vcpu *hv;
	unsigned long i;
	unsigned int seq;
	u64 now;

	if (!trace_hypertrace_vcpu_sched_enabled() || !READ_ONCE(vm->allowed))
		return;
	xa_for_each(&vm->vcpus, i, hv) {
		ev = (struct ht_sched_event){ .why = why };
		do {
			seq = read_seqcount_begin(&hv->sched.seq);
			seen = hv->sched;
			seen.user_since = READ_ONCE(hv->sched.user_since);
			ev.time_ns = ktime_get_mono_fast_ns();
			now = clock_now(rdtsc());
		} while (read_seqcount_retry(&hv->sched.seq, seq));
		if (!seen.seen)
			continue;
		settle(&seen);
		seen.totals.cycles[seen.state] += between(seen.since, now);
		say_who(&ev, vm, hv);
		say_totals(&ev, &seen);
		trace_hypertrace_vcpu_sched(&ev);
	}
}

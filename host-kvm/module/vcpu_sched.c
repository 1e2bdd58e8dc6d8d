// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accounting of where vCPUs run. KVM loads a vCPU when KVM_RUN begins and whenever the scheduler
 * brings its thread back, and puts it in between: a migration is a load on another CPU than the one
 * before. Loads in ioctls of other threads are not the vCPU's doing, and are not looked at.
 */
#include <linux/kvm_host.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/timekeeping.h>
#include <linux/topology.h>

#include <asm/msr.h>

#include <hypertrace/abi.h>

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
	spin_lock_init(&s->lock);
}

/*
 * With @s->lock held. All that is read of what stands there is whether it is what was written last:
 * a kernel that came after a reset, without a word from the one before, uses the page otherwise.
 */
static void publish(struct ht_sched *s)
{
	struct ht_vcpu_state *to = s->shared;

	if (!to)
		return;
	if (READ_ONCE(to->seq) != s->shared_seq) {
		s->shared = NULL;
		return;
	}
	WRITE_ONCE(to->seq, ++s->shared_seq);
	smp_wmb(); /* odd before the rest; pairs with libhypercall's ht_vcpu_state_read() */
	WRITE_ONCE(to->pcpu, s->pcpu);
	WRITE_ONCE(to->node, s->node);
	WRITE_ONCE(to->preempted, s->state == HT_SCHED_PREEMPTED);
	WRITE_ONCE(to->migrations, s->totals.migrations);
	WRITE_ONCE(to->wait_ns, s->totals.wait_ns);
	WRITE_ONCE(to->loads, s->totals.loads);
	WRITE_ONCE(to->moved_tsc, s->moved_tsc);
	smp_wmb(); /* the rest before even; likewise */
	WRITE_ONCE(to->seq, ++s->shared_seq);
}

/* Adds @ns to what @state is counted as. */
static void count(struct ht_sched_totals *totals, enum ht_sched_state state, u64 ns)
{
	switch (state) {
	case HT_SCHED_PREEMPTED:
		totals->wait_ns += ns;
		break;
	case HT_SCHED_HALTED:
		totals->halt_ns += ns;
		break;
	case HT_SCHED_USER:
		totals->user_ns += ns;
		break;
	case HT_SCHED_BLOCKED:
		totals->block_ns += ns;
		break;
	case HT_SCHED_ON:
		totals->run_ns += ns;
		break;
	}
}

/* Of the vCPU whose thread this is. */
static struct ht_vcpu *own_vcpu(struct kvm_vcpu *vcpu)
{
	if (rcu_access_pointer(vcpu->pid) != task_pid(current))
		return NULL;
	return ht_here_vcpu(vcpu);
}

/* The time off the CPU is over; with @s->lock held. */
static void come_back(struct ht_sched *s, struct ht_sched_event *ev, u64 now)
{
	ev->why = s->state;
	ev->off_ns = now - s->since_ns;
	ev->queued_ns = min(current->sched_info.run_delay - s->delay_ns, ev->off_ns);
	s->totals.wait_ns += ev->queued_ns;
	count(&s->totals, s->state, ev->off_ns - ev->queued_ns);
}

/* With @s->lock held. Returns whether it was elsewhere before. */
static bool arrive(struct ht_sched *s, struct ht_sched_event *ev, int cpu)
{
	bool moved = s->seen && s->pcpu != cpu;
	u64 now = ktime_get_mono_fast_ns();

	if (s->seen && s->state != HT_SCHED_ON)
		come_back(s, ev, now);
	ev->from_pcpu = s->pcpu;
	ev->from_node = s->node;
	ev->time_ns = now;
	s->totals.loads++;
	if (moved) {
		s->totals.migrations++;
		s->moved_tsc = ev->guest_tsc;
	}
	s->seen = true;
	s->state = HT_SCHED_ON;
	s->since_ns = now;
	s->pcpu = cpu;
	s->node = cpu_to_node(cpu);
	publish(s);
	ev->pcpu = s->pcpu;
	ev->node = s->node;
	ev->totals = s->totals;
	return moved;
}

static void say_who(struct ht_sched_event *ev, const struct ht_vm *vm, const struct ht_vcpu *hv)
{
	ev->vm_id = vm->id;
	ev->vm_pid = vm->pid;
	ev->vcpu_id = hv->vcpu_id;
}

/**
 * ht_sched_load - KVM's hook: a vCPU begins to occupy a CPU
 * @vcpu: the vCPU
 * @cpu: this CPU; preemption is off
 */
void ht_sched_load(struct kvm_vcpu *vcpu, int cpu)
{
	struct ht_vcpu *hv = own_vcpu(vcpu);
	struct ht_sched_event ev = {};
	struct ht_clock clock;
	unsigned long flags;
	struct ht_vm *vm;
	bool moved;

	if (!hv)
		return;
	ht_clock_learn(&clock, vcpu);
	ev.guest_tsc = ht_clock_guest_tsc(&clock, rdtsc());
	spin_lock_irqsave(&hv->sched.lock, flags);
	moved = arrive(&hv->sched, &ev, cpu);
	spin_unlock_irqrestore(&hv->sched.lock, flags);
	if (!moved || !trace_hypertrace_vcpu_migrate_enabled())
		return;
	vm = ht_vm_find(vcpu->kvm);
	if (!READ_ONCE(vm->allowed))
		return;
	say_who(&ev, vm, hv);
	trace_hypertrace_vcpu_migrate(&ev);
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
	ht_sched_load(vcpu, smp_processor_id());
	preempt_enable();
}

static enum ht_sched_state state_of(const struct kvm_vcpu *vcpu)
{
	if (vcpu->preempted)
		return HT_SCHED_PREEMPTED;
	if (current->on_rq)
		return HT_SCHED_USER; /* nobody takes the CPU from it: KVM_RUN ends */
	return vcpu->stat.generic.blocking ? HT_SCHED_HALTED : HT_SCHED_BLOCKED;
}

/**
 * ht_sched_put - KVM's hook: a vCPU no longer occupies this CPU
 * @vcpu: the vCPU; preemption is off, and the runqueue may be locked
 */
void ht_sched_put(struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv = own_vcpu(vcpu);
	struct ht_sched *s;
	unsigned long flags;
	u64 now;

	if (!hv)
		return;
	s = &hv->sched;
	spin_lock_irqsave(&s->lock, flags);
	if (s->seen && s->state == HT_SCHED_ON) {
		now = ktime_get_mono_fast_ns();
		s->totals.run_ns += now - s->since_ns;
		s->since_ns = now;
		s->delay_ns = current->sched_info.run_delay;
		s->state = state_of(vcpu);
		if (s->state == HT_SCHED_PREEMPTED) {
			s->totals.preemptions++;
			publish(s);
		}
	}
	spin_unlock_irqrestore(&s->lock, flags);
}

/**
 * ht_sched_share - have the vCPU know, or not any more
 * @s: the vCPU's
 * @ring: in whose header it shall stand from now on; NULL: nowhere. When this returns nobody writes
 *	to what was given before.
 *
 * Any context but NMI.
 */
void ht_sched_share(struct ht_sched *s, struct ht_ring *ring)
{
	unsigned long flags;

	spin_lock_irqsave(&s->lock, flags);
	s->shared = ring ? (struct ht_vcpu_state *)((u8 *)ring + HT_RING_STATE) : NULL;
	if (s->shared) {
		s->shared_seq = READ_ONCE(s->shared->seq) & ~1u;
		WRITE_ONCE(s->shared->seq, s->shared_seq);
		publish(s);
	}
	spin_unlock_irqrestore(&s->lock, flags);
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
	struct ht_vcpu *hv;
	unsigned long i, flags;
	bool seen;

	if (!trace_hypertrace_vcpu_sched_enabled() || !READ_ONCE(vm->allowed))
		return;
	xa_for_each(&vm->vcpus, i, hv) {
		const struct ht_sched *s = &hv->sched;

		ev = (struct ht_sched_event){ .why = why };
		say_who(&ev, vm, hv);
		spin_lock_irqsave(&hv->sched.lock, flags);
		seen = s->seen;
		ev.pcpu = s->pcpu;
		ev.node = s->node;
		ev.time_ns = ktime_get_mono_fast_ns();
		ev.totals = s->totals;
		count(&ev.totals, s->state, ev.time_ns - s->since_ns);
		spin_unlock_irqrestore(&hv->sched.lock, flags);
		if (seen)
			trace_hypertrace_vcpu_sched(&ev);
	}
}

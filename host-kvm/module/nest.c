// SPDX-License-Identifier: GPL-2.0-only
/*
 * A nested guest's hypercall leaves it for the outermost host, which hands it to the guest's own
 * hypervisor unless that has said that it need not. It says so in memory, before each entry, as
 * asking would cost as much as being asked:
 *
 *	L0, this module                L1, this module             L2
 *	ht_nest_claim() ◄── struct ht_nest ◄── ht_nest_enter() ──► runs, calls ─┐
 *	      ▲                                                                 │
 *	      └───────────────────────── one exit ──────────────────────────────┘
 *
 * In L1 the word lies in the ring that hypertrace_guest has open with L0, one for each CPU. What a
 * hypervisor further in says to L1 is handed on to L0 with L1's own in front.
 */
#include <linux/compiler.h>
#include <linux/cpumask.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/smp.h>

#include <asm/kvm_host.h>

#include <hypertrace/nest.h>

#include "call.h"
#include "here.h"
#include "hooks.h"
#include "nest.h"
#include "vm.h"

static bool nested_direct;
module_param(nested_direct, bool, 0644);
MODULE_PARM_DESC(nested_direct,
		 "a new VM's records may go to the host that this one is a guest of (default N)");

static DEFINE_PER_CPU(struct ht_nest *, page); /* where this CPU writes, once known */
static struct ht_nest *(*guest_half)(void); /* hypertrace_guest's, while there is need of it */
static unsigned int nr_direct; /* VMs that have been opted in */
static bool closed; /* this module goes */
static DEFINE_MUTEX(choice_lock); /* guards the last three */

/**
 * ht_nest_default - may new VMs speak to the host outside?
 */
bool ht_nest_default(void)
{
	return READ_ONCE(nested_direct);
}

/**
 * ht_nest_init - nothing is said yet
 * @word: a vCPU's
 */
void ht_nest_init(struct ht_nest_word *word)
{
	spin_lock_init(&word->lock);
}

/**
 * ht_nest_share - listen to a vCPU, or not any more
 * @word: the vCPU's
 * @ring: in whose header it speaks; NULL: nowhere. When this returns nobody reads what was given
 *	before.
 *
 * Any context but NMI.
 */
void ht_nest_share(struct ht_nest_word *word, const struct ht_ring *ring)
{
	unsigned long flags;

	spin_lock_irqsave(&word->lock, flags);
	word->shared = ring ? (const struct ht_nest *)((const u8 *)ring + HT_RING_NEST) : NULL;
	spin_unlock_irqrestore(&word->lock, flags);
}

/* Each shared word is read once. Returns whether the copy is sound. */
static bool listen(struct ht_nest_word *word, struct ht_nest *nest)
{
	const struct ht_nest *from;
	unsigned long flags;
	int i;

	nest->depth = 0;
	spin_lock_irqsave(&word->lock, flags);
	from = word->shared;
	if (from) {
		nest->depth = READ_ONCE(from->depth);
		nest->pad = READ_ONCE(from->pad);
		for (i = 0; i < ARRAY_SIZE(nest->chain); i++) {
			nest->chain[i].vm_id = READ_ONCE(from->chain[i].vm_id);
			nest->chain[i].vcpu_id = READ_ONCE(from->chain[i].vcpu_id);
		}
	}
	spin_unlock_irqrestore(&word->lock, flags);
	return ht_nest_valid(nest);
}

/* Who runs when this vCPU enters; depth 0 for nobody whom the host outside shall hear. */
static void name(struct kvm_vcpu *vcpu, struct ht_nest *nest)
{
	const struct ht_vm *vm = ht_here_vm(vcpu);
	struct ht_nest inner = {};
	struct ht_vcpu *hv;
	u32 i;

	if (!vm || !READ_ONCE(vm->direct) || !READ_ONCE(vm->allowed) || ht_others_calls(vcpu))
		return;
	if (vcpu->arch.hflags & HF_GUEST_MASK) {
		hv = ht_here_vcpu(vcpu);
		if (!hv || !listen(&hv->nest, &inner) || inner.depth >= ARRAY_SIZE(nest->chain))
			return;
	}
	nest->depth = 1 + inner.depth;
	nest->chain[0].vm_id = vm->id;
	nest->chain[0].vcpu_id = vcpu->vcpu_id;
	for (i = 0; i < inner.depth; i++)
		nest->chain[1 + i] = inner.chain[i];
}

static bool same(const struct ht_nest *a, const struct ht_nest *b)
{
	u32 i;

	if (a->depth != b->depth)
		return false;
	for (i = 0; i < b->depth; i++)
		if (a->chain[i].vm_id != b->chain[i].vm_id ||
		    a->chain[i].vcpu_id != b->chain[i].vcpu_id)
			return false;
	return true;
}

/**
 * ht_nest_enter - KVM's hook: a vCPU is about to enter its guest, or a nested one
 * @vcpu: the vCPU, in its thread; interrupts are off
 */
void ht_nest_enter(struct kvm_vcpu *vcpu)
{
	typeof(guest_half) find = READ_ONCE(guest_half);
	struct ht_nest *to, nest = {};

	if (!find)
		return;
	to = this_cpu_read(page);
	if (unlikely(!to)) {
		to = find();
		if (!to)
			return;
		this_cpu_write(page, to);
	}
	name(vcpu, &nest);
	/* The host outside never writes there, and reads only when this CPU has exited to it. */
	if (unlikely(!same(to, &nest)))
		*to = nest;
}

static bool is_for_us(u64 nr)
{
	return nr == HT_HC_PING || nr == HT_HC_RECORD || nr == HT_HC_MORE;
}

/**
 * ht_nest_claim - KVM's hook: a nested guest called; is it for this host?
 * @vcpu: the vCPU, in its thread
 *
 * Process context.
 *
 * Return: true if so: ht_call() is next. false: the call goes to the guest's hypervisor, as ever.
 */
bool ht_nest_claim(struct kvm_vcpu *vcpu)
{
	struct ht_vm *vm = ht_vm_find(vcpu->kvm);
	struct ht_vcpu *hv;

	if (!vm || !READ_ONCE(vm->allowed) || !is_for_us(vcpu->arch.regs[VCPU_REGS_RAX]) ||
	    ht_others_calls(vcpu))
		return false;
	hv = xa_load(&vm->vcpus, vcpu->vcpu_idx);
	if (!hv)
		return false;
	if (listen(&hv->nest, &hv->nest.said))
		return true;
	hv->nest.said.depth = 0;
	return false;
}

/* With choice_lock held. */
static bool bind(void)
{
	if (!guest_half && nr_direct && !closed)
		WRITE_ONCE(guest_half, symbol_get(hypertrace_nest));
	return guest_half;
}

/* With choice_lock held. When this returns no CPU names anybody. */
static void unbind(void)
{
	struct ht_nest *to;
	int cpu;

	if (!guest_half)
		return;
	WRITE_ONCE(guest_half, NULL);
	synchronize_rcu(); /* Nobody is in ht_nest_enter(), which has interrupts off, any more. */
	for_each_possible_cpu(cpu) {
		to = per_cpu(page, cpu);
		if (to)
			WRITE_ONCE(to->depth, 0);
		per_cpu(page, cpu) = NULL;
	}
	symbol_put(hypertrace_nest);
}

/**
 * ht_nest_choose - the administrator's word: may a VM speak to the host outside?
 * @vm: the VM
 * @direct: if so. Else it cannot any more when this returns.
 *
 * Process context, may sleep.
 */
void ht_nest_choose(struct ht_vm *vm, bool direct)
{
	mutex_lock(&choice_lock);
	if (vm->direct != direct) {
		WRITE_ONCE(vm->direct, direct);
		if (direct) {
			nr_direct++;
			ht_hooks_arm_enter();
			bind();
		} else {
			nr_direct--;
			if (!nr_direct)
				unbind();
			ht_nest_refresh();
		}
	}
	mutex_unlock(&choice_lock);
}

/**
 * ht_nest_refresh - have every vCPU that is in its guest enter it anew
 *
 * Process context, may sleep.
 */
void ht_nest_refresh(void)
{
	if (READ_ONCE(guest_half))
		kick_all_cpus_sync();
}

/**
 * ht_nest_offered - do a VM's calls go past this host?
 * @vm: the VM, allowed
 *
 * Process context, may sleep.
 *
 * Return: true if it has been opted in, and there is a host outside that listens.
 */
bool ht_nest_offered(const struct ht_vm *vm)
{
	bool ret = false;

	if (!READ_ONCE(vm->direct))
		return false;
	mutex_lock(&choice_lock);
	if (bind()) {
		preempt_disable();
		ret = guest_half();
		preempt_enable();
	}
	mutex_unlock(&choice_lock);
	return ret;
}

/**
 * ht_nest_exit - name nobody any more, when the module goes
 *
 * Process context, may sleep, while the hooks are still there.
 */
void ht_nest_exit(void)
{
	mutex_lock(&choice_lock);
	closed = true;
	unbind();
	mutex_unlock(&choice_lock);
}

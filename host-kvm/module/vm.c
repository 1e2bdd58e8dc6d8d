// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registry of VMs. Lookups are RCU, changes are under one mutex. An entry lives until KVM says
 * that its VM is gone, or until this module goes; a vCPU's thread keeps its VM, and thereby the
 * entry, alive, so what a vCPU looked up stays valid for the length of its call.
 */
#include <linux/hashtable.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>

#include "control.h"
#include "exits.h"
#include "here.h"
#include "hooks.h"
#include "policy.h"
#include "poll.h"
#include "ringmap.h"
#include "snapshot.h"
#include "trace.h"
#include "vm.h"

static DEFINE_HASHTABLE(vms, 6);
static DEFINE_MUTEX(vms_lock);
static atomic_t last_id;

static struct ht_vm *vm_find(struct kvm *kvm)
{
	struct ht_vm *vm;

	hash_for_each_possible_rcu(vms, vm, node, (unsigned long)kvm, lockdep_is_held(&vms_lock))
		if (vm->kvm == kvm)
			return vm;
	return NULL;
}

/**
 * ht_vm_announce - tell tracers which VM this is
 * @vm: the VM
 */
void ht_vm_announce(const struct ht_vm *vm)
{
	trace_hypertrace_vm_create(vm->id, vm->pid, vm->parent_id, vm->depth, vm->inner_id);
}

/**
 * ht_vm_alloc - a VM that nobody knows yet, with a number of its own
 *
 * In a thread of its VMM, may sleep.
 *
 * Return: the VM, the only one of its @top; NULL without memory.
 */
struct ht_vm *ht_vm_alloc(void)
{
	struct ht_vm *vm = kzalloc(sizeof(*vm), GFP_KERNEL_ACCOUNT);

	if (!vm)
		return NULL;
	vm->id = atomic_inc_return(&last_id);
	vm->depth = 1;
	vm->top = vm;
	vm->tgid = get_pid(task_tgid(current));
	vm->pid = pid_nr(vm->tgid);
	vm->allow = HT_CLASS_ALL;
	xa_init(&vm->vcpus);
	ht_nested_init(&vm->nested);
	mutex_init(&vm->rings_lock);
	mutex_init(&vm->exits_lock);
	return vm;
}

/**
 * ht_vm_free - undo ht_vm_alloc(), and free its vCPUs
 * @vm: the VM, which is not found any more
 */
void ht_vm_free(struct ht_vm *vm)
{
	struct ht_vcpu *hv;
	unsigned long i;

	xa_for_each(&vm->vcpus, i, hv) {
		kvfree(hv->exits);
		kfree(hv);
	}
	xa_destroy(&vm->vcpus);
	put_pid(vm->tgid);
	kfree_rcu(vm, rcu);
}

static struct ht_vm *vm_create(struct kvm *kvm)
{
	struct ht_vm *vm = ht_vm_alloc();

	if (!vm)
		return NULL;
	vm->kvm = kvm;
	vm->allowed = ht_policy_allows(vm->tgid);
	vm->exits_on = vm->allowed && ht_exits_default();
	vm->exits_cpuid = true;
	ht_limit_init(&vm->limit);
	/* Without memory for its folder a VM is traced all the same. */
	vm->control = ht_control_create(vm);
	hash_add_rcu(vms, &vm->node, (unsigned long)kvm);
	ht_here_forget();
	if (ht_nest_default())
		ht_nest_choose(vm, true);
	if (vm->allowed) {
		ht_hooks_arm();
		ht_vm_announce(vm);
	}
	return vm;
}

/* With vms_lock held, and no vCPU in this module any more: only lookups may still see the entry. */
static void vm_remove(struct ht_vm *vm)
{
	ht_control_destroy(vm->control);
	ht_nest_choose(vm, false);
	ht_poll_stop(vm);
	ht_ring_close_all(vm);
	ht_nested_drop(vm);
	if (vm->allowed)
		ht_snapshot_vm(vm, HT_SNAPSHOT_END);
	if (vm->allowed)
		trace_hypertrace_vm_destroy(vm->id, vm->pid, atomic64_read(&vm->traced),
					    ht_vm_lost(vm), ht_vm_rejected(vm));
	hash_del_rcu(&vm->node);
	ht_here_forget();
	ht_vm_free(vm);
}

/**
 * ht_vm_create - KVM says that a VM is new
 * @kvm: the VM; the caller is its creator
 *
 * Process context, may sleep. An entry of that address is left over from a VM whose end was not
 * heard of, as hooks are switched on one after the other. Without memory now, the VM's first call
 * tries again.
 */
void ht_vm_create(struct kvm *kvm)
{
	struct ht_vm *stale;

	mutex_lock(&vms_lock);
	stale = vm_find(kvm);
	if (stale)
		vm_remove(stale);
	vm_create(kvm);
	mutex_unlock(&vms_lock);
}

/**
 * ht_vm_find - the entry of a VM, if there is one
 * @kvm: the VM; the caller is one of its vCPUs' threads
 *
 * Any context.
 *
 * Return: the entry, valid as long as the VM; or NULL.
 */
struct ht_vm *ht_vm_find(struct kvm *kvm)
{
	struct ht_vm *vm;

	rcu_read_lock();
	vm = vm_find(kvm);
	rcu_read_unlock();
	return vm;
}

/**
 * ht_vm_get - the entry of a VM, made on first sight
 * @kvm: the VM; the caller is its creator or one of its vCPUs' threads
 *
 * Process context, may sleep. VMs older than this module turn up here with their first call.
 *
 * Return: the entry, valid as long as the VM; NULL without memory.
 */
struct ht_vm *ht_vm_get(struct kvm *kvm)
{
	struct ht_vm *vm = ht_vm_find(kvm);

	if (vm)
		return vm;
	mutex_lock(&vms_lock);
	vm = vm_find(kvm);
	if (!vm)
		vm = vm_create(kvm);
	mutex_unlock(&vms_lock);
	return vm;
}

/**
 * ht_vcpu_alloc - the state of a vCPU that has none yet
 * @vm: its VM
 * @vcpu: KVM's; NULL of a nested guest's
 * @index: where it goes in @vm's vcpus
 * @vcpu_id: what it is called
 *
 * Process context, may sleep.
 *
 * Return: the state, valid as long as the VM; NULL without memory.
 */
struct ht_vcpu *ht_vcpu_alloc(struct ht_vm *vm, const struct kvm_vcpu *vcpu, u32 index, u32 vcpu_id)
{
	struct ht_vcpu *hv = kzalloc(sizeof(*hv), GFP_KERNEL_ACCOUNT);

	if (!hv)
		return NULL;
	spin_lock_init(&hv->lock);
	hv->vcpu_id = vcpu_id;
	hv->vcpu = vcpu;
	ht_sched_init(&hv->sched);
	ht_nest_init(&hv->nest);
	/* A VMM may have a vCPU run before its creation has returned. */
	if (xa_insert(&vm->vcpus, index, hv, GFP_KERNEL_ACCOUNT)) {
		kfree(hv);
		return xa_load(&vm->vcpus, index);
	}
	return hv;
}

/**
 * ht_vcpu_get - the state of a vCPU, made on first sight
 * @vm: its VM
 * @vcpu: the vCPU whose thread this is, or whose creator
 *
 * Process context, may sleep.
 *
 * Return: the state, valid as long as the VM; NULL without memory.
 */
struct ht_vcpu *ht_vcpu_get(struct ht_vm *vm, struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv = xa_load(&vm->vcpus, vcpu->vcpu_idx);

	if (hv)
		return hv;
	hv = ht_vcpu_alloc(vm, vcpu, vcpu->vcpu_idx, vcpu->vcpu_id);
	ht_here_forget();
	return hv;
}

/**
 * ht_vcpu_create - KVM says that a vCPU is new
 * @vcpu: the vCPU; the caller is its creator
 *
 * Process context, may sleep. An allowed VM's vCPU is followed from the first exit on.
 */
void ht_vcpu_create(struct kvm_vcpu *vcpu)
{
	struct ht_vm *vm = ht_vm_find(vcpu->kvm);

	if (vm && READ_ONCE(vm->allowed) && ht_vcpu_get(vm, vcpu))
		ht_exits_catch_up(vm, vcpu);
}

/**
 * ht_vcpu_learn - take down where a vCPU is, and how its clock is set
 * @hv: its state, locked
 * @vcpu: the same; for a nested guest's: the one that runs it, whose thread this is
 */
void ht_vcpu_learn(struct ht_vcpu *hv, const struct kvm_vcpu *vcpu)
{
	const struct ht_clock before = hv->clock;

	if (!hv->vcpu)
		ht_clock_learn_nested(&hv->clock, vcpu);
	else
		ht_clock_learn(&hv->clock, vcpu);
	if (before.offset != hv->clock.offset || before.ratio != hv->clock.ratio)
		hv->rate = (struct ht_clock_rate){};
	hv->pcpu = READ_ONCE(vcpu->arch.last_vmentry_cpu);
}

/**
 * ht_vm_destroy - KVM says that a VM is gone
 * @kvm: the VM, of which no vCPU runs any more
 *
 * Process context, may sleep.
 */
void ht_vm_destroy(struct kvm *kvm)
{
	struct ht_vm *vm;

	mutex_lock(&vms_lock);
	vm = vm_find(kvm);
	if (vm)
		vm_remove(vm);
	mutex_unlock(&vms_lock);
}

/**
 * ht_vm_destroy_all - forget every VM, when the module goes and no hook calls it any more
 *
 * Process context, may sleep.
 */
void ht_vm_destroy_all(void)
{
	struct hlist_node *next;
	struct ht_vm *vm;
	int i;

	mutex_lock(&vms_lock);
	hash_for_each_safe(vms, i, next, vm, node)
		vm_remove(vm);
	mutex_unlock(&vms_lock);
}

static u64 sum_of(const atomic64_t *counters, int n)
{
	u64 sum = 0;

	while (n--)
		sum += atomic64_read(&counters[n]);
	return sum;
}

/**
 * ht_vm_rejected - calls of a VM that were refused, for whatever reason
 * @vm: the VM
 */
u64 ht_vm_rejected(const struct ht_vm *vm)
{
	return sum_of(vm->rejected, HT_REJECT_NR);
}

/**
 * ht_vm_lost - records of a VM that were not traced, for whatever reason
 * @vm: the VM
 */
u64 ht_vm_lost(const struct ht_vm *vm)
{
	return sum_of(vm->lost, HT_LOSS_NR);
}

/**
 * ht_vm_faults - rings of a VM that were given up, for whatever reason
 * @vm: the VM
 */
u64 ht_vm_faults(const struct ht_vm *vm)
{
	return sum_of(vm->faults, HT_RING_FAULT_NR);
}

/**
 * ht_vm_for_each - call @fn for every VM known
 * @fn: called with the registry locked: it may sleep, and must not call back into it
 * @data: handed to @fn
 *
 * Process context.
 */
void ht_vm_for_each(void (*fn)(struct ht_vm *vm, void *data), void *data)
{
	struct ht_vm *vm;
	int i;

	mutex_lock(&vms_lock);
	hash_for_each(vms, i, vm, node)
		fn(vm, data);
	mutex_unlock(&vms_lock);
}

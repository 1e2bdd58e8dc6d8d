// SPDX-License-Identifier: GPL-2.0-only
/*
 * The registry of nested VMs. Who they are is their hypervisors' word, so there is room for some in
 * each VM of this host and not for more. When it is full, one that has not called for a while goes:
 * nobody says when a nested VM ends.
 */
#include <linux/jiffies.h>
#include <linux/xarray.h>

#include "nested.h"
#include "trace.h"
#include "vm.h"

#define HT_NESTED_VMS 16
#define HT_NESTED_VCPUS 64
#define HT_NESTED_IDLE HZ /* also bounds how often VMs come and go in a trace */

/**
 * ht_nested_init - there are none
 * @nested: a VM's
 */
void ht_nested_init(struct ht_nested *nested)
{
	init_rwsem(&nested->lock);
	INIT_LIST_HEAD(&nested->vms);
}

static bool is_at(const struct ht_vm *vm, const struct ht_nest *nest, u32 levels)
{
	u32 i;

	if (vm->depth != 1 + levels)
		return false;
	for (i = 0; i < levels; i++)
		if (vm->chain[i] != nest->chain[i].vm_id)
			return false;
	return true;
}

static struct ht_vm *find(const struct ht_vm *top, const struct ht_nest *nest, u32 levels)
{
	struct ht_vm *vm;

	list_for_each_entry(vm, &top->nested.vms, sibling)
		if (is_at(vm, nest, levels))
			return vm;
	return NULL;
}

/* With the lock held for writing, as all of the following. */
static void remove(struct ht_vm *top, struct ht_vm *vm)
{
	struct ht_vcpu *hv;
	unsigned long i;

	trace_hypertrace_vm_destroy(vm->id, vm->pid, atomic64_read(&vm->traced), ht_vm_lost(vm),
				    ht_vm_rejected(vm));
	xa_for_each(&vm->vcpus, i, hv)
		top->nested.nr_vcpus--;
	top->nested.nr_vms--;
	top->nested.gen++;
	list_del(&vm->sibling);
	ht_vm_free(vm);
}

static bool is_hypervisor(const struct ht_vm *top, const struct ht_vm *vm)
{
	const struct ht_vm *other;

	list_for_each_entry(other, &top->nested.vms, sibling)
		if (other->parent_id == vm->id)
			return true;
	return false;
}

/* Removes the one that has been silent for longest, if it has been for long enough. */
static bool make_room(struct ht_vm *top)
{
	struct ht_vm *vm, *oldest = NULL;

	list_for_each_entry(vm, &top->nested.vms, sibling)
		if (!is_hypervisor(top, vm) && (!oldest || time_before(vm->used, oldest->used)))
			oldest = vm;
	if (!oldest || time_before(jiffies, oldest->used + HT_NESTED_IDLE))
		return false;
	remove(top, oldest);
	return true;
}

static struct ht_vm *add(struct ht_vm *top, const struct ht_vm *parent, const struct ht_nest *nest,
			 u32 levels)
{
	struct ht_vm *vm;
	u32 i;

	if (top->nested.nr_vms >= HT_NESTED_VMS && !make_room(top))
		return NULL;
	vm = ht_vm_alloc();
	if (!vm)
		return NULL;
	vm->allowed = true; /* for as long as @top is, and then it is removed */
	vm->top = top;
	vm->parent_id = parent->id;
	vm->depth = 1 + levels;
	vm->inner_id = nest->chain[levels - 1].vm_id;
	for (i = 0; i < levels; i++)
		vm->chain[i] = nest->chain[i].vm_id;
	vm->used = jiffies;
	list_add(&vm->sibling, &top->nested.vms);
	top->nested.nr_vms++;
	ht_vm_announce(vm);
	return vm;
}

static struct ht_vcpu *vcpu_of(struct ht_vm *top, struct ht_vm *vm, u32 vcpu_id)
{
	struct ht_vcpu *hv = xa_load(&vm->vcpus, vcpu_id);

	if (hv || (top->nested.nr_vcpus >= HT_NESTED_VCPUS && !make_room(top)))
		return hv;
	hv = ht_vcpu_alloc(vm, NULL, vcpu_id, vcpu_id);
	if (hv)
		top->nested.nr_vcpus++;
	return hv;
}

/* Every hypervisor on the way is a VM, too. Fills in @word's cache. */
static bool look_up(struct ht_vm *top, struct ht_nest_word *word)
{
	const struct ht_nest *nest = &word->said;
	struct ht_vm *vm, *parent = top;
	u32 levels;

	word->vm = NULL;
	for (levels = 1; levels <= nest->depth; levels++, parent = vm) {
		vm = find(top, nest, levels);
		if (!vm)
			vm = add(top, parent, nest, levels);
		if (!vm)
			return false;
		vm->used = jiffies;
	}
	word->hv = vcpu_of(top, parent, nest->chain[nest->depth - 1].vcpu_id);
	if (!word->hv)
		return false;
	word->vm = parent;
	word->cached = *nest;
	word->cache_gen = top->nested.gen;
	return true;
}

static bool is_cached(const struct ht_vm *top, const struct ht_nest_word *word)
{
	const struct ht_nest *a = &word->said, *b = &word->cached;
	u32 i;

	if (!word->vm || word->cache_gen != top->nested.gen || a->depth != b->depth)
		return false;
	for (i = 0; i < a->depth; i++)
		if (a->chain[i].vm_id != b->chain[i].vm_id ||
		    a->chain[i].vcpu_id != b->chain[i].vcpu_id)
			return false;
	return true;
}

/**
 * ht_nested_get - which nested VM, which vCPU of it is calling?
 * @top: the VM of this host
 * @own: its vCPU, whose thread this is; it has said who calls
 * @vm: set on success
 * @hv: likewise
 *
 * May sleep.
 *
 * Return: 0, and both stay valid until ht_nested_put(); -HT_ENOMEM: there is no memory, or no room
 * for another one; -HT_EACCES: @top is not allowed any more.
 */
long ht_nested_get(struct ht_vm *top, struct ht_vcpu *own, struct ht_vm **vm, struct ht_vcpu **hv)
{
	struct ht_nest_word *word = &own->nest;

	down_read(&top->nested.lock);
	if (unlikely(!is_cached(top, word))) {
		up_read(&top->nested.lock);
		down_write(&top->nested.lock);
		if (!look_up(top, word)) {
			up_write(&top->nested.lock);
			return -HT_ENOMEM;
		}
		downgrade_write(&top->nested.lock);
	}
	/* Whoever forbids @top removes them afterwards: what was added meanwhile, too. */
	if (!READ_ONCE(top->allowed)) {
		up_read(&top->nested.lock);
		return -HT_EACCES;
	}
	WRITE_ONCE(word->vm->used, jiffies);
	*vm = word->vm;
	*hv = word->hv;
	return 0;
}

/**
 * ht_nested_put - undo ht_nested_get()
 * @top: the VM of this host
 */
void ht_nested_put(struct ht_vm *top)
{
	up_read(&top->nested.lock);
}

/**
 * ht_nested_drop - forget all of them
 * @top: the VM of this host, which ends, or is not allowed any more
 *
 * Process context, may sleep.
 */
void ht_nested_drop(struct ht_vm *top)
{
	struct ht_vm *vm, *next;

	down_write(&top->nested.lock);
	list_for_each_entry_safe(vm, next, &top->nested.vms, sibling)
		remove(top, vm);
	up_write(&top->nested.lock);
}

/**
 * ht_nested_for_each - call @fn for every nested VM
 * @top: the VM of this host
 * @fn: called with the lock held
 * @data: handed to @fn
 *
 * Process context, may sleep.
 */
void ht_nested_for_each(struct ht_vm *top, void (*fn)(struct ht_vm *vm, void *data), void *data)
{
	struct ht_vm *vm;

	down_read(&top->nested.lock);
	list_for_each_entry(vm, &top->nested.vms, sibling)
		fn(vm, data);
	up_read(&top->nested.lock);
}

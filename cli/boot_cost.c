// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the hypervisor did during a boot. See boot_cost.h.
 */
#include <errno.h>

#include "boot_cost.h"

/* Initcalls load modules, whose initcalls may run on the same vCPU; none goes deeper than this. */
#define DEPTH_MAX 4

/**
 * ht_boot_vcpu() - find a vCPU, or make it
 * @model: the model
 * @vm_id: its VM
 * @vcpu: its number in that
 *
 * Return: the vCPU, owned by @model, or NULL without memory.
 */
struct ht_boot_vcpu *ht_boot_vcpu(struct ht_boot_model *model, uint32_t vm_id, uint32_t vcpu)
{
	return ht_vcpu_map_get(&model->vcpus, vm_id, vcpu, sizeof(struct ht_boot_vcpu));
}

/**
 * ht_boot_cost_told() - an event says what exits there were
 * @model: the model
 * @told: what it says; the event itself comes next
 *
 * Return: 0 or -ENOMEM.
 */
int ht_boot_cost_told(struct ht_boot_model *model, const struct ht_told *told)
{
	const struct ht_cost cost = { .exits = told->exits, .cycles = told->cycles };
	struct ht_boot_vcpu *vcpu = ht_boot_vcpu(model, told->vm_id, told->vcpu);
	struct ht_boot_vm *vm = ht_boot_vm(model, told->vm_id);

	if (!vcpu || !vm)
		return -ENOMEM;
	vcpu->sum = ht_cost_sum(vcpu->sum, cost);
	if (!vm->vcpu)
		vm->vcpu = vcpu;
	vm->before = vm->sum;
	vm->sum = ht_cost_sum(vm->sum, cost);
	ht_tsc_guess_add(&vcpu->tsc, told->tsc, told->now);
	return 0;
}

/**
 * ht_boot_cost_begin() - a boot begins
 * @boot: the boot
 * @vm: its VM, which has been told of what preceded
 */
void ht_boot_cost_begin(struct ht_boot *boot, struct ht_boot_vm *vm)
{
	if (vm->boot && !vm->boot->has_user)
		vm->boot->all = ht_cost_since(vm->before, vm->boot->all_begin);
	boot->vm = vm;
	boot->all_before = ht_cost_since(vm->sum, vm->before);
	boot->all_begin = vm->sum;
}

/**
 * ht_boot_cost_step() - a boot is seen on a vCPU
 * @boot: the boot
 * @vcpu: the vCPU
 */
void ht_boot_cost_step(struct ht_boot *boot, struct ht_boot_vcpu *vcpu)
{
	const struct ht_cost gap = { .gaps = 1 };

	if (boot->has_user)
		return;
	if (boot->vcpu)
		boot->cost = ht_cost_sum(
			boot->cost, boot->vcpu == vcpu ? ht_cost_since(vcpu->sum, boot->at) : gap);
	boot->vcpu = vcpu;
	boot->at = vcpu->sum;
}

/**
 * ht_boot_cost_open() - an initcall begins
 * @boot: the boot
 * @vcpu: where
 * @call: the initcall, in @boot
 */
void ht_boot_cost_open(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, struct ht_initcall *call)
{
	if (call->level)
		ht_boot_cost_step(boot, vcpu);
	if (vcpu->boot != boot) {
		vcpu->boot = boot;
		vcpu->open = NULL;
		vcpu->done = NULL;
	}
	call->on = vcpu;
	call->begin = vcpu->sum;
	call->outer = vcpu->open;
	if (call->outer)
		call->outer->inner = call;
	vcpu->open = call;
}

/* Of those that run on its vCPU. */
static void take_out(struct ht_initcall *call)
{
	if (call->outer)
		call->outer->inner = call->inner;
	if (call->inner)
		call->inner->outer = call->outer;
	else
		call->on->open = call->outer;
	call->outer = NULL;
	call->inner = NULL;
}

/**
 * ht_boot_cost_close() - an initcall returns
 * @boot: the boot
 * @vcpu: where
 * @call: the initcall
 */
void ht_boot_cost_close(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, struct ht_initcall *call)
{
	if (call->level)
		ht_boot_cost_step(boot, vcpu);
	take_out(call);
	ht_initcall_put(boot, call->on->done);
	call->on->done = ht_initcall_get(call);
	call->has_cost = call->on == vcpu;
	if (call->has_cost)
		call->cost = ht_cost_since(vcpu->sum, call->begin);
}

/**
 * ht_boot_cost_forget() - no event of a boot comes any more
 * @boot: the boot
 */
void ht_boot_cost_forget(struct ht_boot *boot)
{
	struct ht_initcall *call = boot->first, *after;

	for (; call; call = after) {
		struct ht_boot_vcpu *vcpu = call->on;

		after = call->after;
		if (vcpu->boot == boot)
			vcpu->open = NULL;
		if (vcpu->boot == boot && vcpu->done == call) {
			vcpu->done = NULL;
			ht_initcall_put(boot, call);
		}
	}
}

/**
 * ht_boot_cost_end() - a boot reaches process 1
 * @boot: the boot
 * @vcpu: where
 */
void ht_boot_cost_end(struct ht_boot *boot, struct ht_boot_vcpu *vcpu)
{
	ht_boot_cost_step(boot, vcpu);
	boot->all = ht_cost_since(boot->vm->sum, boot->all_begin);
}

/**
 * ht_boot_cost_complete() - all events are in
 * @boot: the boot
 */
void ht_boot_cost_complete(struct ht_boot *boot)
{
	const struct ht_boot_vm *vm = boot->vm;

	boot->has_exits = vm->sum.exits || vm->sum.cycles;
	if (vm->boot == boot && !boot->has_user)
		boot->all = ht_cost_since(vm->sum, boot->all_begin);
}

static int charge(struct ht_reasons *reasons, const struct ht_exit *exit)
{
	return ht_reasons_add(reasons, exit->reason, 1, exit->cycles);
}

/* An exit is told at the entry, by when an initcall that it happened in may have returned. */
static int charge_initcalls(const struct ht_boot_vcpu *vcpu, const struct ht_exit *exit)
{
	struct ht_initcall *call = vcpu->done;
	int depth, ret = 0;

	if (call && exit->now - call->start_ns < (uint64_t)call->duration_ns)
		ret = charge(&call->reasons, exit);
	call = vcpu->open;
	for (depth = 0; !ret && call && depth < DEPTH_MAX; depth++, call = call->outer) {
		if (exit->now >= call->start_ns)
			ret = charge(&call->reasons, exit);
	}
	return ret;
}

static struct ht_level *level_at(const struct ht_boot *boot, uint64_t now)
{
	size_t i;

	/* The same again: it may have been in the level before. */
	for (i = boot->nr_levels; i && i + 2 > boot->nr_levels; i--) {
		if (now >= boot->levels[i - 1]->start_ns)
			return boot->levels[i - 1];
	}
	return NULL;
}

/**
 * ht_boot_cost_exit() - there was an exit: what does it belong to?
 * @model: the model
 * @exit: the exit
 *
 * Return: 0 or -ENOMEM.
 */
int ht_boot_cost_exit(struct ht_boot_model *model, const struct ht_exit *exit)
{
	struct ht_boot_vm *vm = ht_boot_vm(model, exit->vm_id);
	struct ht_boot_vcpu *vcpu = ht_boot_vcpu(model, exit->vm_id, exit->vcpu);
	struct ht_boot *boot;
	struct ht_level *level;
	int ret;

	if (!vm || !vcpu)
		return -ENOMEM;
	boot = vm->boot;
	if (!boot)
		return 0;
	ret = vcpu->boot == boot ? charge_initcalls(vcpu, exit) : 0;
	if (ret || boot->vcpu != vcpu || exit->now < boot->origin_ns ||
	    (boot->has_user && exit->now >= boot->user_ns))
		return ret;
	level = level_at(boot, exit->now);
	ret = level ? charge(&level->reasons, exit) : 0;
	return ret ?: charge(&boot->reasons, exit);
}

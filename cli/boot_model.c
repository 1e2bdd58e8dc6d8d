// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a trace says about the boots of its VMs: the state that events build up. Every number in a
 * trace can come from a hostile guest, so lookups use search.h's balanced trees: no choice of
 * addresses makes them slow, as it could with a hash.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "boot_cost.h"
#include "boot_model.h"

static int by_vm_id(const void *a, const void *b)
{
	uint32_t left = ((const struct ht_boot_vm *)a)->id;
	uint32_t right = ((const struct ht_boot_vm *)b)->id;

	return (left > right) - (left < right);
}

static int by_func(const void *a, const void *b)
{
	uint64_t left = ((const struct ht_initcall *)a)->func;
	uint64_t right = ((const struct ht_initcall *)b)->func;

	return (left > right) - (left < right);
}

/* Room for one more pointer: the array doubles whenever @count is a power of two. */
static int grow(void *array, size_t count)
{
	void **larger;

	if (count & (count - 1))
		return 0;
	larger = reallocarray(*(void ***)array, count ? 2 * count : 1, sizeof(*larger));
	if (!larger)
		return -ENOMEM;
	*(void ***)array = larger;
	return 0;
}

/**
 * ht_boot_vm_find() - find a VM
 * @model: the model
 * @vm_id: the VM's number
 *
 * Return: the VM, owned by @model, or NULL: it was not seen.
 */
struct ht_boot_vm *ht_boot_vm_find(const struct ht_boot_model *model, uint32_t vm_id)
{
	struct ht_boot_vm key = { .id = vm_id };
	struct ht_boot_vm **found = tfind(&key, &model->vms, by_vm_id);

	return found ? *found : NULL;
}

/**
 * ht_boot_vm() - find a VM, or make it
 * @model: the model
 * @vm_id: the VM's number
 *
 * Return: the VM, owned by @model, or NULL without memory. It may never report a boot.
 */
struct ht_boot_vm *ht_boot_vm(struct ht_boot_model *model, uint32_t vm_id)
{
	struct ht_boot_vm **latest = &model->latest[vm_id % HT_BOOT_LATEST];
	struct ht_boot_vm *vm = *latest;

	if (vm && vm->id == vm_id)
		return vm;
	vm = ht_boot_vm_find(model, vm_id);
	if (vm)
		return *latest = vm;
	vm = calloc(1, sizeof(*vm));
	if (!vm)
		return NULL;
	vm->id = vm_id;
	if (!tsearch(vm, &model->vms, by_vm_id)) {
		free(vm);
		return NULL;
	}
	model->nr_vms++;
	return vm;
}

static struct ht_boot *boot_create(struct ht_boot_model *model, struct ht_boot_vm *vm,
				   int32_t vm_pid, uint64_t now)
{
	struct ht_boot *boot;

	if (grow(&model->boots, model->nr_boots))
		return NULL;
	boot = calloc(1, sizeof(*boot));
	if (!boot)
		return NULL;
	boot->vm_id = vm->id;
	boot->vm_pid = vm_pid;
	boot->index = vm->nr_boots++;
	boot->origin_ns = now;
	boot->last_ns = now;
	model->boots[model->nr_boots++] = boot;
	ht_boot_cost_begin(boot, vm);
	vm->boot = boot;
	return boot;
}

/**
 * ht_boot_new() - a VM begins to boot
 * @model: the model
 * @vm_id: the VM's number
 * @vm_pid: its VMM's process
 * @now: when
 *
 * Return: the boot that begins, owned by @model, or NULL without memory.
 */
struct ht_boot *ht_boot_new(struct ht_boot_model *model, uint32_t vm_id, int32_t vm_pid,
			    uint64_t now)
{
	struct ht_boot_vm *vm = ht_boot_vm(model, vm_id);

	return vm ? boot_create(model, vm, vm_pid, now) : NULL;
}

/**
 * ht_boot_get() - the boot of a VM that goes on
 * @model: the model
 * @vm_id: the VM's number
 * @vm_pid: its VMM's process
 * @now: when something happened in it; a boot whose beginning was not traced begins here
 *
 * Return: the boot, owned by @model, or NULL without memory.
 */
struct ht_boot *ht_boot_get(struct ht_boot_model *model, uint32_t vm_id, int32_t vm_pid,
			    uint64_t now)
{
	struct ht_boot_vm *vm = ht_boot_vm(model, vm_id);

	if (!vm)
		return NULL;
	if (!vm->boot)
		return boot_create(model, vm, vm_pid, now);
	if (now > vm->boot->last_ns)
		vm->boot->last_ns = now;
	return vm->boot;
}

/**
 * ht_boot_level() - a boot level begins
 * @boot: the boot
 * @vcpu: where
 * @name: its name; owned by @boot from here on, whatever this returns
 * @now: when
 *
 * Return: 0 or -ENOMEM.
 */
int ht_boot_level(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, char *name, uint64_t now)
{
	struct ht_level *level = calloc(1, sizeof(*level));

	if (!level || grow(&boot->levels, boot->nr_levels)) {
		free(level);
		free(name);
		return -ENOMEM;
	}
	ht_boot_cost_step(boot, vcpu);
	level->name = name;
	level->start_ns = now;
	level->begin = boot->cost;
	level->last = boot->cost;
	boot->levels[boot->nr_levels++] = level;
	boot->level = level;
	return 0;
}

static void initcall_free(struct ht_initcall *call)
{
	free(call->name);
	free(call->module);
	ht_reasons_exit(&call->reasons);
	free(call);
}

/* An earlier run of the same function that never returned stays listed, but can no longer end. */
static int set_running(struct ht_boot *boot, struct ht_initcall *call)
{
	tdelete(call, &boot->running, by_func);
	return tsearch(call, &boot->running, by_func) ? 0 : -ENOMEM;
}

/**
 * ht_boot_initcall() - an initcall begins
 * @boot: the boot
 * @vcpu: where
 * @call: its @func, @name, @module, @vcpu and @start_ns; the two strings are owned by @boot from
 *	here on, whatever this returns
 *
 * Return: 0 or -ENOMEM.
 */
int ht_boot_initcall(struct ht_boot *boot, struct ht_boot_vcpu *vcpu,
		     const struct ht_initcall *call)
{
	struct ht_initcall *mine = malloc(sizeof(*mine));

	if (!mine) {
		free(call->name);
		free(call->module);
		return -ENOMEM;
	}
	*mine = *call;
	mine->order = boot->nr_initcalls;
	mine->finished = false;
	mine->level = call->module[0] || boot->has_user ? NULL : boot->level;
	if (grow(&boot->initcalls, boot->nr_initcalls) || set_running(boot, mine)) {
		initcall_free(mine);
		return -ENOMEM;
	}
	boot->initcalls[boot->nr_initcalls++] = mine;
	ht_boot_cost_open(boot, vcpu, mine);
	if (mine->level)
		mine->level->initcalls++;
	return 0;
}

/**
 * ht_boot_finish() - an initcall returns
 * @boot: the boot
 * @vcpu: where
 * @func: the initcall's address
 * @ret: what it returned
 * @now: when
 */
void ht_boot_finish(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, uint64_t func, int32_t ret,
		    uint64_t now)
{
	struct ht_initcall key = { .func = func };
	struct ht_initcall **found = tfind(&key, &boot->running, by_func);
	struct ht_initcall *call;

	if (!found) {
		boot->stray_finishes++;
		return;
	}
	call = *found;
	tdelete(call, &boot->running, by_func);
	call->finished = true;
	call->ret = ret;
	call->duration_ns = (int64_t)(now - call->start_ns);
	ht_boot_cost_close(boot, vcpu, call);
	if (!call->level)
		return;
	if (!call->level->finished++ || now > call->level->last_finish_ns) {
		call->level->last_finish_ns = now;
		call->level->last = boot->cost;
	}
}

/**
 * ht_boot_user() - process 1 is executed
 * @boot: the boot
 * @vcpu: where
 * @path: the program; owned by @boot from here on
 * @now: when
 *
 * Only the first one ends the boot: the kernel tries several programs until one can be run.
 */
void ht_boot_user(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, char *path, uint64_t now)
{
	if (boot->has_user) {
		free(path);
		return;
	}
	ht_boot_cost_end(boot, vcpu);
	boot->has_user = true;
	boot->user_ns = now;
	boot->init_path = path;
}

static int by_vm_and_boot(const void *a, const void *b)
{
	const struct ht_boot *left = *(struct ht_boot *const *)a;
	const struct ht_boot *right = *(struct ht_boot *const *)b;

	if (left->vm_id != right->vm_id)
		return left->vm_id < right->vm_id ? -1 : 1;
	return (left->index > right->index) - (left->index < right->index);
}

/* Those that hang first, in the order they began; then the slowest. */
static int by_slowness(const void *a, const void *b)
{
	const struct ht_initcall *left = *(struct ht_initcall *const *)a;
	const struct ht_initcall *right = *(struct ht_initcall *const *)b;

	if (left->finished != right->finished)
		return left->finished ? 1 : -1;
	if (left->finished && left->duration_ns != right->duration_ns)
		return left->duration_ns > right->duration_ns ? -1 : 1;
	return (left->order > right->order) - (left->order < right->order);
}

static void measure_levels(struct ht_boot *boot)
{
	size_t i;

	for (i = 0; i < boot->nr_levels; i++) {
		struct ht_level *level = boot->levels[i];
		bool is_last = i + 1 == boot->nr_levels;
		uint64_t end = is_last ? level->last_finish_ns : boot->levels[i + 1]->start_ns;

		level->has_duration =
			!is_last || (level->finished && level->finished == level->initcalls);
		level->duration_ns = level->has_duration ? (int64_t)(end - level->start_ns) : 0;
		level->cost = ht_cost_since(is_last ? level->last : boot->levels[i + 1]->begin,
					    level->begin);
	}
}

static void measure_initcalls(struct ht_boot *boot)
{
	size_t i;

	for (i = 0; i < boot->nr_initcalls; i++) {
		const struct ht_initcall *call = boot->initcalls[i];
		int64_t *sum = call->level ? &boot->builtin_ns : &boot->module_ns;

		if (call->level)
			boot->nr_builtin++;
		else
			boot->nr_module++;
		boot->unfinished += !call->finished;
		boot->failed += call->finished && call->ret;
		/* Spans are hostile numbers: their sum may wrap, and must not trap. */
		if (call->finished)
			*sum = (int64_t)((uint64_t)*sum + (uint64_t)call->duration_ns);
	}
}

/**
 * ht_boot_model_complete() - put everything in order, once all events are in
 * @model: the model; nothing may be added afterwards
 */
void ht_boot_model_complete(struct ht_boot_model *model)
{
	size_t i;

	if (model->nr_boots)
		qsort(model->boots, model->nr_boots, sizeof(*model->boots), by_vm_and_boot);
	for (i = 0; i < model->nr_boots; i++) {
		struct ht_boot *boot = model->boots[i];

		ht_boot_cost_complete(boot);
		measure_levels(boot);
		measure_initcalls(boot);
		if (boot->nr_initcalls)
			qsort(boot->initcalls, boot->nr_initcalls, sizeof(*boot->initcalls),
			      by_slowness);
	}
}

static void keep(void *node)
{
}

static void boot_free(struct ht_boot *boot)
{
	tdestroy(boot->running, keep);
	while (boot->nr_initcalls)
		initcall_free(boot->initcalls[--boot->nr_initcalls]);
	while (boot->nr_levels) {
		struct ht_level *level = boot->levels[--boot->nr_levels];

		free(level->name);
		ht_reasons_exit(&level->reasons);
		free(level);
	}
	ht_reasons_exit(&boot->reasons);
	free(boot->initcalls);
	free(boot->levels);
	free(boot->release);
	free(boot->init_path);
	free(boot);
}

/**
 * ht_boot_model_exit() - release a model
 * @model: empty afterwards
 */
void ht_boot_model_exit(struct ht_boot_model *model)
{
	tdestroy(model->vms, free);
	ht_vcpu_map_exit(&model->vcpus);
	while (model->nr_boots)
		boot_free(model->boots[--model->nr_boots]);
	free(model->boots);
	memset(model, 0, sizeof(*model));
}

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

/**
 * ht_boot_grow() - room for one more pointer
 * @array: address of the pointer to it; it doubles whenever @count is a power of two
 * @count: how many there are
 *
 * Return: 0 or -ENOMEM.
 */
int ht_boot_grow(void *array, size_t count)
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

static void level_free(struct ht_level *level)
{
	free(level->name);
	ht_reasons_exit(&level->reasons);
	free(level);
}

static void drop_levels(struct ht_boot *boot)
{
	struct ht_initcall *call;
	size_t count = boot->nr_levels, i;

	for (call = boot->first; call; call = call->after) {
		if (call->level && !call->level->wanted)
			call->level = NULL;
	}
	boot->level = NULL;
	boot->nr_levels = 0;
	for (i = 0; i < count; i++) {
		if (boot->levels[i]->wanted)
			boot->levels[boot->nr_levels++] = boot->levels[i];
		else
			level_free(boot->levels[i]);
	}
}

/* No event of it comes any more. What cannot be put into the file stays in memory. */
static void boot_over(struct ht_boot_model *model, struct ht_boot *boot)
{
	struct ht_boot *moved;

	ht_boot_calls_end(boot);
	if (model->keeps != HT_BOOT_KEEPS_LEVELS)
		drop_levels(boot);
	if (model->keeps == HT_BOOT_KEEPS_WANTED || !ht_boot_store(model, boot))
		return;
	moved = model->boots[--model->nr_boots];
	moved->place = boot->place;
	model->boots[moved->place] = moved;
	ht_boot_free(boot);
}

/**
 * ht_boot_gone() - a VM ends
 * @model: the model
 * @vm: the VM
 */
void ht_boot_gone(struct ht_boot_model *model, struct ht_boot_vm *vm)
{
	struct ht_boot_vm *old = ht_gone_add(&model->gone, vm);

	vm->gone = true;
	if (!old || !old->gone || !old->boot)
		return;
	if (!old->boot->has_user)
		old->boot->all = ht_cost_since(old->sum, old->boot->all_begin);
	boot_over(model, old->boot);
	old->boot = NULL;
}

static struct ht_boot *boot_create(struct ht_boot_model *model, struct ht_boot_vm *vm,
				   int32_t vm_pid, uint64_t now)
{
	struct ht_boot *boot;

	if (ht_boot_grow(&model->boots, model->nr_boots))
		return NULL;
	boot = calloc(1, sizeof(*boot));
	if (!boot)
		return NULL;
	boot->vm_id = vm->id;
	boot->vm_pid = vm_pid;
	boot->index = vm->nr_boots++;
	boot->origin_ns = now;
	boot->last_ns = now;
	boot->place = model->nr_boots;
	model->boots[model->nr_boots++] = boot;
	ht_boot_cost_begin(boot, vm);
	if (vm->boot)
		boot_over(model, vm->boot);
	vm->boot = boot;
	vm->gone = false;
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

	if (!level || ht_boot_grow(&boot->levels, boot->nr_levels)) {
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

static void boot_complete(struct ht_boot *boot)
{
	ht_boot_cost_complete(boot);
	measure_levels(boot);
	ht_boot_calls_complete(boot);
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
	for (i = 0; i < model->nr_boots; i++)
		boot_complete(model->boots[i]);
}

/**
 * struct walk - to all boots
 * @model: of this
 * @see: whom they are shown to
 * @data: for that
 * @next: the next one of those in memory
 * @ret: 0, or a negative errno: it is over
 */
struct walk {
	struct ht_boot_model *model;
	int (*see)(struct ht_boot *boot, void *data);
	void *data;
	size_t next;
	int ret;
};

static void walk_stored(struct walk *walk, const struct ht_store_chain *chain)
{
	uint64_t next = chain->first, at = 0;

	while (!walk->ret && at != chain->last) {
		struct ht_boot *boot;

		at = next;
		boot = ht_boot_load(walk->model, &next);
		if (!boot) {
			walk->ret = -EIO;
			return;
		}
		boot_complete(boot);
		walk->ret = walk->see(boot, walk->data);
		ht_boot_free(boot);
	}
}

static void walk_boots(struct walk *walk, const struct ht_boot_vm *vm)
{
	const struct ht_boot_model *model = walk->model;

	walk_stored(walk, &vm->stored);
	while (!walk->ret && walk->next < model->nr_boots &&
	       model->boots[walk->next]->vm_id == vm->id)
		walk->ret = walk->see(model->boots[walk->next++], walk->data);
}

static void walk_vm(const void *node, VISIT visit, void *data)
{
	if (visit == postorder || visit == leaf)
		walk_boots(data, *(struct ht_boot_vm *const *)node);
}

/**
 * ht_boot_each() - look at all boots, by VM, then in time
 * @model: a finished model
 * @see: is called with each of them, which may be gone afterwards; anything but 0 ends it
 * @data: for @see
 *
 * Return: 0, what @see returned, or -EIO: a boot that was put into the file cannot be read.
 */
int ht_boot_each(struct ht_boot_model *model, int (*see)(struct ht_boot *boot, void *data),
		 void *data)
{
	struct walk walk = { .model = model, .see = see, .data = data };

	twalk_r(model->vms, walk_vm, &walk);
	return walk.ret;
}

/* The first of those in memory that is of a VM, or of one behind that. */
static size_t first_of(const struct ht_boot_model *model, uint32_t vm_id)
{
	size_t first = 0, last = model->nr_boots;

	while (first < last) {
		size_t middle = first + (last - first) / 2;

		if (model->boots[middle]->vm_id < vm_id)
			first = middle + 1;
		else
			last = middle;
	}
	return first;
}

/**
 * ht_boot_each_of() - look at the boots of a VM, in time
 * @model: a finished model
 * @vm_id: the VM
 * @see: as for ht_boot_each()
 * @data: for @see
 *
 * Return: as ht_boot_each().
 */
int ht_boot_each_of(struct ht_boot_model *model, uint32_t vm_id,
		    int (*see)(struct ht_boot *boot, void *data), void *data)
{
	const struct ht_boot_vm *vm = ht_boot_vm_find(model, vm_id);
	struct walk walk = { .model = model, .see = see, .data = data };

	if (!vm)
		return 0;
	walk.next = first_of(model, vm_id);
	walk_boots(&walk, vm);
	return walk.ret;
}

/**
 * ht_boot_free() - free a boot, and what is known of it
 * @boot: the boot
 */
void ht_boot_free(struct ht_boot *boot)
{
	ht_boot_calls_exit(boot);
	while (boot->nr_levels)
		level_free(boot->levels[--boot->nr_levels]);
	ht_reasons_exit(&boot->reasons);
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
		ht_boot_free(model->boots[--model->nr_boots]);
	free(model->boots);
	ht_store_exit(&model->store);
	memset(model, 0, sizeof(*model));
}

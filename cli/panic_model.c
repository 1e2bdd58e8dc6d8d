// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the kernels of VMs ended: the state that events build up.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "panic_model.h"

/**
 * ht_panic_vm() - find a VM, or make it
 * @model: the model
 * @vm_id: its number
 *
 * Return: the VM, owned by @model, or NULL without memory.
 */
struct ht_panic_vm *ht_panic_vm(struct ht_panic_model *model, uint32_t vm_id)
{
	return ht_vcpu_map_get(&model->vms, vm_id, 0, sizeof(struct ht_panic_vm));
}

static struct ht_panic_life *life_create(struct ht_panic_model *model)
{
	size_t count = model->nr_lives;
	struct ht_panic_life **lives;

	if (!(count & (count - 1))) {
		lives = reallocarray(model->lives, count ? 2 * count : 1, sizeof(*lives));
		if (!lives)
			return NULL;
		model->lives = lives;
	}
	model->lives[count] = calloc(1, sizeof(**model->lives));
	if (model->lives[count])
		model->nr_lives++;
	return model->lives[count];
}

/**
 * ht_panic_life() - the life of a VM that goes on
 * @model: the model
 * @vm: the VM
 * @boot: its boot that goes on; one that is new begins a life
 *
 * Return: the life, owned by @model, or NULL without memory.
 */
struct ht_panic_life *ht_panic_life(struct ht_panic_model *model, struct ht_panic_vm *vm,
				    struct ht_boot *boot)
{
	struct ht_panic_life *life = vm->life;

	if (life && life->boot == boot)
		return life;
	life = life_create(model);
	if (!life)
		return NULL;
	life->boot = boot;
	vm->life = life;
	ht_tail_clear(&vm->tail);
	return life;
}

/* Those that began last come first: of nested ones that is the innermost. */
static void take_running(struct ht_scene *scene, const struct ht_boot *boot, bool here,
			 uint32_t vcpu)
{
	struct ht_initcall *call = boot->last;

	for (; call && scene->nr_running < HT_RUNNING_MAX; call = call->before) {
		if (!call->finished && (call->vcpu == vcpu) == here)
			scene->running[scene->nr_running++] = ht_initcall_want(call);
	}
}

/**
 * ht_panic_scene() - keep what is going on now
 * @vm: a VM that lives
 * @vcpu: where something happens: its initcalls come first; UINT32_MAX: nowhere
 * @now: when
 *
 * Return: 0 or -ENOMEM.
 */
int ht_panic_scene(struct ht_panic_vm *vm, uint32_t vcpu, uint64_t now)
{
	struct ht_scene *scene = &vm->life->scene;
	const struct ht_boot *boot = vm->life->boot;

	scene->now = now;
	scene->level = boot->level;
	if (boot->level)
		boot->level->wanted = true;
	scene->in_user = boot->has_user;
	scene->nr_running = 0;
	take_running(scene, boot, true, vcpu);
	take_running(scene, boot, false, vcpu);
	scene->all_running = boot->unfinished;
	scene->done = boot->latest ? ht_initcall_want(boot->latest) : NULL;
	return ht_tail_copy(&scene->tail, &vm->tail);
}

/* What was said of the vCPU before has no more lines. */
static void close_others(struct ht_panic_life *life, uint32_t vcpu)
{
	size_t i;

	for (i = 0; i < life->nr_falls; i++) {
		if (life->falls[i]->panic.vcpu == vcpu)
			life->falls[i]->closed = true;
	}
}

/* The first panic is kept, whatever else there is. */
static bool has_room(const struct ht_panic_life *life, bool is_first_panic)
{
	return life->nr_falls < HT_FALLS_MAX - 1 ||
	       (is_first_panic && life->nr_falls < HT_FALLS_MAX);
}

static struct ht_fall *fall_create(struct ht_panic_life *life, struct ht_panic *panic)
{
	struct ht_fall *fall = calloc(1, sizeof(*fall));

	if (!fall)
		return NULL;
	fall->panic = *panic;
	*panic = (struct ht_panic){ 0 };
	fall->frames = calloc(HT_FRAMES_MAX, sizeof(*fall->frames));
	if (!fall->frames) {
		ht_panic_exit(&fall->panic);
		free(fall);
		return NULL;
	}
	life->falls[life->nr_falls++] = fall;
	return fall;
}

/**
 * ht_panic_fall() - a kernel panics, or a task of it dies
 * @vm: a VM that lives
 * @panic: what is said of it; freed, or taken over, whatever this returns
 *
 * Return: 0 or -ENOMEM.
 */
int ht_panic_fall(struct ht_panic_vm *vm, struct ht_panic *panic)
{
	struct ht_panic_life *life = vm->life;
	bool is_panic = panic->kind == HT_PANIC && !life->panic;
	bool is_oops = panic->kind == HT_PANIC_OOPS && !life->oops && !life->panic;
	struct ht_fall *fall;

	close_others(life, panic->vcpu);
	if (!has_room(life, is_panic)) {
		life->more_falls++;
		ht_panic_exit(panic);
		return 0;
	}
	if ((is_panic || is_oops) && ht_panic_scene(vm, panic->vcpu, panic->now)) {
		ht_panic_exit(panic);
		return -ENOMEM;
	}
	fall = fall_create(life, panic);
	if (!fall) {
		ht_panic_exit(panic);
		return -ENOMEM;
	}
	if (is_panic) {
		life->panic = fall;
		ht_panic_end(life, HT_END_PANIC, true, fall->panic.now);
	}
	if (is_oops)
		life->oops = fall;
	return 0;
}

static struct ht_fall *find_fall(const struct ht_panic_life *life, uint32_t vcpu)
{
	size_t i;

	for (i = life->nr_falls; i; i--) {
		struct ht_fall *fall = life->falls[i - 1];

		if (fall->panic.vcpu == vcpu && !fall->closed)
			return fall;
	}
	return NULL;
}

/**
 * ht_panic_frame() - a line of a backtrace
 * @life: of its VM
 * @frame: the line; its text is taken over if it belongs to a panic or an oops
 *
 * Return: 0, or -ENOENT: it belongs to none, or has no place in it.
 */
int ht_panic_frame(struct ht_panic_life *life, struct ht_frame *frame)
{
	struct ht_fall *fall = find_fall(life, frame->vcpu);
	struct ht_fall_frame *mine;

	if (!fall || frame->index >= HT_FRAMES_MAX || fall->frames[frame->index].symbol)
		return -ENOENT;
	mine = &fall->frames[frame->index];
	mine->address = frame->address;
	mine->symbol = frame->symbol;
	frame->symbol = NULL;
	fall->arrived++;
	return 0;
}

/**
 * ht_panic_end() - a life ended; the first thing that is said of it counts
 * @life: the life
 * @end: how
 * @has_ended: @now is known
 * @now: when
 */
void ht_panic_end(struct ht_panic_life *life, enum ht_end end, bool has_ended, uint64_t now)
{
	bool is_worse = end == HT_END_PANIC && life->end != HT_END_PANIC;

	if (life->end != HT_END_NONE && !is_worse)
		return;
	life->end = end;
	life->has_ended = has_ended;
	life->end_ns = now;
}

static int by_vm_and_boot(const void *a, const void *b)
{
	const struct ht_boot *left = (*(struct ht_panic_life *const *)a)->boot;
	const struct ht_boot *right = (*(struct ht_panic_life *const *)b)->boot;

	if (left->vm_id != right->vm_id)
		return left->vm_id < right->vm_id ? -1 : 1;
	return (left->index > right->index) - (left->index < right->index);
}

/**
 * ht_panic_gone() - a VM is gone
 * @model: the model
 * @vm: the VM
 *
 * What was kept of the last events of the one that went long before is freed.
 */
void ht_panic_gone(struct ht_panic_model *model, struct ht_panic_vm *vm)
{
	struct ht_panic_vm *old = ht_gone_add(&model->gone, vm);

	if (old)
		ht_tail_exit(&old->tail);
}

/**
 * ht_panic_model_complete() - put everything in order, once all events are in
 * @model: the model; nothing may be added afterwards
 */
void ht_panic_model_complete(struct ht_panic_model *model)
{
	ht_boot_model_complete(&model->boots);
	if (model->nr_lives)
		qsort(model->lives, model->nr_lives, sizeof(*model->lives), by_vm_and_boot);
}

static void fall_free(struct ht_fall *fall)
{
	size_t i;

	for (i = 0; i < HT_FRAMES_MAX; i++)
		free(fall->frames[i].symbol);
	free(fall->frames);
	ht_panic_exit(&fall->panic);
	free(fall);
}

static void life_free(struct ht_panic_life *life)
{
	while (life->nr_falls)
		fall_free(life->falls[--life->nr_falls]);
	ht_tail_copy_exit(&life->scene.tail);
	free(life);
}

static void vm_free(void *vm)
{
	ht_tail_exit(&((struct ht_panic_vm *)vm)->tail);
	free(vm);
}

/**
 * ht_panic_model_exit() - release a model
 * @model: empty afterwards
 */
void ht_panic_model_exit(struct ht_panic_model *model)
{
	tdestroy(model->vms.tree, vm_free);
	ht_vcpu_map_exit(&model->tails);
	while (model->nr_lives)
		life_free(model->lives[--model->nr_lives]);
	free(model->lives);
	ht_boot_model_exit(&model->boots);
	memset(model, 0, sizeof(*model));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a trace says about the lives of its VMs: phases, and how one follows the other.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "life.h"
#include "life_open.h"
#include "step_event.h"

/**
 * ht_life_get() - find a VM, or make it
 * @lives: all of them
 * @vm_id: its number
 * @vm_pid: its VMM's process
 *
 * Return: its life, owned by @lives, or NULL without memory.
 */
struct ht_life *ht_life_get(struct ht_lives *lives, uint32_t vm_id, int32_t vm_pid)
{
	struct ht_life *life = ht_vcpu_map_get(&lives->map, vm_id, 0, sizeof(*life));
	size_t count = lives->count;
	struct ht_life **larger;

	if (!life)
		return NULL;
	life->vm_pid = vm_pid;
	if (life->listed)
		return life;
	/* It is new. The array doubles whenever its count is a power of two. */
	if (!(count & (count - 1))) {
		larger = reallocarray(lives->list, count ? 2 * count : 1, sizeof(*larger));
		if (!larger)
			return NULL;
		lives->list = larger;
	}
	life->listed = true;
	lives->list[lives->count++] = life;
	return life;
}

/**
 * ht_life_vcpu() - find a vCPU, or make it
 * @lives: all VMs
 * @life: the VM
 * @vcpu: its number
 *
 * Return: the vCPU, owned by @lives, or NULL without memory.
 */
struct ht_life_vcpu *ht_life_vcpu(struct ht_lives *lives, const struct ht_life *life, uint32_t vcpu)
{
	return ht_vcpu_map_get(&lives->vcpus, life->key.vm_id, vcpu, sizeof(struct ht_life_vcpu));
}

/**
 * ht_life_now() - the phase that it is in
 * @life: the VM's life
 *
 * Return: the phase, or NULL: none has begun.
 */
struct ht_life_phase *ht_life_now(const struct ht_life *life)
{
	return life->nr_phases ? life->phases[life->nr_phases - 1] : NULL;
}

static int append(struct ht_life *life, struct ht_life_phase *phase)
{
	size_t count = life->nr_phases;
	struct ht_life_phase **larger;

	if (!(count & (count - 1))) {
		larger = reallocarray(life->phases, count ? 2 * count : 1, sizeof(*larger));
		if (!larger)
			return -ENOMEM;
		life->phases = larger;
	}
	life->phases[life->nr_phases++] = phase;
	return 0;
}

/* Linux' names of its levels: every boot has them, and they are here already. */
static char *const level_names[] = {
	"early", "pure", "core", "postcore", "arch", "subsys", "fs", "rootfs", "device", "late",
};

static char *known_name(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(level_names) / sizeof(level_names[0]); i++)
		if (!strcmp(level_names[i], name))
			return level_names[i];
	return NULL;
}

static void free_name(char *name)
{
	if (name && known_name(name) != name)
		free(name);
}

/* The same name, in less memory if that can be. */
static char *keep_name(char *name)
{
	char *known = name ? known_name(name) : NULL;

	if (!known)
		return name;
	free_name(name);
	return known;
}

/* A phase after the current one. The last one that there may be stands for all that follow. */
static int add_phase(struct ht_life *life, enum ht_life_kind kind, char *name, uint64_t now)
{
	bool is_last = life->nr_phases + 1 == HT_LIFE_PHASES;
	struct ht_life_phase *phase = calloc(1, sizeof(*phase));

	if (!phase || append(life, phase)) {
		free(phase);
		free_name(name);
		return -ENOMEM;
	}
	phase->kind = is_last ? HT_LIFE_REST : kind;
	phase->name = is_last ? NULL : name;
	phase->boot = life->boots;
	phase->begin_ns = now;
	life->calls = (struct ht_life_calls){ 0 };
	if (is_last)
		free_name(name);
	return 0;
}

/**
 * ht_life_begin() - a phase begins, and the one before it ends
 * @life: the VM's life
 * @kind: which
 * @name: a level's, else NULL; owned by @life from here on, whatever this returns
 * @now: when
 *
 * Return: 0 or -ENOMEM.
 */
int ht_life_begin(struct ht_life *life, enum ht_life_kind kind, char *name, uint64_t now)
{
	struct ht_life_phase *last = ht_life_now(life);

	name = keep_name(name);
	if (last && last->kind == HT_LIFE_REST) {
		free_name(name);
		return 0;
	}
	/* Of what has no length nothing is to be said. */
	if (last && last->kind == HT_LIFE_UNKNOWN && last->begin_ns == now && !life->over) {
		last->kind = kind;
		last->name = name;
		return 0;
	}
	if (last && !life->over)
		last->end_ns = now;
	life->over = false;
	return add_phase(life, kind, name, now);
}

/**
 * ht_life_exists() - there is the VM
 * @life: its life
 * @now: when it was seen
 *
 * Return: 0 or -ENOMEM.
 */
int ht_life_exists(struct ht_life *life, uint64_t now)
{
	if (now > life->last_ns)
		life->last_ns = now;
	return life->nr_phases ? 0 : ht_life_begin(life, HT_LIFE_HOST, NULL, now);
}

/**
 * ht_life_boot() - the guest begins to trace
 * @life: the VM's life
 * @early: before its first initcall; else it has booted
 * @now: when
 *
 * Return: 0 or -ENOMEM.
 */
int ht_life_boot(struct ht_life *life, bool early, uint64_t now)
{
	ht_open_forget(life);
	life->boots++;
	life->has_user = !early;
	life->stopped = false;
	life->power = 0;
	life->frame_of = NULL;
	return ht_life_begin(life, early ? HT_LIFE_BOOT : HT_LIFE_USER, NULL, now);
}

static struct ht_life_sum sum_since(struct ht_life_sum now, struct ht_life_sum then)
{
	return (struct ht_life_sum){
		.cost = ht_cost_since(now.cost, then.cost),
		.told_ns = now.told_ns - then.told_ns,
		.told = now.told,
		.migrations = now.migrations - then.migrations,
		.lost = now.lost - then.lost,
	};
}

/* If all its initcalls have returned, the last level ended with the last one of them. */
static int end_levels(struct ht_life *life, uint64_t now)
{
	const struct ht_life_calls calls = life->calls;
	struct ht_life_phase *level = ht_life_now(life);
	struct ht_life_sum all;
	int ret;

	if (!level || level->kind != HT_LIFE_LEVEL || !calls.begun ||
	    calls.finished != calls.begun || now <= calls.last_ns)
		return 0;
	all = level->sum;
	ret = ht_life_begin(life, HT_LIFE_INIT, NULL, calls.last_ns);
	if (ret)
		return ret;
	level->sum = calls.last;
	ht_life_now(life)->sum = sum_since(all, calls.last);
	return 0;
}

/**
 * ht_life_user() - process 1 is executed
 * @life: the VM's life
 * @now: when
 *
 * Only the first time counts: the kernel tries several programs until one can be run.
 *
 * Return: 0 or -ENOMEM.
 */
int ht_life_user(struct ht_life *life, uint64_t now)
{
	int ret;

	if (life->has_user)
		return 0;
	ret = end_levels(life, now);
	life->has_user = true;
	return ret ?: ht_life_begin(life, HT_LIFE_USER, NULL, now);
}

static int sleep_or_wake(struct ht_life *life, bool sleeps, uint64_t now)
{
	enum ht_life_kind kind = ht_life_now(life)->kind;

	if (sleeps == (kind == HT_LIFE_SUSPENDED) || kind >= HT_LIFE_NOTIFIERS)
		return 0;
	/* Who lets it sleep is in user space. */
	return ht_life_begin(life, sleeps ? HT_LIFE_SUSPENDED : HT_LIFE_USER, NULL, now);
}

/**
 * ht_life_power() - the guest begins to go down, to sleep, or to wake up
 * @life: the VM's life, which has a phase
 * @action: enum ht_power_action
 * @now: when
 *
 * Return: 0 or -ENOMEM.
 */
int ht_life_power(struct ht_life *life, uint32_t action, uint64_t now)
{
	enum ht_life_kind kind = ht_life_now(life)->kind;

	switch (action) {
	case HT_POWER_SUSPEND:
	case HT_POWER_RESUME:
		return sleep_or_wake(life, action == HT_POWER_SUSPEND, now);
	case HT_POWER_RESTART:
	case HT_POWER_HALT:
	case HT_POWER_OFF:
		life->power = action;
		if (kind >= HT_LIFE_NOTIFIERS)
			return 0;
		return ht_life_begin(life, HT_LIFE_NOTIFIERS, NULL, now);
	default:
		return 0;
	}
}

/**
 * ht_life_stop() - the guest stops tracing
 * @life: the VM's life, which has a phase
 * @now: when
 *
 * Return: 0 or -ENOMEM.
 */
int ht_life_stop(struct ht_life *life, uint64_t now)
{
	life->stopped = true;
	/* A panic goes on, and who stops twice has stopped once. */
	if (ht_life_now(life)->kind >= HT_LIFE_END)
		return 0;
	return ht_life_begin(life, life->power ? HT_LIFE_END : HT_LIFE_UNTRACED, NULL, now);
}

/**
 * ht_life_destroy() - the VM ends
 * @life: its life, which has a phase
 * @now: when
 */
void ht_life_destroy(struct ht_life *life, uint64_t now)
{
	life->destroyed = true;
	life->over = true;
	ht_life_now(life)->end_ns = now;
	/* Its report stays in memory, and there may be thousands like it. */
	if (!life->nr_open) {
		free(life->open);
		life->open = NULL;
	}
}

static int by_vm(const void *a, const void *b)
{
	uint32_t left = (*(struct ht_life *const *)a)->key.vm_id;
	uint32_t right = (*(struct ht_life *const *)b)->key.vm_id;

	return (left > right) - (left < right);
}

/**
 * ht_lives_complete() - put everything in order, once all events are in
 * @lives: the model; nothing may be added afterwards
 */
void ht_lives_complete(struct ht_lives *lives)
{
	size_t i;

	if (lives->count)
		qsort(lives->list, lives->count, sizeof(*lives->list), by_vm);
	for (i = 0; i < lives->count; i++) {
		struct ht_life *life = lives->list[i];
		struct ht_life_phase *last = ht_life_now(life);

		ht_open_forget(life);
		if (last && !life->over)
			last->end_ns =
				life->last_ns > lives->last_ns ? life->last_ns : lives->last_ns;
	}
}

/**
 * ht_life_fall_exit() - free a panic or an oops
 * @fall: none afterwards
 */
void ht_life_fall_exit(struct ht_life_fall *fall)
{
	ht_panic_exit(&fall->panic);
	ht_open_exit(&fall->in);
	free(fall->at);
	*fall = (struct ht_life_fall){ 0 };
}

static void life_clear(struct ht_life *life)
{
	size_t i;

	ht_open_forget(life);
	free(life->open);
	ht_open_exit(&life->hangs);
	for (i = 0; i < HT_OPEN_KINDS; i++)
		ht_open_exit(&life->slowest[i]);
	ht_life_fall_exit(&life->oops);
	ht_life_fall_exit(&life->panic);
	while (life->nr_phases) {
		struct ht_life_phase *phase = life->phases[--life->nr_phases];

		free_name(phase->name);
		free(phase);
	}
	free(life->phases);
	free(life->release);
}

/**
 * ht_lives_exit() - release a model
 * @lives: empty afterwards
 */
void ht_lives_exit(struct ht_lives *lives)
{
	while (lives->count)
		life_clear(lives->list[--lives->count]);
	free(lives->list);
	ht_vcpu_map_exit(&lives->map);
	ht_vcpu_map_exit(&lives->vcpus);
	*lives = (struct ht_lives){ 0 };
}

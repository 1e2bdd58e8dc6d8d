// SPDX-License-Identifier: GPL-2.0-only
/*
 * How VMs go down, or to sleep: the state that events build up.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "shutdown_model.h"

static struct ht_shutdown *create(struct ht_shutdown_model *model)
{
	size_t count = model->count;
	struct ht_shutdown **list;

	if (!(count & (count - 1))) {
		list = reallocarray(model->list, count ? 2 * count : 1, sizeof(*list));
		if (!list)
			return NULL;
		model->list = list;
	}
	model->list[count] = calloc(1, sizeof(**model->list));
	if (model->list[count])
		model->count++;
	return model->list[count];
}

/**
 * ht_shutdown_goes_on() - does the VM go down at this moment?
 * @vm: the VM
 */
bool ht_shutdown_goes_on(const struct ht_shutdown_vm *vm)
{
	return vm->now && vm->now->end == HT_SHUTDOWN_RUNS;
}

/**
 * ht_shutdown_begin() - a VM begins to go down
 * @model: the model
 * @vm: the VM
 * @boot: its boot
 * @action: enum ht_power_action, 0: not known
 * @now: when
 *
 * Return: 0 or -ENOMEM.
 */
int ht_shutdown_begin(struct ht_shutdown_model *model, struct ht_shutdown_vm *vm,
		      struct ht_boot *boot, uint32_t action, uint64_t now)
{
	struct ht_shutdown *shutdown = create(model);

	if (!shutdown)
		return -ENOMEM;
	shutdown->boot = boot;
	shutdown->action = action;
	shutdown->begin_ns = now;
	shutdown->last_ns = now;
	shutdown->cost_begin = boot->vm->sum;
	vm->now = shutdown;
	return 0;
}

/* Coming back ends with its last step, whatever comes then. */
static void end_now(struct ht_shutdown *shutdown, enum ht_shutdown_end end, uint64_t now)
{
	const struct ht_boot_vm *vm = shutdown->boot->vm;

	if (shutdown->action == HT_POWER_RESUME && !shutdown->open.count) {
		end = HT_SHUTDOWN_DONE;
		now = shutdown->last_step_ns ? shutdown->last_step_ns : shutdown->begin_ns;
	}
	shutdown->end = end;
	shutdown->end_ns = now;
	/* What the event of a new start tells of was in its firmware. */
	shutdown->cost =
		ht_cost_since(end == HT_SHUTDOWN_ANEW ? vm->before : vm->sum, shutdown->cost_begin);
}

/**
 * ht_shutdown_end() - something happens that ends a shutdown, if one goes on
 * @vm: the VM
 * @end: what
 * @now: when
 */
void ht_shutdown_end(struct ht_shutdown_vm *vm, enum ht_shutdown_end end, uint64_t now)
{
	struct ht_shutdown *shutdown = vm->now;

	if (!shutdown)
		return;
	if (shutdown->end == HT_SHUTDOWN_RUNS) {
		end_now(shutdown, end, now);
	} else if (shutdown->end == HT_SHUTDOWN_STOP && !shutdown->next &&
		   (end == HT_SHUTDOWN_GONE || end == HT_SHUTDOWN_ANEW)) {
		shutdown->next = end;
		shutdown->next_ns = now;
	}
}

static int by_vm_and_time(const void *a, const void *b)
{
	const struct ht_shutdown *left = *(struct ht_shutdown *const *)a;
	const struct ht_shutdown *right = *(struct ht_shutdown *const *)b;

	if (left->boot->vm_id != right->boot->vm_id)
		return left->boot->vm_id < right->boot->vm_id ? -1 : 1;
	return (left->begin_ns > right->begin_ns) - (left->begin_ns < right->begin_ns);
}

static void shutdown_free(struct ht_shutdown *shutdown)
{
	ht_shutdown_steps_exit(shutdown);
	free(shutdown->text);
	free(shutdown);
}

/* A guest that is back and says nothing of the way is in what it is back from. */
static bool is_empty(const struct ht_shutdown *shutdown)
{
	return shutdown->action == HT_POWER_RESUME && !shutdown->nr_steps && !shutdown->nr_phases;
}

static void drop_empty(struct ht_shutdown_model *model)
{
	size_t kept = 0, i;

	for (i = 0; i < model->count; i++) {
		if (is_empty(model->list[i]))
			shutdown_free(model->list[i]);
		else
			model->list[kept++] = model->list[i];
	}
	model->count = kept;
}

/**
 * ht_shutdown_model_complete() - put everything in order, once all events are in
 * @model: the model; nothing may be added afterwards
 *
 * Return: 0 or -ENOMEM.
 */
int ht_shutdown_model_complete(struct ht_shutdown_model *model)
{
	size_t i;
	int ret = 0;

	drop_empty(model);
	for (i = 0; !ret && i < model->count; i++) {
		struct ht_shutdown *shutdown = model->list[i];

		if (shutdown->end == HT_SHUTDOWN_RUNS)
			end_now(shutdown, HT_SHUTDOWN_RUNS, shutdown->last_ns);
		ret = ht_shutdown_steps_complete(shutdown);
	}
	if (model->count)
		qsort(model->list, model->count, sizeof(*model->list), by_vm_and_time);
	ht_boot_model_complete(&model->boots);
	return ret;
}

/**
 * ht_shutdown_model_exit() - release a model
 * @model: empty afterwards
 */
void ht_shutdown_model_exit(struct ht_shutdown_model *model)
{
	ht_vcpu_map_exit(&model->vms);
	while (model->count)
		shutdown_free(model->list[--model->count]);
	free(model->list);
	ht_boot_model_exit(&model->boots);
	memset(model, 0, sizeof(*model));
}

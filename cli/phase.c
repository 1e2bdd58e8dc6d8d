// SPDX-License-Identifier: GPL-2.0-only
/*
 * Lists of what guests were doing; those of a boot are made of its model.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phase.h"

/**
 * ht_phases_add() - one more
 * @phases: where to
 * @vm_id: the VM
 * @name: its name, or NULL without memory; owned by @phases from here on, whatever this returns
 *
 * Return: the phase, owned by @phases, or NULL without memory.
 */
struct ht_phase *ht_phases_add(struct ht_phases *phases, uint32_t vm_id, char *name)
{
	struct ht_phase *phase = name ? calloc(1, sizeof(*phase)) : NULL;
	struct ht_phase **list;

	/* The array doubles whenever its count is a power of two. */
	if (phase && !(phases->count & (phases->count - 1))) {
		list = reallocarray(phases->list, phases->count ? 2 * phases->count : 1,
				    sizeof(*list));
		if (list) {
			phases->list = list;
		} else {
			free(phase);
			phase = NULL;
		}
	}
	if (!phase) {
		free(name);
		return NULL;
	}
	phase->vm_id = vm_id;
	phase->name = name;
	phases->list[phases->count++] = phase;
	return phase;
}

/* "name [module] (boot 1)" */
static char *name_in_boot(const struct ht_boot *boot, const char *name, const char *module)
{
	char suffix[24] = "", *text;

	if (boot->index)
		snprintf(suffix, sizeof(suffix), " (boot %" PRIu32 ")", boot->index);
	if (asprintf(&text, "%s%s%s%s%s", *name ? name : "?", *module ? " [" : "", module,
		     *module ? "]" : "", suffix) < 0)
		return NULL;
	return text;
}

/* Its reasons become the phase's: nobody else asks for them any more. */
static struct ht_reasons take(struct ht_reasons *from)
{
	struct ht_reasons reasons = *from;

	*from = (struct ht_reasons){ 0 };
	return reasons;
}

static int take_initcall(struct ht_phases *phases, const struct ht_boot *boot,
			 struct ht_initcall *call)
{
	struct ht_phase *phase =
		ht_phases_add(phases, boot->vm_id, name_in_boot(boot, call->name, call->module));

	if (!phase)
		return -ENOMEM;
	phase->times = 1;
	phase->took_ns = call->finished ? call->duration_ns : 0;
	phase->has_cost = call->has_cost;
	phase->cost = call->cost;
	if (ht_initcall_has_reasons(call))
		phase->reasons = take(&call->reasons);
	return 0;
}

/**
 * ht_phases_take_initcalls() - the initcalls of all boots
 * @phases: where to
 * @model: a finished model, which has no reasons any more afterwards
 *
 * Return: 0 or -ENOMEM.
 */
int ht_phases_take_initcalls(struct ht_phases *phases, struct ht_boot_model *model)
{
	size_t i, k;
	int ret = 0;

	for (i = 0; i < model->nr_boots; i++) {
		const struct ht_boot *boot = model->boots[i];

		for (k = 0; !ret && k < boot->nr_initcalls; k++)
			ret = take_initcall(phases, boot, boot->initcalls[k]);
	}
	return ret;
}

static int take_level(struct ht_phases *phases, const struct ht_boot *boot, struct ht_level *level)
{
	struct ht_phase *phase =
		ht_phases_add(phases, boot->vm_id, name_in_boot(boot, level->name, ""));

	if (!phase)
		return -ENOMEM;
	phase->times = 1;
	phase->took_ns = level->has_duration ? level->duration_ns : 0;
	phase->has_cost = true;
	phase->cost = level->cost;
	phase->reasons = take(&level->reasons);
	return 0;
}

/**
 * ht_phases_take_levels() - the levels of all boots
 * @phases: where to
 * @model: a finished model, which has no reasons any more afterwards
 *
 * Return: 0 or -ENOMEM.
 */
int ht_phases_take_levels(struct ht_phases *phases, struct ht_boot_model *model)
{
	size_t i, k;
	int ret = 0;

	for (i = 0; i < model->nr_boots; i++) {
		const struct ht_boot *boot = model->boots[i];

		for (k = 0; !ret && k < boot->nr_levels; k++)
			ret = take_level(phases, boot, boot->levels[k]);
	}
	return ret;
}

/**
 * ht_phases_exit() - free all
 * @phases: none afterwards
 */
void ht_phases_exit(struct ht_phases *phases)
{
	while (phases->count) {
		struct ht_phase *phase = phases->list[--phases->count];

		ht_reasons_exit(&phase->reasons);
		free(phase->name);
		free(phase);
	}
	free(phases->list);
	phases->list = NULL;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What guests were doing: lists of it, and what there is of a boot.
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

static int see(const struct ht_phase *phase, char *name, ht_phase_see *add, void *data)
{
	struct ht_phase mine = *phase;
	int ret;

	mine.name = name;
	ret = name ? add(&mine, data) : -ENOMEM;
	free(name);
	return ret;
}

/**
 * ht_phases_of_initcalls() - the initcalls of a boot
 * @boot: a boot that is over, or of a finished model
 * @add: is called with each of them
 * @data: for @add
 *
 * Return: 0, -ENOMEM, or what @add returned.
 */
int ht_phases_of_initcalls(const struct ht_boot *boot, ht_phase_see *add, void *data)
{
	const struct ht_initcall *call;
	int ret = 0;

	for (call = boot->first; !ret && call; call = call->after) {
		const struct ht_phase phase = {
			.vm_id = boot->vm_id,
			.times = 1,
			.took_ns = call->finished ? call->duration_ns : 0,
			.has_cost = call->has_cost,
			.cost = call->cost,
			.reasons = ht_initcall_has_reasons(call) ? call->reasons :
								   (struct ht_reasons){ 0 },
		};

		ret = see(&phase, name_in_boot(boot, call->name, call->module), add, data);
	}
	return ret;
}

/**
 * ht_phases_of_levels() - the levels of a boot
 * @boot: a finished boot
 * @add: is called with each of them
 * @data: for @add
 *
 * Return: 0, -ENOMEM, or what @add returned.
 */
int ht_phases_of_levels(const struct ht_boot *boot, ht_phase_see *add, void *data)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < boot->nr_levels; i++) {
		const struct ht_level *level = boot->levels[i];
		const struct ht_phase phase = {
			.vm_id = boot->vm_id,
			.times = 1,
			.took_ns = level->has_duration ? level->duration_ns : 0,
			.has_cost = true,
			.cost = level->cost,
			.reasons = level->reasons,
		};

		ret = see(&phase, name_in_boot(boot, level->name, ""), add, data);
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

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Phases of a VM's life as spans. The life itself is life.c's: a phase is told when the next one
 * begins. Those of a boot, its levels among them, and those of a shutdown make one phase together.
 */
#include <inttypes.h>
#include <stdio.h>

#include "overview_phase.h"
#include "timeline_state.h"

#define NAME 64

enum group {
	ALONE,
	BOOT,
	SHUTDOWN,
};

static enum group group_of(const struct ht_life_phase *phase)
{
	switch (phase->kind) {
	case HT_LIFE_BOOT:
	case HT_LIFE_LEVEL:
	case HT_LIFE_INIT:
		return BOOT;
	case HT_LIFE_NOTIFIERS:
	case HT_LIFE_DEVICES:
	case HT_LIFE_SYSCORE:
	case HT_LIFE_END:
		return SHUTDOWN;
	default:
		return ALONE;
	}
}

static void set_cost(struct ht_span *span, const struct ht_timeline *tl, const struct ht_life *life,
		     const struct ht_life_sum *sum)
{
	struct ht_phase_cost cost = ht_overview_cost(life, sum, ht_life_khz(&tl->lives, life));

	span->has_cost = cost.known && cost.has_ns;
	if (!span->has_cost)
		return;
	span->exits = cost.exits;
	span->hv_ns = (uint64_t)cost.ns;
}

static int tell_level(struct ht_timeline *tl, const struct ht_tl_vm *vm, size_t number, bool open)
{
	const struct ht_life_phase *phase = vm->life->phases[number];
	char name[NAME];
	struct ht_span span = {
		.row = vm->row - 1,
		.kind = HT_SPAN_LEVEL,
		.name = name,
		.detail = "",
		.begin_ns = phase->begin_ns,
		.end_ns = phase->end_ns,
		.open = open,
	};

	ht_overview_phase_name(name, sizeof(name), vm->life, number);
	set_cost(&span, tl, vm->life, &phase->sum);
	return ht_tl_span(tl, &span);
}

static void name_group(char *name, size_t size, const struct ht_tl_vm *vm, size_t first)
{
	const struct ht_life_phase *phase = vm->life->phases[first];
	const char *what = group_of(phase) == BOOT ? "boot" : "shutdown";

	if (group_of(phase) == ALONE)
		ht_overview_phase_name(name, size, vm->life, first);
	else if (phase->boot > 1)
		snprintf(name, size, "%s %" PRIu32, what, phase->boot);
	else
		snprintf(name, size, "%s", what);
}

/* Those from @first to @last as one. */
static int tell_phase(struct ht_timeline *tl, const struct ht_tl_vm *vm, size_t first, size_t last,
		      bool open)
{
	struct ht_life_phase *const *phases = vm->life->phases;
	struct ht_life_sum sum = { 0 };
	char name[NAME];
	struct ht_span span = {
		.row = vm->row - 1,
		.kind = HT_SPAN_PHASE,
		.name = name,
		.detail = "",
		.begin_ns = phases[first]->begin_ns,
		.end_ns = phases[last]->end_ns,
		.open = open,
	};
	size_t i;

	for (i = first; i <= last; i++) {
		sum.cost = ht_cost_sum(sum.cost, phases[i]->sum.cost);
		sum.told_ns += phases[i]->sum.told_ns;
		sum.told = sum.told || phases[i]->sum.told;
	}
	name_group(name, sizeof(name), vm, first);
	set_cost(&span, tl, vm->life, &sum);
	return ht_tl_span(tl, &span);
}

static bool same_group(const struct ht_life_phase *a, const struct ht_life_phase *b)
{
	return group_of(a) != ALONE && group_of(a) == group_of(b) && a->boot == b->boot;
}

/**
 * ht_tl_life() - tell the phases that have ended
 * @tl: the timeline
 * @vm: a VM, with a life
 * @complete: no event will follow, and all have an end
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_life(struct ht_timeline *tl, struct ht_tl_vm *vm, bool complete)
{
	const struct ht_life *life = vm->life;
	int ret = 0;

	for (; !ret && vm->told < life->nr_phases; vm->told++) {
		const struct ht_life_phase *phase = life->phases[vm->told];
		bool is_last = vm->told + 1 == life->nr_phases;
		bool open = is_last && !life->over;

		/* A VM that ends may begin anew, so its last phase is told when it does. */
		if (is_last && !complete)
			return 0;
		if (phase->kind == HT_LIFE_LEVEL)
			ret = tell_level(tl, vm, vm->told, open);
		if (!is_last && same_group(phase, life->phases[vm->told + 1]))
			continue;
		ret = ret ?: tell_phase(tl, vm, vm->group, vm->told, open);
		vm->group = vm->told + 1;
	}
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The steps of a shutdown: which runs, which contains which, and which took longest.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "shutdown_model.h"

/* Steps are sorted out when there are twice as many as will be shown, and at least so many. */
#define FEW 64

static void down_free(struct ht_down *down)
{
	ht_step_exit(&down->step);
	free(down);
}

static int append(struct ht_downs *downs, struct ht_down *down)
{
	size_t count = downs->count;
	struct ht_down **list;

	if (!(count & (count - 1))) {
		list = reallocarray(downs->list, count ? 2 * count : 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
		downs->list = list;
	}
	downs->list[downs->count++] = down;
	return 0;
}

static bool is_phase(const struct ht_down *down)
{
	return down->step.kind == HT_STEP_PHASE;
}

/*
 * Does what began later run within it? A phase contains whatever begins while it runs. One task
 * calls notifiers and shutdowns one after the other, so that one of them within another is part of
 * that. Callbacks of power management run side by side.
 */
static bool contains(const struct ht_down *outer, const struct ht_down *inner)
{
	return is_phase(outer) ||
	       (outer->step.kind != HT_STEP_PM && inner->step.kind != HT_STEP_PM);
}

static void enter(struct ht_down *outer, const struct ht_down *inner)
{
	outer->steps += !is_phase(inner);
	if (!outer->inside++)
		outer->covered_since = inner->step.now;
}

static void leave(struct ht_down *outer, uint64_t now)
{
	if (!--outer->inside && now > outer->covered_since)
		outer->covered_ns += now - outer->covered_since;
}

static void enter_all(struct ht_shutdown *shutdown, const struct ht_down *inner)
{
	size_t i;

	for (i = 0; i < shutdown->open.count; i++) {
		if (contains(shutdown->open.list[i], inner))
			enter(shutdown->open.list[i], inner);
	}
	if (!is_phase(inner))
		enter(&shutdown->root, inner);
	if (inner->step.kind != HT_STEP_NOTIFIER)
		return;
	if (!shutdown->notifiers.steps)
		shutdown->notifiers.step.now = inner->step.now;
	enter(&shutdown->notifiers, inner);
}

/* @index: of the one that ends, among those that run: those before it may contain it. */
static void leave_all(struct ht_shutdown *shutdown, size_t index, uint64_t now)
{
	const struct ht_down *inner = shutdown->open.list[index];
	size_t i;

	for (i = 0; i < index; i++) {
		if (contains(shutdown->open.list[i], inner))
			leave(shutdown->open.list[i], now);
	}
	if (!is_phase(inner))
		leave(&shutdown->root, now);
	if (inner->step.kind != HT_STEP_NOTIFIER)
		return;
	leave(&shutdown->notifiers, now);
	shutdown->notifiers.took_ns = (int64_t)(now - shutdown->notifiers.step.now);
}

/**
 * ht_shutdown_step() - a step or a phase begins
 * @shutdown: of which
 * @step: it; its texts are freed, or taken over, whatever this returns
 * @cost: what its vCPU has cost
 *
 * Return: 0 or -ENOMEM.
 */
int ht_shutdown_step(struct ht_shutdown *shutdown, struct ht_step *step, const struct ht_cost *cost)
{
	bool has_room = shutdown->open.count < HT_STEPS_OPEN;
	struct ht_down *down = has_room ? calloc(1, sizeof(*down)) : NULL;

	shutdown->last_step_ns = step->now;
	if (!has_room)
		shutdown->forgotten++;
	if (!down || append(&shutdown->open, down)) {
		ht_step_exit(step);
		free(down);
		return has_room ? -ENOMEM : 0;
	}
	down->step = *step;
	down->begin = *cost;
	down->order = shutdown->nr_steps + shutdown->nr_phases;
	shutdown->nr_steps += !is_phase(down);
	shutdown->nr_phases += is_phase(down);
	shutdown->open.count--;
	enter_all(shutdown, down);
	shutdown->open.count++;
	return 0;
}

/* Those that began last first, then the slowest. */
static int by_slowness(const void *a, const void *b)
{
	const struct ht_down *left = *(struct ht_down *const *)a;
	const struct ht_down *right = *(struct ht_down *const *)b;

	if (left->finished != right->finished)
		return left->finished ? 1 : -1;
	if (!left->finished)
		return left->order < right->order ? 1 : -1;
	if (left->took_ns != right->took_ns)
		return left->took_ns > right->took_ns ? -1 : 1;
	return left->order > right->order ? 1 : -1;
}

static int by_order(const void *a, const void *b)
{
	const struct ht_down *left = *(struct ht_down *const *)a;
	const struct ht_down *right = *(struct ht_down *const *)b;

	return left->order > right->order ? 1 : -1;
}

static void sort(struct ht_downs *downs, int (*compare)(const void *a, const void *b))
{
	if (downs->count)
		qsort(downs->list, downs->count, sizeof(*downs->list), compare);
}

/* What would not be shown anyway is let go. */
static void sort_out(struct ht_downs *steps, size_t top)
{
	if (steps->count < FEW || steps->count / 2 < top)
		return;
	sort(steps, by_slowness);
	while (steps->count > top)
		down_free(steps->list[--steps->count]);
}

static int keep(struct ht_shutdown *shutdown, struct ht_down *down, size_t top)
{
	struct ht_downs *to = is_phase(down) ? &shutdown->phases : &shutdown->steps;

	if (is_phase(down) && to->count >= HT_PHASES_MAX) {
		down_free(down);
		return 0;
	}
	if (append(to, down)) {
		down_free(down);
		return -ENOMEM;
	}
	if (!is_phase(down))
		sort_out(to, top);
	return 0;
}

/* The same function may run several times at once: the latest is the innermost. */
static bool find(const struct ht_downs *open, const struct ht_step_end *end, size_t *index)
{
	size_t i;

	for (i = open->count; i; i--) {
		const struct ht_step *step = &open->list[i - 1]->step;

		if (step->func == end->func && step->id == end->id) {
			*index = i - 1;
			return true;
		}
	}
	return false;
}

static struct ht_down *take_out(struct ht_downs *open, size_t index)
{
	struct ht_down *down = open->list[index];

	open->count--;
	memmove(&open->list[index], &open->list[index + 1],
		(open->count - index) * sizeof(*open->list));
	return down;
}

/* Its own time ends; what began in it may go on. */
static void stop(struct ht_down *down, uint64_t now)
{
	down->took_ns = (int64_t)(now - down->step.now);
	if (down->inside && now > down->covered_since)
		down->covered_ns += now - down->covered_since;
}

/**
 * ht_shutdown_finish() - a step or a phase ends
 * @shutdown: of which
 * @end: it
 * @cost: what the vCPU has cost where it ends
 * @top: as many steps as will be shown
 *
 * Return: 0 or -ENOMEM.
 */
int ht_shutdown_finish(struct ht_shutdown *shutdown, const struct ht_step_end *end,
		       const struct ht_cost *cost, size_t top)
{
	struct ht_down *down;
	size_t index;

	shutdown->last_step_ns = end->now;
	if (!find(&shutdown->open, end, &index)) {
		shutdown->strays++;
		return 0;
	}
	leave_all(shutdown, index, end->now);
	down = take_out(&shutdown->open, index);
	stop(down, end->now);
	down->finished = true;
	down->ret = end->ret;
	down->end_vcpu = end->vcpu;
	down->has_cost = end->vcpu == down->step.vcpu;
	if (down->has_cost)
		down->cost = ht_cost_since(*cost, down->begin);
	shutdown->failed += down->step.kind == HT_STEP_PM && down->ret;
	return keep(shutdown, down, top);
}

/**
 * ht_shutdown_steps_complete() - put all in order, once its end is known
 * @shutdown: its @end_ns is right; no step may come afterwards
 *
 * Return: 0 or -ENOMEM.
 */
int ht_shutdown_steps_complete(struct ht_shutdown *shutdown)
{
	struct ht_downs *open = &shutdown->open;
	uint64_t end_ns = shutdown->end_ns;
	int ret = 0;

	if (shutdown->notifiers.inside)
		shutdown->notifiers.took_ns = (int64_t)(end_ns - shutdown->notifiers.step.now);
	shutdown->notifiers.finished = !shutdown->notifiers.inside;
	shutdown->root.step.now = shutdown->begin_ns;
	stop(&shutdown->root, end_ns);
	if (shutdown->notifiers.inside)
		stop(&shutdown->notifiers, end_ns);
	while (!ret && open->count) {
		struct ht_down *down = take_out(open, open->count - 1);

		stop(down, end_ns);
		shutdown->unfinished++;
		ret = append(is_phase(down) ? &shutdown->phases : &shutdown->steps, down);
		if (ret)
			down_free(down);
	}
	sort(&shutdown->steps, by_slowness);
	sort(&shutdown->phases, by_order);
	return ret;
}

static void downs_exit(struct ht_downs *downs)
{
	while (downs->count)
		down_free(downs->list[--downs->count]);
	free(downs->list);
	*downs = (struct ht_downs){ 0 };
}

/**
 * ht_shutdown_steps_exit() - free the steps
 * @shutdown: has none afterwards
 */
void ht_shutdown_steps_exit(struct ht_shutdown *shutdown)
{
	downs_exit(&shutdown->open);
	downs_exit(&shutdown->steps);
	downs_exit(&shutdown->phases);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What runs in a VM at the moment. There is little of it at a time, so it is a list without order;
 * of a guest that begins more than that, what is forgotten will not be found when it ends.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "life_open.h"

/**
 * ht_open_exit() - free its texts
 * @what: without a name afterwards
 */
void ht_open_exit(struct ht_open *what)
{
	free(what->name);
	free(what->of);
	what->name = NULL;
	what->of = NULL;
}

static struct ht_open *find(const struct ht_life *life, bool is_call, uint64_t func, uint32_t id)
{
	size_t i;

	for (i = 0; i < life->nr_open; i++) {
		struct ht_open *open = &life->open[i];

		if (open->func == func && open->id == id && is_call == (open->kind == HT_OPEN_CALL))
			return open;
	}
	return NULL;
}

/* A place for one more: the array doubles whenever its count is a power of two. */
static struct ht_open *place(struct ht_life *life)
{
	size_t count = life->nr_open;
	struct ht_open *larger;

	if (count == HT_LIFE_OPEN) {
		life->forgotten++;
		larger = &life->open[life->begun % HT_LIFE_OPEN];
		ht_open_exit(larger);
		return larger;
	}
	if (!(count & (count - 1))) {
		larger = reallocarray(life->open, count ? 2 * count : 1, sizeof(*larger));
		if (!larger)
			return NULL;
		life->open = larger;
	}
	return &life->open[life->nr_open++];
}

static size_t count_call(struct ht_life *life, const struct ht_open *what)
{
	if (what->kind != HT_OPEN_CALL || what->of[0] || ht_life_now(life)->kind != HT_LIFE_LEVEL)
		return 0;
	life->calls.begun++;
	return life->nr_phases;
}

/**
 * ht_open_begin() - an initcall or a step begins
 * @life: the VM's life, which has a phase
 * @what: its @kind, @func, @id, @name, @of, @vcpu and @begin_ns; the two strings are owned by @life
 *	from here on, whatever this returns
 *
 * Return: 0 or -ENOMEM.
 */
int ht_open_begin(struct ht_life *life, const struct ht_open *what)
{
	/* An earlier run that never ended can no longer end. */
	struct ht_open *open = find(life, what->kind == HT_OPEN_CALL, what->func, what->id);

	if (open)
		ht_open_exit(open);
	else
		open = place(life);
	if (!open) {
		free(what->name);
		free(what->of);
		return -ENOMEM;
	}
	*open = *what;
	open->boot = life->boots;
	open->order = life->begun++;
	open->counted = count_call(life, what);
	return 0;
}

static void remember(struct ht_life *life, struct ht_open *open)
{
	struct ht_open *slowest = &life->slowest[open->kind];

	if (slowest->name && slowest->took_ns >= open->took_ns) {
		ht_open_exit(open);
		return;
	}
	ht_open_exit(slowest);
	*slowest = *open;
}

/**
 * ht_open_end() - an initcall or a step ends
 * @life: the VM's life, which has a phase
 * @is_call: it is an initcall
 * @func: as of its beginning
 * @id: as of its beginning
 * @now: when
 *
 * What was not seen to begin is not known of.
 */
void ht_open_end(struct ht_life *life, bool is_call, uint64_t func, uint32_t id, uint64_t now)
{
	struct ht_open *open = find(life, is_call, func, id);

	if (!open)
		return;
	open->took_ns = (int64_t)(now - open->begin_ns);
	if (open->counted == life->nr_phases) {
		life->calls.finished++;
		life->calls.last_ns = now;
		life->calls.last = ht_life_now(life)->sum;
	}
	remember(life, open);
	*open = life->open[--life->nr_open];
}

static const struct ht_open *latest(const struct ht_life *life, bool any, uint32_t vcpu)
{
	const struct ht_open *found = NULL;
	size_t i;

	for (i = 0; i < life->nr_open; i++) {
		const struct ht_open *open = &life->open[i];

		if (open->kind != HT_OPEN_PHASE && (any || open->vcpu == vcpu) &&
		    (!found || open->order > found->order))
			found = open;
	}
	return found;
}

/**
 * ht_open_latest() - what ran when something happened?
 * @life: the VM's life
 * @vcpu: where that was; what began there is preferred to what began elsewhere
 * @copy: filled, with its name NULL if nothing ran; release with ht_open_exit()
 *
 * Return: 0 or -ENOMEM.
 */
int ht_open_latest(const struct ht_life *life, uint32_t vcpu, struct ht_open *copy)
{
	const struct ht_open *open = latest(life, false, vcpu) ?: latest(life, true, 0);

	*copy = (struct ht_open){ 0 };
	if (!open)
		return 0;
	*copy = *open;
	copy->name = strdup(open->name);
	copy->of = strdup(open->of);
	if (copy->name && copy->of)
		return 0;
	ht_open_exit(copy);
	return -ENOMEM;
}

/**
 * ht_open_forget() - a boot ends, and what runs will never end
 * @life: the VM's life, which keeps the one that began last
 */
void ht_open_forget(struct ht_life *life)
{
	const struct ht_open *last = latest(life, true, 0);
	size_t i;

	if (last) {
		ht_open_exit(&life->hangs);
		life->hangs = *last;
	}
	for (i = 0; i < life->nr_open; i++) {
		if (&life->open[i] != last)
			ht_open_exit(&life->open[i]);
	}
	life->nr_open = 0;
}

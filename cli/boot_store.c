// SPDX-License-Identifier: GPL-2.0-only
/*
 * Boots that are over wait in a file until they are printed: a VM may boot thousands of times while
 * it is traced, and what is known of each boot only at the trace's end is said of all of them.
 *
 * A boot is written as it is in memory, but for what it points to: that follows it. Pointers to VMs
 * and vCPUs stay valid, as these stay in memory.
 */
#include <stdlib.h>

#include "boot_model.h"

/**
 * struct call - an initcall in the file
 * @level: the level it belongs to, from 1; 0: none
 * @vcpu: as in struct ht_initcall; and so the others
 * @start_ns: when it began
 * @duration_ns: how long it took
 * @cost: what it cost
 * @ret: what it returned
 * @finished: it returned
 * @has_cost: @cost is known
 */
struct call {
	uint32_t level;
	uint32_t vcpu;
	uint64_t start_ns;
	int64_t duration_ns;
	struct ht_cost cost;
	int32_t ret;
	bool finished;
	bool has_cost;
};

static void put_reasons(struct ht_store *store, const struct ht_reasons *reasons)
{
	ht_store_put(store, &reasons->count, sizeof(reasons->count));
	ht_store_put(store, reasons->list, reasons->count * sizeof(*reasons->list));
}

static bool get_reasons(struct ht_store *store, struct ht_reasons *reasons)
{
	size_t count;

	*reasons = (struct ht_reasons){ 0 };
	if (!ht_store_get(store, &count, sizeof(count)))
		return false;
	if (!count)
		return true;
	reasons->list = calloc(count, sizeof(*reasons->list));
	if (!reasons->list || !ht_store_get(store, reasons->list, count * sizeof(*reasons->list)))
		return false;
	reasons->count = count;
	return true;
}

static void put_level(struct ht_store *store, struct ht_level *level, uint32_t number)
{
	level->number = number;
	ht_store_put(store, level, sizeof(*level));
	ht_store_put_text(store, level->name);
	put_reasons(store, &level->reasons);
}

static bool get_level(struct ht_store *store, struct ht_level *level)
{
	bool ok = ht_store_get(store, level, sizeof(*level));

	level->name = NULL;
	level->reasons = (struct ht_reasons){ 0 };
	return ok && ht_store_get_text(store, &level->name) && get_reasons(store, &level->reasons);
}

static void put_call(struct ht_store *store, const struct ht_initcall *call)
{
	const struct call mine = {
		.level = call->level ? call->level->number : 0,
		.vcpu = call->vcpu,
		.start_ns = call->start_ns,
		.duration_ns = call->duration_ns,
		.cost = call->cost,
		.ret = call->ret,
		.finished = call->finished,
		.has_cost = call->has_cost,
	};

	ht_store_put(store, &mine, sizeof(mine));
	ht_store_put_text(store, call->name);
	ht_store_put_text(store, call->module);
	put_reasons(store, &call->reasons);
}

static void put_calls(struct ht_store *store, const struct ht_boot *boot)
{
	const struct ht_initcall *call;

	for (call = boot->first; call; call = call->after)
		put_call(store, call);
}

static bool get_call(struct ht_store *store, const struct ht_boot *boot, struct ht_initcall *call)
{
	struct call mine;

	if (!ht_store_get(store, &mine, sizeof(mine)))
		return false;
	call->level = mine.level ? boot->levels[mine.level - 1] : NULL;
	call->vcpu = mine.vcpu;
	call->start_ns = mine.start_ns;
	call->duration_ns = mine.duration_ns;
	call->cost = mine.cost;
	call->ret = mine.ret;
	call->finished = mine.finished;
	call->has_cost = mine.has_cost;
	return ht_store_get_text(store, &call->name) && ht_store_get_text(store, &call->module) &&
	       get_reasons(store, &call->reasons);
}

/**
 * ht_boot_store() - put a boot into the file
 * @model: the model
 * @boot: one of its boots, which is over
 *
 * Return: false: it could not be put there.
 */
bool ht_boot_store(struct ht_boot_model *model, const struct ht_boot *boot)
{
	struct ht_store *store = &model->store;
	struct ht_boot mine = *boot;
	size_t i;

	if (!ht_store_begin(store))
		return false;
	mine.is_brief = model->put_calls;
	ht_store_put(store, &mine, sizeof(mine));
	ht_store_put_text(store, boot->release);
	ht_store_put_text(store, boot->init_path);
	put_reasons(store, &boot->reasons);
	for (i = 0; i < boot->nr_levels; i++)
		put_level(store, boot->levels[i], (uint32_t)i + 1);
	if (!mine.is_brief)
		put_calls(store, boot);
	else if (!model->put_calls(model->put_data, boot, store))
		return false;
	return ht_store_end(store, &boot->vm->stored);
}

static bool get_levels(struct ht_store *store, struct ht_boot *boot)
{
	size_t count = boot->nr_levels;

	boot->nr_levels = 0;
	boot->levels = count ? calloc(count, sizeof(*boot->levels)) : NULL;
	if (count && !boot->levels)
		return false;
	while (boot->nr_levels < count) {
		struct ht_level *level = calloc(1, sizeof(*level));

		if (!level)
			return false;
		boot->levels[boot->nr_levels++] = level;
		if (!get_level(store, level))
			return false;
	}
	return true;
}

/* In the order in which they began, as they were put. */
static bool get_calls(struct ht_store *store, struct ht_boot *boot)
{
	size_t count = boot->is_brief ? 0 : boot->nr_initcalls + boot->unfinished, i;

	boot->nr_initcalls = 0;
	boot->initcalls = count ? calloc(count, sizeof(*boot->initcalls)) : NULL;
	if (count && !boot->initcalls)
		return false;
	for (i = 0; i < count; i++) {
		struct ht_initcall *call = calloc(1, sizeof(*call));

		if (!call)
			return false;
		call->order = i;
		ht_boot_calls_append(boot, call);
		if (!get_call(store, boot, call))
			return false;
		if (call->finished)
			boot->initcalls[boot->nr_initcalls++] = call;
	}
	return true;
}

static bool get_boot(struct ht_store *store, struct ht_boot *boot)
{
	bool ok = ht_store_get(store, boot, sizeof(*boot));
	size_t nr_levels = boot->nr_levels;

	/* What they point to is not there. */
	boot->release = boot->init_path = NULL;
	boot->reasons = (struct ht_reasons){ 0 };
	boot->running = NULL;
	boot->levels = NULL;
	boot->nr_levels = 0;
	boot->initcalls = NULL;
	boot->first = boot->last = boot->latest = NULL;
	ok = ok && ht_store_get_text(store, &boot->release) &&
	     ht_store_get_text(store, &boot->init_path) && get_reasons(store, &boot->reasons);
	boot->nr_levels = ok ? nr_levels : 0;
	return ok && get_levels(store, boot) && get_calls(store, boot);
}

/**
 * ht_boot_load() - get a boot out of the file
 * @model: the model, to which nothing may be added any more
 * @at: where the boot is; filled: where the next one of its VM is
 *
 * Return: the boot, as it was; to be released with ht_boot_free(). NULL: the file cannot be read,
 * or there is no memory.
 */
struct ht_boot *ht_boot_load(struct ht_boot_model *model, uint64_t *at)
{
	struct ht_boot *boot = calloc(1, sizeof(*boot));

	if (boot && ht_store_read(&model->store, at) && get_boot(&model->store, boot))
		return boot;
	if (boot)
		ht_boot_free(boot);
	return NULL;
}

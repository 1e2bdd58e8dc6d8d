// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a trace says about the exits of its VMs. Exits that are told one by one say most, so where
 * a VM has those its snapshots are not looked at. Numbers come from anybody, so lookups use
 * search.h's balanced trees.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "exits_model.h"

static int compare(uint32_t a, uint32_t b)
{
	return (a > b) - (a < b);
}

static int by_vm(const void *a, const void *b)
{
	return compare(((const struct ht_exits_vm *)a)->vm_id,
		       ((const struct ht_exits_vm *)b)->vm_id);
}

static int by_cell(const void *a, const void *b)
{
	const struct ht_exits_cell *left = a, *right = b;

	return compare(left->vcpu, right->vcpu) ?: compare(left->reason, right->reason);
}

static int by_vm_in_list(const void *a, const void *b)
{
	return by_vm(*(const void *const *)a, *(const void *const *)b);
}

static int by_cell_in_list(const void *a, const void *b)
{
	return by_cell(*(const void *const *)a, *(const void *const *)b);
}

/*
 * Finds what is like @key, or makes it, @size bytes that begin as @key; it is then in the tree and
 * at the end of the list. NULL without memory.
 */
static void *get(const void *key, size_t size, void **tree, void *list, size_t *count,
		 int (*order)(const void *a, const void *b))
{
	void **found = tfind(key, tree, order);
	void **larger, *made;

	if (found)
		return *found;
	/* The array doubles whenever its count is a power of two. */
	if (!(*count & (*count - 1))) {
		larger = reallocarray(*(void ***)list, *count ? 2 * *count : 1, sizeof(*larger));
		if (!larger)
			return NULL;
		*(void ***)list = larger;
	}
	made = malloc(size);
	if (!made)
		return NULL;
	memcpy(made, key, size);
	if (!tsearch(made, tree, order)) {
		free(made);
		return NULL;
	}
	(*(void ***)list)[(*count)++] = made;
	return made;
}

static struct ht_exits_vm *vm_get(struct ht_exits_model *model, uint32_t vm_id, int32_t vm_pid)
{
	const struct ht_exits_vm key = { .vm_id = vm_id };
	struct ht_exits_vm **latest = &model->latest[vm_id % HT_BOOT_LATEST];
	struct ht_exits_vm *vm = *latest;

	if (!vm || vm->vm_id != vm_id)
		vm = get(&key, sizeof(key), &model->tree, &model->vms, &model->nr_vms, by_vm);
	if (!vm)
		return NULL;
	vm->vm_pid = vm_pid;
	vm->store = &model->store;
	*latest = vm;
	return vm;
}

/**
 * ht_exits_cell() - find a cell, or make it
 * @vm: its VM
 * @vcpu: its vCPU
 * @reason: its reason
 *
 * Return: the cell, owned by @vm, or NULL without memory.
 */
struct ht_exits_cell *ht_exits_cell(struct ht_exits_vm *vm, uint32_t vcpu, uint32_t reason)
{
	const struct ht_exits_cell key = { .vcpu = vcpu, .reason = reason };
	struct ht_exits_cell **latest = &vm->latest[(vcpu + reason) % HT_EXITS_LATEST];

	if (!*latest || (*latest)->vcpu != vcpu || (*latest)->reason != reason)
		*latest = get(&key, sizeof(key), &vm->tree, &vm->cells, &vm->nr_cells, by_cell);
	return *latest;
}

/**
 * ht_exits_seen() - there is a VM
 * @model: the model
 * @vm_id: its number
 * @vm_pid: its VMM's process
 *
 * Return: 0 or -ENOMEM.
 */
int ht_exits_seen(struct ht_exits_model *model, uint32_t vm_id, int32_t vm_pid)
{
	return vm_get(model, vm_id, vm_pid) ? 0 : -ENOMEM;
}

/**
 * ht_exits_single() - there was an exit
 * @model: the model
 * @exit: the exit
 * @event: the event that tells of it, which the tracer stamped at the entry
 *
 * Return: 0 or -ENOMEM.
 */
int ht_exits_single(struct ht_exits_model *model, const struct ht_exit *exit,
		    const struct ht_event *event)
{
	struct ht_exits_vm *vm = vm_get(model, exit->vm_id, exit->vm_pid);
	struct ht_exits_cell *cell = vm ? ht_exits_cell(vm, exit->vcpu, exit->reason) : NULL;

	if (!cell)
		return -ENOMEM;
	vm->isa = exit->isa;
	vm->nr_single++;
	ht_exit_counts_one(&cell->counts, exit->cycles, exit->fast, exit->user_cycles);
	if (event->has_stamp && event->stamp_ns > exit->now) {
		vm->entry_cycles += exit->cycles;
		vm->entry_ns += event->stamp_ns - exit->now;
	}
	if (ht_samples_add(&cell->samples, vm->store, exit->cycles))
		return -ENOMEM;
	return model->grows ? ht_growth_exit_at(&vm->single_growth, exit->now, exit->cycles) : 0;
}

/* The first event of a snapshot: a span ends with it, unless the snapshot is where all begins. */
static int snapshot_begin(struct ht_exits_vm *vm, const struct ht_exit_stats *stats,
			  const struct ht_event *event, bool grows)
{
	uint64_t before = vm->nr_snapshots ? vm->snapshot_ns : stats->since;
	uint64_t now = event->has_stamp ? event->stamp_ns : before;
	bool is_first = !vm->nr_snapshots++;

	vm->snapshot = stats->snapshot;
	vm->snapshot_ns = now;
	if (is_first)
		vm->since_ns = stats->since;
	vm->from_start = vm->from_start || (is_first && stats->why == HT_EXIT_WHY_START);
	if (!grows || (is_first && vm->from_start))
		return 0;
	return ht_growth_span(&vm->growth, before, now);
}

/**
 * ht_exits_stats() - there is a part of a snapshot
 * @model: the model
 * @stats: what was counted of one vCPU for one reason
 * @event: the event that tells of it
 *
 * Return: 0 or -ENOMEM.
 */
int ht_exits_stats(struct ht_exits_model *model, const struct ht_exit_stats *stats,
		   const struct ht_event *event)
{
	struct ht_exits_vm *vm = vm_get(model, stats->vm_id, stats->vm_pid);
	struct ht_exits_cell *cell = vm ? ht_exits_cell(vm, stats->vcpu, stats->reason) : NULL;
	struct ht_exit_counts more;

	if (!cell)
		return -ENOMEM;
	vm->isa = stats->isa;
	if ((!vm->nr_snapshots || vm->snapshot != stats->snapshot) &&
	    snapshot_begin(vm, stats, event, model->grows))
		return -ENOMEM;
	if (vm->from_start && vm->nr_snapshots == 1)
		cell->first = stats->counts;
	ht_exit_counts_since(&more, &stats->counts, &cell->last);
	if (vm->growth.count)
		ht_growth_exits(&vm->growth, more.count, more.cycles);
	cell->last = stats->counts;
	return 0;
}

static bool has_sums(const struct ht_exits_model *model, const struct ht_exits_vm *vm)
{
	const struct ht_boot_vm *boot_vm = ht_boot_vm_find(&model->boots, vm->vm_id);

	return boot_vm && (boot_vm->sum.exits || boot_vm->sum.cycles);
}

static uint32_t find_khz(const struct ht_exits_model *model, const struct ht_exits_vm *vm)
{
	uint32_t khz = ht_boot_vm_khz(&model->boots, vm->vm_id);
	struct ht_tsc_guess guess = { 0 };

	if (khz || !vm->entry_ns)
		return khz;
	ht_tsc_guess_add(&guess, 0, 1);
	ht_tsc_guess_add(&guess, vm->entry_cycles, vm->entry_ns + 1);
	return ht_tsc_guess_khz(&guess);
}

static void vm_complete(struct ht_exits_model *model, struct ht_exits_vm *vm)
{
	vm->khz = find_khz(model, vm);
	vm->source = vm->nr_single	 ? HT_EXITS_SINGLE :
		     vm->nr_snapshots	 ? HT_EXITS_SNAPSHOTS :
		     has_sums(model, vm) ? HT_EXITS_SUMS :
					   HT_EXITS_NONE;
}

static void snapshots_complete(struct ht_exits_vm *vm)
{
	size_t i;

	for (i = 0; i < vm->nr_cells; i++) {
		struct ht_exits_cell *cell = vm->cells[i];

		/* All that was ever counted, if there is nothing later than the start. */
		if (vm->nr_snapshots == 1)
			cell->counts = cell->last;
		else
			ht_exit_counts_since(&cell->counts, &cell->last, &cell->first);
	}
}

static void keep(void *node)
{
}

/**
 * ht_exits_cells_get() - the cells of a VM, in order
 * @vm: a VM of a finished model; ht_exits_cells_put() when they are not needed any more
 *
 * Return: 0, or -EIO: they were put into a file that cannot be read, or there is no memory.
 */
int ht_exits_cells_get(struct ht_exits_vm *vm)
{
	if (ht_exits_vm_load(vm))
		return -EIO;
	if (vm->nr_cells)
		qsort(vm->cells, vm->nr_cells, sizeof(*vm->cells), by_cell_in_list);
	if (vm->source != HT_EXITS_SINGLE)
		snapshots_complete(vm);
	return 0;
}

/**
 * ht_exits_cells_put() - its cells are not needed any more
 * @vm: it has none afterwards
 */
void ht_exits_cells_put(struct ht_exits_vm *vm)
{
	tdestroy(vm->tree, keep);
	vm->tree = NULL;
	while (vm->nr_cells) {
		struct ht_exits_cell *cell = vm->cells[--vm->nr_cells];

		ht_samples_exit(&cell->samples);
		free(cell);
	}
	free(vm->cells);
	vm->cells = NULL;
	memset(vm->latest, 0, sizeof(vm->latest));
}

/**
 * ht_exits_gone() - a VM ends
 * @model: the model
 * @vm_id: its number
 *
 * What was counted of the one that ended long before goes to a file. What cannot be put there stays
 * in memory.
 */
void ht_exits_gone(struct ht_exits_model *model, uint32_t vm_id)
{
	const struct ht_exits_vm key = { .vm_id = vm_id };
	struct ht_exits_vm **found = tfind(&key, &model->tree, by_vm);
	struct ht_exits_vm *old;

	if (!found)
		return;
	old = ht_gone_add(&model->gone, *found);
	if (old && ht_exits_vm_store(old))
		ht_exits_cells_put(old);
}

/**
 * ht_exits_model_complete() - put everything in order, once all events are in
 * @model: the model; nothing may be added afterwards
 */
void ht_exits_model_complete(struct ht_exits_model *model)
{
	size_t i;

	ht_boot_model_complete(&model->boots);
	if (model->nr_vms)
		qsort(model->vms, model->nr_vms, sizeof(*model->vms), by_vm_in_list);
	for (i = 0; i < model->nr_vms; i++)
		vm_complete(model, model->vms[i]);
}

static void vm_free(struct ht_exits_vm *vm)
{
	ht_exits_cells_put(vm);
	ht_growth_exit(&vm->single_growth);
	ht_growth_exit(&vm->growth);
	free(vm);
}

/**
 * ht_exits_model_exit() - release a model
 * @model: empty afterwards
 */
void ht_exits_model_exit(struct ht_exits_model *model)
{
	tdestroy(model->tree, keep);
	while (model->nr_vms)
		vm_free(model->vms[--model->nr_vms]);
	free(model->vms);
	ht_boot_model_exit(&model->boots);
	ht_store_exit(&model->store);
	memset(model, 0, sizeof(*model));
}

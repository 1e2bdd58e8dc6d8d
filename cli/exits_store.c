// SPDX-License-Identifier: GPL-2.0-only
/*
 * What was counted of VMs that have ended waits in a file until it is printed: VMs may come and go
 * by the thousand while a host is traced.
 *
 * A cell is written as it is in memory, but for its samples, which follow it.
 */
#include <errno.h>
#include <stdlib.h>

#include "exits_model.h"

static void put_cell(struct ht_store *store, const struct ht_exits_cell *cell)
{
	const struct ht_samples *samples = &cell->samples;

	ht_store_put(store, cell, sizeof(*cell));
	ht_store_put(store, samples->list, samples->count * sizeof(*samples->list));
	ht_store_put(store, samples->chunks, samples->nr_chunks * sizeof(*samples->chunks));
}

/**
 * ht_exits_vm_store() - put the cells of a VM into the file
 * @vm: the VM, which keeps them
 *
 * Return: false: there is none, or they could not be put there.
 */
bool ht_exits_vm_store(struct ht_exits_vm *vm)
{
	size_t i;

	if (!vm->nr_cells || !ht_store_begin(vm->store))
		return false;
	ht_store_put(vm->store, &vm->nr_cells, sizeof(vm->nr_cells));
	for (i = 0; i < vm->nr_cells; i++)
		put_cell(vm->store, vm->cells[i]);
	return ht_store_end(vm->store, &vm->stored);
}

static bool get_chunks(struct ht_exits_vm *vm, struct ht_samples *samples, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		uint64_t at;

		if (!ht_store_get(vm->store, &at, sizeof(at)) || ht_samples_chunk(samples, at))
			return false;
	}
	return true;
}

/* What came late is in memory already. */
static bool get_cell(struct ht_exits_vm *vm)
{
	struct ht_exits_cell stored, *cell;
	size_t i;

	if (!ht_store_get(vm->store, &stored, sizeof(stored)))
		return false;
	cell = ht_exits_cell(vm, stored.vcpu, stored.reason);
	if (!cell)
		return false;
	ht_exit_counts_add(&cell->counts, &stored.counts);
	cell->first = stored.first;
	if (!cell->last.count)
		cell->last = stored.last;
	for (i = 0; i < stored.samples.count; i++) {
		uint64_t value;

		if (!ht_store_get(vm->store, &value, sizeof(value)) ||
		    ht_samples_add(&cell->samples, vm->store, value))
			return false;
	}
	return get_chunks(vm, &cell->samples, stored.samples.nr_chunks);
}

static bool get_cells(struct ht_exits_vm *vm)
{
	size_t count;

	if (!ht_store_get(vm->store, &count, sizeof(count)))
		return false;
	while (count--) {
		if (!get_cell(vm))
			return false;
	}
	return true;
}

/**
 * ht_exits_vm_load() - get the cells of a VM out of the file
 * @vm: a VM of a model to which nothing is added any more
 *
 * Return: 0, or -EIO: the file cannot be read, or there is no memory.
 */
int ht_exits_vm_load(struct ht_exits_vm *vm)
{
	uint64_t next = vm->stored.first, at = 0;

	while (at != vm->stored.last) {
		at = next;
		if (!ht_store_read(vm->store, &next) || !get_cells(vm))
			return -EIO;
	}
	vm->stored = (struct ht_store_chain){ 0 };
	return 0;
}

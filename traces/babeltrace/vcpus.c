// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which record is which. Numbers come from a guest, so lookups use search.h's balanced trees and
 * every memory here has a bound.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "vcpus.h"

static int compare(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_vm(const void *a, const void *b)
{
	return compare(((const struct ht_vm *)a)->id, ((const struct ht_vm *)b)->id);
}

static int by_vcpu(const void *a, const void *b)
{
	const struct ht_vcpu *left = a, *right = b;

	if (left->vm->id != right->vm->id)
		return compare(left->vm->id, right->vm->id);
	return compare(left->id, right->id);
}

static struct ht_vm *vm_get(struct ht_vcpus *all, uint32_t id)
{
	struct ht_vm key = { .id = id };
	struct ht_vm **found = tfind(&key, &all->vms, by_vm);
	struct ht_vm *vm;

	if (found)
		return *found;
	vm = calloc(1, sizeof(*vm));
	if (!vm)
		return NULL;
	vm->id = id;
	if (tsearch(vm, &all->vms, by_vm))
		return vm;
	free(vm);
	return NULL;
}

static int vcpu_create(struct ht_vcpus *all, const struct ht_record_id *id,
		       struct ht_vcpu **created)
{
	struct ht_vm *vm;
	struct ht_vcpu *vcpu;

	if (all->count >= HT_VCPUS_MAX)
		return -ENOSPC;
	vm = vm_get(all, id->vm_id);
	vcpu = calloc(1, sizeof(*vcpu));
	if (!vm || !vcpu)
		goto err_free;
	vcpu->vm = vm;
	vcpu->id = id->vcpu_id;
	ht_queue_init(&vcpu->queue);
	if (!tsearch(vcpu, &all->vcpus, by_vcpu))
		goto err_free;
	all->count++;
	*created = vcpu;
	return 0;

err_free:
	free(vcpu);
	return -ENOMEM;
}

static int vcpu_search(struct ht_vcpus *all, const struct ht_record_id *id, struct ht_vcpu **vcpu)
{
	struct ht_vm vm = { .id = id->vm_id };
	struct ht_vcpu key = { .vm = &vm, .id = id->vcpu_id };
	struct ht_vcpu **found = tfind(&key, &all->vcpus, by_vcpu);

	if (!found)
		return vcpu_create(all, id, vcpu);
	*vcpu = *found;
	return 0;
}

/**
 * ht_vcpus_get() - find a vCPU, or make it
 * @all: all of them
 * @id: a record of it
 * @vcpu: filled
 *
 * Return: 0, -ENOSPC: more than HT_VCPUS_MAX, or -ENOMEM.
 */
int ht_vcpus_get(struct ht_vcpus *all, const struct ht_record_id *id, struct ht_vcpu **vcpu)
{
	struct ht_vcpu **latest = &all->latest[(id->vm_id * 16 + id->vcpu_id) % HT_VCPUS_LATEST];
	int ret;

	*vcpu = *latest;
	if (*vcpu && (*vcpu)->id == id->vcpu_id && (*vcpu)->vm->id == id->vm_id)
		return 0;
	ret = vcpu_search(all, id, vcpu);
	if (!ret)
		*latest = *vcpu;
	return ret;
}

static bool seen(const struct ht_seen *seen, uint32_t seq)
{
	unsigned int i;

	/* Positions wrap at 2^32, so it is the distance that counts. */
	for (i = 0; i < seen->used; i++) {
		if (seq - seen->runs[i].first < seen->runs[i].count)
			return true;
	}
	return false;
}

/* Continues the run that @seq continues; or begins one, at the place of the oldest if need be. */
static void see(struct ht_seen *seen, uint32_t seq)
{
	unsigned int i;

	for (i = 0; i < seen->used; i++) {
		unsigned int at = (seen->current + i) % seen->used;

		if (seq - seen->runs[at].first == seen->runs[at].count) {
			seen->runs[at].count++;
			seen->current = at;
			return;
		}
	}
	if (seen->used < HT_SEEN_RUNS)
		seen->current = seen->used++;
	else
		seen->current = (seen->current + 1) % HT_SEEN_RUNS;
	seen->runs[seen->current].first = seq;
	seen->runs[seen->current].count = 1;
}

/*
 * The numbers of all vCPUs restart with a guest's start. If both forms are recorded it comes twice,
 * with the same time stamp.
 */
static void on_start(struct ht_vm *vm, const struct ht_record_id *id)
{
	if (vm->epoch && vm->start_form != id->form && vm->start_vcpu == id->vcpu_id &&
	    vm->start_tsc == id->tsc)
		return;
	vm->epoch++;
	vm->start_form = id->form;
	vm->start_vcpu = id->vcpu_id;
	vm->start_tsc = id->tsc;
}

/**
 * ht_vcpu_is_new() - take note of a record
 * @vcpu: its vCPU
 * @id: the record
 * @item: its place in the vCPU's queue is set
 *
 * Return: false if it came before, in the other form.
 */
bool ht_vcpu_is_new(struct ht_vcpu *vcpu, const struct ht_record_id *id, struct ht_item *item)
{
	if (id->starts)
		on_start(vcpu->vm, id);
	if (vcpu->epoch != vcpu->vm->epoch) {
		vcpu->epoch = vcpu->vm->epoch;
		vcpu->seq = id->seq;
		memset(vcpu->seen, 0, sizeof(vcpu->seen));
	}
	if (id->has_record) {
		if (seen(&vcpu->seen[!id->form], id->seq))
			return false;
		see(&vcpu->seen[id->form], id->seq);
	}
	/* Numbers wrap at 2^32, too. The first one is far enough from 0 to go back from. */
	if (!vcpu->seq)
		vcpu->seq = 1ull << 32;
	vcpu->seq += (int32_t)(id->seq - (uint32_t)vcpu->seq);
	item->major = vcpu->epoch;
	item->minor = vcpu->seq;
	return true;
}

static void vcpu_free(void *data)
{
	struct ht_vcpu *vcpu = data;

	ht_queue_exit(&vcpu->queue);
	ht_exit_log_exit(&vcpu->exits);
	free(vcpu);
}

/**
 * ht_vcpus_exit() - release all
 * @all: empty afterwards; no queue holds anything
 */
void ht_vcpus_exit(struct ht_vcpus *all)
{
	tdestroy(all->vcpus, vcpu_free);
	tdestroy(all->vms, free);
	*all = (struct ht_vcpus){ 0 };
}

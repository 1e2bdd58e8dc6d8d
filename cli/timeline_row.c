// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of a timeline, and telling of what is on them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "timeline_state.h"
#include "vm_word.h"

#define NAME 64

/* What the one who draws returns is final: nothing is told to him afterwards. */
static int said(struct ht_timeline *tl, int ret)
{
	if (ret)
		tl->stopped = true;
	return ret;
}

static int tell_row(struct ht_timeline *tl, struct ht_row *row)
{
	row->id = tl->nr_rows++;
	return tl->ops->row ? said(tl, tl->ops->row(tl->data, row, tl->err)) : 0;
}

/*
 * A number that says neither is a VM's, if there is such a VM, and else a process. What comes later
 * is not known yet, so both count, and a trace that has both is refused.
 */
static int choose(struct ht_timeline *tl, struct ht_tl_vm *vm)
{
	struct ht_vm_word word;
	const struct ht_tl_vm *other;
	bool is_pid;

	vm->chosen = !tl->word;
	if (!tl->word || !ht_vm_word_parse(&word, tl->word))
		return 0;
	is_pid = !word.is_vm && vm->vm_pid > 0 && (unsigned long)vm->vm_pid == word.number;
	vm->chosen = is_pid || (!word.is_pid && vm->key.vm_id == word.number);
	for (other = tl->vm; vm->chosen && other; other = other->next) {
		if (other->chosen && !word.is_pid && !word.is_vm &&
		    (other->key.vm_id == word.number) != (vm->key.vm_id == word.number))
			return ht_err_set(tl->err, -ESRCH,
					  "'%s' is a VM's number and another one's process id: "
					  "say vm:%s or pid:%s",
					  tl->word, tl->word, tl->word);
	}
	return 0;
}

/**
 * ht_tl_vm() - find a VM, or make it
 * @tl: the timeline
 * @vm_id: its number
 * @vm_pid: its VMM's process
 *
 * Return: the VM, owned by @tl; NULL: @tl->err says why.
 */
struct ht_tl_vm *ht_tl_vm(struct ht_timeline *tl, uint32_t vm_id, int32_t vm_pid)
{
	struct ht_tl_vm *vm = ht_vcpu_map_get(&tl->vms, vm_id, 0, sizeof(*vm));
	struct ht_row row = { .kind = HT_ROW_VM, .parent = HT_ROW_NONE };
	char name[NAME];

	if (!vm)
		ht_err_nomem(tl->err);
	if (!vm || vm->row)
		return vm;
	vm->vm_pid = vm_pid;
	if (choose(tl, vm))
		return NULL;
	vm->next = tl->vm;
	tl->vm = vm;
	tl->nr_vms++;
	/* Rows are kept plus one, so that zero is none. */
	vm->row = HT_ROW_NONE;
	if (!vm->chosen)
		return vm;
	snprintf(name, sizeof(name), "VM %" PRIu32 " (pid %" PRId32 ")", vm_id, vm_pid);
	row.vm_id = vm_id;
	row.vm_pid = vm_pid;
	row.name = name;
	if (tell_row(tl, &row))
		return NULL;
	vm->row = row.id + 1;
	return vm;
}

/**
 * ht_tl_vcpu() - find a vCPU, or make it
 * @tl: the timeline
 * @vm: its VM, which is chosen
 * @vcpu: its number
 *
 * Return: the vCPU, owned by @tl; NULL: @tl->err says why.
 */
struct ht_tl_vcpu *ht_tl_vcpu(struct ht_timeline *tl, struct ht_tl_vm *vm, uint32_t vcpu)
{
	struct ht_tl_vcpu *found = ht_vcpu_map_get(&tl->vcpus, vm->key.vm_id, vcpu, sizeof(*found));
	struct ht_row row = {
		.kind = HT_ROW_VCPU,
		.parent = vm->row - 1,
		.vm_id = vm->key.vm_id,
		.vm_pid = vm->vm_pid,
		.number = vcpu,
	};
	char name[NAME];

	if (!found)
		ht_err_nomem(tl->err);
	if (!found || found->vm)
		return found;
	snprintf(name, sizeof(name), "vCPU %" PRIu32, vcpu);
	row.name = name;
	if (tell_row(tl, &row))
		return NULL;
	found->row = row.id;
	found->vm = vm;
	found->next = vm->vcpus;
	vm->vcpus = found;
	return found;
}

/**
 * ht_tl_pcpu_row() - the row of a pCPU
 * @tl: the timeline
 * @pcpu: its number
 * @row: filled
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_pcpu_row(struct ht_timeline *tl, uint32_t pcpu, uint32_t *row)
{
	struct ht_tl_pcpu *found = ht_vcpu_map_get(&tl->pcpus, 0, pcpu, sizeof(*found));
	struct ht_row new = { .kind = HT_ROW_PCPU, .parent = HT_ROW_NONE, .number = pcpu };
	char name[NAME];
	int ret;

	if (!found)
		return ht_err_nomem(tl->err);
	if (!found->known) {
		snprintf(name, sizeof(name), "pCPU %" PRIu32, pcpu);
		new.name = name;
		ret = tell_row(tl, &new);
		if (ret)
			return ret;
		found->row = new.id;
		found->known = true;
	}
	*row = found->row;
	return 0;
}

/**
 * ht_tl_moment() - something was then
 * @tl: the timeline
 * @now: when
 */
void ht_tl_moment(struct ht_timeline *tl, uint64_t now)
{
	if (!tl->stats->begin_ns || now < tl->stats->begin_ns)
		tl->stats->begin_ns = now;
	if (now > tl->stats->end_ns)
		tl->stats->end_ns = now;
}

/**
 * ht_tl_span() - tell a span
 * @tl: the timeline
 * @span: the span; a guest that chooses its own clock may have ended it before it began
 *
 * Return: what the one who draws says.
 */
int ht_tl_span(struct ht_timeline *tl, const struct ht_span *span)
{
	struct ht_span told = *span;

	if (!tl->ops->span || tl->stopped)
		return 0;
	if (told.end_ns < told.begin_ns)
		told.end_ns = told.begin_ns;
	ht_tl_moment(tl, told.begin_ns);
	ht_tl_moment(tl, told.end_ns);
	return said(tl, tl->ops->span(tl->data, &told, tl->err));
}

/**
 * ht_tl_mark() - tell a mark
 * @tl: the timeline
 * @mark: the mark
 *
 * Return: what the one who draws says.
 */
int ht_tl_mark(struct ht_timeline *tl, const struct ht_mark *mark)
{
	if (!tl->ops->mark || tl->stopped)
		return 0;
	return said(tl, tl->ops->mark(tl->data, mark, tl->err));
}

/**
 * ht_tl_flow() - tell a flow
 * @tl: the timeline
 * @flow: the flow
 *
 * Return: what the one who draws says.
 */
int ht_tl_flow(struct ht_timeline *tl, const struct ht_flow *flow)
{
	if (!tl->ops->flow || tl->stopped)
		return 0;
	return said(tl, tl->ops->flow(tl->data, flow, tl->err));
}

/**
 * ht_tl_exit_sum() - tell what the host counted
 * @tl: the timeline
 * @sum: that
 *
 * Return: what the one who draws says.
 */
int ht_tl_exit_sum(struct ht_timeline *tl, const struct ht_exit_sum *sum)
{
	if (!tl->ops->exit_sum || tl->stopped)
		return 0;
	return said(tl, tl->ops->exit_sum(tl->data, sum, tl->err));
}

static struct ht_vm_name name_of(const void *data, size_t number)
{
	const struct ht_vm_name *names = data;

	return names[number];
}

static int by_id(const void *a, const void *b)
{
	const struct ht_vm_name *left = a, *right = b;

	return (left->vm_id > right->vm_id) - (left->vm_id < right->vm_id);
}

/**
 * ht_tl_check_vm() - was there the VM that the user named?
 * @tl: the timeline, at the trace's end, with at least one VM
 *
 * Return: 0; -ESRCH: no, @tl->err says which there are; -ENOMEM.
 */
int ht_tl_check_vm(struct ht_timeline *tl)
{
	struct ht_vm_name *names = calloc(tl->nr_vms, sizeof(*names));
	struct ht_vm_names all = { .get = name_of, .data = names };
	const struct ht_tl_vm *vm;
	int ret;

	if (!names)
		return ht_err_nomem(tl->err);
	for (vm = tl->vm; vm; vm = vm->next)
		names[all.count++] = (struct ht_vm_name){ vm->key.vm_id, vm->vm_pid };
	qsort(names, all.count, sizeof(*names), by_id);
	ret = ht_vm_choose(&all, tl->word, tl->err);
	free(names);
	return ret;
}

static void vcpu_exit(struct ht_tl_vcpu *vcpu)
{
	ht_tl_opens_exit(&vcpu->idle);
	ht_tl_opens_exit(&vcpu->irqs);
	ht_tl_opens_exit(&vcpu->inside);
	ht_tl_open_exit(&vcpu->task);
	ht_tl_open_exit(&vcpu->exit);
	ht_tl_counts_exit(vcpu);
}

/**
 * ht_tl_rows_exit() - free all that is known of VMs, vCPUs and pCPUs
 * @tl: without any afterwards
 */
void ht_tl_rows_exit(struct ht_timeline *tl)
{
	struct ht_tl_vm *vm;
	struct ht_tl_vcpu *vcpu;

	for (vm = tl->vm; vm; vm = vm->next) {
		for (vcpu = vm->vcpus; vcpu; vcpu = vcpu->next)
			vcpu_exit(vcpu);
		ht_tl_tasks_exit(vm);
		ht_tl_opens_exit(&vm->steps);
	}
	tl->vm = NULL;
	ht_vcpu_map_exit(&tl->vms);
	ht_vcpu_map_exit(&tl->vcpus);
	ht_vcpu_map_exit(&tl->pcpus);
}

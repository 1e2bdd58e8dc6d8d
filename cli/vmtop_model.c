// SPDX-License-Identifier: GPL-2.0-only
/*
 * What vCPUs did in an interval, out of a trace's events. An event says itself how many exits there
 * were since the one before, so they count when the guest speaks next.
 */
#include <stdlib.h>
#include <string.h>

#include "vmtop.h"

#define PREFIX "hypertrace_"

const char *const ht_vmtop_keys[HT_VMTOP_NR_COUNTS] = {
	[HT_VMTOP_EVENTS] = "events",	 [HT_VMTOP_SCHED] = "sched", [HT_VMTOP_SYSCALL] = "syscall",
	[HT_VMTOP_IRQ] = "irq",		 [HT_VMTOP_OTHER] = "other", [HT_VMTOP_EXITS] = "exits",
	[HT_VMTOP_MOVES] = "migrations", [HT_VMTOP_LOST] = "lost",
};

static enum ht_vmtop_count class_of(const char *name)
{
	static const struct {
		const char *begin;
		enum ht_vmtop_count count;
	} classes[] = {
		{ "sched_", HT_VMTOP_SCHED },
		{ "syscall_", HT_VMTOP_SYSCALL },
		{ "irq_", HT_VMTOP_IRQ },
		{ "softirq_", HT_VMTOP_IRQ },
	};
	size_t i;

	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (!strncmp(name, classes[i].begin, strlen(classes[i].begin)))
			return classes[i].count;
	}
	return HT_VMTOP_OTHER;
}

static int list(struct ht_vmtop *top, struct ht_vmtop_vcpu *vcpu)
{
	size_t count = top->count;
	struct ht_vmtop_vcpu **larger;

	if (vcpu->listed)
		return 0;
	/* It grows to a power of two whenever its count is one; what has gone left room. */
	if (!(count & (count - 1))) {
		larger = reallocarray(top->list, count ? 2 * count : 1, sizeof(*larger));
		if (!larger)
			return -1;
		top->list = larger;
	}
	vcpu->listed = true;
	top->list[top->count++] = vcpu;
	return 0;
}

/* What they did until then is shown once more. */
static void note_end(struct ht_vmtop *top, uint32_t vm_id)
{
	size_t i;

	for (i = 0; i < top->count; i++)
		top->list[i]->gone |= top->list[i]->key.vm_id == vm_id;
}

static struct ht_vmtop_vcpu *vcpu_of(struct ht_vmtop *top, const struct ht_event *event, int *ret)
{
	struct ht_vmtop_vcpu *vcpu;
	uint32_t vm_id, number;
	int32_t vm_pid;

	*ret = ht_event_u32(event, "vm_id", &vm_id);
	*ret = *ret ?: ht_event_u32(event, "vcpu_id", &number);
	*ret = *ret ?: ht_event_s32(event, "vm_pid", &vm_pid);
	if (*ret)
		return NULL;
	vcpu = ht_vcpu_map_get(&top->map, vm_id, number, sizeof(*vcpu));
	if (!vcpu || list(top, vcpu)) {
		*ret = ht_err_nomem(event->err);
		return NULL;
	}
	vcpu->vm_pid = vm_pid;
	vcpu->gone = false;
	return vcpu;
}

static int on_record(struct ht_vmtop *top, const struct ht_event *event, const char *name,
		     uint64_t lost)
{
	struct ht_vmtop_vcpu *vcpu;
	uint64_t exits = 0;
	int ret;

	vcpu = vcpu_of(top, event, &ret);
	if (!vcpu)
		return ret;
	ht_event_has_u64(event, "exits", &exits);
	vcpu->counts[HT_VMTOP_EXITS] += exits;
	vcpu->counts[HT_VMTOP_LOST] += lost;
	/* It tells of a loss that no record follows. */
	if (!strcmp(name, "lost"))
		return 0;
	vcpu->counts[HT_VMTOP_EVENTS]++;
	vcpu->counts[class_of(name)]++;
	return 0;
}

/**
 * ht_vmtop_event() - take an event
 * @top: what is known
 * @event: any event of the trace
 *
 * Return: 0, -EBADMSG or -ENOMEM, with the event's error filled.
 */
int ht_vmtop_event(struct ht_vmtop *top, const struct ht_event *event)
{
	const char *name = event->name + strlen(PREFIX);
	struct ht_vmtop_vcpu *vcpu;
	uint64_t seq, value;
	int ret;

	if (!event->view->class->is_ours)
		return 0;
	if (ht_event_has_u64(event, "seq", &seq) && ht_event_has_u64(event, "lost", &value))
		return on_record(top, event, name, value);
	if (!strcmp(name, "vm_destroy") && ht_event_has_u64(event, "vm_id", &value))
		note_end(top, (uint32_t)value);
	if (!strcmp(name, "vcpu_migrate")) {
		vcpu = vcpu_of(top, event, &ret);
		if (!vcpu)
			return ret;
		vcpu->counts[HT_VMTOP_MOVES]++;
	}
	return 0;
}

static int by_vcpu(const void *a, const void *b)
{
	const struct ht_vcpu_key *left = &(*(struct ht_vmtop_vcpu *const *)a)->key;
	const struct ht_vcpu_key *right = &(*(struct ht_vmtop_vcpu *const *)b)->key;

	if (left->vm_id != right->vm_id)
		return left->vm_id < right->vm_id ? -1 : 1;
	return (left->vcpu > right->vcpu) - (left->vcpu < right->vcpu);
}

/**
 * ht_vmtop_sort() - put the list in order
 * @top: what is known
 */
void ht_vmtop_sort(struct ht_vmtop *top)
{
	if (top->count)
		qsort(top->list, top->count, sizeof(struct ht_vmtop_vcpu *), by_vcpu);
}

/**
 * ht_vmtop_begin() - an interval begins
 * @top: all counts are 0 afterwards, and VMs that have ended are not there
 */
void ht_vmtop_begin(struct ht_vmtop *top)
{
	size_t kept = 0, i;

	for (i = 0; i < top->count; i++) {
		struct ht_vmtop_vcpu *vcpu = top->list[i];

		memset(vcpu->counts, 0, sizeof(vcpu->counts));
		vcpu->listed = !vcpu->gone;
		if (vcpu->listed)
			top->list[kept++] = vcpu;
	}
	top->count = kept;
}

/**
 * ht_vmtop_exit() - release all
 * @top: empty afterwards
 */
void ht_vmtop_exit(struct ht_vmtop *top)
{
	free(top->list);
	top->list = NULL;
	top->count = 0;
	ht_vcpu_map_exit(&top->map);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last events of every vCPU. See tail.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "event_text.h"
#include "tail.h"
#include "text.h"

#define PREFIX "hypertrace_"
#define FIRST_ROOM 8

static struct ht_tail_kept *at(const struct ht_tail_vcpu *vcpu, size_t index)
{
	return &vcpu->events[(vcpu->first + index) % vcpu->room];
}

/* Nothing has been overwritten while there is less room than there may be, so @first is 0. */
static int make_room(struct ht_tail_vcpu *vcpu, size_t last)
{
	size_t room = vcpu->room ? 2 * vcpu->room : FIRST_ROOM;
	struct ht_tail_kept *events;

	if (vcpu->count < vcpu->room || vcpu->room == last)
		return 0;
	room = room < last ? room : last;
	events = reallocarray(vcpu->events, room, sizeof(*events));
	if (!events)
		return -ENOMEM;
	memset(events + vcpu->room, 0, (room - vcpu->room) * sizeof(*events));
	vcpu->events = events;
	vcpu->room = room;
	return 0;
}

static struct ht_tail_kept *next_slot(struct ht_tail_vcpu *vcpu)
{
	if (vcpu->count < vcpu->room)
		return at(vcpu, vcpu->count++);
	vcpu->first = (vcpu->first + 1) % vcpu->room;
	return at(vcpu, vcpu->count - 1);
}

static void forget(struct ht_tail_kept *slot)
{
	if (slot->view)
		ht_view_class_put(slot->view->class);
	free(slot->view);
	*slot = (struct ht_tail_kept){ 0 };
}

/* A slot that had to make room once has it for the events that follow. */
static int keep(struct ht_tail_kept *slot, const struct ht_view *view)
{
	size_t size = ht_view_size(view);
	struct ht_view *larger;

	if (slot->room < size) {
		larger = malloc(size);
		if (!larger)
			return -ENOMEM;
		forget(slot);
		slot->view = larger;
		slot->room = size;
	} else {
		ht_view_class_put(slot->view->class);
	}
	ht_view_clone(slot->view, view);
	ht_view_class_get(view->class);
	return 0;
}

/**
 * ht_tail_add() - there is an event
 * @tail: of its VM
 * @map: of struct ht_tail_vcpu, of all VMs
 * @last: how many are kept of a vCPU, at most HT_TAIL_MAX
 * @key: its VM and vCPU
 * @event: the event
 * @now: when it was
 * @lost: events that are missing right before it
 *
 * Return: 0 or -ENOMEM.
 */
int ht_tail_add(struct ht_tail *tail, struct ht_vcpu_map *map, size_t last,
		const struct ht_vcpu_key *key, const struct ht_event *event, uint64_t now,
		uint32_t lost)
{
	struct ht_tail_vcpu *vcpu = ht_vcpu_map_get(map, key->vm_id, key->vcpu, sizeof(*vcpu));
	struct ht_tail_kept *slot;

	if (!vcpu)
		return -ENOMEM;
	if (!last)
		return 0;
	if (!vcpu->room) {
		vcpu->next = tail->vcpus;
		tail->vcpus = vcpu;
		tail->nr_vcpus++;
	}
	if (make_room(vcpu, last))
		return -ENOMEM;
	slot = next_slot(vcpu);
	if (keep(slot, event->view))
		return -ENOMEM;
	slot->now = now;
	slot->lost = lost;
	return 0;
}

/**
 * ht_tail_clear() - forget the events: something new begins
 * @tail: of a VM
 */
void ht_tail_clear(struct ht_tail *tail)
{
	struct ht_tail_vcpu *vcpu;

	for (vcpu = tail->vcpus; vcpu; vcpu = vcpu->next) {
		vcpu->first = 0;
		vcpu->count = 0;
	}
}

/**
 * ht_tail_exit() - free the events
 * @tail: empty afterwards; its vCPUs are still in the map, which frees those
 */
void ht_tail_exit(struct ht_tail *tail)
{
	struct ht_tail_vcpu *vcpu = tail->vcpus, *next;

	for (; vcpu; vcpu = next) {
		next = vcpu->next;
		while (vcpu->room)
			forget(&vcpu->events[--vcpu->room]);
		free(vcpu->events);
		*vcpu = (struct ht_tail_vcpu){ .key = vcpu->key };
	}
	*tail = (struct ht_tail){ 0 };
}

static int by_number(const void *a, const void *b)
{
	uint32_t left = ((const struct ht_tail_lines *)a)->key.vcpu;
	uint32_t right = ((const struct ht_tail_lines *)b)->key.vcpu;

	return (left > right) - (left < right);
}

static void print(struct ht_tail_event *to, const struct ht_tail_kept *from)
{
	const char *name;

	/* There was no memory for it: whoever added it was told. */
	if (!from->view)
		return;
	name = from->view->class->name;
	to->now = from->now;
	to->lost = from->lost;
	if (!strncmp(name, PREFIX, strlen(PREFIX)))
		name += strlen(PREFIX);
	ht_text_escape(to->name, sizeof(to->name), name);
	ht_event_line(from->view, to->text, sizeof(to->text));
}

static int print_all(struct ht_tail_lines *to, const struct ht_tail_vcpu *from)
{
	to->key = from->key;
	to->events = calloc(from->count, sizeof(*to->events));
	if (!to->events)
		return -ENOMEM;
	for (; to->count < from->count; to->count++)
		print(&to->events[to->count], at(from, to->count));
	return 0;
}

/**
 * ht_tail_copy() - print what there is now
 * @copy: filled; what was in it is freed
 * @tail: of a VM
 *
 * Return: 0, or -ENOMEM with @copy empty.
 */
int ht_tail_copy(struct ht_tail_copy *copy, const struct ht_tail *tail)
{
	const struct ht_tail_vcpu *vcpu;

	ht_tail_copy_exit(copy);
	if (!tail->nr_vcpus)
		return 0;
	copy->vcpus = calloc(tail->nr_vcpus, sizeof(*copy->vcpus));
	if (!copy->vcpus)
		return -ENOMEM;
	for (vcpu = tail->vcpus; vcpu; vcpu = vcpu->next) {
		if (!vcpu->count)
			continue;
		if (print_all(&copy->vcpus[copy->nr_vcpus], vcpu)) {
			ht_tail_copy_exit(copy);
			return -ENOMEM;
		}
		copy->nr_vcpus++;
	}
	qsort(copy->vcpus, copy->nr_vcpus, sizeof(*copy->vcpus), by_number);
	return 0;
}

/**
 * ht_tail_copy_exit() - free a copy
 * @copy: empty afterwards
 */
void ht_tail_copy_exit(struct ht_tail_copy *copy)
{
	while (copy->nr_vcpus)
		free(copy->vcpus[--copy->nr_vcpus].events);
	free(copy->vcpus);
	*copy = (struct ht_tail_copy){ 0 };
}

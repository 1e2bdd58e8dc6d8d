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

static struct ht_tail_event *at(const struct ht_tail_vcpu *vcpu, size_t index)
{
	return &vcpu->events[(vcpu->first + index) % vcpu->room];
}

/* Nothing has been overwritten while there is less room than there may be, so @first is 0. */
static int make_room(struct ht_tail_vcpu *vcpu, size_t last)
{
	size_t room = vcpu->room ? 2 * vcpu->room : FIRST_ROOM;
	struct ht_tail_event *events;

	if (vcpu->count < vcpu->room || vcpu->room == last)
		return 0;
	room = room < last ? room : last;
	events = reallocarray(vcpu->events, room, sizeof(*events));
	if (!events)
		return -ENOMEM;
	vcpu->events = events;
	vcpu->room = room;
	return 0;
}

static struct ht_tail_event *next_slot(struct ht_tail_vcpu *vcpu)
{
	if (vcpu->count < vcpu->room)
		return at(vcpu, vcpu->count++);
	vcpu->first = (vcpu->first + 1) % vcpu->room;
	return at(vcpu, vcpu->count - 1);
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
	const char *name = event->name;
	struct ht_tail_event *slot;

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
	slot->now = now;
	slot->lost = lost;
	if (!strncmp(name, PREFIX, strlen(PREFIX)))
		name += strlen(PREFIX);
	ht_text_escape(slot->name, sizeof(slot->name), name);
	ht_event_line(event, slot->text, sizeof(slot->text));
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
	struct ht_tail_vcpu *vcpu;

	for (vcpu = tail->vcpus; vcpu; vcpu = vcpu->next)
		free(vcpu->events);
	*tail = (struct ht_tail){ 0 };
}

static int by_number(const void *a, const void *b)
{
	uint32_t left = ((const struct ht_tail_vcpu *)a)->key.vcpu;
	uint32_t right = ((const struct ht_tail_vcpu *)b)->key.vcpu;

	return (left > right) - (left < right);
}

static int copy_one(struct ht_tail_vcpu *to, const struct ht_tail_vcpu *from)
{
	size_t i;

	to->key = from->key;
	to->events = calloc(from->count, sizeof(*to->events));
	if (!to->events)
		return -ENOMEM;
	to->room = from->count;
	to->count = from->count;
	for (i = 0; i < from->count; i++)
		to->events[i] = *at(from, i);
	return 0;
}

/**
 * ht_tail_copy() - keep what there is now
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
		if (copy_one(&copy->vcpus[copy->nr_vcpus], vcpu)) {
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

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The last events of every vCPU: a ring for each. Lines of text are made of them when something
 * happens that the reader will want to know the prelude of; nearly all of them never are.
 */
#ifndef HT_TAIL_H
#define HT_TAIL_H

#include <stddef.h>
#include <stdint.h>

#include "trace_event.h"
#include "vcpu_map.h"

/* Most events that are kept of a vCPU. */
#define HT_TAIL_MAX 1000

/**
 * struct ht_tail_event - an event
 * @now: when it was
 * @lost: events of this vCPU that are missing right before this one
 * @name: what it is called, without "hypertrace_"; printable ASCII
 * @text: its own fields; printable ASCII
 */
struct ht_tail_event {
	uint64_t now;
	uint32_t lost;
	char name[32];
	char text[124];
};

/**
 * struct ht_tail_kept - the same, before it is asked for
 * @now: see struct ht_tail_event
 * @lost: see struct ht_tail_event
 * @room: bytes at @view
 * @view: a copy of its fields, whose class is kept; NULL: none yet
 */
struct ht_tail_kept {
	uint64_t now;
	uint32_t lost;
	size_t room;
	struct ht_view *view;
};

/**
 * struct ht_tail_vcpu - the last events of a vCPU
 * @key: which
 * @next: the next vCPU of the same VM
 * @events: a ring in which there is room for @room
 * @room: see @events; it grows until it is what the tail may have
 * @first: where the oldest is
 * @count: how many there are
 */
struct ht_tail_vcpu {
	struct ht_vcpu_key key;
	struct ht_tail_vcpu *next;
	struct ht_tail_kept *events;
	size_t room;
	size_t first;
	size_t count;
};

/**
 * struct ht_tail_lines - the last events of a vCPU before some moment
 * @key: which
 * @events: they, the oldest first, @count of them
 * @count: see @events
 */
struct ht_tail_lines {
	struct ht_vcpu_key key;
	struct ht_tail_event *events;
	size_t count;
};

/**
 * struct ht_tail - the last events of a VM
 * @vcpus: those of each vCPU
 * @nr_vcpus: how many these are
 */
struct ht_tail {
	struct ht_tail_vcpu *vcpus;
	size_t nr_vcpus;
};

/**
 * struct ht_tail_copy - the last events of a VM before some moment
 * @vcpus: by number, @nr_vcpus of them
 * @nr_vcpus: see @vcpus
 */
struct ht_tail_copy {
	struct ht_tail_lines *vcpus;
	size_t nr_vcpus;
};

int ht_tail_add(struct ht_tail *tail, struct ht_vcpu_map *map, size_t last,
		const struct ht_vcpu_key *key, const struct ht_event *event, uint64_t now,
		uint32_t lost);
void ht_tail_clear(struct ht_tail *tail);
void ht_tail_exit(struct ht_tail *tail);
int ht_tail_copy(struct ht_tail_copy *copy, const struct ht_tail *tail);
void ht_tail_copy_exit(struct ht_tail_copy *copy);

#endif /* HT_TAIL_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is held back until nothing earlier can come: a heap of queues.
 *
 *	host's events   ├──────────────┤  by arrival: the input is in the order of their times
 *	marks           ├──┤              by time: where LTTng lost something
 *	vCPU 0 of VM 1  ├─────┤           by sequence number, whatever their times say
 *	vCPU 1 of VM 1  ├───────────┤
 *	      …         ▲
 *	                └ each queue's first item, at its own time, but not before the one that
 *	                  left the queue last: so a queue's times never run backwards
 *
 * The heap finds the earliest of these.
 */
#ifndef HT_ORDER_H
#define HT_ORDER_H

#include <stddef.h>
#include <stdint.h>

#include "pool.h"

/**
 * struct ht_item - something that waits: a cache line, as tens of thousands do
 * @time: when it happened, ns from the clock's origin
 * @minor: its place in its queue, where @major is equal
 * @arrival: the same, where both are equal, and between queues where times are; given by
 *	ht_order_push()
 * @what: whose it is, for the owner
 * @stream: for the owner
 * @class: for the owner, as all below: of an event
 * @hv_cycles: of a record
 * @major: its place in its queue
 * @exits: of a record
 * @lost: of a record
 * @unit: of a record: where it is in its chunk, in units of HT_ITEM_UNIT bytes
 * @kind: what it is
 */
struct ht_item {
	int64_t time;
	uint64_t minor;
	uint64_t arrival;
	const void *what;
	struct ht_stream *stream;
	union {
		const struct ht_class *class;
		uint64_t hv_cycles;
	};
	uint32_t major;
	uint32_t exits;
	uint32_t lost;
	uint32_t unit : 29;
	uint32_t kind : 3;
};
#define HT_ITEM_UNIT 8

_Static_assert(sizeof(struct ht_item) == 64, "a cache line");

#define HT_RUN_ITEMS 15

/**
 * struct ht_run - a piece of a queue
 * @next: the next piece, or the next spare one
 * @items: what is in it
 */
struct ht_run {
	struct ht_run *next;
	struct ht_item items[HT_RUN_ITEMS];
};

/**
 * struct ht_queue - items in the order they have to leave; all zero: empty
 * @first: the items that came in order begin here, at index @begin; NULL: there are none
 * @last: and end here, before index @end
 * @begin: see @first
 * @end: see @last
 * @strays: a heap of those that came out of order
 * @nr_strays: how many there are
 * @strays_room: how many there is room for
 * @left: time of the one that left last
 * @time: when the first item may leave
 * @arrival: of the first item
 * @slot: place in the heap of queues, from 1; 0: the queue is empty
 */
struct ht_queue {
	struct ht_run *first;
	struct ht_run *last;
	uint32_t begin;
	uint32_t end;
	struct ht_item *strays;
	size_t nr_strays;
	size_t strays_room;
	int64_t left;
	int64_t time;
	uint64_t arrival;
	size_t slot;
};

/**
 * struct ht_order - the queues that are not empty; all zero: there are none
 * @heap: the one with the earliest first item is first
 * @count: how many
 * @room: how many there is room for
 * @held: items in all of them
 * @arrivals: items that have ever come
 * @spare: pieces of queues that are not in use
 * @pool: where they are from
 */
struct ht_order {
	struct ht_queue **heap;
	size_t count;
	size_t room;
	size_t held;
	uint64_t arrivals;
	struct ht_run *spare;
	struct ht_pool pool;
};

void ht_queue_init(struct ht_queue *queue);
void ht_queue_exit(struct ht_queue *queue);

int ht_order_push(struct ht_order *order, struct ht_queue *queue, struct ht_item *item);
int64_t ht_order_next(const struct ht_order *order);
void ht_order_pop(struct ht_order *order, struct ht_item *item);
void ht_order_exit(struct ht_order *order);

#endif /* HT_ORDER_H */

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

/**
 * struct ht_item - something that waits
 * @time: when it happened, ns from the clock's origin
 * @major: its place in its queue
 * @minor: the same, where @major is equal
 * @arrival: the same, where both are equal, and between queues where times are; given by
 *	ht_order_push()
 * @what: whose it is, for the owner
 * @kind: what it is, for the owner
 * @stream: for the owner
 * @class: for the owner
 * @hv_cycles: for the owner
 * @exits: for the owner
 * @lost: for the owner
 * @offset: for the owner
 */
struct ht_item {
	int64_t time;
	uint64_t major;
	uint64_t minor;
	uint64_t arrival;
	const void *what;
	struct ht_stream *stream;
	const struct ht_class *class;
	uint64_t hv_cycles;
	uint32_t exits;
	uint32_t lost;
	uint32_t offset;
	uint32_t kind;
};

/**
 * struct ht_queue - items in the order they have to leave; all zero: empty
 * @run: a ring buffer of those that came in order, @run_room (a power of two or 0) items large
 * @run_room: see @run
 * @run_begin: index of the first of them
 * @run_count: how many there are
 * @strays: a heap of those that came out of order
 * @nr_strays: how many there are
 * @strays_room: how many there is room for
 * @last: time of the one that left last
 * @time: when the first item may leave
 * @arrival: of the first item
 * @slot: place in the heap of queues, from 1; 0: the queue is empty
 */
struct ht_queue {
	struct ht_item *run;
	size_t run_room;
	size_t run_begin;
	size_t run_count;
	struct ht_item *strays;
	size_t nr_strays;
	size_t strays_room;
	int64_t last;
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
 */
struct ht_order {
	struct ht_queue **heap;
	size_t count;
	size_t room;
	size_t held;
	uint64_t arrivals;
};

void ht_queue_init(struct ht_queue *queue);
int ht_queue_pop(struct ht_queue *queue, struct ht_item *item);
void ht_queue_exit(struct ht_queue *queue);

int ht_order_push(struct ht_order *order, struct ht_queue *queue, struct ht_item *item);
int64_t ht_order_next(const struct ht_order *order);
void ht_order_pop(struct ht_order *order, struct ht_item *item);
void ht_order_exit(struct ht_order *order);

#endif /* HT_ORDER_H */

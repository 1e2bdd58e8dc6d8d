// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sorting what is held back. Nearly everything arrives in the order of its own queue, so a queue is
 * a list of pieces, with a heap beside it for the rest: in order an item costs O(1), out of order,
 * or made up to hurt, O(log n).
 */
#include <cache_line.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "order.h"

#define FIRST_ROOM 16

/* So many items ahead is soon enough. */
#define AHEAD 3

static bool item_before(const struct ht_item *a, const struct ht_item *b)
{
	if (a->major != b->major)
		return a->major < b->major;
	if (a->minor != b->minor)
		return a->minor < b->minor;
	return a->arrival < b->arrival;
}

static struct ht_run *run_create(struct ht_order *order)
{
	struct ht_run *run = order->spare;

	if (run)
		order->spare = run->next;
	else
		run = ht_pool_get(&order->pool, sizeof(*run));
	return run;
}

static int run_push(struct ht_order *order, struct ht_queue *queue, const struct ht_item *item)
{
	if (!queue->first || queue->end == HT_RUN_ITEMS) {
		struct ht_run *run = run_create(order);

		if (!run)
			return -ENOMEM;
		run->next = NULL;
		if (queue->first)
			queue->last->next = run;
		else
			queue->first = run;
		queue->last = run;
		queue->end = 0;
	}
	queue->last->items[queue->end++] = *item;
	return 0;
}

static const struct ht_item *item_at(const struct ht_run *run, size_t index)
{
	if (index < HT_RUN_ITEMS)
		return &run->items[index];
	return run->next ? &run->next->items[index - HT_RUN_ITEMS] : NULL;
}

/* What waited for long is in no cache any more: first the item, then what it is about. */
static void prefetch(const struct ht_run *run, size_t begin)
{
	const struct ht_item *item = item_at(run, begin + AHEAD);

	__builtin_prefetch(item_at(run, begin + 2 * AHEAD));
	if (!item)
		return;
	__builtin_prefetch(item->what);
	__builtin_prefetch((const char *)item->what + HT_CACHE_LINE);
}

static void run_pop(struct ht_order *order, struct ht_queue *queue, struct ht_item *item)
{
	struct ht_run *run = queue->first;

	*item = run->items[queue->begin++];
	if (run == queue->last && queue->begin == queue->end) {
		queue->first = NULL;
		queue->begin = 0;
	} else if (queue->begin == HT_RUN_ITEMS) {
		queue->first = run->next;
		queue->begin = 0;
	} else {
		prefetch(run, queue->begin);
		return;
	}
	run->next = order->spare;
	order->spare = run;
}

static const struct ht_item *run_first(const struct ht_queue *queue)
{
	return queue->first ? &queue->first->items[queue->begin] : NULL;
}

static const struct ht_item *run_last(const struct ht_queue *queue)
{
	return queue->first ? &queue->last->items[queue->end - 1] : NULL;
}

static int strays_push(struct ht_queue *queue, const struct ht_item *item)
{
	size_t at = queue->nr_strays;

	if (at == queue->strays_room) {
		size_t room = queue->strays_room ? 2 * queue->strays_room : FIRST_ROOM;
		struct ht_item *strays = reallocarray(queue->strays, room, sizeof(*strays));

		if (!strays)
			return -ENOMEM;
		queue->strays = strays;
		queue->strays_room = room;
	}
	queue->nr_strays++;
	while (at && item_before(item, &queue->strays[(at - 1) / 2])) {
		queue->strays[at] = queue->strays[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	queue->strays[at] = *item;
	return 0;
}

static void strays_pop(struct ht_queue *queue, struct ht_item *item)
{
	const struct ht_item *moved = &queue->strays[--queue->nr_strays];
	size_t at = 0, child;

	*item = queue->strays[0];
	while ((child = 2 * at + 1) < queue->nr_strays) {
		if (child + 1 < queue->nr_strays &&
		    item_before(&queue->strays[child + 1], &queue->strays[child]))
			child++;
		if (!item_before(&queue->strays[child], moved))
			break;
		queue->strays[at] = queue->strays[child];
		at = child;
	}
	queue->strays[at] = *moved;
}

static bool stray_is_first(const struct ht_queue *queue)
{
	return queue->nr_strays &&
	       (!queue->first || item_before(&queue->strays[0], run_first(queue)));
}

static bool is_empty(const struct ht_queue *queue)
{
	return !queue->first && !queue->nr_strays;
}

static void queue_refresh(struct ht_queue *queue)
{
	const struct ht_item *first;

	if (is_empty(queue))
		return;
	first = stray_is_first(queue) ? &queue->strays[0] : run_first(queue);
	queue->time = first->time > queue->left ? first->time : queue->left;
	queue->arrival = first->arrival;
}

/**
 * ht_queue_init() - make an empty queue
 * @queue: the queue
 */
void ht_queue_init(struct ht_queue *queue)
{
	*queue = (struct ht_queue){ .left = INT64_MIN };
}

/* Return: 0; 1: the same, and the first item is still the first; -ENOMEM. */
static int queue_push(struct ht_order *order, struct ht_queue *queue, const struct ht_item *item)
{
	const struct ht_item *last = run_last(queue);
	bool stray = last && item_before(item, last);
	int ret = stray ? strays_push(queue, item) : run_push(order, queue, item);

	if (ret)
		return ret;
	if (last && !stray)
		return 1;
	queue_refresh(queue);
	return 0;
}

static void queue_pop(struct ht_order *order, struct ht_queue *queue, struct ht_item *item)
{
	if (stray_is_first(queue))
		strays_pop(queue, item);
	else
		run_pop(order, queue, item);
	item->time = queue->time;
	queue->left = queue->time;
	queue_refresh(queue);
}

/**
 * ht_queue_exit() - release an empty queue
 * @queue: the queue
 */
void ht_queue_exit(struct ht_queue *queue)
{
	free(queue->strays);
}

static bool queue_before(const struct ht_queue *a, const struct ht_queue *b)
{
	return a->time != b->time ? a->time < b->time : a->arrival < b->arrival;
}

static void place(struct ht_order *order, size_t at, struct ht_queue *queue)
{
	order->heap[at] = queue;
	queue->slot = at + 1;
}

/* Puts @queue, which belongs near the hole at @at, where it belongs. */
static void sift(struct ht_order *order, size_t at, struct ht_queue *queue)
{
	size_t child;

	while (at && queue_before(queue, order->heap[(at - 1) / 2])) {
		place(order, at, order->heap[(at - 1) / 2]);
		at = (at - 1) / 2;
	}
	while ((child = 2 * at + 1) < order->count) {
		if (child + 1 < order->count &&
		    queue_before(order->heap[child + 1], order->heap[child]))
			child++;
		if (!queue_before(order->heap[child], queue))
			break;
		place(order, at, order->heap[child]);
		at = child;
	}
	place(order, at, queue);
}

static int make_room(struct ht_order *order)
{
	size_t room = order->room ? 2 * order->room : FIRST_ROOM;
	struct ht_queue **heap;

	if (order->count < order->room)
		return 0;
	heap = reallocarray(order->heap, room, sizeof(*heap));
	if (!heap)
		return -ENOMEM;
	order->heap = heap;
	order->room = room;
	return 0;
}

/**
 * ht_order_push() - hold an item
 * @order: the order
 * @queue: where it belongs
 * @item: copied; its @arrival is set
 *
 * Return: 0 or -ENOMEM.
 */
int ht_order_push(struct ht_order *order, struct ht_queue *queue, struct ht_item *item)
{
	int ret = make_room(order);

	item->arrival = order->arrivals;
	ret = ret ?: queue_push(order, queue, item);
	if (ret < 0)
		return ret;
	order->arrivals++;
	order->held++;
	if (!ret)
		sift(order, queue->slot ? queue->slot - 1 : order->count++, queue);
	return 0;
}

/**
 * ht_order_next() - when the first item may leave
 * @order: holds at least one
 *
 * Return: ns from the clock's origin.
 */
int64_t ht_order_next(const struct ht_order *order)
{
	return order->heap[0]->time;
}

/**
 * ht_order_pop() - take the first item
 * @order: holds at least one
 * @item: filled; its time is when it may leave
 */
void ht_order_pop(struct ht_order *order, struct ht_item *item)
{
	struct ht_queue *queue = order->heap[0];

	queue_pop(order, queue, item);
	order->held--;
	if (is_empty(queue)) {
		queue->slot = 0;
		queue = order->heap[--order->count];
	}
	if (order->count)
		sift(order, 0, queue);
}

/**
 * ht_order_exit() - release an order that holds nothing
 * @order: the order
 */
void ht_order_exit(struct ht_order *order)
{
	free(order->heap);
	ht_pool_exit(&order->pool);
	*order = (struct ht_order){ 0 };
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Putting items in order. See sorter.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "sorter.h"

/* In memory, before there is a run; what all runs may read at once, and each at least. */
#define LIMIT (1u << 20)
#define READ_AT_ONCE (4u << 20)
#define LEAST_READ (4u << 10)
#define FIRST_ROOM (16u << 10)

/* Fewer items are not put in order before the end. */
#define MANY 64

#define HEAD HT_RUN_ALIGN

/**
 * ht_sorter_init() - begin
 * @sorter: filled
 * @order: which item comes first
 * @data: for @order
 * @most: so many of the first ones are wanted, SIZE_MAX: all
 */
void ht_sorter_init(struct ht_sorter *sorter, ht_sorter_order *order, void *data, size_t most)
{
	*sorter = (struct ht_sorter){
		.order = order,
		.data = data,
		.most = most,
		.limit = LIMIT,
	};
}

static const void *item_at(const struct ht_sorter *sorter, size_t place)
{
	return sorter->items + place + HEAD;
}

static int by_place(const void *a, const void *b, void *data)
{
	const struct ht_sorter *sorter = data;

	return sorter->order(item_at(sorter, *(const size_t *)a),
			     item_at(sorter, *(const size_t *)b), sorter->data);
}

static void sort(struct ht_sorter *sorter)
{
	if (sorter->count)
		qsort_r(sorter->places, sorter->count, sizeof(*sorter->places), by_place, sorter);
}

/* Of those in memory, which are in order, only those that are wanted stay. */
static int drop_others(struct ht_sorter *sorter)
{
	char *kept = malloc(sorter->room);
	size_t len = 0, i;

	if (!kept)
		return -ENOMEM;
	for (i = 0; i < sorter->most; i++) {
		const char *from = sorter->items + sorter->places[i];
		uint64_t size;

		memcpy(&size, from, sizeof(size));
		memcpy(kept + len, from, HEAD + size);
		sorter->places[i] = len;
		len += HEAD + size;
	}
	free(sorter->items);
	sorter->items = kept;
	sorter->len = len;
	sorter->count = sorter->most;
	return 0;
}

static bool write_run(struct ht_sorter *sorter)
{
	size_t count = sorter->nr_runs;
	struct ht_run *larger;

	/* The array doubles whenever its count is a power of two. */
	if (!(count & (count - 1))) {
		larger = reallocarray(sorter->runs, count ? 2 * count : 1, sizeof(*larger));
		if (!larger)
			return false;
		sorter->runs = larger;
	}
	if (!ht_run_write(&sorter->runs[count], &sorter->store, sorter->items, sorter->places,
			  sorter->count))
		return false;
	sorter->nr_runs++;
	sorter->count = 0;
	sorter->len = 0;
	sorter->has_last = false;
	return true;
}

static int make_place(struct ht_sorter *sorter)
{
	int ret = 0;

	sort(sorter);
	if (sorter->count > sorter->most)
		ret = drop_others(sorter);
	sorter->has_last = !ret && sorter->count && sorter->count == sorter->most;
	if (!ret && sorter->len > sorter->limit / 2 && !write_run(sorter))
		sorter->limit = 2 * sorter->len;
	return ret;
}

/* What was added last goes again if it is known not to be wanted. */
static void drop_added(struct ht_sorter *sorter)
{
	const size_t *places = sorter->places;
	size_t count = sorter->count;

	if (!sorter->has_last || count <= sorter->most ||
	    by_place(&places[count - 1], &places[sorter->most - 1], sorter) < 0)
		return;
	sorter->count--;
	sorter->len = places[count - 1];
}

/* There are so many that to put them in order saves looking at most of what comes. */
static bool is_many(const struct ht_sorter *sorter)
{
	return sorter->count >= MANY && sorter->count / 2 >= sorter->most;
}

/* Room for an item of so many bytes, its size included. */
static int make_room(struct ht_sorter *sorter, size_t size)
{
	size_t room = sorter->room ? sorter->room : FIRST_ROOM, count = sorter->count;
	size_t *places;
	char *items;

	while (room - sorter->len < size)
		room *= 2;
	if (room > sorter->room) {
		items = realloc(sorter->items, room);
		if (!items)
			return -ENOMEM;
		sorter->items = items;
		sorter->room = room;
	}
	if (!(count & (count - 1))) {
		places = reallocarray(sorter->places, count ? 2 * count : 1, sizeof(*places));
		if (!places)
			return -ENOMEM;
		sorter->places = places;
	}
	return 0;
}

/**
 * ht_sorter_add() - there is one more item
 * @sorter: not rewound yet
 * @size: bytes of it
 *
 * Return: the item, which the caller fills before he adds the next one; NULL without memory.
 */
void *ht_sorter_add(struct ht_sorter *sorter, size_t size)
{
	uint64_t rounded = (size + HT_RUN_ALIGN - 1) / HT_RUN_ALIGN * HT_RUN_ALIGN;
	char *place;

	drop_added(sorter);
	if (sorter->count && (is_many(sorter) || sorter->len + HEAD + rounded > sorter->limit) &&
	    make_place(sorter))
		return NULL;
	if (make_room(sorter, HEAD + rounded))
		return NULL;
	sorter->places[sorter->count++] = sorter->len;
	place = sorter->items + sorter->len;
	memcpy(place, &rounded, sizeof(rounded));
	/* What is between it and the next one may go to a file. */
	memset(place + HEAD, 0, rounded);
	sorter->len += HEAD + rounded;
	return place + HEAD;
}

static bool is_before(const struct ht_sorter *sorter, size_t a, size_t b)
{
	return sorter->order(sorter->heap[a]->item, sorter->heap[b]->item, sorter->data) < 0;
}

/* The item of one of the runs is another one now: to its place with it. */
static void sink(struct ht_sorter *sorter, size_t at)
{
	size_t next;

	for (; (next = 2 * at + 1) < sorter->nr_heap; at = next) {
		struct ht_run *run = sorter->heap[at];

		if (next + 1 < sorter->nr_heap && is_before(sorter, next + 1, next))
			next++;
		if (!is_before(sorter, next, at))
			return;
		sorter->heap[at] = sorter->heap[next];
		sorter->heap[next] = run;
	}
}

/**
 * ht_sorter_rewind() - go to the first item, once all are in; again and again
 * @sorter: nothing may be added any more
 *
 * Return: 0, -ENOMEM, or -EIO: the file cannot be read.
 */
int ht_sorter_rewind(struct ht_sorter *sorter)
{
	size_t room, i;

	if (!sorter->heap) {
		sort(sorter);
		sorter->heap = calloc(sorter->nr_runs + 1, sizeof(*sorter->heap));
		if (!sorter->heap)
			return -ENOMEM;
	}
	room = READ_AT_ONCE / (sorter->nr_runs + 1);
	room = room < LEAST_READ ? LEAST_READ : room < LIMIT / 4 ? room : LIMIT / 4;
	sorter->next = 0;
	sorter->before = NULL;
	sorter->nr_heap = sorter->nr_runs;
	for (i = 0; i < sorter->nr_runs; i++) {
		sorter->heap[i] = &sorter->runs[i];
		if (!ht_run_rewind(&sorter->runs[i], &sorter->store, room))
			return -EIO;
	}
	for (i = sorter->nr_heap / 2; i > 0; i--)
		sink(sorter, i - 1);
	return 0;
}

/* The item that was told last is not needed any more. */
static int leave(struct ht_sorter *sorter)
{
	if (!sorter->before)
		return 0;
	if (!ht_run_next(sorter->before, &sorter->store))
		return -EIO;
	if (!sorter->before->item)
		sorter->heap[0] = sorter->heap[--sorter->nr_heap];
	sorter->before = NULL;
	sink(sorter, 0);
	return 0;
}

/**
 * ht_sorter_next() - the next item
 * @sorter: rewound
 * @item: filled: valid until the next call; NULL: there is none
 *
 * Return: 0, or -EIO: the file cannot be read.
 */
int ht_sorter_next(struct ht_sorter *sorter, const void **item)
{
	const void *mine = NULL;
	int ret = leave(sorter);

	*item = NULL;
	if (ret)
		return ret;
	if (sorter->next < sorter->count)
		mine = item_at(sorter, sorter->places[sorter->next]);
	if (sorter->nr_heap &&
	    (!mine || sorter->order(sorter->heap[0]->item, mine, sorter->data) < 0)) {
		sorter->before = sorter->heap[0];
		*item = sorter->before->item;
	} else if (mine) {
		sorter->next++;
		*item = mine;
	}
	return 0;
}

/**
 * ht_sorter_exit() - forget all items
 * @sorter: not to be used any more
 */
void ht_sorter_exit(struct ht_sorter *sorter)
{
	while (sorter->nr_runs)
		ht_run_exit(&sorter->runs[--sorter->nr_runs]);
	free(sorter->runs);
	free(sorter->heap);
	free(sorter->places);
	free(sorter->items);
	ht_store_exit(&sorter->store);
}

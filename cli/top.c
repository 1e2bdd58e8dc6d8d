// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first N of many: a heap whose root is the one that comes last, and gives way to better ones.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "top.h"

static char *at(const struct ht_top *top, size_t number)
{
	return top->items + number * top->size;
}

/* @item comes after the one at @number: it belongs nearer to the root. */
static int is_after(const struct ht_top *top, const void *item, size_t number)
{
	return top->order(item, at(top, number)) > 0;
}

static void sift_up(struct ht_top *top, size_t number, const void *item)
{
	while (number && is_after(top, item, (number - 1) / 2)) {
		memcpy(at(top, number), at(top, (number - 1) / 2), top->size);
		number = (number - 1) / 2;
	}
	memcpy(at(top, number), item, top->size);
}

static void sift_down(struct ht_top *top, const void *item)
{
	size_t number = 0, child;

	for (child = 1; child < top->count; child = 2 * number + 1) {
		if (child + 1 < top->count && is_after(top, at(top, child + 1), child))
			child++;
		if (top->order(at(top, child), item) <= 0)
			break;
		memcpy(at(top, number), at(top, child), top->size);
		number = child;
	}
	memcpy(at(top, number), item, top->size);
}

/**
 * ht_top_add() - there is one more
 * @top: its @size, @limit and @order are set
 * @item: it; copied if it is one of the first
 *
 * Return: 0 or -ENOMEM.
 */
int ht_top_add(struct ht_top *top, const void *item)
{
	char *items;

	top->seen++;
	if (top->count == top->limit) {
		if (top->count && top->order(item, at(top, 0)) < 0)
			sift_down(top, item);
		return 0;
	}
	/* The array doubles whenever its count is a power of two. */
	if (!(top->count & (top->count - 1))) {
		items = reallocarray(top->items, top->count ? 2 * top->count : 1, top->size);
		if (!items)
			return -ENOMEM;
		top->items = items;
	}
	sift_up(top, top->count++, item);
	return 0;
}

/**
 * ht_top_sort() - put them in order, once all were seen
 * @top: nothing may be added afterwards
 */
void ht_top_sort(struct ht_top *top)
{
	if (top->count)
		qsort(top->items, top->count, top->size, top->order);
}

/**
 * ht_top_get() - one of them
 * @top: they
 * @number: less than its @count
 */
const void *ht_top_get(const struct ht_top *top, size_t number)
{
	return at(top, number);
}

/**
 * ht_top_exit() - free them
 * @top: empty afterwards
 */
void ht_top_exit(struct ht_top *top)
{
	free(top->items);
	*top = (struct ht_top){ 0 };
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The first N of many, in some order. No more than N are kept, however many there are.
 */
#ifndef HT_TOP_H
#define HT_TOP_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct ht_top - the first ones of those that were seen
 * @items: they, @count of them, each of @size bytes; in order once ht_top_sort() was called
 * @count: see @items
 * @size: see @items
 * @limit: at most so many
 * @seen: how many there were
 * @order: less than 0 if @a comes before @b; no two are equal
 */
struct ht_top {
	char *items;
	size_t count;
	size_t size;
	size_t limit;
	uint64_t seen;
	int (*order)(const void *a, const void *b);
};

int ht_top_add(struct ht_top *top, const void *item);
void ht_top_sort(struct ht_top *top);
const void *ht_top_get(const struct ht_top *top, size_t number);
void ht_top_exit(struct ht_top *top);

#endif /* HT_TOP_H */

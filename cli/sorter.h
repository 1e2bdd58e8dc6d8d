/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Puts any number of items in order, in memory that does not grow with them: what is more than fits
 * goes to a file, in runs that are in order, and is merged as it is read. If the file cannot be
 * written, memory grows instead.
 *
 *	items ─► memory ─┬► run ─┐
 *	                 ├► run ─┼► merged
 *	                 └───────┘
 */
#ifndef HT_SORTER_H
#define HT_SORTER_H

#include "sorter_run.h"

/* As for qsort_r(); no two items are equal. */
typedef int ht_sorter_order(const void *a, const void *b, void *data);

/**
 * struct ht_sorter - items
 * @order: which comes first
 * @data: for @order
 * @most: so many of them are wanted, the first ones; all others may be gone
 * @items: those in memory, each preceded by its size; @len bytes
 * @len: see @items
 * @has_last: the first @most of those in memory are in order, and no other can be among the first
 *	@most that comes after the last of these
 * @room: for how many there is room
 * @limit: with more than this, something has to happen
 * @places: where they are in @items, @count of them
 * @count: see @places
 * @store: the others
 * @runs: there, @nr_runs of them
 * @nr_runs: see @runs
 * @heap: runs that have a next item; the first of these has the first one of them; @nr_heap of them
 * @nr_heap: see @heap
 * @next: of those in memory, which is next
 * @before: the run of the item that was told last, or NULL
 */
struct ht_sorter {
	ht_sorter_order *order;
	void *data;
	size_t most;
	char *items;
	size_t len;
	bool has_last;
	size_t room;
	size_t limit;
	size_t *places;
	size_t count;
	struct ht_store store;
	struct ht_run *runs;
	size_t nr_runs;
	struct ht_run **heap;
	size_t nr_heap;
	size_t next;
	struct ht_run *before;
};

void ht_sorter_init(struct ht_sorter *sorter, ht_sorter_order *order, void *data, size_t most);
void *ht_sorter_add(struct ht_sorter *sorter, size_t size);
int ht_sorter_rewind(struct ht_sorter *sorter);
int ht_sorter_next(struct ht_sorter *sorter, const void **item);
void ht_sorter_exit(struct ht_sorter *sorter);

#endif /* HT_SORTER_H */

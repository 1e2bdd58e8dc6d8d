/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Items in order, in a file: written at once, read one after the other.
 */
#ifndef HT_SORTER_RUN_H
#define HT_SORTER_RUN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store.h"

/* An item is aligned to this, and preceded by its size. */
#define HT_RUN_ALIGN sizeof(uint64_t)

/**
 * struct ht_run - a run
 * @begin: where it is in the file
 * @end: where it ends
 * @at: from where it will be read on
 * @buffer: what was read, @len bytes of it
 * @len: see @buffer
 * @room: for how many there is room
 * @used: how many of them are behind @item
 * @item: the item that is next; NULL: there is none
 */
struct ht_run {
	uint64_t begin;
	uint64_t end;
	uint64_t at;
	char *buffer;
	size_t len;
	size_t room;
	size_t used;
	const void *item;
};

bool ht_run_write(struct ht_run *run, struct ht_store *store, const char *items,
		  const size_t *places, size_t count);
bool ht_run_rewind(struct ht_run *run, struct ht_store *store, size_t room);
bool ht_run_next(struct ht_run *run, struct ht_store *store);
void ht_run_exit(struct ht_run *run);

#endif /* HT_SORTER_RUN_H */

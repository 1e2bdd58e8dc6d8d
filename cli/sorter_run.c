// SPDX-License-Identifier: GPL-2.0-only
/*
 * Items in order, in a file. See sorter_run.h.
 */
#include <stdlib.h>
#include <string.h>

#include "sorter_run.h"

#define WRITTEN_AT_ONCE (64u << 10)

static uint64_t size_at(const char *place)
{
	uint64_t size;

	memcpy(&size, place, sizeof(size));
	return size + sizeof(size);
}

/**
 * ht_run_write() - write items
 * @run: filled; not rewound yet
 * @store: where to
 * @items: they, each as its size, a uint64_t that is a multiple of HT_RUN_ALIGN, and so many bytes
 * @places: where each of them is, in the order that they are to have
 * @count: how many
 *
 * Return: false: they could not be written.
 */
bool ht_run_write(struct ht_run *run, struct ht_store *store, const char *items,
		  const size_t *places, size_t count)
{
	char *buffer = malloc(WRITTEN_AT_ONCE);
	size_t len = 0, i;
	bool ok = buffer;

	*run = (struct ht_run){ 0 };
	for (i = 0; ok && i < count; i++) {
		uint64_t size = size_at(items + places[i]);

		if (len && size > WRITTEN_AT_ONCE - len) {
			ok = ht_store_append(store, buffer, len);
			len = 0;
		}
		if (size > WRITTEN_AT_ONCE) {
			ok = ok && ht_store_append(store, items + places[i], size);
		} else {
			memcpy(buffer + len, items + places[i], size);
			len += size;
		}
		run->end += size;
	}
	ok = ok && ht_store_append(store, buffer, len);
	free(buffer);
	run->begin = store->end - run->end;
	run->end = store->end;
	return ok;
}

/* At least @size bytes behind what is used, which is given up. */
static bool fill(struct ht_run *run, struct ht_store *store, size_t size)
{
	size_t left = run->len - run->used, more;
	char *larger;

	if (left >= size)
		return true;
	memmove(run->buffer, run->buffer + run->used, left);
	run->used = 0;
	run->len = left;
	if (size > run->room) {
		larger = realloc(run->buffer, size);
		if (!larger)
			return false;
		run->buffer = larger;
		run->room = size;
	}
	more = run->room - left;
	if (more > run->end - run->at)
		more = run->end - run->at;
	if (left + more < size || !ht_store_read_at(store, run->buffer + left, more, run->at))
		return false;
	run->at += more;
	run->len += more;
	return true;
}

/**
 * ht_run_next() - go to the next item
 * @run: the run
 * @store: where it is
 *
 * Return: false: it cannot be read.
 */
bool ht_run_next(struct ht_run *run, struct ht_store *store)
{
	uint64_t size;

	run->item = NULL;
	if (run->used == run->len && run->at == run->end)
		return true;
	if (!fill(run, store, sizeof(size)))
		return false;
	size = size_at(run->buffer + run->used);
	if (!fill(run, store, size))
		return false;
	run->item = run->buffer + run->used + sizeof(size);
	run->used += size;
	return true;
}

/**
 * ht_run_rewind() - go to the first item
 * @run: the run
 * @store: where it is
 * @room: bytes to be read at once
 *
 * Return: false: it cannot be read.
 */
bool ht_run_rewind(struct ht_run *run, struct ht_store *store, size_t room)
{
	if (!run->buffer) {
		run->buffer = malloc(room);
		run->room = room;
	}
	run->at = run->begin;
	run->len = 0;
	run->used = 0;
	return run->buffer && ht_run_next(run, store);
}

/**
 * ht_run_exit() - forget what was read
 * @run: the run
 */
void ht_run_exit(struct ht_run *run)
{
	free(run->buffer);
}

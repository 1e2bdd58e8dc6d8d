// SPDX-License-Identifier: GPL-2.0-only
/*
 * A temporary file for what will only be printed. See store.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store.h"

/* What can be large does not belong into /tmp, which may be memory. */
#define DEFAULT_DIR "/var/tmp"

/* The first record is not at 0, which stands for none. */
#define BEGIN 8

/**
 * struct head - what precedes a record
 * @next: where the next one of its chain is, 0: it is the last one
 * @len: how many bytes it has, with this
 */
struct head {
	uint64_t next;
	uint64_t len;
};

/**
 * ht_store_file() - a temporary file without a name
 *
 * Return: the file, to be written and read, in TMPDIR or else in /var/tmp; NULL: there can be none.
 */
FILE *ht_store_file(void)
{
	const char *dir = getenv("TMPDIR");
	FILE *file = NULL;
	char *name;
	int fd;

	if (asprintf(&name, "%s/hypertrace.XXXXXX", dir && *dir ? dir : DEFAULT_DIR) < 0)
		return NULL;
	fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0) {
		unlink(name);
		file = fdopen(fd, "w+");
		if (!file)
			close(fd);
	}
	free(name);
	return file;
}

static void make_file(struct ht_store *store)
{
	if (!store->file && !store->failed) {
		store->file = ht_store_file();
		store->end = BEGIN;
	}
	store->failed = store->failed || !store->file;
}

/**
 * ht_store_begin() - begin a record
 * @store: where
 *
 * Return: false: it cannot be stored.
 */
bool ht_store_begin(struct ht_store *store)
{
	const struct head head = { 0 };

	make_file(store);
	store->len = 0;
	ht_store_put(store, &head, sizeof(head));
	return !store->failed;
}

static bool make_room(struct ht_store *store, size_t size)
{
	size_t room = store->room ? store->room : 4096;
	char *larger;

	while (room - store->len < size)
		room *= 2;
	if (room == store->room)
		return true;
	larger = realloc(store->record, room);
	if (!larger)
		return false;
	store->record = larger;
	store->room = room;
	return true;
}

/**
 * ht_store_put() - more of the record
 * @store: where
 * @data: @size bytes
 * @size: how many
 *
 * A failure is told by ht_store_end().
 */
void ht_store_put(struct ht_store *store, const void *data, size_t size)
{
	store->failed = store->failed || !make_room(store, size);
	if (store->failed || !size)
		return;
	memcpy(store->record + store->len, data, size);
	store->len += size;
}

/**
 * ht_store_put_text() - the same, of a text
 * @store: where
 * @text: it, or NULL
 */
void ht_store_put_text(struct ht_store *store, const char *text)
{
	uint32_t size = text ? (uint32_t)strlen(text) + 1 : 0;

	ht_store_put(store, &size, sizeof(size));
	ht_store_put(store, text, size);
}

/* Not by stdio, which would keep what there is no space for, and try again. */
static bool write_at(struct ht_store *store, const void *data, size_t size, uint64_t at)
{
	const char *next = data;
	ssize_t done;

	for (; size; size -= (size_t)done, next += done, at += (uint64_t)done) {
		done = pwrite(fileno(store->file), next, size, (off_t)at);
		if (done <= 0)
			return false;
	}
	return true;
}

/**
 * ht_store_end() - the record is complete
 * @store: where
 * @chain: what it becomes the last one of
 *
 * Return: false: it was not stored, and nothing will be any more.
 */
bool ht_store_end(struct ht_store *store, struct ht_store_chain *chain)
{
	uint64_t at = store->end;
	struct head head = { .len = store->len };

	if (!store->failed)
		memcpy(store->record, &head, sizeof(head));
	store->failed = store->failed || !write_at(store, store->record, store->len, at) ||
			(chain->first && !write_at(store, &at, sizeof(at), chain->last));
	if (store->failed)
		return false;
	store->end += store->len;
	chain->last = at;
	if (!chain->first)
		chain->first = at;
	return true;
}

/**
 * ht_store_read_at() - what was appended
 * @store: where
 * @data: filled
 * @size: how many bytes
 * @at: where they are
 *
 * Return: false: the file cannot be read.
 */
bool ht_store_read_at(struct ht_store *store, void *data, size_t size, uint64_t at)
{
	char *next = data;
	ssize_t done;

	for (; size; size -= (size_t)done, next += done, at += (uint64_t)done) {
		done = pread(fileno(store->file), next, size, (off_t)at);
		if (done <= 0)
			return false;
	}
	return true;
}

/**
 * ht_store_read() - go to a record, to get what was put into it in the same order
 * @store: nothing may be put any more
 * @at: where it is; filled: where the next one of its chain is, 0: it was the last one
 *
 * Return: false: the file cannot be read, or there is no memory.
 */
bool ht_store_read(struct ht_store *store, uint64_t *at)
{
	struct head head;

	store->len = 0;
	store->got = 0;
	if (!ht_store_read_at(store, &head, sizeof(head), *at) || !make_room(store, head.len) ||
	    !ht_store_read_at(store, store->record, head.len, *at))
		return false;
	store->len = head.len;
	store->got = sizeof(head);
	*at = head.next;
	return true;
}

/**
 * ht_store_get() - what was put
 * @store: at a record
 * @data: filled
 * @size: as it was put
 *
 * Return: false: the record has no more.
 */
bool ht_store_get(struct ht_store *store, void *data, size_t size)
{
	if (size > store->len - store->got)
		return false;
	if (size)
		memcpy(data, store->record + store->got, size);
	store->got += size;
	return true;
}

/**
 * ht_store_get_text() - the same, of a text
 * @store: at a record
 * @text: filled: NULL, or to be freed
 *
 * Return: false: the record has no more, or there is no memory.
 */
bool ht_store_get_text(struct ht_store *store, char **text)
{
	uint32_t size;

	*text = NULL;
	if (!ht_store_get(store, &size, sizeof(size)))
		return false;
	if (!size)
		return true;
	*text = malloc(size);
	return *text && ht_store_get(store, *text, size);
}

/**
 * ht_store_append() - plain bytes, to where @end of the store is
 * @store: where
 * @data: @size bytes
 * @size: how many
 *
 * Return: false: they were not stored, and nothing will be any more.
 */
bool ht_store_append(struct ht_store *store, const void *data, size_t size)
{
	make_file(store);
	store->failed = store->failed || !write_at(store, data, size, store->end);
	if (!store->failed)
		store->end += size;
	return !store->failed;
}

/**
 * ht_store_lost() - say that what was stored is not there any more
 * @err: filled
 *
 * Return: -EIO.
 */
int ht_store_lost(struct ht_err *err)
{
	return ht_err_set(
		err, -EIO,
		"a temporary file cannot be read again, or there is not enough memory for "
		"what is in it; TMPDIR says where it is");
}

/**
 * ht_store_exit() - remove it
 * @store: all zero afterwards
 */
void ht_store_exit(struct ht_store *store)
{
	if (store->file)
		fclose(store->file);
	free(store->record);
	*store = (struct ht_store){ 0 };
}

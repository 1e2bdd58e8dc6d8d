/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A temporary file for what is complete and will only be printed: memory need not grow with it.
 *
 *   chain ─► first ─► next ─► last        each a record: where the next one is, its length, what
 *                                         was put
 *
 * There may be any number of chains, and their records lie among each other in the file. Who knows
 * where what is without that appends plain bytes.
 */
#ifndef HT_STORE_H
#define HT_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "err.h"

/**
 * struct ht_store - the file; all zero: not made yet
 * @file: it, without a name; NULL: nothing was put yet
 * @record: the record that is being put or got, @len bytes of it
 * @len: see @record
 * @room: for how many there is room
 * @got: of one that is being got: so many bytes were
 * @end: where the next record goes
 * @failed: it cannot be written (any more); what it has can be read
 */
struct ht_store {
	FILE *file;
	char *record;
	size_t len;
	size_t room;
	size_t got;
	uint64_t end;
	bool failed;
};

/**
 * struct ht_store_chain - records in the order in which they were put; all zero: none
 * @first: where the first one is, 0: there is none
 * @last: where the last one is
 */
struct ht_store_chain {
	uint64_t first;
	uint64_t last;
};

FILE *ht_store_file(void);

bool ht_store_begin(struct ht_store *store);
void ht_store_put(struct ht_store *store, const void *data, size_t size);
void ht_store_put_text(struct ht_store *store, const char *text);
bool ht_store_end(struct ht_store *store, struct ht_store_chain *chain);

bool ht_store_read(struct ht_store *store, uint64_t *at);
bool ht_store_get(struct ht_store *store, void *data, size_t size);
bool ht_store_get_text(struct ht_store *store, char **text);

bool ht_store_append(struct ht_store *store, const void *data, size_t size);
bool ht_store_read_at(struct ht_store *store, void *data, size_t size, uint64_t at);

int ht_store_lost(struct ht_err *err);
void ht_store_exit(struct ht_store *store);

#endif /* HT_STORE_H */

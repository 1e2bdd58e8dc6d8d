/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events that wait for their turn in the filter: what was in their messages, in a tenth of the
 * memory or less. The messages themselves go back to the library at once.
 */
#ifndef HT_KEEP_H
#define HT_KEEP_H

#include "arena.h"
#include "mirror.h"
#include "stow.h"

/**
 * struct ht_kept - an event
 * @cycles: when it was recorded, on its stream's clock; 0 without one
 * @fields: its contexts and its payload, as far as its classes have them
 */
struct ht_kept {
	uint64_t cycles;
	uint8_t fields[];
};

/**
 * struct ht_keep - all that are kept; all zero: none
 * @arena: where they are
 * @use: the same, for who puts them back
 * @stow: the one that is being copied
 */
struct ht_keep {
	struct ht_arena arena;
	struct ht_arena_use use;
	struct ht_stow stow;
};

const struct ht_kept *ht_keep_event(struct ht_keep *keep, const struct ht_stream *stream,
				    const struct ht_class *class, const bt_message *message);
int ht_kept_fill(const struct ht_kept *kept, const struct ht_stream *stream,
		 const struct ht_class *class, bt_event *to);
void ht_keep_put(struct ht_keep *keep, const struct ht_kept *kept);
uint8_t *ht_keep_context(struct ht_keep *keep, const bt_event *event);
void ht_keep_exit(struct ht_keep *keep);

#endif /* HT_KEEP_H */

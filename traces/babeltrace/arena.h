/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for what waits and leaves in nearly the order in which it came: blocks that are filled
 * from their beginning, and freed when the last thing in them has gone.
 */
#ifndef HT_ARENA_H
#define HT_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "pool.h"

/**
 * struct ht_arena - where memory comes from; all zero: nowhere yet
 * @block: the block that is being filled
 * @spare: empty ones
 * @pool: where those come from that are not larger than others
 * @bytes: in all blocks that are not spare
 */
struct ht_arena {
	struct ht_block *block;
	struct ht_block *spare;
	struct ht_pool pool;
	size_t bytes;
};

void *ht_arena_get(struct ht_arena *arena, size_t size);
void ht_arena_put(struct ht_arena *arena, const void *memory);
void ht_arena_exit(struct ht_arena *arena);

#endif /* HT_ARENA_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for what waits and leaves in nearly the order in which it came: blocks that are filled
 * from their beginning, and used again when the last thing in them has gone.
 *
 * Who fills and who holds may be two threads, so neither looks at what is the other's: a block is
 * closed when it is full, and how many things are in it is told to the holder then. Blocks of which
 * nothing is left go back the same way.
 *
 *	struct ht_arena    ── full blocks ──►  struct ht_arena_use
 *	ht_arena_get()     ◄── free blocks ──  ht_arena_put()
 */
#ifndef HT_ARENA_H
#define HT_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "pool.h"

struct ht_block;

/* Arenas whose memory one holder can have. */
#define HT_ARENAS 4

/**
 * struct ht_arena - where memory comes from; all zero: nowhere yet
 * @number: which of its holder's it is
 * @block: the block that is being filled; NULL: none
 * @count: things in it
 * @spare: free ones
 * @large: blocks that are larger than others, in use or not
 * @pool: where all others come from
 */
struct ht_arena {
	unsigned int number;
	struct ht_block *block;
	uint64_t count;
	struct ht_block *spare;
	struct ht_block *large;
	struct ht_pool pool;
};

/**
 * struct ht_arena_use - what is in use; all zero: nothing
 * @bytes: in all blocks that were closed, and are not free
 * @free: of each arena: blocks of which nothing is left, to be handed to ht_arena_take_back()
 */
struct ht_arena_use {
	size_t bytes;
	struct ht_block *free[HT_ARENAS];
};

void *ht_arena_get(struct ht_arena *arena, size_t size);
struct ht_block *ht_arena_close(struct ht_arena *arena, size_t size, uint64_t *count);
void ht_arena_take_back(struct ht_arena *arena, struct ht_block *blocks);
void ht_arena_exit(struct ht_arena *arena);

void ht_arena_put(struct ht_arena_use *use, const void *memory);
void ht_arena_closed(struct ht_arena_use *use, struct ht_block *block, uint64_t count);

#endif /* HT_ARENA_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of memory. Each begins where the address says, so that what is put back finds its own.
 */
#include <stdlib.h>

#include "arena.h"

#define BLOCK_BYTES ((size_t)1 << 16)
#define ALIGN ((size_t)8)

/**
 * struct ht_block - a block
 * @users: the holder's: what is in use of it, less what is not told of yet
 * @used: bytes from its beginning
 * @size: bytes of it; more than BLOCK_BYTES if one thing needs that
 * @arena: the number of its arena
 * @next: the next free one
 * @larger: of a large one: the next large one
 * @link: of a large one: what points at it
 */
struct ht_block {
	int64_t users;
	size_t used;
	size_t size;
	unsigned int arena;
	struct ht_block *next;
	struct ht_block *larger;
	struct ht_block **link;
};

#define HEAD ((sizeof(struct ht_block) + ALIGN - 1) & ~(ALIGN - 1))

static size_t aligned(size_t size)
{
	return (size + ALIGN - 1) & ~(ALIGN - 1);
}

static struct ht_block *block_of(const void *memory)
{
	return (struct ht_block *)((uintptr_t)memory & ~(uintptr_t)(BLOCK_BYTES - 1));
}

/* Large ones are in a list, as the pool does not have them. */
static struct ht_block *large_create(struct ht_arena *arena, size_t size)
{
	struct ht_block *block =
		aligned_alloc(BLOCK_BYTES, (size + BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1));

	if (!block)
		return NULL;
	block->larger = arena->large;
	block->link = &arena->large;
	if (block->larger)
		block->larger->link = &block->larger;
	arena->large = block;
	return block;
}

static void large_free(struct ht_block *block)
{
	*block->link = block->larger;
	if (block->larger)
		block->larger->link = block->link;
	free(block);
}

static struct ht_block *block_create(struct ht_arena *arena, size_t size)
{
	struct ht_block *block = arena->spare;

	if (size > BLOCK_BYTES)
		block = large_create(arena, size);
	else if (block)
		arena->spare = block->next;
	else
		block = ht_pool_get(&arena->pool, BLOCK_BYTES);
	if (!block)
		return NULL;
	block->users = 0;
	block->arena = arena->number;
	block->used = HEAD;
	block->size = size > BLOCK_BYTES ? size : BLOCK_BYTES;
	return block;
}

/**
 * ht_arena_close() - make room
 * @arena: the arena
 * @size: how much memory is wanted next
 * @count: set: how many things are in the block
 *
 * Return: the block that is full, for ht_arena_closed(); NULL: there is room.
 */
struct ht_block *ht_arena_close(struct ht_arena *arena, size_t size, uint64_t *count)
{
	struct ht_block *block = arena->block;

	if (!block || (size < BLOCK_BYTES && block->size - block->used >= aligned(size)))
		return NULL;
	*count = arena->count;
	arena->block = NULL;
	return block;
}

/**
 * ht_arena_get() - get memory
 * @arena: from where; ht_arena_close() has made room
 * @size: how much
 *
 * Return: the memory, not cleared, or NULL without memory.
 */
void *ht_arena_get(struct ht_arena *arena, size_t size)
{
	struct ht_block *block = arena->block;
	void *memory;

	if (!block) {
		if (size > SIZE_MAX / 2)
			return NULL;
		block = block_create(arena, HEAD + aligned(size));
		if (!block)
			return NULL;
		arena->block = block;
		arena->count = 0;
	}
	memory = (char *)block + block->used;
	block->used += aligned(size);
	/* In a large block only what begins at its beginning would find it. */
	if (block->size > BLOCK_BYTES)
		block->used = block->size;
	arena->count++;
	return memory;
}

/**
 * ht_arena_take_back() - use blocks again
 * @arena: the arena
 * @blocks: from struct ht_arena_use
 */
void ht_arena_take_back(struct ht_arena *arena, struct ht_block *blocks)
{
	while (blocks) {
		struct ht_block *block = blocks;

		blocks = block->next;
		if (block->size > BLOCK_BYTES) {
			large_free(block);
			continue;
		}
		block->next = arena->spare;
		arena->spare = block;
	}
}

/**
 * ht_arena_exit() - release an arena, and what is in use of it
 * @arena: empty afterwards
 */
void ht_arena_exit(struct ht_arena *arena)
{
	while (arena->large)
		large_free(arena->large);
	ht_pool_exit(&arena->pool);
	*arena = (struct ht_arena){ 0 };
}

static void put(struct ht_arena_use *use, struct ht_block *block)
{
	use->bytes -= block->size;
	block->next = use->free[block->arena];
	use->free[block->arena] = block;
}

/**
 * ht_arena_put() - give memory back
 * @use: what holds it
 * @memory: from ht_arena_get()
 */
void ht_arena_put(struct ht_arena_use *use, const void *memory)
{
	struct ht_block *block = block_of(memory);

	if (!--block->users)
		put(use, block);
}

/**
 * ht_arena_closed() - a block is full
 * @use: what holds what is in it; all of that has been handed over
 * @block: from ht_arena_close()
 * @count: likewise
 */
void ht_arena_closed(struct ht_arena_use *use, struct ht_block *block, uint64_t count)
{
	use->bytes += block->size;
	block->users += (int64_t)count;
	if (!block->users)
		put(use, block);
}

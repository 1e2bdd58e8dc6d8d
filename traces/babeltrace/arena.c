// SPDX-License-Identifier: GPL-2.0-only
/*
 * Blocks of memory. Each begins where the address says, so that what is put back finds its own.
 */
#include <stdlib.h>

#include "arena.h"

#define BLOCK_BYTES ((size_t)1 << 16)
#define ALIGN ((size_t)16)

/**
 * struct ht_block - a block
 * @users: what is in use of it, plus one while it is being filled
 * @used: bytes from its beginning
 * @size: bytes of it; more than BLOCK_BYTES if one thing needs that
 * @next: the next spare one
 */
struct ht_block {
	size_t users;
	size_t used;
	size_t size;
	struct ht_block *next;
};

static struct ht_block *block_of(const void *memory)
{
	return (struct ht_block *)((uintptr_t)memory & ~(uintptr_t)(BLOCK_BYTES - 1));
}

static struct ht_block *block_get(struct ht_arena *arena, size_t size)
{
	struct ht_block *block = arena->spare;

	if (size > BLOCK_BYTES)
		return aligned_alloc(BLOCK_BYTES, size);
	if (!block)
		return ht_pool_get(&arena->pool, BLOCK_BYTES);
	arena->spare = block->next;
	return block;
}

static struct ht_block *block_create(struct ht_arena *arena, size_t size)
{
	struct ht_block *block = block_get(arena, size);

	if (!block)
		return NULL;
	arena->bytes += size;
	block->users = 1;
	block->used = (sizeof(*block) + ALIGN - 1) & ~(ALIGN - 1);
	block->size = size;
	return block;
}

static void block_put(struct ht_arena *arena, struct ht_block *block)
{
	if (--block->users)
		return;
	arena->bytes -= block->size;
	if (block->size == BLOCK_BYTES) {
		block->next = arena->spare;
		arena->spare = block;
	} else {
		free(block);
	}
}

/**
 * ht_arena_get() - get memory
 * @arena: from where
 * @size: how much
 *
 * Return: the memory, not cleared, or NULL without memory.
 */
void *ht_arena_get(struct ht_arena *arena, size_t size)
{
	size_t need = (size + ALIGN - 1) & ~(ALIGN - 1);
	struct ht_block *block = arena->block;
	void *memory;

	if (size > SIZE_MAX / 2)
		return NULL;
	if (!block || block->size - block->used < need) {
		size_t head = (sizeof(*block) + ALIGN - 1) & ~(ALIGN - 1);
		size_t room = (head + need + BLOCK_BYTES - 1) & ~(BLOCK_BYTES - 1);

		block = block_create(arena, room);
		if (!block)
			return NULL;
		if (arena->block)
			block_put(arena, arena->block);
		arena->block = block;
	}
	memory = (char *)block + block->used;
	/* In a large block only what begins at its beginning would find it. */
	block->used = block->size > BLOCK_BYTES ? block->size : block->used + need;
	block->users++;
	return memory;
}

/**
 * ht_arena_put() - give memory back
 * @arena: where it is from
 * @memory: from ht_arena_get()
 */
void ht_arena_put(struct ht_arena *arena, const void *memory)
{
	block_put(arena, block_of(memory));
}

/**
 * ht_arena_exit() - release an arena from which nothing is in use
 * @arena: the arena
 */
void ht_arena_exit(struct ht_arena *arena)
{
	if (arena->block)
		block_put(arena, arena->block);
	ht_pool_exit(&arena->pool);
	*arena = (struct ht_arena){ 0 };
}

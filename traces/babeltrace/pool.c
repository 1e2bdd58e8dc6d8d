// SPDX-License-Identifier: GPL-2.0-only
/*
 * Regions that begin and end where a large page does, but for the first, which is smaller than that
 * as most traces are small. Nothing is given back before the end: who takes memory keeps what he
 * does not need any more, for the next time.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "pool.h"

static int add_region(struct ht_pool *pool)
{
	size_t size = pool->nr_regions ? HT_POOL_REGION : HT_POOL_FIRST;
	void **regions = reallocarray(pool->regions, pool->nr_regions + 1, sizeof(*regions));
	void *region;

	if (!regions)
		return -ENOMEM;
	pool->regions = regions;
	region = aligned_alloc(size, size);
	if (!region)
		return -ENOMEM;
	/* Where there are no large pages, small ones do. */
	if (pool->nr_regions == 1)
		madvise(region, size, MADV_HUGEPAGE);
	regions[pool->nr_regions++] = region;
	pool->at = region;
	pool->left = size;
	return 0;
}

/**
 * ht_pool_get() - get memory
 * @pool: from where
 * @size: how much, at most HT_POOL_FIRST; if it is the same power of two each time, the memory is
 *	aligned to that
 *
 * Return: the memory, not cleared, or NULL without memory.
 */
void *ht_pool_get(struct ht_pool *pool, size_t size)
{
	void *memory;

	if (pool->left < size && add_region(pool))
		return NULL;
	memory = pool->at;
	pool->at += size;
	pool->left -= size;
	return memory;
}

/**
 * ht_pool_exit() - release all memory
 * @pool: empty afterwards
 */
void ht_pool_exit(struct ht_pool *pool)
{
	while (pool->nr_regions)
		free(pool->regions[--pool->nr_regions]);
	free(pool->regions);
	*pool = (struct ht_pool){ 0 };
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory for what is held, in pages as large as the machine has: at a million events a second, a
 * page fault for every twenty of them costs as much as reading them.
 */
#ifndef HT_POOL_H
#define HT_POOL_H

#include <stddef.h>

/**
 * struct ht_pool - where memory comes from; all zero: nowhere yet
 * @at: what is free of the latest region
 * @left: bytes of that
 * @regions: all regions, @nr_regions of them
 * @nr_regions: see @regions
 */
struct ht_pool {
	char *at;
	size_t left;
	void **regions;
	size_t nr_regions;
};

#define HT_POOL_REGION ((size_t)2 << 20)
#define HT_POOL_FIRST ((size_t)512 << 10)

void *ht_pool_get(struct ht_pool *pool, size_t size);
void ht_pool_exit(struct ht_pool *pool);

#endif /* HT_POOL_H */

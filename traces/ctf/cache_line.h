/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What one thread changes for each event lies in cache lines of its own: what another thread works
 * on could be next to it otherwise, and each would wait for the other's line. Which objects of
 * libbabeltrace2 that is depends on no more than how long the trace's path is.
 */
#ifndef HT_CACHE_LINE_H
#define HT_CACHE_LINE_H

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Bytes of a cache line of x86 (SDM, volume 3, chapter "Memory Cache Control"). */
#define HT_CACHE_LINE 64

#define __ht_own_lines __attribute__((aligned(HT_CACHE_LINE)))

/**
 * ht_lines_alloc() - get memory that shares no cache line with any other
 * @size: how much
 *
 * Return: the memory, cleared, for free(); NULL without memory.
 */
static inline void *ht_lines_alloc(size_t size)
{
	size_t lines = (size + HT_CACHE_LINE - 1) & ~(size_t)(HT_CACHE_LINE - 1);
	void *memory = aligned_alloc(HT_CACHE_LINE, lines);

	return memory ? memset(memory, 0, lines) : NULL;
}

#endif /* HT_CACHE_LINE_H */

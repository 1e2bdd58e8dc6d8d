/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From an object of the input trace to what stands for it in the output trace.
 */
#ifndef HT_PTRMAP_H
#define HT_PTRMAP_H

#include <stddef.h>

/**
 * struct ht_ptrmap - a hash table with pointers as keys; all zero: empty
 * @slots: keys and values, @size of them
 * @size: a power of two, or 0
 * @count: slots in use
 */
struct ht_ptrmap {
	struct ht_ptrmap_slot {
		const void *key;
		void *value;
	} * slots;
	size_t size;
	size_t count;
};

void *ht_ptrmap_get(const struct ht_ptrmap *map, const void *key);
int ht_ptrmap_set(struct ht_ptrmap *map, const void *key, void *value);
void ht_ptrmap_exit(struct ht_ptrmap *map, void (*release)(void *value));

#endif /* HT_PTRMAP_H */

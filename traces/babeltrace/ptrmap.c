// SPDX-License-Identifier: GPL-2.0-only
/*
 * A hash table by address. Each event needs its stream and its class looked up, so this has to be
 * cheap; and the addresses are our own allocator's, so nobody outside can choose them to collide.
 */
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "ptrmap.h"

#define FIRST_SIZE 16

/* The slot that holds @key, or the free one where it would go. */
static struct ht_ptrmap_slot *find(const struct ht_ptrmap *map, const void *key)
{
	/* Fibonacci hashing: the product's upper half depends on all bits of the address. */
	uint64_t hash = (uint64_t)(uintptr_t)key * 0x9e3779b97f4a7c15ull;
	size_t at = (hash >> 32) & (map->size - 1);

	while (map->slots[at].key && map->slots[at].key != key)
		at = (at + 1) & (map->size - 1);
	return &map->slots[at];
}

/**
 * ht_ptrmap_get() - look a key up
 * @map: the map
 * @key: not NULL
 *
 * Return: its value, or NULL.
 */
void *ht_ptrmap_get(const struct ht_ptrmap *map, const void *key)
{
	return map->size ? find(map, key)->value : NULL;
}

static int grow(struct ht_ptrmap *map)
{
	struct ht_ptrmap larger = { .size = map->size ? 2 * map->size : FIRST_SIZE };
	size_t i;

	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if (!larger.slots)
		return -ENOMEM;
	larger.count = map->count;
	for (i = 0; i < map->size; i++) {
		if (map->slots[i].key)
			*find(&larger, map->slots[i].key) = map->slots[i];
	}
	free(map->slots);
	*map = larger;
	return 0;
}

/**
 * ht_ptrmap_set() - add a key
 * @map: the map
 * @key: not NULL, and not in the map yet
 * @value: not NULL
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ptrmap_set(struct ht_ptrmap *map, const void *key, void *value)
{
	struct ht_ptrmap_slot *slot;

	if (4 * (map->count + 1) > 3 * map->size && grow(map))
		return -ENOMEM;
	slot = find(map, key);
	slot->key = key;
	slot->value = value;
	map->count++;
	return 0;
}

/**
 * ht_ptrmap_exit() - release a map
 * @map: empty afterwards
 * @release: called for each value, or NULL
 */
void ht_ptrmap_exit(struct ht_ptrmap *map, void (*release)(void *value))
{
	size_t i;

	for (i = 0; release && i < map->size; i++) {
		if (map->slots[i].key)
			release(map->slots[i].value);
	}
	free(map->slots);
	*map = (struct ht_ptrmap){ 0 };
}

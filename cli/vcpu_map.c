// SPDX-License-Identifier: GPL-2.0-only
/*
 * What somebody knows of each vCPU. The numbers may come from anybody, so they are looked up in
 * search.h's balanced trees; one vCPU mostly has many events in a row.
 */
#include <search.h>
#include <stdbool.h>
#include <stdlib.h>

#include "vcpu_map.h"

static int compare(const void *a, const void *b)
{
	const struct ht_vcpu_key *left = a, *right = b;

	if (left->vm_id != right->vm_id)
		return left->vm_id < right->vm_id ? -1 : 1;
	return (left->vcpu > right->vcpu) - (left->vcpu < right->vcpu);
}

static bool is_key(const struct ht_vcpu_key *key, const struct ht_vcpu_key *other)
{
	return key->vm_id == other->vm_id && key->vcpu == other->vcpu;
}

/**
 * ht_vcpu_map_get() - find a vCPU, or make it
 * @map: all of them
 * @vm_id: its VM
 * @vcpu: its number in that
 * @size: of what is known of one, which begins with a struct ht_vcpu_key
 *
 * Return: what is known of it, owned by @map, all zero but for its key if it is new; NULL without
 * memory.
 */
void *ht_vcpu_map_get(struct ht_vcpu_map *map, uint32_t vm_id, uint32_t vcpu, size_t size)
{
	struct ht_vcpu_key key = { .vm_id = vm_id, .vcpu = vcpu };
	/* VMs of few vCPUs have places of their own, and what is known of VMs alone has, too. */
	struct ht_vcpu_key **latest = &map->latest[(31 * vm_id + vcpu) % HT_VCPU_MAP_LATEST];
	struct ht_vcpu_key *made;
	void **found;

	if (*latest && is_key(*latest, &key))
		return *latest;
	found = tfind(&key, &map->tree, compare);
	if (found)
		return *latest = *found;
	made = calloc(1, size);
	if (!made)
		return NULL;
	*made = key;
	if (!tsearch(made, &map->tree, compare)) {
		free(made);
		return NULL;
	}
	return *latest = made;
}

/**
 * ht_vcpu_map_exit() - free all
 * @map: empty afterwards
 */
void ht_vcpu_map_exit(struct ht_vcpu_map *map)
{
	tdestroy(map->tree, free);
	*map = (struct ht_vcpu_map){ 0 };
}

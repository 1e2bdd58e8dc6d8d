/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What somebody knows of each vCPU, by VM and vCPU.
 */
#ifndef HT_VCPU_MAP_H
#define HT_VCPU_MAP_H

#include <stddef.h>
#include <stdint.h>

#define HT_VCPU_MAP_LATEST 64

/**
 * struct ht_vcpu_key - the first member of what is in a map
 * @vm_id: the VM
 * @vcpu: its vCPU
 */
struct ht_vcpu_key {
	uint32_t vm_id;
	uint32_t vcpu;
};

/**
 * struct ht_vcpu_map - all of them; all zero: none
 * @tree: search.h tree
 * @latest: those asked for last, by a hash of their numbers
 */
struct ht_vcpu_map {
	void *tree;
	struct ht_vcpu_key *latest[HT_VCPU_MAP_LATEST];
};

void *ht_vcpu_map_get(struct ht_vcpu_map *map, uint32_t vm_id, uint32_t vcpu, size_t size);
void ht_vcpu_map_exit(struct ht_vcpu_map *map);

#endif /* HT_VCPU_MAP_H */

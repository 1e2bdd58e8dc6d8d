/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The rings that guests have opened: memory of theirs, pinned and mapped here.
 */
#ifndef HT_RINGMAP_H
#define HT_RINGMAP_H

#include "vm.h"

/**
 * struct ht_ring_map - a ring that is open
 * @reader: where it is read
 * @pages: its pages, pinned
 * @nr_pages: how many
 * @gpa: where the guest has it
 * @polled: the host comes by on its own
 * @fault: enum ht_ring_fault that ended its reading; 0: none
 * @next_closed: of those that are about to be freed
 */
struct ht_ring_map {
	struct ht_ring_reader reader;
	struct page **pages;
	unsigned int nr_pages;
	gpa_t gpa;
	bool polled;
	int fault;
	struct ht_ring_map *next_closed;
};

long ht_ring_open(struct ht_vm *vm, struct ht_vcpu *hv, struct kvm_vcpu *vcpu, gpa_t gpa, u64 size,
		  u64 flags);
long ht_ring_close(struct ht_vm *vm, struct ht_vcpu *hv);
void ht_ring_close_all(struct ht_vm *vm);
void ht_ring_masks(struct ht_vm *vm, u64 allow, u64 want);

#endif /* HT_RINGMAP_H */

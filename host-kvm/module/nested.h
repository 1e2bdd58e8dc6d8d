/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Guests in guests that speak to this host directly: VMs with a number of their own, known by the
 * chain of numbers that their hypervisors gave them.
 */
#ifndef HT_NESTED_H
#define HT_NESTED_H

#include <linux/list.h>
#include <linux/rwsem.h>
#include <linux/types.h>

struct ht_vcpu;
struct ht_vm;

/**
 * struct ht_nested - those in one VM of this host
 * @lock: held for reading while one of them is served, for writing to add or to remove any
 * @vms: the VMs
 * @nr_vms: how many
 * @nr_vcpus: how many vCPUs they have, all together
 * @gen: grows when one is removed
 */
struct ht_nested {
	struct rw_semaphore lock; /* see above */
	struct list_head vms;
	unsigned int nr_vms;
	unsigned int nr_vcpus;
	u32 gen;
};

void ht_nested_init(struct ht_nested *nested);
long ht_nested_get(struct ht_vm *top, struct ht_vcpu *own, struct ht_vm **vm, struct ht_vcpu **hv);
void ht_nested_put(struct ht_vm *top);
void ht_nested_drop(struct ht_vm *top);
void ht_nested_for_each(struct ht_vm *top, void (*fn)(struct ht_vm *vm, void *data), void *data);

#endif /* HT_NESTED_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which VMs of a trace the user means.
 */
#ifndef HT_VM_CHOOSE_H
#define HT_VM_CHOOSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

/**
 * struct ht_vm_name - what a VM can be called
 * @vm_id: its number
 * @vm_pid: its VMM's process
 */
struct ht_vm_name {
	uint32_t vm_id;
	int32_t vm_pid;
};

static inline bool ht_vm_is_same(struct ht_vm_name a, struct ht_vm_name b)
{
	return a.vm_id == b.vm_id && a.vm_pid == b.vm_pid;
}

static inline uint32_t ht_vm_hash(struct ht_vm_name vm)
{
	return 31 * vm.vm_id + (uint32_t)vm.vm_pid;
}

/**
 * struct ht_vm_names - those that there are
 * @count: how many
 * @get: the name of one of them
 * @data: for @get
 */
struct ht_vm_names {
	size_t count;
	struct ht_vm_name (*get)(const void *data, size_t number);
	const void *data;
};

bool ht_vm_is_chosen(const struct ht_vm_names *names, const char *text, struct ht_vm_name vm);
int ht_vm_choose(const struct ht_vm_names *names, const char *text, struct ht_err *err);

#endif /* HT_VM_CHOOSE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The VMs that ended last. Something may come late of these, so what a model keeps of one is not
 * given up when it ends, but when so many others have ended after it.
 */
#ifndef HT_GONE_H
#define HT_GONE_H

#include <stddef.h>

#define HT_GONE 64

/**
 * struct ht_gone - they, in a ring
 * @vms: what the model calls a VM; NULL: there were fewer
 * @count: how many VMs ended
 */
struct ht_gone {
	void *vms[HT_GONE];
	size_t count;
};

/**
 * ht_gone_add() - a VM ends
 * @gone: those before it
 * @vm: the VM
 *
 * Return: the one that ended long before, of which nothing is to be expected; NULL: there is none.
 */
static inline void *ht_gone_add(struct ht_gone *gone, void *vm)
{
	void **place = &gone->vms[gone->count++ % HT_GONE];
	void *old = *place;

	*place = vm;
	return old == vm ? NULL : old;
}

#endif /* HT_GONE_H */

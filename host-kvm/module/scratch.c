// SPDX-License-Identifier: GPL-2.0-only
/*
 * For every CPU that there may ever be: one that comes up later may have a vCPU at once.
 */
#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/topology.h>

#include "scratch.h"

DEFINE_PER_CPU(struct ht_scratch *, ht_scratch);

/**
 * ht_scratch_init - have the memory
 *
 * Process context, before anything can be read.
 *
 * Return: 0 or -ENOMEM.
 */
int ht_scratch_init(void)
{
	struct ht_scratch *scratch;
	int cpu;

	for_each_possible_cpu(cpu) {
		scratch = kvmalloc_node(sizeof(*scratch), GFP_KERNEL, cpu_to_node(cpu));
		if (!scratch) {
			ht_scratch_exit();
			return -ENOMEM;
		}
		per_cpu(ht_scratch, cpu) = scratch;
	}
	return 0;
}

/**
 * ht_scratch_exit - undo ht_scratch_init(), also of some CPUs only
 *
 * Process context, when nothing is read any more.
 */
void ht_scratch_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		kvfree(per_cpu(ht_scratch, cpu));
		per_cpu(ht_scratch, cpu) = NULL;
	}
}

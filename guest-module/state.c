// SPDX-License-Identifier: GPL-2.0-only
/*
 * The host's word about each vCPU, which lies in the header of that vCPU's ring.
 */
#include <linux/cpumask.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sysfs.h>

#include <hypertrace/state.h>

#include "state.h"
#include "transport.h"

/**
 * ht_vcpu_state - where a vCPU runs, how often it moved, what it waited for
 * @cpu: this kernel's number of it
 * @state: filled in
 *
 * Any context; costs no exit.
 *
 * Return: 0; -EINVAL: no such CPU; -ENODATA: the host does not say, or has not said yet.
 */
int ht_vcpu_state(unsigned int cpu, struct ht_vcpu_state *state)
{
	const char *ring;

	if (cpu >= nr_cpu_ids || !cpu_possible(cpu))
		return -EINVAL;
	ring = (const char *)READ_ONCE(per_cpu(ht_cpus, cpu).writer.ring);
	if (!ring || ht_vcpu_state_read((const void *)(ring + HT_RING_STATE), state))
		return -ENODATA;
	return 0;
}
EXPORT_SYMBOL_GPL(ht_vcpu_state);

/**
 * ht_vcpu_state_page - the page with HT_RING_STATE in it
 * @cpu: less than nr_cpu_ids
 *
 * Return: the page, which stays as long as this module; NULL: that CPU has no ring.
 */
struct page *ht_vcpu_state_page(unsigned int cpu)
{
	const void *ring = cpu_possible(cpu) ? per_cpu(ht_cpus, cpu).writer.ring : NULL;

	return ring ? virt_to_page(ring) : NULL;
}

/**
 * ht_vcpu_states_show - a line for each vCPU, for people
 * @buf: a page
 *
 * Return: bytes written.
 */
ssize_t ht_vcpu_states_show(char *buf)
{
	struct ht_vcpu_state state;
	unsigned int cpu;
	ssize_t n;

	n = sysfs_emit(buf, "cpu pcpu node migrations loads wait_ns\n");
	for_each_online_cpu(cpu) {
		if (ht_vcpu_state(cpu, &state))
			continue;
		n += sysfs_emit_at(buf, n, "%u %u %u %llu %llu %llu\n", cpu, state.pcpu, state.node,
				   state.migrations, state.loads, state.wait_ns);
	}
	return n;
}

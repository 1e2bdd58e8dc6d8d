// SPDX-License-Identifier: GPL-2.0-only
/*
 * For kvm-hypertrace in this very kernel, if it has guests of its own: where to tell this kernel's
 * host which of them is about to run (struct ht_nest), so that it may speak to that host directly.
 */
#include <linux/export.h>
#include <linux/percpu.h>

#include <hypertrace/nest.h>

#include "transport.h"

/**
 * hypertrace_nest - this CPU's word to its host
 *
 * Any context, preemption off.
 *
 * Return: where to write, valid until this module goes; NULL when the host does not heed it, or
 * this CPU has no ring.
 */
struct ht_nest *hypertrace_nest(void)
{
	struct ht_ring *ring = this_cpu_read(ht_cpus.writer.ring);

	if (!ring || !(ht_transport_features() & HT_FEATURE_NEST))
		return NULL;
	return (struct ht_nest *)((u8 *)ring + HT_RING_NEST);
}
EXPORT_SYMBOL_GPL(hypertrace_nest);

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Memory that is only needed while a ring is read: one for each CPU, however many vCPUs there are.
 */
#ifndef HT_SCRATCH_H
#define HT_SCRATCH_H

#include <linux/percpu.h>

#include <hypertrace/record.h>

#include "exit_log.h"

/*
 * Bytes of records that are copied, and traced in packed form, at a time. LTTng takes as many
 * instructions for an event as for forty of our records, whatever is in it.
 */
#define HT_CHUNK 57344

/**
 * struct ht_scratch - one CPU's
 * @chunk: a copy of records
 * @exit_log: exits to go with them
 * @text: two terminated strings, for tracers that want such
 */
struct ht_scratch {
	u64 chunk[HT_CHUNK / 8];
	u64 exit_log[2 * HT_EXIT_PACKED];
	char text[HT_REC_MAX_LEN + 2];
};

DECLARE_PER_CPU(struct ht_scratch *, ht_scratch);

int ht_scratch_init(void);
void ht_scratch_exit(void);

/**
 * ht_scratch_get - this CPU's
 *
 * Process context with preemption off, as whoever holds a vCPU's lock has it: it is the caller's
 * until preemption is on again.
 */
static inline struct ht_scratch *ht_scratch_get(void)
{
	return this_cpu_read(ht_scratch);
}

#endif /* HT_SCRATCH_H */

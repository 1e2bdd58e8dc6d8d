/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a record leaves the guest. Probes know nothing of it but this:
 *
 *	struct ht_slot slot;
 *	union ht_record *rec = ht_slot_get(&slot);
 *
 *	if (rec)
 *		ht_slot_send(&slot, ht_record_…(rec, …), tsc);
 */
#ifndef HT_TRANSPORT_H
#define HT_TRANSPORT_H

#include <linux/types.h>

#include <hypertrace/record.h>
#include <hypertrace/vmcall.h>

struct ht_cpu;

/**
 * struct ht_slot - one record being made, between ht_slot_get() and ht_slot_send()
 * @cpu: this vCPU's state
 * @flags: saved interrupt flags
 */
struct ht_slot {
	struct ht_cpu *cpu;
	unsigned long flags;
};

/**
 * struct ht_transport_stats - over all vCPUs, since the guest's start record
 * @emitted: records that probes produced
 * @lost: those of them that did not reach the host
 */
struct ht_transport_stats {
	u64 emitted;
	u64 lost;
};

void ht_transport_init(const struct ht_host *host);
union ht_record *ht_slot_get(struct ht_slot *slot);
void ht_slot_send(struct ht_slot *slot, int built, u64 tsc);
void ht_transport_stats(struct ht_transport_stats *stats);

#endif /* HT_TRANSPORT_H */

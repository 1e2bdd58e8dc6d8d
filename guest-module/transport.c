// SPDX-License-Identifier: GPL-2.0-only
/*
 * Transport "hypercall": every record is sent at once, through the payload registers.
 *
 * A record is made in its vCPU's buffer with interrupts off, so its pieces leave from one vCPU and
 * in order. An NMI that comes meanwhile finds the buffer taken: its record is counted as lost,
 * never mixed with the other. emitted = traced + lost holds on either side, because each record,
 * sent or not, takes a sequence number.
 */
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include <hypertrace/send.h>

#include "transport.h"

/**
 * struct ht_cpu - a vCPU's side of the transport
 * @busy: @rec is taken
 * @emitted: records so far; its low half is the next sequence number
 * @lost: records that did not reach the host
 * @rec: the record being made
 */
struct ht_cpu {
	bool busy;
	u64 emitted;
	u64 lost;
	union ht_record rec;
};

static DEFINE_PER_CPU(struct ht_cpu, ht_cpus);
static struct ht_host host;

/**
 * ht_transport_init - begin a session: numbers and counters start from zero
 * @found: the host
 *
 * Before the first probe is attached.
 */
void ht_transport_init(const struct ht_host *found)
{
	int cpu;

	host = *found;
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(&ht_cpus, cpu), 0, sizeof(struct ht_cpu));
}

/**
 * ht_slot_get - a buffer for one record, interrupts off until ht_slot_send()
 * @slot: filled in
 *
 * Any context.
 *
 * Return: where to write the record; NULL when this is an NMI inside another record: it has been
 * counted as lost, and ht_slot_send() must not be called.
 */
union ht_record *ht_slot_get(struct ht_slot *slot)
{
	local_irq_save(slot->flags);
	slot->cpu = this_cpu_ptr(&ht_cpus);
	if (slot->cpu->busy) {
		this_cpu_inc(ht_cpus.emitted);
		this_cpu_inc(ht_cpus.lost);
		local_irq_restore(slot->flags);
		return NULL;
	}
	slot->cpu->busy = true;
	barrier(); /* An NMI on this vCPU sees busy before the record is touched. */
	return &slot->cpu->rec;
}

/**
 * ht_slot_send - number, stamp and send the record
 * @slot: from ht_slot_get()
 * @built: what the ht_record_…() function returned; an error counts the record as lost
 * @tsc: when it happened; 0 for now, as late as possible
 */
void ht_slot_send(struct ht_slot *slot, int built, u64 tsc)
{
	struct ht_cpu *cpu = slot->cpu;

	/* One instruction: an NMI that counts its own loss comes before or after it. */
	cpu->rec.hdr.seq = (u32)this_cpu_inc_return(ht_cpus.emitted) - 1;
	cpu->rec.hdr.tsc = tsc ? tsc : rdtsc();
	if (built || ht_record_send(host.insn, &cpu->rec))
		this_cpu_inc(ht_cpus.lost);
	barrier(); /* Pairs with ht_slot_get() in an NMI: the record is done with. */
	cpu->busy = false;
	local_irq_restore(slot->flags);
}

/**
 * ht_transport_stats - sum the counters
 * @stats: where to
 *
 * Any context. While events flow the sums are of no single moment.
 */
void ht_transport_stats(struct ht_transport_stats *stats)
{
	int cpu;

	stats->emitted = 0;
	stats->lost = 0;
	for_each_possible_cpu(cpu) {
		stats->emitted += READ_ONCE(per_cpu_ptr(&ht_cpus, cpu)->emitted);
		stats->lost += READ_ONCE(per_cpu_ptr(&ht_cpus, cpu)->lost);
	}
}

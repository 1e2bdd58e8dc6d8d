/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How a record leaves the guest. A probe with a record of fixed length writes it where it lies:
 *
 *	struct ht_write w;
 *	struct ht_rec_… *rec = ht_write_begin(&w, HT_REC_…, sizeof(*rec));
 *
 *	if (rec) {
 *		rec->… = …;
 *		ht_write_end(&w);
 *	}
 *
 * and one with text has libhypercall make it first:
 *
 *	union ht_record *rec = ht_slot_get();
 *
 *	if (rec)
 *		ht_slot_send(ht_record_…(rec, …));
 */
#ifndef HT_TRANSPORT_H
#define HT_TRANSPORT_H

#include <linux/percpu.h>
#include <linux/types.h>

#include <hypertrace/record.h>
#include <hypertrace/ring.h>
#include <hypertrace/vmcall.h>

/* In the order of their names in transport.c. */
enum ht_transport {
	HT_TRANSPORT_HYPERCALL, /* every record at once, through the registers */
	HT_TRANSPORT_BATCH, /* into the ring; the host is told after every N records */
	HT_TRANSPORT_RING, /* into the ring; the host comes by, or is told when it is half full */
};

/**
 * struct ht_cpu - a vCPU's side of the transport
 * @writer: its ring, and the numbers its records take whichever way they go
 * @lost: records that did not reach the host for another reason than a full ring
 * @emitted: @writer's number, widened to 64 bits by ht_transport_stats()
 * @seen_tail: where the host was when ht_transport_poll() last looked
 * @busy: @rec is taken
 * @flags: interrupt flags of whoever has it
 * @rec: the record being made
 */
struct ht_cpu {
	struct ht_ring_writer writer;
	u64 lost;
	u64 emitted;
	u32 seen_tail;
	bool busy;
	unsigned long flags;
	union ht_record rec;
};

DECLARE_PER_CPU(struct ht_cpu, ht_cpus);
extern enum ht_transport ht_transport;

/**
 * struct ht_write - one record being written, between ht_write_begin() and ht_write_end()
 * @cpu: this vCPU's state
 * @ring: it lies in the ring
 */
struct ht_write {
	struct ht_cpu *cpu;
	bool ring;
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

void ht_doorbell(void);
void *ht_write_begin_call(u8 type, u32 len);
void ht_write_end_call(struct ht_cpu *cpu);
union ht_record *ht_slot_get(void);
void ht_slot_send(int built);
void ht_transport_urgent(union ht_record *rec);

/**
 * ht_class_allowed - does the host let records of this class through?
 * @class: enum ht_event_class
 *
 * Any context, preemption off.
 */
static __always_inline bool ht_class_allowed(enum ht_event_class class)
{
	const struct ht_ring *ring = this_cpu_read(ht_cpus.writer.ring);

	return !ring || READ_ONCE(ring->allow) & HT_CLASS_BIT(class);
}

/**
 * ht_cpu_writes_ring - does a vCPU's next record go into its ring?
 * @cpu: this vCPU
 *
 * Any context, preemption off. The transport can change at any time: ask once for each record.
 */
static __always_inline bool ht_cpu_writes_ring(const struct ht_cpu *cpu)
{
	return READ_ONCE(ht_transport) != HT_TRANSPORT_HYPERCALL && cpu->writer.ring;
}

/**
 * ht_write_begin - a place for one record of fixed length
 * @w: filled in
 * @type: enum ht_rec_type
 * @len: bytes of the record, a multiple of HT_REC_ALIGN, at most HT_PAYLOAD_BYTES
 *
 * Any context, preemption off until ht_write_end().
 *
 * Return: the record, its header complete, the rest undefined: every field has to be set; NULL when
 * there is no place: it has been counted as lost, and ht_write_end() must not be called.
 */
static __always_inline void *ht_write_begin(struct ht_write *w, u8 type, u32 len)
{
	void *rec;

	w->cpu = this_cpu_ptr(&ht_cpus);
	w->ring = ht_cpu_writes_ring(w->cpu);
	if (unlikely(!w->ring))
		return ht_write_begin_call(type, len);
	rec = ht_ring_reserve(&w->cpu->writer, type, len);
	if (unlikely(!rec) && ht_ring_commit(&w->cpu->writer))
		ht_doorbell();
	return rec;
}

/**
 * ht_write_end - the record is complete
 * @w: from ht_write_begin()
 */
static __always_inline void ht_write_end(struct ht_write *w)
{
	if (unlikely(!w->ring))
		ht_write_end_call(w->cpu);
	else if (unlikely(ht_ring_commit(&w->cpu->writer)))
		ht_doorbell();
}

u32 ht_transport_features(void);
void ht_transport_init(const struct ht_host *host);
int ht_transport_open(void);
void ht_transport_poll(void);
void ht_transport_flush(void);
void ht_transport_settle(void);
void ht_transport_forget(void);
void ht_transport_close(void);
void ht_transport_free(void);
void ht_transport_stats(struct ht_transport_stats *stats);
void ht_transport_masks(u64 *allow, u64 *want);

extern const char *const ht_transport_names[];
u32 ht_transport_batch(void);
int ht_transport_select(enum ht_transport transport, u32 batch);

#endif /* HT_TRANSPORT_H */

/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/ring.h - the two ends of a ring: one vCPU writes, its host reads.
 *
 *	writer (guest)                               reader (host)
 *	  reserve: state += (1 event, bytes)
 *	  fill the record
 *	  commit:  head = state  ─ release ── acquire ─►  head, once
 *	                                                  copy [tail, head), check the copy
 *	  reserve: room?  ◄─ acquire ────── release ───   tail = what was copied
 *
 * The writer is one vCPU, with its interrupts and NMIs: whoever interrupts a writer reserves behind
 * it, commits first, and leaves publishing to it, so what is published is always whole. Number,
 * position and time stamp are taken together, by one compare and exchange: records lie in the ring
 * in the order of their numbers and of their times. A record that finds no room takes its number
 * nonetheless, which is how the other side knows of it.
 *
 * The reader trusts nothing: it keeps its own tail, reads each shared word once, and looks only at
 * its copy.
 */
#ifndef HYPERTRACE_RING_H
#define HYPERTRACE_RING_H

#include <hypertrace/abi.h>
#include <hypertrace/shared.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HT_MARK_EVENT ((__u64)1 << 32)

static inline __u32 ht_mark_pos(__u64 mark)
{
	return (__u32)mark;
}

static inline __u32 ht_mark_seq(__u64 mark)
{
	return (__u32)(mark >> 32);
}

/**
 * struct ht_ring_writer - the writer's own side, in memory the reader has no business with
 * @state: mark behind the last record reserved
 * @nest: writers at work on this vCPU, one interrupting the other
 * @size: bytes of data; 0 without a ring
 * @tail: position the reader is known to have reached; the truth may be further
 * @bell: when @state, shifted by @bell_shift, reaches this, the host should be told
 * @bell_shift: 0 to count bytes, 32 to count events
 * @bell_step: how many of them
 * @lost: records that found no room
 * @data: the ring's data
 * @ring: its header
 */
struct ht_ring_writer {
	__u64 state;
	__u32 nest;
	__u32 size;
	__u32 tail;
	__u32 bell;
	__u32 bell_shift;
	__u32 bell_step;
	__u64 lost;
	__u8 *data;
	struct ht_ring *ring;
};

void ht_ring_writer_init(struct ht_ring_writer *w, void *mem, __u32 size);
void ht_ring_writer_policy(struct ht_ring_writer *w, __u32 batch);
void *ht_ring_reserve_slow(struct ht_ring_writer *w, __u8 type, __u32 len);
int ht_ring_bell(struct ht_ring_writer *w, __u64 state);

/**
 * ht_ring_number - take a number for a record that goes another way, or is lost
 * @w: this vCPU's writer, with or without a ring
 *
 * Any context on that vCPU.
 */
static inline __u32 ht_ring_number(struct ht_ring_writer *w)
{
	return ht_mark_seq(ht_local_fetch_add(&w->state, HT_MARK_EVENT));
}

/**
 * ht_ring_header - write a record's header
 * @w: the writer
 * @old: mark before the record
 * @pos: where the record begins; behind @old's position if there is padding between
 * @word: type, flags and length as they are in memory, no number yet
 * @tsc: when
 *
 * Return: the record.
 */
static inline void *ht_ring_header(struct ht_ring_writer *w, __u64 old, __u32 pos, __u64 word,
				   __u64 tsc)
{
	struct ht_rec_hdr *hdr = (struct ht_rec_hdr *)(w->data + (pos & (w->size - 1)));

	/* Type, flags and length are one constant, and with the number one store. */
	word |= old & ~0xffffffffull;
	__builtin_memcpy(hdr, &word, sizeof(word));
	hdr->tsc = tsc;
	return hdr;
}

/**
 * ht_ring_reserve - begin a record
 * @w: this vCPU's writer; it has a ring
 * @type: enum ht_rec_type
 * @len: bytes of the record, a multiple of HT_REC_ALIGN, at most HT_REC_MAX_LEN
 *
 * Any context on that vCPU, NMI included; preemption is off until ht_ring_commit(), which has to
 * follow whatever this returns.
 *
 * Return: the record, its header complete; NULL when there is no room: it has been counted.
 */
static inline void *ht_ring_reserve(struct ht_ring_writer *w, __u8 type, __u32 len)
{
	__u64 old, tsc;
	__u32 pos;

	ht_store(&w->nest, ht_load(&w->nest) + 1);
	ht_barrier(); /* Whoever interrupts us from here on leaves publishing to us. */
	do {
		old = ht_load(&w->state);
		/* Inside: a record that slips in before us fails the exchange, and is earlier. */
		tsc = ht_rdtsc();
		pos = ht_mark_pos(old);
		/*
		 * Positions wrap where the data area ends: who stays clear of that can add number
		 * and length in one go.
		 */
		if (ht_unlikely((pos & (w->size - 1)) + len >= w->size) ||
		    ht_unlikely(pos + len - ht_load(&w->tail) > w->size))
			return ht_ring_reserve_slow(w, type, len);
	} while (ht_unlikely(!ht_local_cmpxchg(&w->state, old, old + HT_MARK_EVENT + len)));
	return ht_ring_header(w, old, pos, (__u64)len << 16 | type, tsc);
}

/**
 * ht_ring_commit - the record is complete; the outermost writer publishes
 * @w: this vCPU's writer
 *
 * Return: whether the host should be told (HT_HC_RING_DRAIN).
 */
static inline int ht_ring_commit(struct ht_ring_writer *w)
{
	__u32 nest = ht_load(&w->nest);
	__u64 state;

	if (ht_unlikely(nest > 1)) {
		ht_barrier(); /* The record is written before another takes us for finished. */
		ht_store(&w->nest, nest - 1);
		return 0;
	}
	for (;;) {
		state = ht_load(&w->state);
		/* Pairs with ht_ring_read(): records before head. */
		ht_store_release(&w->ring->head, state);
		ht_store(&w->nest, 0);
		ht_barrier();
		/*
		 * Whoever came after we read state saw us at work and did not publish. Whoever
		 * comes from here on publishes.
		 */
		if (ht_likely(ht_load(&w->state) == state))
			break;
		ht_store(&w->nest, 1);
		ht_barrier();
	}
	if (ht_likely((__s32)((__u32)(state >> w->bell_shift) - w->bell) < 0))
		return 0;
	return ht_ring_bell(w, state);
}

/**
 * enum ht_ring_fault - what a reader can find wrong with a ring, negated
 * @HT_RING_EHEAD: head is behind the reader, or more than the ring's size ahead
 * @HT_RING_EALIGN: head is no multiple of HT_REC_ALIGN
 * @HT_RING_ELEN: a record's length is less than a header, beyond HT_REC_MAX_LEN, or unaligned
 * @HT_RING_ECROSS: a record reaches over head, or over the end of the data
 * @HT_RING_EPAD: padding that does not reach to the end of the data, that head points into, that is
 *	longer than a record could need, or with more than its type and length in it
 * @HT_RING_ESEQ: a record's number is not behind that of the one before it, or not before head's;
 *	or head's is before that of a record already read
 */
enum ht_ring_fault {
	HT_RING_EHEAD = 1,
	HT_RING_EALIGN,
	HT_RING_ELEN,
	HT_RING_ECROSS,
	HT_RING_EPAD,
	HT_RING_ESEQ,
	HT_RING_FAULT_NR,
};

/**
 * struct ht_ring_reader - the reader's own side
 * @ring: the header, shared with somebody hostile
 * @data: the data, likewise
 * @size: bytes of it
 * @tail: position read to; the shared one is only written
 * @head: mark read last, after it was found good
 * @next_seq: the least number the next record may have
 */
struct ht_ring_reader {
	struct ht_ring *ring;
	const __u8 *data;
	__u32 size;
	__u32 tail;
	__u64 head;
	__u32 next_seq;
};

/**
 * struct ht_ring_chunk - whole records, copied
 * @len: bytes of them
 * @events: how many
 * @span: bytes they took in the ring, padding included
 * @first_seq: number of the first, if there is one
 * @end_seq: number behind the last
 */
struct ht_ring_chunk {
	__u32 len;
	__u32 events;
	__u32 span;
	__u32 first_seq;
	__u32 end_seq;
};

int ht_ring_reader_init(struct ht_ring_reader *r, void *mem, __u32 size);
int ht_ring_snapshot(struct ht_ring_reader *r);
int ht_ring_read(struct ht_ring_reader *r, void *buf, __u32 room, struct ht_ring_chunk *chunk);
void ht_ring_release(struct ht_ring_reader *r, const struct ht_ring_chunk *chunk);

#ifdef __cplusplus
}
#endif

#endif /* HYPERTRACE_RING_H */

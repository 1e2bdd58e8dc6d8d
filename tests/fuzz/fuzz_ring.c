// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fuzzing the reader of a ring. The input is a program for a hostile guest: it forges headers,
 * heads and records, and says what to overwrite with what at every moment at which a guest on
 * another CPU could: between the reader's steps, right after head was read, and right after the
 * copy was made. The reader may refuse what it finds; what it accepts has to hold, and stays as it
 * was.
 */
#include <stdlib.h>
#include <string.h>

#include <sanitizer/asan_interface.h>

#include <hypertrace/record.h>
#include <hypertrace/shared.h>

#include "fuzz.h"

static void guest_strikes(void);

/* The two moments inside of the reader. */
static inline __u64 load_and_strike(const __u64 *p)
{
	__u64 v = __atomic_load_n(p, __ATOMIC_ACQUIRE);

	guest_strikes();
	return v;
}

#undef ht_load_acquire
#undef ht_barrier
#define ht_load_acquire(p) load_and_strike(p)
#define ht_barrier() guest_strikes()

/* What is attacked: the real thing, or a broken copy to see that it is noticed. See mutants. */
#ifdef HT_FUZZ_MUTANT
#include HT_FUZZ_MUTANT
#else
#include "../../libhypercall/ring.c"
#endif

#define SIZES 3
#define BUF (HT_RING_MIN << (SIZES - 1))

/* The input, read from front to back; behind its end there are zeros. */
static struct {
	const __u8 *at, *end;
} input;

static __u64 take(__u32 bytes)
{
	__u64 v = 0;

	while (bytes--)
		v = v << 8 | (input.at < input.end ? *input.at++ : 0);
	return v;
}

/* The guest: where its next record goes. And the host: what it has copied. */
static struct ht_ring *ring;
static __u32 ring_size;
static __u64 mark;
static int in_host;
static struct ht_ring_reader reader;
static __u64 *copy;

static __u8 *place(__u32 pos)
{
	return (__u8 *)ring + HT_RING_HEADER + (pos & (ring_size - 1));
}

/* Up to 8 bytes, which do not go over the end. */
static void overwrite(__u32 pos, __u64 v, __u32 bytes)
{
	pos &= ring_size - 1;
	if (bytes > ring_size - pos)
		bytes = ring_size - pos;
	memcpy(place(pos), &v, bytes);
}

/* A record as it should be, or nearly: @how spoils one thing. */
static void forge_record(__u8 how)
{
	__u8 type = (__u8)take(1);
	__u32 len = HT_REC_ALIGN * (2 + (__u32)take(1) % 127), left;
	__u64 word = (mark & ~0xffffffffull) | len << 16 | type;

	left = ring_size - (ht_mark_pos(mark) & (ring_size - 1));
	if (left < len) {
		overwrite(ht_mark_pos(mark), (__u64)left << 16 | HT_REC_PAD, 8);
		mark = (mark & ~0xffffffffull) | (__u32)(ht_mark_pos(mark) + left);
	}
	if (how & 1)
		word ^= take(3) << 8;
	if (how & 2)
		word += (__u64)(__s8)take(1) << 32;
	overwrite(ht_mark_pos(mark), word, 8);
	memset(place(ht_mark_pos(mark)) + 8, 0, len - 8);
	mark = (mark & ~0xffffffffull) | (__u32)(ht_mark_pos(mark) + len);
	mark += HT_MARK_EVENT;
	if (!(how & 4))
		ring->head = mark;
}

static void forge_header(void)
{
	__u32 word = (__u32)take(1) % (sizeof(*ring) / 4), v = (__u32)take(4);

	memcpy((__u8 *)ring + word * 4, &v, sizeof(v));
}

/* One thing a guest does; its host is not disturbed. */
static void guest_acts(__u8 what)
{
	switch (what & 7) {
	case 0:
	case 1:
	case 2:
		forge_record(what >> 3);
		break;
	case 3:
		overwrite((__u32)take(2), take(8), 8);
		break;
	case 4:
		overwrite(ht_mark_pos(ring->head) - (__u32)take(2), take(2), 2);
		break;
	case 5:
		ring->head += (__u64)(__s64)(__s16)take(2);
		break;
	case 6:
		ring->head = take(8);
		break;
	case 7:
		forge_header();
		break;
	}
}

/* From inside the reader; not while the reader's helpers do the same for the writer. */
static void guest_strikes(void)
{
	__u8 what;

	if (!in_host)
		return;
	what = (__u8)take(1);
	if (what & 0x80)
		guest_acts(what);
}

/* What was accepted: whole records, one after the other, numbers rising. */
static void check_copy(const struct ht_ring_chunk *chunk, __u32 next)
{
	const __u8 *bytes = (const __u8 *)copy;
	__u32 at, events = 0;

	for (at = 0; at < chunk->len; events++) {
		const union ht_record *rec = (const void *)(bytes + at);
		struct ht_rec_hdr hdr = rec->hdr;

		HOLDS(hdr.len >= sizeof(hdr) && hdr.len <= HT_REC_MAX_LEN);
		HOLDS(hdr.len % HT_REC_ALIGN == 0 && hdr.len <= chunk->len - at);
		HOLDS(hdr.type != HT_REC_PAD);
		HOLDS((__s32)(hdr.seq - next) >= 0);
		HOLDS(events || hdr.seq == chunk->first_seq);
		next = hdr.seq + 1;
		ht_record_check(rec);
		at += hdr.len;
	}
	HOLDS(events == chunk->events);
	HOLDS(next == chunk->end_seq);
	HOLDS((__s32)(ht_mark_seq(reader.head) - next) >= 0);
}

/* Returns whether there may be more. */
static int read_one(void)
{
	__u32 room = HT_REC_MAX_LEN + (__u32)take(1) * 8, next = reader.next_seq;
	__u32 used = ht_mark_pos(reader.head) - reader.tail;
	struct ht_ring_chunk chunk;
	int ret;

	if (room > BUF)
		room = BUF;
	HOLDS(used <= reader.size);
	ASAN_UNPOISON_MEMORY_REGION(copy, BUF);
	ASAN_POISON_MEMORY_REGION((__u8 *)copy + room, BUF - room);
	in_host = 1;
	ret = ht_ring_read(&reader, copy, room, &chunk);
	in_host = 0;
	HOLDS(ret <= 1 && ret > -HT_RING_FAULT_NR);
	HOLDS(ret || !used);
	if (ret <= 0)
		return 0;
	HOLDS(chunk.len <= chunk.span && chunk.span <= used && chunk.span > 0);
	HOLDS(chunk.len <= room && chunk.span - chunk.len < HT_REC_MAX_LEN);
	HOLDS(chunk.span % HT_REC_ALIGN == 0);
	guest_acts((__u8)take(1));
	ASAN_POISON_MEMORY_REGION((__u8 *)copy + chunk.len, BUF - chunk.len);
	check_copy(&chunk, next);
	ht_ring_release(&reader, &chunk);
	HOLDS(ring->tail == reader.tail);
	HOLDS(ht_mark_pos(reader.head) - reader.tail == used - chunk.span);
	return 1;
}

/* As a host does: one look at head, then all of it, in a bounded number of pieces. */
static int drain(void)
{
	__u64 old = reader.head;
	__u32 rounds = 0;
	int ret;

	in_host = 1;
	ret = ht_ring_snapshot(&reader);
	in_host = 0;
	HOLDS(ret <= 0 && ret > -HT_RING_FAULT_NR);
	HOLDS(!ret || reader.head == old);
	HOLDS(ret || ht_mark_pos(reader.head) % HT_REC_ALIGN == 0);
	if (ret)
		return 0;
	while (read_one())
		HOLDS(++rounds <= reader.size / HT_REC_ALIGN);
	return ht_mark_pos(reader.head) == reader.tail;
}

/* A header that a reader takes, at a position and number of the input's choice. */
static int open_ring(void)
{
	static struct ht_ring *rings[SIZES];
	__u32 class = (__u32)take(1) % SIZES, i;

	if (!copy)
		copy = aligned_alloc(4096, BUF);
	for (i = 0; i < SIZES; i++)
		if (!rings[i])
			rings[i] = aligned_alloc(4096, HT_RING_HEADER + (HT_RING_MIN << i));
	ring = rings[class];
	ring_size = HT_RING_MIN << class;
	memset(ring, 0, sizeof(*ring));
	memset(place(0), (int)take(1), ring_size);
	ring->magic = HT_RING_MAGIC;
	ring->version = HT_RING_VERSION;
	ring->size = ring_size;
	mark = take(4) << 32 | (__u32)(take(2) * HT_REC_ALIGN - (1u << 16));
	ring->head = mark;
	ring->tail = ht_mark_pos(mark);
	return ht_ring_reader_init(&reader, ring, ring_size);
}

int LLVMFuzzerTestOneInput(const __u8 *data, size_t size)
{
	__u8 what;

	input.at = data;
	input.end = data + size;
	if (open_ring())
		abort();
	while (input.at < input.end) {
		what = (__u8)take(1);
		if (what < 0xc0) {
			guest_acts(what);
			continue;
		}
		/* A ring that was found broken is given up, and opened again by whoever dares. */
		if (!drain() && ht_ring_reader_init(&reader, ring, ring_size))
			break;
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A ring with both its ends, records whose content follows from their number, and a reader that
 * checks every byte of them: shared by the tests of the ring.
 */
#ifndef RING_FIXTURE_H
#define RING_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <hypertrace/ring.h>

#define ANY_TYPE HT_REC_USER_EVENT
#define HEADER ((__u32)sizeof(struct ht_rec_hdr))

/**
 * struct ring_fixture - one ring
 * @w: the writer
 * @r: the reader
 * @mem: header and data
 * @next: number that the next record read should have, unless some were lost
 * @read: records read
 * @lost: records found missing
 * @tsc: time of the last one
 */
struct ring_fixture {
	struct ht_ring_writer w;
	struct ht_ring_reader r;
	void *mem;
	__u32 next;
	__u64 read;
	__u64 lost;
	__u64 tsc;
};

/* As if @seq records in @pos bytes had been written and read. */
static inline void ring_open_at(struct ring_fixture *f, __u32 size, __u32 seq, __u32 pos)
{
	__u64 mark = (__u64)seq << 32 | pos;
	struct ht_ring *ring;

	memset(f, 0, sizeof(*f));
	f->mem = aligned_alloc(4096, HT_RING_HEADER + size);
	assert_non_null(f->mem);
	memset(f->mem, 0xaa, HT_RING_HEADER + size);
	ht_ring_writer_init(&f->w, f->mem, size);
	ring = f->mem;
	f->w.state = mark;
	f->w.tail = pos;
	ring->head = mark;
	ring->tail = pos;
	ht_ring_writer_policy(&f->w, 0);
	f->next = seq;
	assert_int_equal(ht_ring_reader_init(&f->r, f->mem, size), 0);
}

static inline void ring_close(struct ring_fixture *f)
{
	free(f->mem);
}

static inline struct ht_ring *ring_of(struct ring_fixture *f)
{
	return f->mem;
}

static inline __u8 pattern(__u32 seq, __u32 at)
{
	return (__u8)(seq * 31 + at);
}

/* Behind the header, which ht_ring_reserve() has written. */
static inline void ring_fill(struct ht_rec_hdr *hdr)
{
	__u8 *bytes = (__u8 *)hdr;
	__u32 i;

	for (i = HEADER; i < hdr->len; i++)
		bytes[i] = pattern(hdr->seq, i);
}

/* A whole record. Returns whether there was room; @bell, whether the host is to be told. */
static inline int ring_write_bell(struct ring_fixture *f, __u32 len, int *bell)
{
	struct ht_rec_hdr *hdr = ht_ring_reserve(&f->w, ANY_TYPE, len);

	if (hdr)
		ring_fill(hdr);
	*bell = ht_ring_commit(&f->w);
	return hdr != NULL;
}

static inline int ring_write(struct ring_fixture *f, __u32 len)
{
	int bell;

	return ring_write_bell(f, len, &bell);
}

/* Whole, as it was written, and after the one before it. */
static inline void ring_check_record(struct ring_fixture *f, const struct ht_rec_hdr *hdr)
{
	const __u8 *bytes = (const __u8 *)hdr;
	__u32 i;

	assert_int_equal(hdr->type, ANY_TYPE);
	assert_int_equal(hdr->flags, 0);
	for (i = HEADER; i < hdr->len; i++)
		assert_int_equal(bytes[i], pattern(hdr->seq, i));
	assert_true(hdr->tsc >= f->tsc);
	f->tsc = hdr->tsc;
	assert_true((__s32)(hdr->seq - f->next) >= 0);
	f->lost += hdr->seq - f->next;
	f->next = hdr->seq + 1;
	f->read++;
}

static inline void ring_check_chunk(struct ring_fixture *f, const __u8 *buf,
				    const struct ht_ring_chunk *chunk)
{
	__u32 at, events = 0;

	for (at = 0; at < chunk->len; at += ((const struct ht_rec_hdr *)(buf + at))->len) {
		const struct ht_rec_hdr *hdr = (const void *)(buf + at);

		if (!events++)
			assert_int_equal(hdr->seq, chunk->first_seq);
		ring_check_record(f, hdr);
	}
	assert_int_equal(at, chunk->len);
	assert_int_equal(events, chunk->events);
	assert_true(chunk->span >= chunk->len);
	if (events)
		assert_int_equal(f->next, chunk->end_seq);
}

/* All there is, in pieces of @room bytes; then what was lost behind it. */
static inline void ring_read_room(struct ring_fixture *f, __u32 room)
{
	struct ht_ring_chunk chunk;
	__u8 *buf = malloc(room);
	int ret;

	assert_non_null(buf);
	assert_int_equal(ht_ring_snapshot(&f->r), 0);
	for (;;) {
		ret = ht_ring_read(&f->r, buf, room, &chunk);
		assert_in_range(ret, 0, 1);
		if (!ret)
			break;
		assert_true(chunk.span > 0);
		assert_true(chunk.len <= room);
		ring_check_chunk(f, buf, &chunk);
		ht_ring_release(&f->r, &chunk);
	}
	free(buf);
	f->lost += ht_mark_seq(f->r.head) - f->next;
	f->next = ht_mark_seq(f->r.head);
}

static inline void ring_read(struct ring_fixture *f)
{
	ring_read_room(f, f->r.size);
}

#endif /* RING_FIXTURE_H */

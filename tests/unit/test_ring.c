// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring, while both sides behave: what is written is read, once, in order, whole; and what found
 * no room is counted to the record. Interruptions are in test_ring_nest.c, hostile writers in
 * test_ring_hostile.c.
 */
#include "ring_fixture.h"

#define TINY HT_RING_MIN

static void reads_what_was_written(void **state)
{
	struct ring_fixture f;
	struct ht_rec_hdr *hdr;
	__u64 before, after;

	ring_open_at(&f, TINY, 0, 0);
	before = ht_rdtsc();
	hdr = ht_ring_reserve(&f.w, ANY_TYPE, 48);
	after = ht_rdtsc();
	assert_non_null(hdr);
	assert_int_equal(hdr->type, ANY_TYPE);
	assert_int_equal(hdr->flags, 0);
	assert_int_equal(hdr->len, 48);
	assert_int_equal(hdr->seq, 0);
	assert_true(before <= hdr->tsc && hdr->tsc <= after);
	ring_fill(hdr);

	ring_read(&f); /* it is not there before it is committed */
	assert_int_equal(f.read, 0);
	assert_int_equal(ht_ring_commit(&f.w), 0);
	ring_read(&f);
	assert_int_equal(f.read, 1);
	assert_int_equal(ring_of(&f)->tail, 48);
	ring_read(&f);
	assert_int_equal(f.read, 1);
	assert_int_equal(f.lost, 0);
	ring_close(&f);
}

static void carries_every_length(void **state)
{
	struct ring_fixture f;
	__u32 len, n = 0;

	ring_open_at(&f, TINY, 0, 0);
	for (len = HEADER; len <= HT_REC_MAX_LEN; len += HT_REC_ALIGN) {
		assert_true(ring_write(&f, len));
		ring_read(&f);
		assert_int_equal(f.read, ++n);
	}
	assert_int_equal(f.lost, 0);
	ring_close(&f);
}

/* Every length, begun at every offset: each way that the end of the data can fall. */
static void pads_where_a_record_does_not_fit(void **state)
{
	struct ht_ring_chunk chunk;
	__u64 buf[TINY / 8];
	struct ring_fixture f;
	__u32 len, off, left;

	for (len = HEADER; len <= HT_REC_MAX_LEN; len += HT_REC_ALIGN) {
		for (off = TINY - HT_REC_MAX_LEN; off < TINY; off += HT_REC_ALIGN) {
			left = TINY - off;
			ring_open_at(&f, TINY, 7, off);
			assert_true(ring_write(&f, len));
			assert_int_equal(ht_ring_snapshot(&f.r), 0);
			assert_int_equal(ht_mark_pos(f.r.head) - off,
					 left < len ? left + len : len);
			if (left < len) {
				assert_int_equal(ht_ring_read(&f.r, buf, sizeof(buf), &chunk), 1);
				assert_int_equal(chunk.events, 0);
				assert_int_equal(chunk.len, 0);
				assert_int_equal(chunk.span, left);
				ht_ring_release(&f.r, &chunk);
			}
			ring_read(&f);
			assert_int_equal(f.read, 1);
			assert_int_equal(f.lost, 0);
			ring_close(&f);
		}
	}
}

static void goes_round_and_round(void **state)
{
	struct ring_fixture f;
	__u32 i, len;

	ring_open_at(&f, TINY, 0, 0);
	for (i = 0; i < 100000; i++) {
		len = HEADER +
		      i * 7919 % (HT_REC_MAX_LEN - HEADER + 1) / HT_REC_ALIGN * HT_REC_ALIGN;
		assert_true(ring_write(&f, len));
		if (i % 3 == 2)
			ring_read(&f);
	}
	ring_read(&f);
	assert_int_equal(f.read, 100000);
	assert_int_equal(f.lost, 0);
	ring_close(&f);
}

static void reads_in_small_pieces(void **state)
{
	struct ring_fixture f;
	__u32 i, n;

	ring_open_at(&f, 65536, 0, 0);
	for (n = i = 0; i < 20; i++) {
		while (ring_write(&f, HEADER + n * 88 % 1000 / 8 * 8))
			n++;
		n++;
		ring_read_room(&f, HT_REC_MAX_LEN + 8 * i + i % 8);
	}
	assert_int_equal(f.lost, 20);
	assert_int_equal(f.read, n - 20);
	ring_close(&f);
}

static void counts_what_finds_no_room(void **state)
{
	struct ring_fixture f;
	__u32 i;

	ring_open_at(&f, TINY, 0, 0);
	for (i = 0; i < TINY / 64; i++)
		assert_true(ring_write(&f, 64)); /* to the last byte */
	for (i = 0; i < 5; i++)
		assert_false(ring_write(&f, 16 + 8 * i));
	assert_int_equal(f.w.lost, 5);
	assert_int_equal(ring_of(&f)->lost, 5);
	assert_int_equal(ht_mark_seq(ring_of(&f)->head), 69); /* their numbers are known at once */
	assert_int_equal(ht_mark_pos(ring_of(&f)->head), TINY);
	ring_read(&f);
	assert_int_equal(f.read, 64);
	assert_int_equal(f.lost, 5);

	assert_true(ring_write(&f, 64));
	ring_read(&f);
	assert_int_equal(f.read, 65);
	assert_int_equal(f.lost, 5);
	assert_int_equal(f.next, 70);
	ring_close(&f);
}

/* The same losses, seen as a gap in front of a record. */
static void shows_losses_as_gaps(void **state)
{
	struct ht_ring_chunk chunk;
	__u64 buf[TINY / 8];
	struct ring_fixture f;

	ring_open_at(&f, TINY, 0, 0);
	while (ring_write(&f, 1024))
		;
	assert_int_equal(ht_ring_snapshot(&f.r), 0);
	assert_int_equal(ht_ring_read(&f.r, buf, HT_REC_MAX_LEN, &chunk), 1);
	ring_check_chunk(&f, (__u8 *)buf, &chunk);
	ht_ring_release(&f.r, &chunk);
	assert_true(ring_write(&f, 1024));
	assert_false(ring_write(&f, 16));
	ring_read(&f);
	assert_int_equal(f.read, 5);
	assert_int_equal(f.lost, 2);
	assert_int_equal(f.next, 7);
	ring_close(&f);
}

/* Padding needs room too, and a record that is lost for it leaves none behind. */
static void loses_without_padding(void **state)
{
	struct ring_fixture f;

	ring_open_at(&f, TINY, 0, TINY - 512);
	assert_true(ring_write(&f, 256));
	assert_true(ring_write(&f, 1024)); /* behind 256 bytes of padding */
	assert_true(ring_write(&f, 1024));
	assert_true(ring_write(&f, 1024));
	assert_false(ring_write(&f, 1024));
	assert_true(ring_write(&f, 256));
	assert_true(ring_write(&f, 256));
	assert_false(ring_write(&f, 16));
	ring_read(&f);
	assert_int_equal(f.read, 6);
	assert_int_equal(f.lost, 2);
	ring_close(&f);

	/* 512 bytes are free in all, 256 of them before the end: 264 do not fit, 256 do. */
	ring_open_at(&f, TINY, 0, TINY - 256);
	f.w.tail = TINY - 256 + 512 - TINY;
	ring_of(&f)->tail = f.w.tail;
	assert_false(ring_write(&f, 264));
	assert_int_equal(ht_mark_pos(f.w.state), TINY - 256);
	assert_true(ring_write(&f, 256));
	assert_int_equal(ht_mark_pos(f.w.state), TINY);
	ring_close(&f);
}

static void positions_wrap(void **state)
{
	struct ring_fixture f;
	__u32 len, i;

	/* A record that ends exactly there must not carry into the number. */
	ring_open_at(&f, TINY, 5, 0u - 64);
	assert_true(ring_write(&f, 64));
	assert_int_equal(ht_mark_seq(f.w.state), 6);
	assert_int_equal(ht_mark_pos(f.w.state), 0);
	ring_read(&f);
	assert_int_equal(f.read, 1);
	ring_close(&f);
	for (len = HEADER; len <= HT_REC_MAX_LEN; len += HT_REC_ALIGN) {
		ring_open_at(&f, TINY, 5, 0u - 2048);
		for (i = 0; i < 400; i++) {
			assert_true(ring_write(&f, len));
			ring_read(&f);
		}
		assert_int_equal(f.read, 400);
		assert_int_equal(f.lost, 0);
		assert_int_equal(f.next, 405);
		ring_close(&f);
	}
}

static void numbers_wrap(void **state)
{
	struct ring_fixture f;
	__u32 i;

	ring_open_at(&f, TINY, 0u - 100, 0u - 1024);
	for (i = 0; i < 200; i++) {
		if (i % 50 < 4)
			ring_read(&f);
		ring_write(&f, 128);
	}
	ring_read(&f);
	assert_int_equal(f.next, 100);
	assert_int_equal(f.read + f.lost, 200);
	assert_true(f.lost > 0);
	assert_int_equal(f.lost, f.w.lost);
	ring_close(&f);
}

/* A number that goes another way is missing here, and no reader takes that for a fault. */
static void leaves_numbers_to_others(void **state)
{
	struct ht_ring_writer none = { .state = 0 };
	struct ring_fixture f;

	assert_int_equal(ht_ring_number(&none), 0);
	assert_int_equal(ht_ring_number(&none), 1);
	ring_open_at(&f, TINY, 0, 0);
	assert_int_equal(ht_ring_number(&f.w), 0);
	assert_int_equal(ht_ring_number(&f.w), 1);
	assert_true(ring_write(&f, 64));
	ring_read(&f);
	assert_int_equal(f.read, 1);
	assert_int_equal(f.next, 3);
	ring_close(&f);
}

static void numbers_go_on_in_another_ring(void **state)
{
	struct ring_fixture f;

	ring_open_at(&f, TINY, 0, 0);
	assert_true(ring_write(&f, 64));
	ht_ring_writer_init(&f.w, f.mem, TINY);
	assert_int_equal(ht_mark_seq(f.w.state), 1);
	assert_int_equal(ht_mark_pos(f.w.state), 0);
	assert_true(ring_of(&f)->head == f.w.state);
	assert_true(ring_of(&f)->allow == ~0ull);
	assert_true(ring_of(&f)->want == 0);
	assert_int_equal(ht_ring_reader_init(&f.r, f.mem, TINY), 0);
	f.next = 1;
	assert_true(ring_write(&f, 64));
	ring_read(&f);
	assert_int_equal(f.next, 2);
	assert_int_equal(f.lost, 0);
	ring_close(&f);
}

static void another_reader_goes_on(void **state)
{
	struct ht_ring_chunk chunk;
	__u64 buf[TINY / 8];
	struct ring_fixture f;
	__u32 i;

	ring_open_at(&f, TINY, 0u - 2, 0u - 1000);
	for (i = 0; i < 10; i++)
		assert_true(ring_write(&f, 256));
	assert_int_equal(ht_ring_snapshot(&f.r), 0);
	assert_int_equal(ht_ring_read(&f.r, buf, HT_REC_MAX_LEN, &chunk), 1);
	ring_check_chunk(&f, (__u8 *)buf, &chunk);
	ht_ring_release(&f.r, &chunk);
	memset(&f.r, 0xff, sizeof(f.r));
	assert_int_equal(ht_ring_reader_init(&f.r, f.mem, TINY), 0);
	ring_read(&f);
	assert_int_equal(f.read, 10);
	assert_int_equal(f.lost, 0);
	ring_close(&f);
}

/* The first a reader hears may be a loss. */
static void begins_with_a_loss(void **state)
{
	struct ring_fixture f;
	__u32 i;

	ring_open_at(&f, TINY, 0, 0);
	for (i = 0; i < 1000; i++)
		ht_ring_number(&f.w);
	assert_true(ring_write(&f, 64));
	ring_read(&f);
	assert_int_equal(f.read, 1);
	assert_int_equal(f.lost, 1000);
	ring_close(&f);
}

static void rings_when_half_full(void **state)
{
	struct ring_fixture f;
	__u32 i;
	int bell;

	ring_open_at(&f, TINY, 0, 0u - 640);
	for (i = 1; i <= 320; i++) {
		assert_true(ring_write_bell(&f, 64, &bell));
		assert_int_equal(bell, i % 32 == 0);
		if (bell)
			ring_read(&f);
	}
	/* A host that comes by on its own need not be told, whatever is written in between. */
	ring_read(&f);
	for (i = 1; i <= 320; i++) {
		assert_true(ring_write_bell(&f, 64, &bell));
		assert_int_equal(bell, 0);
		if (i % 31 == 0)
			ring_read(&f);
	}
	ring_close(&f);
}

static void a_deaf_host_costs_a_bell_a_step(void **state)
{
	struct ring_fixture f;
	__u32 i, bells = 0;
	int bell;

	ring_open_at(&f, TINY, 0, 0);
	for (i = 0; i < 100000; i++) {
		ring_write_bell(&f, 64, &bell);
		bells += bell;
	}
	assert_int_equal(bells, 5); /* at 4, 5, 6, 7 and 8 eighths; then nothing moves */
	ring_read(&f);
	for (i = 1; i <= 32; i++) { /* and once it listens again, it is told again */
		ring_write_bell(&f, 64, &bell);
		assert_int_equal(bell, i == 32);
	}
	ring_close(&f);
}

static void rings_for_every_batch(void **state)
{
	struct ring_fixture f;
	__u32 i, bells = 0;
	int bell;

	ring_open_at(&f, TINY, 0u - 75, 0);
	ht_ring_writer_policy(&f.w, 10);
	for (i = 1; i <= 200; i++) {
		assert_true(ring_write_bell(&f, 16 + i % 8 * 8, &bell));
		assert_int_equal(bell, i % 10 == 0);
		if (bell)
			ring_read(&f);
	}
	for (i = 0; i < 10000; i++) { /* nobody reads: still one a batch, lost or not */
		ring_write_bell(&f, 64, &bell);
		bells += bell;
	}
	assert_int_equal(bells, 1000);
	ht_ring_writer_policy(&f.w, 1);
	ring_write_bell(&f, 64, &bell);
	assert_int_equal(bell, 1);
	ring_read(&f);
	ht_ring_writer_policy(&f.w, 0);
	for (i = 1; i <= 32; i++) {
		ring_write_bell(&f, 64, &bell);
		assert_int_equal(bell, i == 32);
	}
	ring_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_was_written),
		cmocka_unit_test(carries_every_length),
		cmocka_unit_test(pads_where_a_record_does_not_fit),
		cmocka_unit_test(goes_round_and_round),
		cmocka_unit_test(reads_in_small_pieces),
		cmocka_unit_test(counts_what_finds_no_room),
		cmocka_unit_test(shows_losses_as_gaps),
		cmocka_unit_test(loses_without_padding),
		cmocka_unit_test(positions_wrap),
		cmocka_unit_test(numbers_wrap),
		cmocka_unit_test(leaves_numbers_to_others),
		cmocka_unit_test(numbers_go_on_in_another_ring),
		cmocka_unit_test(another_reader_goes_on),
		cmocka_unit_test(begins_with_a_loss),
		cmocka_unit_test(rings_when_half_full),
		cmocka_unit_test(a_deaf_host_costs_a_bell_a_step),
		cmocka_unit_test(rings_for_every_batch),
	};

	return cmocka_run_group_tests_name("ring", tests, NULL, NULL);
}

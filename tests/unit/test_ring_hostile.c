// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring, when the writer is hostile: each thing that a reader can find wrong, by each kind of
 * value that makes it so. A reader must say what it found and touch nothing outside of the ring,
 * which is what the build with sanitizers checks.
 */
#include "ring_fixture.h"

#define TINY HT_RING_MIN
#define START (TINY - 2048u) /* where the reader stands: half a ring before the end of the data */
#define SEQ 100u

static int seen[HT_RING_FAULT_NR];

static void forge(struct ring_fixture *f)
{
	ring_open_at(f, TINY, SEQ, START);
	memset((__u8 *)f->mem + HT_RING_HEADER, 0, TINY);
}

static void put(struct ring_fixture *f, __u32 pos, __u8 type, __u32 len, __u32 seq)
{
	__u64 word = (__u64)seq << 32 | (len & 0xffff) << 16 | type;

	memcpy((__u8 *)f->mem + HT_RING_HEADER + pos % TINY, &word, sizeof(word));
}

static void publish(struct ring_fixture *f, __u32 seq, __u32 pos)
{
	ring_of(f)->head = (__u64)seq << 32 | pos;
}

static void snapshot_finds(struct ring_fixture *f, enum ht_ring_fault fault)
{
	__u64 head = f->r.head;

	assert_int_equal(ht_ring_snapshot(&f->r), -(int)fault);
	assert_true(f->r.head == head); /* the good one is kept */
	seen[fault] = 1;
}

/* The first fault there is, reading on as far as that. Returns how many records came before. */
static __u32 reads_until(struct ring_fixture *f, int fault)
{
	__u8 *buf = malloc(HT_REC_MAX_LEN);
	struct ht_ring_chunk chunk;
	__u32 events = 0, tail;
	int ret;

	assert_non_null(buf);
	assert_int_equal(ht_ring_snapshot(&f->r), 0);
	for (;;) {
		tail = f->r.tail;
		ret = ht_ring_read(&f->r, buf, HT_REC_MAX_LEN, &chunk);
		if (ret <= 0)
			break;
		events += chunk.events;
		ht_ring_release(&f->r, &chunk);
	}
	assert_int_equal(ret, -fault);
	assert_int_equal(f->r.tail, tail);
	assert_int_equal(ring_of(f)->tail, tail);
	free(buf);
	seen[fault] = 1;
	return events;
}

static void head_out_of_bounds(void **state)
{
	static const __u32 wrong[] = { START - 8,	   START - 1,
				       START - TINY,	   0,
				       START + TINY + 8,   START + TINY + 1,
				       START + (1u << 31), START - (1u << 31) };
	struct ring_fixture f;
	size_t i;

	forge(&f);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		publish(&f, SEQ, wrong[i]);
		snapshot_finds(&f, HT_RING_EHEAD);
	}
	publish(&f, SEQ, START + TINY);
	assert_int_equal(ht_ring_snapshot(&f.r), 0);
	ring_close(&f);
}

static void head_unaligned(void **state)
{
	struct ring_fixture f;
	__u32 i;

	forge(&f);
	for (i = 1; i < HT_REC_ALIGN; i++) {
		publish(&f, SEQ, START + i);
		snapshot_finds(&f, HT_RING_EALIGN);
	}
	ring_close(&f);
}

static void head_number_goes_back(void **state)
{
	struct ring_fixture f;

	forge(&f);
	assert_true(ring_write(&f, 64));
	ring_read(&f);
	publish(&f, SEQ, START + 64); /* with nothing new, so that no record shows it */
	snapshot_finds(&f, HT_RING_ESEQ);
	publish(&f, SEQ + (1u << 31) + 1, START + 64);
	snapshot_finds(&f, HT_RING_ESEQ);
	publish(&f, SEQ + 1, START + 64);
	assert_int_equal(ht_ring_snapshot(&f.r), 0);
	ring_close(&f);
}

static void lengths_that_no_record_has(void **state)
{
	static const __u32 wrong[] = { 0,    1,	   7,	 8,    15,   17,    20,	   23,
				       1020, 1025, 1032, 2048, 4096, 32768, 65528, 65535 };
	struct ring_fixture f;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		forge(&f);
		put(&f, START, ANY_TYPE, 64, SEQ);
		put(&f, START + 64, ANY_TYPE, wrong[i], SEQ + 1);
		publish(&f, SEQ + 2, START + 2048);
		assert_int_equal(reads_until(&f, HT_RING_ELEN), 0);
		ring_close(&f);
	}
}

static void records_over_head(void **state)
{
	struct ring_fixture f;
	__u32 left;

	for (left = 8; left < 64; left += 8) {
		forge(&f);
		put(&f, START, ANY_TYPE, 64, SEQ);
		publish(&f, SEQ + 1, START + left);
		assert_int_equal(reads_until(&f, HT_RING_ECROSS), 0);
		ring_close(&f);
	}
	forge(&f); /* behind a good piece */
	put(&f, START, ANY_TYPE, 1024, SEQ);
	put(&f, START + 1024, ANY_TYPE, 1024, SEQ + 1);
	publish(&f, SEQ + 2, START + 2040);
	assert_int_equal(reads_until(&f, HT_RING_ECROSS), 1);
	ring_close(&f);
}

static void records_over_the_end_of_the_data(void **state)
{
	struct ring_fixture f;
	__u32 left;

	for (left = 8; left < HT_REC_MAX_LEN; left += 8) {
		ring_open_at(&f, TINY, SEQ, TINY - left);
		put(&f, TINY - left, ANY_TYPE, HT_REC_MAX_LEN, SEQ);
		publish(&f, SEQ + 1, 2 * TINY - left);
		assert_int_equal(reads_until(&f, HT_RING_ECROSS), 0);
		ring_close(&f);
	}
}

/* Padding @left bytes before the data's end that says @flags, @len and @seq. */
static void padding(__u32 left, __u8 flags, __u32 len, __u32 seq, __u32 head, int fault)
{
	struct ring_fixture f;

	ring_open_at(&f, TINY, SEQ, TINY - left);
	put(&f, TINY - left, HT_REC_PAD, len, seq);
	((__u8 *)f.mem)[HT_RING_HEADER + TINY - left + 1] = flags;
	publish(&f, SEQ, head);
	assert_int_equal(reads_until(&f, fault), 0);
	ring_close(&f);
}

static void padding_that_pads_wrongly(void **state)
{
	static const __u32 wrong[] = { 0, 8, 16, 511, 504, 520, 513, 1024, 65528, 65535 };
	size_t i;
	__u32 head;

	padding(512, 0, 512, 0, TINY, 0);
	padding(8, 0, 8, 0, TINY, 0);
	padding(1016, 0, 1016, 0, TINY, 0);
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		padding(512, 0, wrong[i], 0, TINY + 512, HT_RING_EPAD);
	for (head = TINY - 512 + 8; head < TINY; head += 8)
		padding(512, 0, 512, 0, head, HT_RING_EPAD);
	padding(512, 0, 504, 0, TINY - 8, HT_RING_EPAD); /* as far as head */
	padding(512, 1, 512, 0, TINY, HT_RING_EPAD);
	padding(512, 0, 512, 1, TINY, HT_RING_EPAD);
	padding(512, 0, 512, SEQ, TINY, HT_RING_EPAD);
	padding(1024, 0, 1024, 0, TINY, HT_RING_EPAD);
	padding(TINY, 0, TINY, 0, TINY, HT_RING_EPAD);
}

/* In 128 KiB the length of padding does not fit its field, but it does fit the word. */
static void padding_that_overflows(void **state)
{
	struct ring_fixture f;
	__u64 word = (__u64)131072 << 16 | HT_REC_PAD;

	ring_open_at(&f, 131072, SEQ, 0);
	memcpy((__u8 *)f.mem + HT_RING_HEADER, &word, sizeof(word));
	publish(&f, SEQ + 10, 131072);
	assert_int_equal(reads_until(&f, HT_RING_EPAD), 0);
	ring_close(&f);
}

/* Two records, and head; @good of them are read before the fault. */
static void numbered(__u32 first, __u32 second, __u32 head, int fault)
{
	struct ring_fixture f;
	__u32 events;

	forge(&f);
	assert_true(ring_write(&f, 64));
	ring_read(&f); /* so that the reader knows SEQ + 1 comes next */
	put(&f, START + 64, ANY_TYPE, 64, first);
	put(&f, START + 128, ANY_TYPE, 64, second);
	publish(&f, head, START + 192);
	events = reads_until(&f, fault);
	assert_int_equal(events, fault ? 0 : 2);
	ring_close(&f);
}

static void numbers_out_of_order(void **state)
{
	const __u32 next = SEQ + 1;

	numbered(next, next + 1, next + 2, 0);
	numbered(next + 5, next + 9, next + 20, 0); /* losses are no fault */
	numbered(next, next, next + 2, HT_RING_ESEQ);
	numbered(next + 1, next, next + 2, HT_RING_ESEQ);
	numbered(next - 1, next, next + 2, HT_RING_ESEQ); /* one that has been read */
	numbered(0, 1, next + 2, HT_RING_ESEQ);
	numbered(next + (1u << 31), next + (1u << 31) + 1, next + 2, HT_RING_ESEQ);
	numbered(next, next + 1, next + 1, HT_RING_ESEQ); /* head does not know of it */
	numbered(next, next + 1, next, HT_RING_ESEQ);
	numbered(next, next + 0x7fffffff, next + 2, HT_RING_ESEQ);
}

/* Before anything is known of the numbers, they still have to be before head's, and rise. */
static void first_numbers_out_of_order(void **state)
{
	struct ring_fixture f;

	forge(&f);
	put(&f, START, ANY_TYPE, 64, SEQ + 1);
	publish(&f, SEQ + 1, START + 64);
	assert_int_equal(reads_until(&f, HT_RING_ESEQ), 0);
	ring_close(&f);
	forge(&f);
	put(&f, START, ANY_TYPE, 64, SEQ + (1u << 31));
	publish(&f, SEQ + 1, START + 64);
	assert_int_equal(reads_until(&f, HT_RING_ESEQ), 0);
	ring_close(&f);
}

/* What was checked once is not believed again later, since it is not read again. */
static void header_that_changes(void **state)
{
	struct ring_fixture f;
	struct ht_ring *ring;

	forge(&f);
	ring = f.mem;
	assert_true(ring_write(&f, 64));
	ring->magic = 0;
	ring->version = ~0u;
	ring->size = 1u << 31;
	ring->tail = ~0ull;
	ring->lost = ~0ull;
	memset(ring->pad0, 0xff, sizeof(ring->pad0));
	ring_read(&f);
	assert_int_equal(f.read, 1);
	assert_int_equal(f.lost, 0);
	assert_true(ring->tail == START + 64); /* the reader's own */
	ring_close(&f);
}

static void data_that_changes(void **state)
{
	struct ht_ring_chunk chunk;
	struct ring_fixture f;
	__u64 buf[TINY / 8];

	forge(&f);
	assert_true(ring_write(&f, 64));
	assert_int_equal(ht_ring_snapshot(&f.r), 0);
	publish(&f, 0, 3);
	assert_int_equal(ht_ring_read(&f.r, buf, sizeof(buf), &chunk), 1);
	memset((__u8 *)f.mem + HT_RING_HEADER, 0xff, TINY);
	ring_check_chunk(&f, (__u8 *)buf, &chunk);
	ht_ring_release(&f.r, &chunk);
	assert_int_equal(f.r.tail, START + 64);
	snapshot_finds(&f, HT_RING_EHEAD);
	ring_close(&f);
}

static void refused(struct ring_fixture *f, __u32 size)
{
	struct ht_ring_reader r;

	assert_int_equal(ht_ring_reader_init(&r, f->mem, size), -HT_EBADMSG);
}

static void accepted(struct ring_fixture *f)
{
	struct ht_ring_reader r;

	assert_int_equal(ht_ring_reader_init(&r, f->mem, TINY), 0);
}

/* Each with everything else as it should be. */
#define REFUSES(f, field, value)                                                                   \
	do {                                                                                       \
		__u64 good = ring_of(f)->field;                                                    \
		ring_of(f)->field = (value);                                                       \
		refused(f, TINY);                                                                  \
		ring_of(f)->field = good;                                                          \
		accepted(f);                                                                       \
	} while (0)

static void headers_that_are_wrong(void **state)
{
	struct ring_fixture f;

	forge(&f);
	REFUSES(&f, magic, 0);
	REFUSES(&f, magic, HT_RING_MAGIC ^ 1);
	REFUSES(&f, version, 0);
	REFUSES(&f, version, HT_RING_VERSION + 1);
	REFUSES(&f, size, 0);
	REFUSES(&f, size, 2 * TINY);
	REFUSES(&f, size, ~0u);
	refused(&f, 2 * TINY); /* the call says another size than the header */
	REFUSES(&f, tail, 1ull << 32 | START);
	REFUSES(&f, tail, START + 4);
	REFUSES(&f, tail, START + 8); /* head is behind it */
	REFUSES(&f, tail, START - TINY - 8); /* head is too far ahead */
	REFUSES(&f, head, (__u64)SEQ << 32 | (START - 8));
	REFUSES(&f, head, (__u64)SEQ << 32 | (START + TINY + 8));
	REFUSES(&f, head, (__u64)SEQ << 32 | (START + 4));
	ring_close(&f);
}

static void reserved_fields_that_are_used(void **state)
{
	struct ring_fixture f;
	size_t at;
	__u8 *byte;

	forge(&f);
	for (at = offsetof(struct ht_ring, pad0); at < sizeof(struct ht_ring); at++) {
		byte = (__u8 *)f.mem + at;
		if ((at >= 64 && at < 80) || (at >= 128 && at < 136) || (at >= 192 && at < 208))
			continue; /* head and lost, tail, allow and want */
		assert_int_equal(*byte, 0);
		*byte = 0x80;
		refused(&f, TINY);
		*byte = 0;
		accepted(&f);
	}
	ring_close(&f);
}

/* The last test: the others have left nothing out. */
static void every_fault_was_seen(void **state)
{
	int fault;

	for (fault = 0; fault < HT_RING_FAULT_NR; fault++)
		assert_true(seen[fault]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head_out_of_bounds),
		cmocka_unit_test(head_unaligned),
		cmocka_unit_test(head_number_goes_back),
		cmocka_unit_test(lengths_that_no_record_has),
		cmocka_unit_test(records_over_head),
		cmocka_unit_test(records_over_the_end_of_the_data),
		cmocka_unit_test(padding_that_pads_wrongly),
		cmocka_unit_test(padding_that_overflows),
		cmocka_unit_test(numbers_out_of_order),
		cmocka_unit_test(first_numbers_out_of_order),
		cmocka_unit_test(header_that_changes),
		cmocka_unit_test(data_that_changes),
		cmocka_unit_test(headers_that_are_wrong),
		cmocka_unit_test(reserved_fields_that_are_used),
		cmocka_unit_test(every_fault_was_seen),
	};

	return cmocka_run_group_tests_name("ring_hostile", tests, NULL, NULL);
}

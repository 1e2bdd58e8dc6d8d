// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a guest can write into its ring: things that end the ring, and nothing else; things that
 * cost a record, and not the ring; things that do no harm.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ring_vm.h"

/* Where every forged ring stands: one good record has been read. */
#define POS RECORD
#define SEQ 1u

static void head_behind_tail(struct ht_ring *ring)
{
	publish(ring, SEQ, 0);
}

static void head_too_far(struct ht_ring *ring)
{
	publish(ring, SEQ + 1, POS + TINY + 8);
}

static void head_far_behind(struct ht_ring *ring)
{
	publish(ring, SEQ + 1, POS + (1u << 31));
}

static void head_unaligned(struct ht_ring *ring)
{
	publish(ring, SEQ + 1, POS + 12);
}

static void head_number_back(struct ht_ring *ring)
{
	publish(ring, SEQ - 1, POS);
}

static void head_number_far_back(struct ht_ring *ring)
{
	publish(ring, SEQ + (1u << 31), POS);
}

static void length(struct ht_ring *ring, __u32 len)
{
	put(ring, POS, HT_REC_FUNC_ENTRY, len, SEQ);
	publish(ring, SEQ + 1, POS + 2048);
}

static void length_0(struct ht_ring *ring)
{
	length(ring, 0);
}

static void length_8(struct ht_ring *ring)
{
	length(ring, 8);
}

static void length_odd(struct ht_ring *ring)
{
	length(ring, 33);
}

static void length_of_four(struct ht_ring *ring)
{
	length(ring, 36);
}

static void length_beyond(struct ht_ring *ring)
{
	length(ring, HT_REC_MAX_LEN + 8);
}

static void length_huge(struct ht_ring *ring)
{
	length(ring, 0xfff8);
}

static void over_head(struct ht_ring *ring)
{
	put(ring, POS, HT_REC_FUNC_ENTRY, RECORD, SEQ);
	publish(ring, SEQ + 1, POS + RECORD - 8);
}

/* As far as 992 bytes before the end of the data. Returns the position. */
static __u32 near_the_end(struct ht_ring *ring)
{
	__u32 i;

	for (i = 0; i < 3; i++)
		put(ring, POS + i * 1024, HT_REC_USER_EVENT, 1024, SEQ + i);
	return POS + 3 * 1024;
}

static void over_the_end(struct ht_ring *ring)
{
	__u32 pos = near_the_end(ring);

	put(ring, pos, HT_REC_USER_EVENT, 1024, SEQ + 3);
	publish(ring, SEQ + 4, pos + 1024);
}

static void padding(struct ht_ring *ring, __u8 flags, __u32 len, __u32 seq)
{
	__u32 pos = near_the_end(ring);

	put(ring, pos, HT_REC_PAD, len, seq);
	((__u8 *)ring)[HT_RING_HEADER + pos + 1] = flags;
	publish(ring, SEQ + 3, TINY);
}

static void padding_short(struct ht_ring *ring)
{
	padding(ring, 0, 984, 0);
}

static void padding_long(struct ht_ring *ring)
{
	padding(ring, 0, 1000, 0);
}

static void padding_0(struct ht_ring *ring)
{
	padding(ring, 0, 0, 0);
}

static void padding_numbered(struct ht_ring *ring)
{
	padding(ring, 0, 992, SEQ + 3);
}

static void padding_flagged(struct ht_ring *ring)
{
	padding(ring, 1, 992, 0);
}

static void padding_beyond_head(struct ht_ring *ring)
{
	padding(ring, 0, 992, 0);
	publish(ring, SEQ + 3, TINY - 8);
}

static void padding_too_much(struct ht_ring *ring)
{
	put(ring, POS, HT_REC_PAD, TINY - POS, 0);
	publish(ring, SEQ, TINY);
}

static void numbers(struct ht_ring *ring, __u32 first, __u32 second)
{
	put(ring, POS, HT_REC_FUNC_ENTRY, RECORD, first);
	put(ring, POS + RECORD, HT_REC_FUNC_ENTRY, RECORD, second);
	publish(ring, SEQ + 2, POS + 2 * RECORD);
}

static void number_read_before(struct ht_ring *ring)
{
	numbers(ring, SEQ - 1, SEQ);
}

static void number_twice(struct ht_ring *ring)
{
	numbers(ring, SEQ, SEQ);
}

static void number_back(struct ht_ring *ring)
{
	numbers(ring, SEQ + 1, SEQ);
}

static void number_beyond_head(struct ht_ring *ring)
{
	numbers(ring, SEQ, SEQ + 2);
}

static void number_far_ahead(struct ht_ring *ring)
{
	numbers(ring, SEQ, SEQ + (1u << 31));
}

static const struct {
	const char *name;
	void (*forge)(struct ht_ring *ring);
} faults[] = {
	{ "head behind tail", head_behind_tail },
	{ "head more than the ring ahead", head_too_far },
	{ "head half the world away", head_far_behind },
	{ "head that is no record's", head_unaligned },
	{ "head's number goes back", head_number_back },
	{ "head's number goes far back", head_number_far_back },
	{ "length 0", length_0 },
	{ "length less than a header", length_8 },
	{ "odd length", length_odd },
	{ "length that is no multiple of 8", length_of_four },
	{ "length beyond the limit", length_beyond },
	{ "length beyond everything", length_huge },
	{ "record over head", over_head },
	{ "record over the end of the data", over_the_end },
	{ "padding that ends too early", padding_short },
	{ "padding that ends too late", padding_long },
	{ "padding of length 0", padding_0 },
	{ "padding with a number", padding_numbered },
	{ "padding with a flag", padding_flagged },
	{ "padding that head points into", padding_beyond_head },
	{ "padding instead of data", padding_too_much },
	{ "number that was read before", number_read_before },
	{ "number twice", number_twice },
	{ "numbers going back", number_back },
	{ "number beyond head's", number_beyond_head },
	{ "number half the world away", number_far_ahead },
};

/* The exit that brings the doorbell drains a little, too, and so finds the fault before it. */
static void fault_ends_ring(const char *name, void (*forge)(struct ht_ring *ring))
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 1);
	ring = ring_ready(&g, 0, TINY, HT_RING_BATCH);
	put_many(ring, 0, 1);
	must(ring_drain(&g, 0) == 0, "HT_HC_RING_DRAIN");
	forge(ring);
	is(ring_drain(&g, 0), -HT_ENXIO, "%s: the ring is given up", name);
	counts(&g, name, "faults", 1, "emitted", 1, "drained_bytes", RECORD, "enxio", 1, "rings",
	       1);
	memset(ring + 1, 0, HT_RING_HEADER + TINY - sizeof(*ring));
	publish(ring, SEQ, POS);
	put_many(ring, SEQ, 1);
	is(ring_drain(&g, 0), -HT_ENXIO, "%s: and not read again when it looks good", name);
	is(call(&g, 0, HT_HC_RING_DRAIN, HT_RING_ALL, 0, 0), 0, "%s: not with all, either", name);
	counts(&g, name, "faults", 1, "emitted", 1);
	is(ring_open(&g, 0, RING(0), TINY, HT_RING_BATCH), 0, "%s: until it is opened anew", name);
	ring_drain(&g, 0);
	counts(&g, name, "faults", 1, "emitted", 2, "lost_guest", 0, "rings", 1);
	guest_destroy(&g);
}

/* The doorbell itself finds it, and says so. What came before has been read. */
static void fault_behind_good_records(void)
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 2);
	ring = ring_ready(&g, 0, 16 * TINY, HT_RING_BATCH);
	put_many(ring, 0, 1000);
	put(ring, 1000 * RECORD, HT_REC_FUNC_ENTRY, 0, 1000);
	publish(ring, 1001, 1001 * RECORD);
	is(ring_drain(&g, 0), -HT_ENXIO, "a fault behind good records: the doorbell says so");
	/* Pieces of 120 records: the last one has the fault in it. */
	counts(&g, "the records are read, but for the piece it is in", "emitted", 960, "faults", 1);
	is(ring_drain(&g, 0), -HT_ENXIO, "and the ring is given up");
	is(ring_close(&g, 0), 0, "it can be closed");
	is(ring_drain(&g, 0), -HT_ENXIO, "once");
	ring_ready(&g, 0, TINY, 0);
	counts(&g, "and another one opened", "rings", 1, "faults", 1);
	guest_destroy(&g);
}

static void fault_of_one_vcpu(void)
{
	struct guest g;
	int i;

	guest_create(&g, 2);
	for (i = 0; i < 2; i++)
		put_many(ring_ready(&g, i, TINY, HT_RING_BATCH), 0, 3);
	publish(ring_at(&g, RING(0)), 0, 4);
	is(call(&g, 0, HT_HC_RING_DRAIN, HT_RING_ALL, 0, 0), 0, "one vCPU's ring is broken");
	counts(&g, "the other's is read", "emitted", 3, "faults", 1);
	is(ring_drain(&g, 1), 0, "and goes on");
	guest_destroy(&g);
}

/* A record in the middle of good ones that is not what it should be. */
static const struct {
	const char *name;
	__u8 type, flags;
	__u16 len;
	__u32 at; /* eight bytes of the record are @value */
	__u64 value;
} invalid[] = {
	{ "type 0", HT_REC_NONE, 0, 32, 16, 0 },
	{ "the first unknown type", HT_REC_END, 0, 32, 16, 0 },
	{ "the last unknown type", HT_REC_PAD - 1, 0, 1024, 16, 0 },
	{ "a flag", HT_REC_FUNC_ENTRY, 1, 32, 16, 0 },
	{ "a record shorter than its type", HT_REC_FUNC_ENTRY, 0, 24, 16, 0 },
	{ "a record longer than its type", HT_REC_FUNC_ENTRY, 0, 40, 16, 0 },
	{ "a reserved field", HT_REC_IRQ_ENTRY, 0, 40, 20, 1 },
	{ "text longer than its record", HT_REC_USER_EVENT, 0, 32, 28, 8 },
	{ "text much longer than its record", HT_REC_USER_EVENT, 0, 32, 28, 0xffff },
	{ "text shorter than its record", HT_REC_USER_EVENT, 0, 48, 28, 0 },
	{ "unprintable text", HT_REC_USER_EVENT, 0, 40, 28, 4 },
	{ "padding that is not zero", HT_REC_USER_EVENT, 0, 40, 28, 0x616100000001 },
	{ "a start in the middle", HT_REC_GUEST_START, 0, 32, 16, HT_ABI_VERSION },
};

static void invalid_record(size_t i)
{
	struct ht_ring *ring;
	struct guest g;
	__u8 *rec;

	guest_create(&g, 1);
	ring = ring_ready(&g, 0, TINY, HT_RING_BATCH);
	rec = (__u8 *)ring + HT_RING_HEADER + RECORD;
	put(ring, 0, HT_REC_FUNC_ENTRY, RECORD, 0);
	put(ring, RECORD, invalid[i].type, invalid[i].len, 1);
	rec[1] = invalid[i].flags;
	memcpy(rec + invalid[i].at, &invalid[i].value, 8);
	put(ring, RECORD + invalid[i].len, HT_REC_FUNC_EXIT, RECORD, 2);
	publish(ring, 3, 2 * RECORD + invalid[i].len);
	is(ring_drain(&g, 0), 0, "%s", invalid[i].name);
	counts(&g, "is dropped and counted, its neighbours are traced", "traced", 2, "lost", 1,
	       "lost_invalid", 1, "emitted", 3, "faults", 0);
	guest_destroy(&g);
}

static void harmless(void)
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 1);
	ring = ring_ready(&g, 0, TINY, HT_RING_BATCH);
	put_many(ring, 0, 4);
	ring->tail = ~0ull;
	is(ring_drain(&g, 0), 0, "tail overwritten: no matter");
	ok(ring->tail == 4 * RECORD, "the host has its own, and writes it");
	ring->tail = 0;
	put_many(ring, 4, 4);
	ring_drain(&g, 0);
	counts(&g, "nothing is read twice or missed", "emitted", 8, "lost_guest", 0,
	       "drained_bytes", 8 * RECORD);
	ring->magic = 0;
	ring->version = ~0u;
	ring->lost = ~0ull;
	memset(ring->pad0, 0xff, sizeof(ring->pad0));
	ring->allow = ring->want = 0;
	put_many(ring, 8, 4);
	ring->size = 1u << 31;
	is(ring_drain(&g, 0), 0, "header overwritten once the ring is open: no matter");
	counts(&g, "the host knows what it was", "emitted", 12, "faults", 0, "lost_guest", 0);
	guest_destroy(&g);
}

/* Numbers may be missing: a guest that lies about how many spoils its own counters only. */
static void lies_about_losses(void)
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 1);
	ring = ring_ready(&g, 0, TINY, HT_RING_BATCH);
	put_many(ring, 0, 1);
	ring_drain(&g, 0);
	publish(ring, 0x70000000, ht_mark_pos(ring->head));
	is(ring_drain(&g, 0), 0, "head says that two billion are missing");
	counts(&g, "so they are", "lost_guest", 0x6fffffff, "faults", 0);
	ok(counter(&g, "emitted") == counter(&g, "traced") + counter(&g, "lost"),
	   "emitted = traced + lost");
	guest_destroy(&g);
}

void test_content(void)
{
	size_t i;

	for (i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		fault_ends_ring(faults[i].name, faults[i].forge);
	fault_behind_good_records();
	fault_of_one_vcpu();
	for (i = 0; i < sizeof(invalid) / sizeof(invalid[0]); i++)
		invalid_record(i);
	harmless();
	lies_about_losses();
}

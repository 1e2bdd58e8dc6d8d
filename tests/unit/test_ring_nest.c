// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring, interrupted. A writer touches what it shares with its interrupts and its reader in a
 * few steps. Here every such step is a place where an "interrupt" may strike that writes a record
 * of its own, itself struck at one of its steps by an "NMI", while the host reads at one of theirs.
 * All combinations are tried: the code is the real one, with a call in front of each step.
 *
 * What it shows: whatever is published is whole, in order of numbers and times; when the last one
 * is done, all is published; and emitted = read + lost, to the record.
 */
#include <hypertrace/shared.h>

static void step(void);

#undef ht_load
#undef ht_store
#undef ht_load_acquire
#undef ht_store_release
#define ht_load(p) (step(), __atomic_load_n(p, __ATOMIC_RELAXED))
#define ht_store(p, v) (step(), __atomic_store_n(p, v, __ATOMIC_RELAXED))
#define ht_load_acquire(p) (step(), __atomic_load_n(p, __ATOMIC_ACQUIRE))
#define ht_store_release(p, v) (step(), __atomic_store_n(p, v, __ATOMIC_RELEASE))
#define ht_local_cmpxchg(p, old, new_value) (step(), (ht_local_cmpxchg)(p, old, new_value))
#define ht_local_fetch_add(p, v) (step(), (ht_local_fetch_add)(p, v))
#define ht_rdtsc() (step(), ++ticks)

static __u64 ticks;

#include "../../libhypercall/ring.c"
#include "ring_fixture.h"

#define TINY HT_RING_MIN
#define LEVELS 3 /* task, interrupt, NMI */

/* One run: at which of its steps each level is struck, and at whose which step the host reads. */
static struct {
	struct ring_fixture f;
	__u32 strike[LEVELS]; /* the step at which the next level comes */
	__u32 host_level, host_step;
	__u32 len[LEVELS];
	__u32 level;
	__u32 at[LEVELS]; /* steps taken */
	__u32 emitted;
	__u64 head; /* as last seen */
	int reading;
} run;

static void write_one(void)
{
	struct ht_rec_hdr *hdr;

	run.at[run.level] = 0;
	hdr = ht_ring_reserve(&run.f.w, ANY_TYPE, run.len[run.level]);
	run.emitted++;
	step(); /* and in the middle of filling it */
	if (hdr)
		ring_fill(hdr);
	ht_ring_commit(&run.f.w);
}

static void host_reads(void)
{
	run.reading = 1;
	ring_read(&run.f);
	run.reading = 0;
}

static void step(void)
{
	__u64 head;
	__u32 at;

	if (run.reading || !run.f.r.ring)
		return;
	head = ring_of(&run.f)->head;
	assert_true((__s32)(ht_mark_pos(head) - ht_mark_pos(run.head)) >= 0);
	assert_true((__s32)(ht_mark_seq(head) - ht_mark_seq(run.head)) >= 0);
	run.head = head;
	at = run.at[run.level]++;
	if (run.level == run.host_level && at == run.host_step)
		host_reads();
	if (run.level + 1 < LEVELS && at == run.strike[run.level]) {
		run.level++;
		write_one();
		run.level--;
	}
}

static void run_once(__u32 size, __u32 seq, __u32 pos, __u32 unread)
{
	__u32 used;

	memset(&run.f, 0, sizeof(run.f));
	memset(run.at, 0, sizeof(run.at));
	run.emitted = run.level = 0;
	run.reading = 1;
	ring_open_at(&run.f, size, seq, pos);
	for (used = 0; used < unread; used += 64) { /* what the host has not read yet */
		assert_true(ring_write(&run.f, 64));
		run.emitted++;
	}
	run.head = ring_of(&run.f)->head;
	run.reading = 0;
	write_one();

	assert_true(ring_of(&run.f)->head == run.f.w.state);
	assert_int_equal(run.f.w.nest, 0);
	assert_int_equal(ht_mark_seq(run.f.w.state), seq + run.emitted);
	host_reads();
	assert_int_equal(run.f.read + run.f.lost, run.emitted);
	assert_int_equal(run.f.lost, run.f.w.lost);
	assert_int_equal(run.f.lost, ring_of(&run.f)->lost);
	ring_close(&run.f);
}

/* At each step of the task, with the NMI at each step of the interrupt, and the host at any. */
static void every_way(__u32 size, __u32 seq, __u32 pos, __u32 unread)
{
	__u32 *task = &run.strike[0], *irq = &run.strike[1], most = 0;

	for (*task = 0; *task <= run.at[0]; ++*task) {
		run.at[1] = 0;
		for (*irq = 0; *irq <= run.at[1]; ++*irq) {
			for (run.host_level = 0; run.host_level < LEVELS; run.host_level++) {
				run.at[run.host_level] = 0;
				for (run.host_step = 0; run.host_step <= run.at[run.host_level];
				     run.host_step++) {
					run_once(size, seq, pos, unread);
					if (run.at[0] > most)
						most = run.at[0];
				}
			}
		}
	}
	assert_true(most > 10); /* the steps are there to be struck */
	assert_true(*task > 10);
	memset(run.at, 0, sizeof(run.at));
}

static void lengths(__u32 task, __u32 irq, __u32 nmi)
{
	run.len[0] = task;
	run.len[1] = irq;
	run.len[2] = nmi;
}

static void with_room(void **state)
{
	lengths(48, 32, 64);
	every_way(TINY, 0, 0, 0);
	assert_int_equal(run.f.lost, 0);
}

static void at_the_end_of_the_data(void **state)
{
	lengths(48, 32, 64);
	every_way(TINY, 0, TINY - 64, 0); /* the second pads */
	lengths(64, 64, 24);
	every_way(TINY, 0, TINY - 64, 0); /* the first ends there */
	lengths(1024, 16, 16);
	every_way(TINY, 9, TINY - 24, 0); /* the first pads, or the second */
}

static void where_everything_wraps(void **state)
{
	lengths(48, 32, 64);
	every_way(TINY, 0u - 1, 0u - 64, 0);
	lengths(64, 16, 48);
	every_way(TINY, 0u - 2, 0u - 64, 0);
}

static void with_no_room(void **state)
{
	lengths(48, 48, 48);
	every_way(TINY, 0, 0, TINY);
}

/* Room for one or two of the three. The host may make more at any moment. */
static void with_little_room(void **state)
{
	lengths(64, 16, 48);
	every_way(TINY, 0, 0, TINY - 64);
	lengths(128, 128, 64);
	every_way(TINY, 0u - 70, 0u - 128, TINY - 192);
}

/* An interrupt is left to the writer below it to publish, and so is its bell. */
static void nested_records_wait_for_the_first(void **state)
{
	struct ht_rec_hdr *outer, *inner;
	struct ring_fixture f;

	memset(&run.f, 0, sizeof(run.f));
	ring_open_at(&f, TINY, 0, 0);
	ht_ring_writer_policy(&f.w, 2);
	outer = ht_ring_reserve(&f.w, ANY_TYPE, 48);
	inner = ht_ring_reserve(&f.w, ANY_TYPE, 32);
	assert_int_equal(outer->seq, 0);
	assert_int_equal(inner->seq, 1);
	assert_true(inner->tsc > outer->tsc);
	ring_fill(inner);
	assert_int_equal(ht_ring_commit(&f.w), 0);
	assert_true(ring_of(&f)->head == 0);
	ring_read(&f);
	assert_int_equal(f.read, 0);
	ring_fill(outer);
	assert_int_equal(ht_ring_commit(&f.w), 1);
	ring_read(&f);
	assert_int_equal(f.read, 2);
	ring_close(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nested_records_wait_for_the_first),
		cmocka_unit_test(with_room),
		cmocka_unit_test(at_the_end_of_the_data),
		cmocka_unit_test(where_everything_wraps),
		cmocka_unit_test(with_no_room),
		cmocka_unit_test(with_little_room),
	};

	return cmocka_run_group_tests_name("ring_nest", tests, NULL, NULL);
}

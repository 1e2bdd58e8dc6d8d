// SPDX-License-Identifier: GPL-2.0-only
/*
 * Everything changes while it is read: a thread writes good records and all kinds of nonsense into
 * the rings of two vCPUs, whose threads have them drained, and opened again when they have been
 * given up, while the host comes by on its own.
 */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ring_vm.h"

#define SIZE (16 * TINY)
#define TENTHS 20 /* of a second */

static struct guest guest;
static bool stop;

static bool stopped(void)
{
	return __atomic_load_n(&stop, __ATOMIC_RELAXED);
}

/* Good as long as nobody else writes: reads back what the other writers left. */
static void good_records(struct ht_ring *ring, __u32 n)
{
	__u64 head = ht_load(&ring->head);
	__u32 pos = ht_mark_pos(head) & ~(RECORD - 1), seq = ht_mark_seq(head), i;
	struct ht_rec_hdr hdr = { .type = HT_REC_FUNC_ENTRY, .len = RECORD };

	for (i = 0; i < n; i++, pos += RECORD) {
		hdr.seq = seq + i;
		memcpy((__u8 *)ring + HT_RING_HEADER + (pos & (SIZE - 1)), &hdr, sizeof(hdr));
	}
	publish(ring, seq + n, pos);
}

static void scribble(struct ht_ring *ring, unsigned int *seed)
{
	__u64 *words = (__u64 *)ring;
	__u32 r = (__u32)rand_r(seed), where = HT_RING_HEADER / 8 + r % (SIZE / 8);

	switch (rand_r(seed) % 64) {
	case 0:
		ht_store(&ring->head, (__u64)rand_r(seed) << 32 | r);
		break;
	case 1:
		ht_store(&ring->head, ring->head + (r % 256) * 8);
		break;
	case 2:
		ht_store(&ring->tail, (__u64)r);
		break;
	case 3:
		ht_store(&words[r % (HT_RING_HEADER / 8)], (__u64)r);
		break;
	case 4 ... 9:
		ht_store(&words[where], (__u64)r << 32 | r);
		break;
	default:
		good_records(ring, 1 + r % 64);
	}
}

static void *scribbler(void *unused)
{
	unsigned int seed = 1;

	while (!stopped()) {
		scribble(ring_at(&guest, RING(0)), &seed);
		scribble(ring_at(&guest, RING(1)), &seed);
		usleep(10);
	}
	return unused;
}

/* Returns how many of its calls were refused. */
static void *drainer(void *number)
{
	int vcpu = (int)(long)number;
	unsigned int seed = (unsigned int)vcpu;
	long refusals = 0, ret;

	while (!stopped()) {
		ret = ring_drain(&guest, vcpu);
		refusals += ret != 0;
		if (!ret)
			continue;
		ring_format(&guest, RING(vcpu), SIZE);
		ret = ring_open(&guest, vcpu, RING(vcpu), SIZE, rand_r(&seed) & HT_RING_BATCH);
		refusals += ret != 0;
	}
	return (void *)refusals;
}

static void watch(void)
{
	bool answered = true;
	int i;

	for (i = 0; i < TENTHS; i++) {
		usleep(100000);
		answered = others_answered() && answered;
	}
	ok(answered, "scribbling: other VMs are answered all the time");
}

static void sums(long refusals)
{
	ok(counter(&guest, "faults") > 0 && counter(&guest, "emitted") > 0,
	   "scribbling: rings were read, and rings were given up");
	is(counter(&guest, "rejected"), refusals, "scribbling: every refusal is counted");
	is(counter(&guest, "emitted"), counter(&guest, "traced") + counter(&guest, "lost"),
	   "scribbling: emitted = traced + lost");
	is(counter(&guest, "lost"),
	   counter(&guest, "lost_guest") + counter(&guest, "lost_rate") +
		   counter(&guest, "lost_quota") + counter(&guest, "lost_invalid") +
		   counter(&guest, "lost_untraced"),
	   "scribbling: every loss has its reason");
	ok(counter(&guest, "drained_bytes") <= counter(&guest, "drains") * SIZE,
	   "scribbling: no visit read more than a ring");
}

void test_scribble(void)
{
	pthread_t threads[3];
	void *refusals[2];
	long before;
	long i;

	guest_create(&guest, 2);
	for (i = 0; i < 2; i++) {
		ring_ready(&guest, (int)i, SIZE, 0);
		must(!pthread_create(&threads[i], NULL, drainer, (void *)i), "pthread_create");
	}
	must(!pthread_create(&threads[2], NULL, scribbler, NULL), "pthread_create");
	watch();
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(threads[2], NULL);
	for (i = 0; i < 2; i++)
		pthread_join(threads[i], &refusals[i]);
	sums((long)refusals[0] + (long)refusals[1]);
	is(call(&guest, 0, HT_HC_RING_CLOSE, HT_RING_ALL, 0, 0), 0, "scribbling: rings close");
	before = counter(&guest, "drained_bytes");
	ring_ready(&guest, 0, SIZE, HT_RING_BATCH);
	put_many(ring_at(&guest, RING(0)), 0, 50);
	is(ring_drain(&guest, 0), 0, "scribbling: the next ring is as good as any");
	is(counter(&guest, "drained_bytes") - before, 50 * RECORD, "scribbling: and is read");
	guest_destroy(&guest);
}

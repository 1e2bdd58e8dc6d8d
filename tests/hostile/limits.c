// SPDX-License-Identifier: GPL-2.0-only
/* Floods: what a guest may send, and what a flood costs those who do not send it. */
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "ring_vm.h"

#define SIZE (16 * TINY)
/* drain.c: records are taken over in pieces, and an exit takes two. */
#define CHUNK 3840
#define PER_CHUNK (CHUNK / (int)RECORD)

static void quota(void)
{
	struct ht_ring *ring;
	struct guest g;
	__u32 i;

	guest_create(&g, 1);
	ring = ring_ready(&g, 0, TINY, HT_RING_BATCH);
	control(&g, "quota", "%d", 10 * RECORD);
	for (i = 0; i < 15; i++) {
		put_many(ring, i, 1);
		ring_drain(&g, 0);
	}
	counts(&g, "a quota of ten records: ten are traced, five are lost", "traced", 10, "lost", 5,
	       "lost_quota", 5, "emitted", 15);
	control(&g, "quota", "%d", 2 * RECORD);
	for (; i < 20; i++) {
		put_many(ring, i, 1);
		ring_drain(&g, 0);
	}
	counts(&g, "a new quota counts from then on", "traced", 12, "lost_quota", 8);
	control(&g, "quota", "0");
	put_many(ring, i, 100);
	ring_drain(&g, 0);
	counts(&g, "no quota", "traced", 112, "lost_quota", 8, "emitted", 120, "faults", 0);
	guest_destroy(&g);
}

/* The pieces come within microseconds; the bucket needs a second to hold another one. */
static void rate(void)
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 1);
	ring = ring_ready(&g, 0, SIZE, HT_RING_BATCH);
	control(&g, "rate", "%d", CHUNK);
	put_many(ring, 0, 2 * PER_CHUNK);
	ring_drain(&g, 0);
	counts(&g, "a rate of one piece a second: one is traced, one is lost", "traced", PER_CHUNK,
	       "lost", PER_CHUNK, "lost_rate", PER_CHUNK, "drained_bytes", 2 * CHUNK);
	control(&g, "rate", "%d", 8);
	put_many(ring, 2 * PER_CHUNK, 10);
	ring_drain(&g, 0);
	counts(&g, "a rate below any record: nothing is traced", "traced", PER_CHUNK, "lost_rate",
	       PER_CHUNK + 10);
	control(&g, "rate", "0");
	put_many(ring, 2 * PER_CHUNK + 10, 500);
	ring_drain(&g, 0);
	counts(&g, "no rate", "traced", PER_CHUNK + 500, "lost_rate", PER_CHUNK + 10, "lost_guest",
	       0, "emitted", 2 * PER_CHUNK + 510);
	guest_destroy(&g);
}

static struct ht_ring_writer writer;
static bool stop;

static void *flooder(void *unused)
{
	while (!__atomic_load_n(&stop, __ATOMIC_RELAXED))
		writer_emit(&writer, 64);
	return unused;
}

/* A ring, and less than another: a slice begins as long as less than the ring was read. */
#define DOORBELL_MAX (2 * SIZE)
/* Two pieces and less than another, with the padding between. */
#define EXIT_MAX (3 * CHUNK + 4 * (int)HT_REC_MAX_LEN)

/* However fast the guest goes on; others are answered meanwhile. */
static void doorbells(struct guest *g)
{
	long most = 0, before, got;
	bool answered = true;
	int i;

	for (i = 0; i < 100; i++) {
		before = counter(g, "drained_bytes");
		ring_drain(g, 0);
		got = counter(g, "drained_bytes") - before;
		most = got > most ? got : most;
		if (i % 10 == 0)
			answered = others_answered() && answered;
	}
	/* The vCPU leaves its guest twice: to call, and to say what it got. */
	ok(most > 0 && most <= DOORBELL_MAX + 2 * EXIT_MAX,
	   "a flood: a doorbell's work is bounded (most: %ld bytes)", most);
	ok(answered, "a flood: other VMs are answered");
}

static void flood(__u64 flags)
{
	pthread_t thread;
	struct guest g;

	guest_create(&g, 1);
	writer = (struct ht_ring_writer){ 0 };
	ht_ring_writer_init(&writer, ring_at(&g, RING(0)), SIZE);
	must(ring_open(&g, 0, RING(0), SIZE, flags) == 0, "HT_HC_RING_OPEN");
	__atomic_store_n(&stop, false, __ATOMIC_RELAXED);
	must(!pthread_create(&thread, NULL, flooder, NULL), "pthread_create");
	if (flags & HT_RING_BATCH) {
		doorbells(&g);
	} else {
		ok(counter_reaches(&g, "drained_bytes", 20 * SIZE),
		   "a flood: the host's thread keeps at it");
		ok(others_answered(), "a flood: other VMs are answered");
	}
	__atomic_store_n(&stop, true, __ATOMIC_RELAXED);
	pthread_join(thread, NULL);
	is(ring_close(&g, 0), 0, "a flood: ends");
	is(counter(&g, "emitted"), ht_mark_seq(writer.state), "a flood: all are accounted for");
	is(counter(&g, "lost_guest"), (long)writer.lost, "a flood: as the guest does");
	ok(counter(&g, "drained_bytes") <= counter(&g, "drains") * SIZE,
	   "a flood: no visit reads more than a ring");
	guest_destroy(&g);
}

#define TRACING "/sys/kernel/tracing"
/* In which the kernel changes its code, with all CPUs waiting. */
#define PATCHING "arch_jump_label_transform_apply"

static long traced_calls(const char *function)
{
	FILE *f = fopen(TRACING "/trace", "r");
	char line[512];
	long n = 0;

	must(f != NULL, TRACING "/trace");
	while (fgets(line, sizeof(line), f))
		n += strstr(line, function) != NULL;
	fclose(f);
	return n;
}

/* Each hypercall that does it would stop the host's CPUs, and other VMs on them. */
static void no_patching(void)
{
	struct guest g;
	long once;
	int i;

	write_file(TRACING "/set_ftrace_filter", PATCHING);
	write_file(TRACING "/current_tracer", "function");
	guest_create(&g, 1);
	ring_ready(&g, 0, TINY, 0);
	once = traced_calls(PATCHING);
	for (i = 0; i < 20; i++) {
		ring_close(&g, 0);
		ring_ready(&g, 0, TINY, 0);
	}
	ok(once > 0, "the first ring of a VM has the host watch exits");
	is(traced_calls(PATCHING) - once, 0, "opening and closing does not patch the host's code");
	guest_destroy(&g);
	ok(traced_calls(PATCHING) > once, "with the VM that ends");
	write_file(TRACING "/current_tracer", "nop");
	write_file(TRACING "/set_ftrace_filter", " ");
}

void test_limits(void)
{
	quota();
	rate();
	no_patching();
	flood(HT_RING_BATCH);
	flood(0);
}

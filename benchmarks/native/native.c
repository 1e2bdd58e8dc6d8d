// SPDX-License-Identifier: GPL-2.0-only
/*
 * What one event costs the one who emits it, on this very CPU: into a ring, compared with the least
 * that it could be (a time stamp and the record's stores) and with an LTTng-UST tracepoint of the
 * same payload. And what it costs the reader.
 *
 * All is measured in slices of some microseconds, one of each kind after the other, so that a
 * change of the CPU's frequency, or of what else the machine does, meets all kinds. A round is
 * the median of SLICES slices, which a few interruptions do not move; run.sh compares within
 * rounds.
 *
 * The ring has to be emptied without a reader's cost in the writer's figure: before each slice,
 * and after each half of the ring, the shared tail is set to where the writer is, one store for
 * hundreds of records. The writer finds that out as it always does, by looking at tail when it
 * thinks that the ring is full. The floor goes round in as much memory.
 *
 *   usage: native ROUNDS [ust]     prints "round,what,ns" lines, and "ust,N" with how many events a
 *                                  tracer should have seen; ust: fail if none records them
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hypertrace/ring.h>

#include "native.h"

#define SIZE 65536u /* what a guest's ring has unless it is told otherwise */
#define RECORD 48u /* header and 32 bytes of payload */
#define HALF (SIZE / 2 / RECORD)
#define SLICES 101

static struct ht_ring_writer writer;
static struct ht_ring_reader reader;
static struct ht_ring *ring;

/* The least there is to do: time stamp, 48 bytes of stores, and where to. */
static void floor_once(__u64 *pos, const struct payload *p)
{
	__u64 *to = (__u64 *)(writer.data + (*pos & (SIZE - 1)));

	to[0] = *pos;
	to[1] = ht_rdtsc();
	memcpy(to + 2, p, sizeof(*p));
	*pos += RECORD;
	if ((*pos & (SIZE - 1)) > SIZE - RECORD)
		*pos = 0;
}

static int push_once(const struct payload *p)
{
	__u64 *rec = ht_ring_reserve(&writer, HT_REC_USER_EVENT, RECORD);

	if (ht_likely(rec))
		memcpy(rec + 2, p, sizeof(*p));
	return ht_ring_commit(&writer);
}

static void empty_ring(void)
{
	ht_store_release(&ring->tail, (__u64)ht_mark_pos(writer.state));
}

static double floor_slice(void)
{
	struct payload p = { { 1, 2, 3, 4 } };
	double start = now_ns();
	__u64 pos = 0;
	__u32 i;

	for (i = 0; i < SLICE; i++) {
		floor_once(&pos, &p);
		opaque();
	}
	return (now_ns() - start) / SLICE;
}

static double push_slice(void)
{
	struct payload p = { { 1, 2, 3, 4 } };
	__u32 i, left = HALF;
	double start;

	empty_ring();
	start = now_ns();
	for (i = 0; i < SLICE; i++) {
		if (!left--) {
			empty_ring();
			left = HALF - 1;
		}
		push_once(&p);
		opaque();
	}
	return (now_ns() - start) / SLICE;
}

/* Into a ring that is full: what a host that does not read costs. */
static double lost_slice(void)
{
	struct payload p = { { 1, 2, 3, 4 } };
	__u64 lost = writer.lost;
	double start;
	__u32 i;

	while (writer.lost == lost)
		push_once(&p);
	start = now_ns();
	for (i = 0; i < SLICE; i++) {
		push_once(&p);
		opaque();
	}
	start = (now_ns() - start) / SLICE;
	empty_ring();
	return start;
}

/* Half a ring of records, copied and checked as a host does it; writing them is not counted. */
static double read_slice(void)
{
	static __u64 copy[SIZE / 8];
	struct payload p = { { 1, 2, 3, 4 } };
	struct ht_ring_chunk chunk;
	__u32 seen = 0, i;
	double start;

	empty_ring();
	if (ht_ring_reader_init(&reader, ring, SIZE))
		exit(3);
	for (i = 0; i < HALF; i++)
		push_once(&p);
	start = now_ns();
	if (ht_ring_snapshot(&reader))
		exit(3);
	while (ht_ring_read(&reader, copy, sizeof(copy), &chunk) > 0) {
		seen += chunk.events;
		ht_ring_release(&reader, &chunk);
	}
	start = (now_ns() - start) / HALF;
	if (seen != HALF)
		exit(3);
	return start;
}

static const struct {
	const char *name;
	double (*slice)(void);
} kinds[] = {
	{ "floor", floor_slice }, { "push", push_slice }, { "lost", lost_slice },
	{ "read", read_slice },	  { "ust", ust_slice },
};
#define KINDS (sizeof(kinds) / sizeof(kinds[0]))

static int compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* Without a tracer the last kind is left out. Round 0 warms up. */
static void measure(__u32 round, size_t nr_kinds)
{
	static double ns[KINDS][SLICES];
	size_t k;
	int i;

	for (i = 0; i < SLICES; i++)
		for (k = 0; k < nr_kinds; k++)
			ns[k][i] = kinds[k].slice();
	for (k = 0; round && k < nr_kinds; k++) {
		qsort(ns[k], SLICES, sizeof(double), compare);
		printf("%u,%s,%.3f\n", round, kinds[k].name, ns[k][SLICES / 2]);
	}
}

int main(int argc, char **argv)
{
	struct timespec rest = { .tv_nsec = 100000000 };
	__u32 rounds = argc > 1 ? (__u32)atoi(argv[1]) : 11, round;
	int ust = argc > 2 && !strcmp(argv[2], "ust");

	ring = aligned_alloc(4096, HT_RING_HEADER + SIZE);
	if (!ring)
		return 2;
	ht_ring_writer_init(&writer, ring, SIZE);
	if (ust && !ust_enabled()) {
		fprintf(stderr, "native: no LTTng session records ht_bench:record\n");
		return 1;
	}
	for (round = 0; round <= rounds; round++) {
		measure(round, ust ? KINDS : KINDS - 1);
		if (ust)
			nanosleep(&rest, NULL); /* so that the tracer's own reader keeps up */
	}
	if (ust)
		printf("ust,%u\n", (rounds + 1) * SLICES * SLICE);
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ring under load, with real threads and real interruptions: a producer whose two signal
 * handlers, one of which interrupts the other, produce as well (the stand-ins for interrupts and
 * NMIs); a thread that sends the signals; and a consumer that checks every byte. The producer waits
 * for it when the bell rings, but for some stretches in which the consumer is deaf and the ring
 * full of it. What was emitted has to be read or lost, to the record.
 *
 * Built as it is, where signals strike between any two instructions; and with ThreadSanitizer,
 * which watches that plain stores of records and the reader's copy are ordered by head and tail
 * alone. With HT_STRESS_RACE they are not: then it has to say so, or it would not be watching.
 *
 *   usage: stress_ring RECORDS
 */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <hypertrace/shared.h>
#ifdef HT_STRESS_RACE
#undef ht_store_release
#define ht_store_release(p, v) ht_store(p, v)
#endif

#include "../../libhypercall/ring.c"

#define SIZE (16 * HT_RING_MIN)
#define WORDS(len) ((len) / 8)

enum { TASK, IRQ, NMI, LEVELS };

static struct ht_ring_writer writer;
static struct ht_ring_reader reader;
static void *ring;
static __u64 emitted, nested, struck[LEVELS];
static int finished, deaf, rung;

static void die(const char *what, __u64 a, __u64 b)
{
	fprintf(stderr, "stress_ring: %s: %llu, %llu\n", what, a, b);
	exit(1);
}

/* For each level its own, since one interrupts the other. */
static __u32 random_number(int level)
{
	static __u32 seed[LEVELS] = { 1, 22, 333 };
	__u32 x = seed[level];

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	seed[level] = x;
	return x;
}

static __u64 pattern(__u32 seq, __u32 word)
{
	return (seq + 1ull) * 0x9e3779b97f4a7c15ull + word;
}

static void produce(int level)
{
	__u32 r = random_number(level), i;
	__u32 len = 16 + (r >> 8) % (r & 15 ? 14 : 127) * 8;
	struct ht_rec_hdr *hdr = ht_ring_reserve(&writer, HT_REC_USER_EVENT, len);
	__u64 *words = (__u64 *)hdr;

	ht_local_fetch_add(&emitted, 1);
	/* The sanitizer puts signals of others off to the next call; its own come at once. */
	if (level < NMI && r >> 24 < 4)
		raise(level == TASK && r & 16 ? SIGUSR1 : SIGUSR2);
	for (i = 2; hdr && i < WORDS(len); i++)
		words[i] = pattern(hdr->seq, i);
	if (ht_ring_commit(&writer))
		ht_store(&rung, 1);
}

static void interrupt(int sig)
{
	int level = sig == SIGUSR1 ? IRQ : NMI;

	ht_local_fetch_add(&struck[level], 1);
	if (ht_load(&writer.nest))
		ht_local_fetch_add(&nested, 1);
	produce(level);
}

static void wait_for_consumer(void)
{
	while (__atomic_load_n(&((struct ht_ring *)ring)->tail, __ATOMIC_RELAXED) !=
	       ht_mark_pos(ht_load(&writer.state)))
		sched_yield();
	ht_store(&rung, 0);
}

static void *producer(void *records)
{
	const __u64 n = *(__u64 *)records;
	cpu_set_t cpus;
	sigset_t set;
	__u64 i;

	/* One vCPU, so that its time stamps never go back: on whichever CPU this is. */
	CPU_ZERO(&cpus);
	CPU_SET((unsigned int)sched_getcpu(), &cpus);
	pthread_setaffinity_np(pthread_self(), sizeof(cpus), &cpus);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	for (i = 0; i < n; i++) {
		ht_store(&deaf, i % 16384 > 14000);
		produce(TASK);
		if (ht_load(&rung) && !ht_load(&deaf))
			wait_for_consumer();
	}
	ht_store(&deaf, 0);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	__atomic_store_n(&finished, 1, __ATOMIC_RELEASE);
	return NULL;
}

static void *pesterer(void *thread)
{
	__u32 x = 4711;

	while (!__atomic_load_n(&finished, __ATOMIC_ACQUIRE)) {
		x = x * 1664525 + 1013904223;
		pthread_kill(*(pthread_t *)thread, x >> 31 ? SIGUSR1 : SIGUSR2);
		usleep(x >> 27);
	}
	return NULL;
}

/* What the consumer has seen. */
static struct {
	__u64 read, lost, bytes, tsc;
	__u32 next;
} seen;

static void check_record(const __u64 *words)
{
	struct ht_rec_hdr hdr;
	__u32 i;

	memcpy(&hdr, words, sizeof(hdr));
	if ((__s32)(hdr.seq - seen.next) < 0)
		die("number goes back", seen.next, hdr.seq);
	if (hdr.tsc < seen.tsc)
		die("time goes back", seen.tsc, hdr.tsc);
	for (i = 2; i < WORDS(hdr.len); i++)
		if (words[i] != pattern(hdr.seq, i))
			die("torn", hdr.seq, i);
	seen.lost += hdr.seq - seen.next;
	seen.next = hdr.seq + 1;
	seen.tsc = hdr.tsc;
	seen.read++;
	seen.bytes += hdr.len;
}

static void consume(void)
{
	static __u64 copy[SIZE / 8];
	struct ht_ring_chunk chunk;
	const __u64 *rec;
	int ret = ht_ring_snapshot(&reader);

	if (ret)
		die("snapshot", (__u64)-ret, 0);
	while ((ret = ht_ring_read(&reader, copy, sizeof(copy), &chunk)) > 0) {
		for (rec = copy; rec < copy + WORDS(chunk.len);
		     rec += WORDS(((const struct ht_rec_hdr *)rec)->len))
			check_record(rec);
		ht_ring_release(&reader, &chunk);
	}
	if (ret)
		die("read", (__u64)-ret, reader.tail);
	/* Numbers behind the last record: they found no room. */
	seen.lost += ht_mark_seq(reader.head) - seen.next;
	seen.next = ht_mark_seq(reader.head);
}

static void *consumer(void *unused)
{
	int last;

	do {
		last = __atomic_load_n(&finished, __ATOMIC_ACQUIRE);
		if (!ht_load(&deaf) || last)
			consume();
		if (reader.tail == ht_mark_pos(ht_load(&reader.ring->head)) || ht_load(&deaf))
			sched_yield();
	} while (!last);
	return NULL;
}

static void at_the_end(void)
{
	if (seen.read + seen.lost != emitted)
		die("emitted is not read + lost", emitted, seen.read + seen.lost);
	if (seen.lost != writer.lost || seen.lost != ((struct ht_ring *)ring)->lost)
		die("lost", seen.lost, writer.lost);
	if (ht_mark_seq(writer.state) != (__u32)emitted || writer.nest)
		die("state", writer.state, writer.nest);
	printf("emitted %llu = read %llu + lost %llu; %llu MiB; %llu interrupts, %llu NMIs, %llu nested\n",
	       emitted, seen.read, seen.lost, seen.bytes >> 20, struck[IRQ], struck[NMI], nested);
	/* Otherwise it has shown less than it should. */
	if (!seen.lost || !nested || seen.read < emitted / 10 || seen.bytes < 16 * SIZE)
		die("too little happened", seen.lost, seen.read);
}

int main(int argc, char **argv)
{
	__u64 records = argc > 1 ? strtoull(argv[1], NULL, 0) : 100000;
	struct sigaction action = { .sa_handler = interrupt, .sa_flags = SA_RESTART };
	pthread_t produces, consumes, pesters;
	sigset_t set;

	ring = aligned_alloc(4096, HT_RING_HEADER + SIZE);
	if (!ring)
		return 1;
	ht_ring_writer_init(&writer, ring, SIZE);
	if (ht_ring_reader_init(&reader, ring, SIZE))
		die("init", 0, 0);
	sigaction(SIGUSR1, &action, NULL);
	sigaddset(&action.sa_mask, SIGUSR1); /* an NMI interrupts an interrupt, not the other way */
	sigaction(SIGUSR2, &action, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGUSR2);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	pthread_create(&consumes, NULL, consumer, NULL);
	pthread_create(&produces, NULL, producer, &records);
	pthread_create(&pesters, NULL, pesterer, &produces);
	pthread_join(pesters, NULL);
	pthread_join(produces, NULL);
	pthread_join(consumes, NULL);
	at_the_end();
	free(ring);
	return 0;
}

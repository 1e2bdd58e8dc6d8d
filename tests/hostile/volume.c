// SPDX-License-Identifier: GPL-2.0-only
/*
 * emitted = traced + lost, under LTTng. Each case is a VMM of its own, which tells check.py what
 * its guest did ("# fact"); check.py compares that with the trace. The guest is libhypercall's own
 * writer.
 */
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ring_vm.h"

#define SIZE (16 * TINY)
#define EIGHT 8
#define EACH 3000 /* records a vCPU, when there are eight */

/*
 * A vCPU's records, of which @lost should be told to be missing, and @silent should be missing and
 * nothing told, since nobody listened.
 */
static void fact(pid_t vmm, int vcpu, __u64 emitted, __u64 lost, __u64 silent, const char *name)
{
	printf("# fact %d %d %llu %llu %llu %s\n", vmm, vcpu, emitted, lost, silent, name);
	fflush(stdout);
}

static void shell(const char *command)
{
	must(system(command) == 0, command);
}

/* 32 to 256 bytes, mostly short. */
static __u32 some_length(unsigned int *seed)
{
	__u32 r = (__u32)rand_r(seed);

	return RECORD + (r % 8 ? r / 8 % 8 : r / 8 % 29) * 8;
}

static void emit(struct ht_ring_writer *w, unsigned int n, unsigned int *seed)
{
	while (n--)
		writer_emit(w, seed ? some_length(seed) : 64);
}

static void open_writer(struct guest *g, int vcpu, struct ht_ring_writer *w, __u32 size,
			__u64 flags)
{
	*w = (struct ht_ring_writer){ 0 };
	ht_ring_writer_init(w, ring_at(g, RING(vcpu)), size);
	must(ring_open(g, vcpu, RING(vcpu), size, flags) == 0, "HT_HC_RING_OPEN");
}

/* The host's own sums, once it can have read everything. */
static void sums(const struct guest *g, __u64 emitted, __u64 lost, const char *name)
{
	is(counter(g, "emitted"), (long)emitted, "%s: the host knows of all records", name);
	is(counter(g, "lost_guest"), (long)lost, "%s: and how many did not reach it", name);
	is(counter(g, "traced"), (long)(emitted - lost), "%s: the others are traced", name);
}

/* 64 records fit; what is lost at the end, nothing follows. */
static void full_ring(void)
{
	struct ht_ring_writer w;
	struct guest g;

	guest_create(&g, 1);
	open_writer(&g, 0, &w, TINY, HT_RING_BATCH);
	emit(&w, 1000, NULL);
	is((long)w.lost, 936, "a full ring loses, and counts");
	ring_drain(&g, 0);
	sums(&g, 1000, 936, "a full ring");
	emit(&w, 10, NULL);
	ring_drain(&g, 0);
	emit(&w, 100, NULL);
	is(ring_close(&g, 0), 0, "a full ring is closed");
	sums(&g, 1110, 936 + 36, "a ring closed when full");
	fact(getpid(), 0, 1110, 936 + 36, 0, "full ring");
	guest_destroy(&g);
}

static void stalled(void)
{
	struct ht_ring_writer w;
	unsigned int seed = 1;
	struct guest g;
	int i;

	guest_create(&g, 1);
	open_writer(&g, 0, &w, SIZE, HT_RING_BATCH);
	for (i = 0; i < 4; i++) {
		emit(&w, 1500, &seed);
		ring_drain(&g, 0);
	}
	ok(w.lost > 0 && w.lost < 6000, "a host that comes late: some records are lost");
	sums(&g, 6000, w.lost, "a host that comes late");
	fact(getpid(), 0, 6000, w.lost, 0, "stalled consumer");
	guest_destroy(&g);
}

static void tiny(void)
{
	struct ht_ring_writer w;
	unsigned int seed = 2;
	struct guest g;
	int i;

	guest_create(&g, 1);
	open_writer(&g, 0, &w, TINY, 0);
	for (i = 0; i < 200; i++) {
		emit(&w, 15, &seed);
		usleep(200);
	}
	ring_close(&g, 0);
	sums(&g, 3000, w.lost, "the smallest ring");
	fact(getpid(), 0, 3000, w.lost, 0, "smallest ring");
	guest_destroy(&g);
}

static struct ht_ring_writer writers[EIGHT];

static void *write_one(void *number)
{
	unsigned int seed = (unsigned int)(long)number;
	int i;

	for (i = 0; i < EACH / 50; i++) {
		emit(&writers[(long)number], 50, &seed);
		usleep(500);
	}
	return NULL;
}

/* Nobody calls: the host's thread empties eight rings by itself while they are written to. */
static void eight(void)
{
	pthread_t threads[EIGHT];
	__u64 lost = 0;
	struct guest g;
	long i;

	guest_create(&g, EIGHT);
	for (i = 0; i < EIGHT; i++)
		open_writer(&g, (int)i, &writers[i], SIZE, 0);
	for (i = 0; i < EIGHT; i++)
		must(!pthread_create(&threads[i], NULL, write_one, (void *)i), "pthread_create");
	for (i = 0; i < EIGHT; i++) {
		pthread_join(threads[i], NULL);
		lost += writers[i].lost;
	}
	is(call(&g, 3, HT_HC_RING_CLOSE, HT_RING_ALL, 0, 0), 0, "eight vCPUs: all rings close");
	sums(&g, EIGHT * EACH, lost, "eight vCPUs");
	for (i = 0; i < EIGHT; i++)
		fact(getpid(), (int)i, EACH, writers[i].lost, 0, "eight vCPUs");
	guest_destroy(&g);
}

/* What is over a limit is lost as well, and told in the trace. */
static void over_quota(void)
{
	struct ht_ring_writer w;
	struct guest g;

	guest_create(&g, 1);
	open_writer(&g, 0, &w, SIZE, HT_RING_BATCH);
	control(&g, "quota", "%d", 60 * 64);
	emit(&w, 120, NULL);
	ring_drain(&g, 0);
	counts(&g, "over the quota", "traced", 60, "lost_quota", 60);
	control(&g, "quota", "0");
	emit(&w, 10, NULL);
	ring_drain(&g, 0);
	fact(getpid(), 0, 130, 60, 0, "over the quota");
	guest_destroy(&g);
}

/* Nobody but KVM can know of what is in the ring now; KVM lets the module know of the end. */
static void killed(void)
{
	struct ht_ring_writer w;
	struct guest g;

	guest_create(&g, 1);
	open_writer(&g, 0, &w, SIZE, HT_RING_BATCH);
	emit(&w, 500, NULL);
	kill(getpid(), SIGKILL);
}

static void kill_one(void)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (!pid)
		killed();
	waitpid(pid, NULL, 0);
	fact(pid, 0, 500, 0, 0, "killed with records in the ring");
}

/* The session listens no more, and then again. */
static void session_pauses(void)
{
	struct ht_ring_writer w;
	struct guest g;

	guest_create(&g, 1);
	open_writer(&g, 0, &w, SIZE, HT_RING_BATCH);
	emit(&w, 100, NULL);
	ring_drain(&g, 0);
	shell("lttng stop >/dev/null");
	emit(&w, 50, NULL);
	ring_drain(&g, 0);
	shell("lttng start >/dev/null");
	emit(&w, 100, NULL);
	ring_drain(&g, 0);
	counts(&g, "a session that pauses", "emitted", 250, "traced", 200, "lost_untraced", 50,
	       "lost", 50);
	fact(getpid(), 0, 250, 0, 50, "a session that pauses");
	guest_destroy(&g);
}

/* The VM outlives the module, and the guest goes on where it was. */
static void module_reloaded(void)
{
	struct ht_ring_writer w;
	struct guest g;

	guest_create(&g, 1);
	open_writer(&g, 0, &w, SIZE, 0);
	emit(&w, 300, NULL);
	shell("rmmod kvm-hypertrace");
	is(ht_mark_pos(w.ring->tail), 300 * 64, "the module goes: it reads what there is");
	is(ring_drain(&g, 0), -HT_ENOSYS, "then nobody answers");
	emit(&w, 200, NULL);
	shell("modprobe kvm-hypertrace");
	is(ring_drain(&g, 0), -HT_EACCES, "it is back, and knows of no permission");
	allow(true);
	is(ring_drain(&g, 0), -HT_ENXIO, "nor of a ring");
	is(ring_open(&g, 0, RING(0), SIZE, HT_RING_BATCH), 0, "the guest opens its own again");
	ring_drain(&g, 0);
	guest_find(&g);
	sums(&g, 200, 0, "after the module's return");
	fact(getpid(), 0, 500, 0, 0, "module unloaded and loaded");
	guest_destroy(&g);
}

void test_volume(void)
{
	in_child(full_ring);
	in_child(stalled);
	in_child(tiny);
	in_child(eight);
	in_child(over_quota);
	kill_one();
	in_child(session_pauses);
	in_child(module_reloaded);
}

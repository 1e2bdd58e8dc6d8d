// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VMM that takes the ring's memory away, in each way there is. What the host reads is the memory
 * it has pinned: the guest has cut itself off, and nothing else happens.
 */
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ring_vm.h"

#define SLOT 0x10000000ull
#define SLOT_SIZE (HT_RING_HEADER + TINY)

/* A ring in a memslot of its own, with three records in it. */
static struct ht_ring *slot_ring(struct guest *g, int share)
{
	struct ht_ring_writer w = { 0 };
	void *hva = mmap(NULL, SLOT_SIZE, PROT_READ | PROT_WRITE, share | MAP_ANONYMOUS, -1, 0);

	must(hva != MAP_FAILED, "mmap");
	guest_create(g, 1);
	ht_ring_writer_init(&w, hva, TINY);
	must(!vm_map(&g->vm, 1, SLOT, SLOT_SIZE, hva, 0), "KVM_SET_USER_MEMORY_REGION");
	must(ring_open(g, 0, SLOT, TINY, HT_RING_BATCH) == 0, "HT_HC_RING_OPEN");
	put_many(w.ring, 0, 3);
	return w.ring;
}

static void remove_slot(const struct guest *g, void *hva)
{
	must(!vm_map(&g->vm, 1, SLOT, 0, hva, 0), "removal of the memslot");
}

static void dont_need(const struct guest *g, void *hva)
{
	must(!madvise(hva, SLOT_SIZE, MADV_DONTNEED), "MADV_DONTNEED");
}

static void punch_hole(const struct guest *g, void *hva)
{
	must(!madvise(hva, SLOT_SIZE, MADV_REMOVE), "MADV_REMOVE");
}

static void unmap(const struct guest *g, void *hva)
{
	must(!munmap(hva, SLOT_SIZE), "munmap");
}

static void protect(const struct guest *g, void *hva)
{
	must(!mprotect(hva, SLOT_SIZE, PROT_NONE), "mprotect");
}

static void replace(const struct guest *g, void *hva)
{
	must(mmap(hva, SLOT_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED,
		  -1, 0) == hva,
	     "mmap over the ring");
}

static const struct {
	const char *name;
	int share;
	void (*take)(const struct guest *g, void *hva);
	int error; /* of opening it there again */
} takes[] = {
	{ "memslot removed", MAP_PRIVATE, remove_slot, HT_EFAULT },
	{ "pages dropped", MAP_PRIVATE, dont_need, HT_EBADMSG },
	{ "pages given to a balloon", MAP_SHARED, punch_hole, HT_EBADMSG },
	{ "memory unmapped", MAP_PRIVATE, unmap, HT_EFAULT },
	{ "shared memory unmapped", MAP_SHARED, unmap, HT_EFAULT },
	{ "memory protected", MAP_PRIVATE, protect, HT_EFAULT },
	{ "memory replaced", MAP_PRIVATE, replace, HT_EBADMSG },
};

static void taken_away(size_t i)
{
	struct guest g;
	void *hva = slot_ring(&g, takes[i].share);

	takes[i].take(&g, hva);
	is(ring_drain(&g, 0), 0, "%s: what was committed before is read", takes[i].name);
	counts(&g, takes[i].name, "emitted", 3, "lost_guest", 0, "faults", 0, "rings", 1);
	is(ring_drain(&g, 0), 0, "%s: and then nothing more", takes[i].name);
	counts(&g, takes[i].name, "emitted", 3, "faults", 0);
	is(ring_close(&g, 0), 0, "%s: the ring closes", takes[i].name);
	refused(&g, ring_open(&g, 0, SLOT, TINY, 0), takes[i].error, takes[i].name);
	ring_ready(&g, 0, TINY, 0);
	counts(&g, "and one elsewhere opens", "rings", 1);
	guest_destroy(&g);
	munmap(hva, SLOT_SIZE);
}

/* The memslot is gone and its memory is not: pinned is pinned, the guest's or not. */
static void written_behind_the_slot(void)
{
	struct guest g;
	struct ht_ring *ring = slot_ring(&g, MAP_SHARED);

	remove_slot(&g, ring);
	put_many(ring, 3, 4);
	is(ring_drain(&g, 0), 0, "the VMM goes on to write where the memslot was");
	counts(&g, "which is its own affair", "emitted", 7, "faults", 0);
	vm_destroy(&g.vm);
	munmap(ring, SLOT_SIZE);
}

/* A VM outlives the process that created it, for as long as another has it open. */
static void hold(struct guest *g, pid_t creator)
{
	while (getppid() == creator)
		usleep(1000);
	counts(g, "the VMM is killed, another process has the VM open: its ring is, too", "rings",
	       1, "pid", creator);
	put_many(ring_at(g, RING(0)), 3, 2);
	ok(counter_reaches(g, "emitted", 5), "and is read");
	vm_destroy(&g->vm);
	is(counter(g, "emitted"), -1, "until that process lets go of it");
}

static void create_and_die(void)
{
	pid_t creator = getpid();
	struct guest g;

	guest_create(&g, 1);
	put_many(ring_ready(&g, 0, TINY, 0), 0, 3);
	if (fork())
		kill(creator, SIGKILL);
	hold(&g, creator);
	fflush(stdout);
	_exit(0);
}

static void held_elsewhere(void)
{
	int pipes[2];
	char byte;

	must(!pipe(pipes), "pipe");
	fflush(stdout);
	if (!fork())
		create_and_die();
	close(pipes[1]);
	/* Its end is open in both of them. */
	while (read(pipes[0], &byte, 1) > 0)
		;
	close(pipes[0]);
	wait(NULL);
}

static void *open_there(void *arg)
{
	return (void *)ring_open(arg, 0, SLOT, TINY, 0);
}

/* Has the host wait for a page that the VMM does not give. Returns the userfaultfd. */
static int withhold(void *hva)
{
	struct uffdio_register range = {
		.range = { .start = (unsigned long)hva, .len = SLOT_SIZE },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};
	struct uffdio_api api = { .api = UFFD_API };
	int fd = (int)syscall(SYS_userfaultfd, O_CLOEXEC);

	must(fd >= 0 && !ioctl(fd, UFFDIO_API, &api), "userfaultfd");
	must(!ioctl(fd, UFFDIO_REGISTER, &range), "UFFDIO_REGISTER");
	return fd;
}

/*
 * Whether the host waits depends on its kernel; if it does, it must do so for this vCPU alone, and
 * without a lock that the administrator, or another VM, wants.
 */
static void withheld(void)
{
	void *hva =
		mmap(NULL, SLOT_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int fd = withhold(hva);
	pthread_t thread;
	struct guest g;
	void *ret;

	guest_create(&g, 1);
	must(!vm_map(&g.vm, 1, SLOT, SLOT_SIZE, hva, 0), "KVM_SET_USER_MEMORY_REGION");
	must(!pthread_create(&thread, NULL, open_there, &g), "pthread_create");
	usleep(100000);
	control(&g, "events_want", "none");
	ok(others_answered(), "a page that the VMM withholds: nobody else waits for it");
	close(fd); /* and it is an ordinary page of zeros */
	pthread_join(thread, &ret);
	ok((long)ret == -HT_EFAULT || (long)ret == -HT_EBADMSG,
	   "a page that the VMM withholds: the ring does not open");
	counts(&g, "and is none", "rings", 0, "rejected", 1);
	guest_destroy(&g);
	munmap(hva, SLOT_SIZE);
}

void test_memory(void)
{
	size_t i;

	for (i = 0; i < sizeof(takes) / sizeof(takes[0]); i++)
		taken_away(i);
	written_behind_the_slot();
	held_elsewhere();
	withheld();
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * HT_HC_RING_OPEN: each argument, each field of the header and each kind of memory that it must not
 * take, one at a time, with everything else as it should be.
 */
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

#include "ring_vm.h"

#define HOLE 0x8000000ull
#define SLOT 0x10000000ull /* where cases put memory of their own */
#define SLOT_SIZE 0x10000ull

/* One refusal, after which the same VM opens a good ring. */
static void refuses(struct guest *g, int error, __u64 gpa, __u64 size, __u64 flags,
		    const char *name)
{
	char after[128];
	long ret = ring_open(g, 0, gpa, size, flags);

	refused(g, ret, error, name);
	ring_format(g, RING(0), TINY);
	ret = ring_open(g, 0, RING(0), TINY, 0);
	snprintf(after, sizeof(after), "%s: and nothing else is refused for it", name);
	ok(ret == 0 && counter(g, "rings") == 1 && counter(g, "rejected") == 1, "%s", after);
}

static void arguments(void)
{
	static const struct {
		const char *name;
		__u64 gpa, size, flags;
		int error;
	} cases[] = {
		{ "a GPA that is not a page's", RING(0) + 8, TINY, 0, HT_EINVAL },
		{ "a GPA in the middle of a page", RING(0) + 2048, TINY, 0, HT_EINVAL },
		{ "size 0", RING(0), 0, 0, HT_EINVAL },
		{ "a size that is no power of two", RING(0), 3 * TINY, 0, HT_EINVAL },
		{ "a size that is too small", RING(0), TINY / 2, 0, HT_EINVAL },
		{ "a size that is too large", RING(0), 2 * HT_RING_MAX, 0, HT_EINVAL },
		{ "a size beyond 32 bits", RING(0), 1ull << 32, 0, HT_EINVAL },
		{ "the largest size there is", RING(0), 1ull << 63, 0, HT_EINVAL },
		{ "good bits and one beyond 32", RING(0), 1ull << 32 | TINY, 0, HT_EINVAL },
		{ "an unknown flag", RING(0), TINY, 2, HT_EINVAL },
		{ "the highest flag", RING(0), TINY, 1ull << 63, HT_EINVAL },
		{ "a range that wraps", -8192ull, 2 * TINY, 0, HT_EINVAL },
		{ "a range up to the very end", -8192ull, TINY, 0, HT_EINVAL },
		{ "a page behind which nothing fits", -4096ull, TINY, 0, HT_EINVAL },
		{ "memory that is not there", HOLE, TINY, 0, HT_EFAULT },
		{ "memory beyond all address lines", 1ull << 52, TINY, 0, HT_EFAULT },
		{ "memory close to the end of all", -(1ull << 24), TINY, 0, HT_EFAULT },
		{ "a header without data", VM_RAM - 4096, TINY, 0, HT_EFAULT },
		{ "a ring that ends in a hole", VM_RAM - 8192, 2 * TINY, 0, HT_EFAULT },
		{ "data without a header", -4096ull & 0xffffffff, TINY, 0, HT_EFAULT },
		{ "the local APIC", 0xfee00000, TINY, 0, HT_EFAULT },
		{ "what KVM keeps for itself", 0xfffbd000, TINY, 0, HT_EFAULT },
	};
	struct guest g;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guest_create(&g, 1);
		refuses(&g, cases[i].error, cases[i].gpa, cases[i].size, cases[i].flags,
			cases[i].name);
		guest_destroy(&g);
	}
}

static void unused_registers(void)
{
	static const char *const names[] = { "rsi", "rdi", "r8",  "r9",	 "r10",
					     "r11", "r12", "r13", "r14", "r15" };
	char name[64];
	struct guest g;
	int i;

	for (i = 0; i < 10; i++) {
		__u64 payload[HT_PAYLOAD_REGS] = { RING(0), TINY };

		guest_create(&g, 1);
		ring_format(&g, RING(0), TINY);
		payload[3 + i] = 1ull << (6 * i);
		snprintf(name, sizeof(name), "something in %s", names[i]);
		refused(&g, vm_call(&g.vm, 0, HT_HC_RING_OPEN, payload), HT_EINVAL, name);
		guest_destroy(&g);
	}
}

/* With an APIC of KVM's own, there may be a page of KVM's own behind its address. */
static void apic_page(void)
{
	struct guest g;

	allow(true);
	vm_create(&g.vm);
	must(!ioctl(g.vm.fd, KVM_CREATE_IRQCHIP, 0), "KVM_CREATE_IRQCHIP");
	vm_add_caller(&g.vm);
	guest_find(&g);
	refuses(&g, HT_EFAULT, 0xfee00000, TINY, 0, "the local APIC, when KVM has one");
	guest_destroy(&g);
	allow(true);
	vm_create(&g.vm);
	must(!ioctl(g.vm.fd, KVM_CREATE_IRQCHIP, 0), "KVM_CREATE_IRQCHIP");
	vm_add_caller(&g.vm);
	guest_find(&g);
	refuses(&g, HT_EFAULT, 0xfec00000, TINY, 0, "the I/O APIC");
	guest_destroy(&g);
}

/* Memory of this process at SLOT; then @spoil, which may be NULL. */
static void memory_case(const char *name, int prot, __u32 flags, void (*spoil)(void *), bool good)
{
	void *hva =
		mmap(NULL, SLOT_SIZE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct ht_ring_writer w = { 0 };
	struct guest g;

	must(hva != MAP_FAILED, "mmap");
	guest_create(&g, 1);
	ht_ring_writer_init(&w, hva, 2 * TINY);
	must(!mprotect(hva, SLOT_SIZE, prot), "mprotect");
	must(!vm_map(&g.vm, 1, SLOT, SLOT_SIZE, hva, flags), "KVM_SET_USER_MEMORY_REGION");
	if (spoil)
		spoil(hva);
	if (good)
		is(ring_open(&g, 0, SLOT, 2 * TINY, 0), 0, "%s: good", name);
	else
		refuses(&g, HT_EFAULT, SLOT, 2 * TINY, 0, name);
	guest_destroy(&g);
	munmap(hva, SLOT_SIZE);
}

static void unmap_all(void *hva)
{
	munmap(hva, SLOT_SIZE);
}

static void unmap_one(void *hva)
{
	munmap((__u8 *)hva + 2 * 4096, 4096);
}

static void protect_last(void *hva)
{
	must(!mprotect((__u8 *)hva + 2 * 4096, 4096, PROT_READ), "mprotect");
}

static void memory(void)
{
	const int rw = PROT_READ | PROT_WRITE;

	memory_case("a memslot of its own", rw, 0, NULL, true);
	memory_case("a memslot that is read-only", rw, KVM_MEM_READONLY, NULL, false);
	memory_case("a memslot over memory without access", PROT_NONE, 0, NULL, false);
	memory_case("a memslot over memory the VMM may only read", PROT_READ, 0, NULL, false);
	memory_case("a memslot over nothing", rw, 0, unmap_all, false);
	memory_case("a memslot with a page unmapped", rw, 0, unmap_one, false);
	memory_case("a memslot with a page protected", rw, 0, protect_last, false);
}

/* Contiguous for the guest, and nowhere else. */
static void two_memslots(void)
{
	struct ht_ring_writer w = { 0 };
	struct guest g;

	guest_create(&g, 1);
	ht_ring_writer_init(&w, ring_at(&g, RING(0)), TINY);
	must(!vm_map(&g.vm, 1, SLOT, 4096, g.vm.mem + RING(0), 0), "memslot 1");
	must(!vm_map(&g.vm, 2, SLOT + 4096, 4096, g.vm.mem + RING(3), 0), "memslot 2");
	is(ring_open(&g, 0, SLOT, TINY, HT_RING_BATCH), 0, "a ring in two memslots: good");
	w.data = g.vm.mem + RING(3);
	writer_emit(&w, 64);
	is(ring_drain(&g, 0), 0, "a ring in two memslots: is drained");
	counts(&g, "a ring in two memslots: of what is in it", "emitted", 1, "faults", 0);
	guest_destroy(&g);
}

static void header_fields(void)
{
	static const struct {
		const char *name;
		__u32 offset, bytes;
		__u64 value;
	} cases[] = {
		{ "magic", 0, 4, HT_RING_MAGIC + 1 },
		{ "magic 0", 0, 4, 0 },
		{ "version 0", 4, 4, 0 },
		{ "the next version", 4, 4, HT_RING_VERSION + 1 },
		{ "a size that is not the call's", 8, 4, 2 * TINY },
		{ "size 0", 8, 4, 0 },
		{ "the first reserved byte", 12, 1, 1 },
		{ "the last one before head", 63, 1, 1 },
		{ "the first behind lost", 80, 1, 1 },
		{ "the last one before tail", 127, 1, 1 },
		{ "the first behind tail", 136, 1, 1 },
		{ "the last one before allow", 191, 1, 1 },
		{ "the first behind want", 208, 1, 1 },
		{ "the last one of the header", 255, 1, 1 },
		{ "a tail that is no record's", 128, 8, 4 },
		{ "a tail beyond 32 bits", 128, 8, 1ull << 32 },
		{ "a tail beyond head", 128, 8, 8 },
		{ "a head that is no record's", 64, 8, 12 },
		{ "a head more than the ring ahead", 64, 8, TINY + 8 },
		{ "a head before tail", 64, 8, 0xfffffff8 },
	};
	char name[96];
	struct guest g;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guest_create(&g, 1);
		memcpy((__u8 *)ring_format(&g, RING(0), TINY) + cases[i].offset, &cases[i].value,
		       cases[i].bytes);
		snprintf(name, sizeof(name), "header: %s", cases[i].name);
		refuses(&g, HT_EBADMSG, RING(0), TINY, 0, name);
		guest_destroy(&g);
	}
}

static void good_rings(void)
{
	static const struct {
		const char *name;
		__u32 size, seq, pos;
	} cases[] = {
		{ "the smallest ring", TINY, 0, 0 },
		{ "the largest ring", HT_RING_MAX, 0, 0 },
		{ "positions about to wrap", TINY, 7, -RECORD },
		{ "numbers about to wrap", TINY, 0xffffffff, 0 },
		{ "numbers from the middle", TINY, 0x80000000, 64 },
	};
	struct ht_ring *ring;
	struct guest g;
	size_t i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guest_create(&g, 1);
		ring = ring_format(&g, RING(0), cases[i].size);
		ring->tail = cases[i].pos;
		publish(ring, cases[i].seq, cases[i].pos);
		is(ring_open(&g, 0, RING(0), cases[i].size, HT_RING_BATCH), 0, "%s: good",
		   cases[i].name);
		put_many(ring, cases[i].seq, 3);
		ring_drain(&g, 0);
		counts(&g, cases[i].name, "emitted", 3, "lost_guest", 0, "rejected", 0, "rings", 1);
		guest_destroy(&g);
	}
}

/* Two readers of one page would release each other's room. */
static void overlaps(void)
{
	static const struct {
		const char *name;
		__u64 gpa;
		__u32 size;
		bool good;
	} cases[] = {
		{ "the same pages as another vCPU's", RING(0), 2 * TINY, false },
		{ "another vCPU's header", RING(0) - 4096, TINY, false },
		{ "another vCPU's last page", RING(0) + 2 * 4096, TINY, false },
		{ "a ring around another vCPU's", RING(0) - 4096, 4 * TINY, false },
		{ "the page before another vCPU's", RING(0) - 8192, TINY, true },
		{ "the page behind another vCPU's", RING(0) + 3 * 4096, TINY, true },
	};
	struct guest g;
	size_t i;
	long ret;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		guest_create(&g, 2);
		ring_ready(&g, 0, 2 * TINY, HT_RING_BATCH);
		if (cases[i].good)
			ring_format(&g, cases[i].gpa, cases[i].size);
		ret = ring_open(&g, 1, cases[i].gpa, cases[i].size, HT_RING_BATCH);
		if (cases[i].good)
			is(ret, 0, "%s: good", cases[i].name);
		else
			refused(&g, ret, HT_EBUSY, cases[i].name);
		counts(&g, "and the other one stays open", "rings", cases[i].good ? 2 : 1);
		guest_destroy(&g);
	}
}

static void too_much_memory(void)
{
	struct guest g;

	param_set("ring_max", "%d", 2 * 8192);
	guest_create(&g, 3);
	ring_ready(&g, 0, TINY, 0);
	ring_ready(&g, 1, TINY, 0);
	ring_format(&g, RING(2), TINY);
	refused(&g, ring_open(&g, 2, RING(2), TINY, 0), HT_ENOSPC, "one ring more than ring_max");
	is(ring_close(&g, 0), 0, "one is closed");
	is(ring_open(&g, 2, RING(2), TINY, 0), 0, "and then there is room");
	guest_destroy(&g);
	param_set("ring_max", "%d", 64 << 20);
}

static void open_again(void)
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 1);
	ring = ring_ready(&g, 0, TINY, HT_RING_BATCH);
	put_many(ring, 0, 3);
	is(ring_open(&g, 0, RING(0), TINY, HT_RING_BATCH), 0, "the same ring again: good");
	put_many(ring, 3, 2);
	is(ring_open(&g, 0, RING(0), TINY, 0), 0, "the same ring with another flag: good");
	put_many(ring, 5, 2);
	ok(counter_reaches(&g, "emitted", 7), "and now the host comes by on its own");
	counts(&g, "one ring, nothing lost", "rings", 1, "lost_guest", 0, "rejected", 0);
	guest_destroy(&g);
}

static void open_another(void)
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 2);
	ring = ring_ready(&g, 0, 16 * TINY, HT_RING_BATCH);
	put_many(ring, 0, 1500);
	ring_format(&g, RING(4), TINY);
	is(ring_open(&g, 0, RING(4), TINY, HT_RING_BATCH), 0, "another ring: good");
	counts(&g, "the one before is drained first", "emitted", 1500, "drained_bytes",
	       1500 * RECORD, "rings", 1);
	put_many(ring, 1500, 1);
	ring_drain(&g, 0);
	counts(&g, "and is read no more", "emitted", 1500);
	is(ring_open(&g, 0, RING(5), TINY, 0), -HT_EBADMSG, "another ring that is none");
	counts(&g, "costs the one that was", "rings", 0);
	ring_ready(&g, 0, TINY, 0);
	ring_ready(&g, 1, TINY, 0);
	is(ring_open(&g, 0, RING(1), TINY, 0), -HT_EBUSY, "another vCPU's ring");
	counts(&g, "does not", "rings", 2);
	guest_destroy(&g);
}

static void not_allowed(void)
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 1);
	allow(false);
	ring_format(&g, RING(0), TINY);
	refused(&g, ring_open(&g, 0, RING(0), TINY, 0), HT_EACCES, "a VM that is not allowed");
	allow(true);
	ring = ring_ready(&g, 0, TINY, HT_RING_BATCH);
	put_many(ring, 0, 5);
	allow(false);
	counts(&g, "a VM is denied: its ring is drained and closed", "emitted", 5, "rings", 0,
	       "allowed", 0);
	put_many(ring, 5, 5);
	is(ring_drain(&g, 0), -HT_EACCES, "its doorbell is not answered");
	is(call(&g, 0, HT_HC_RING_CLOSE, HT_RING_ALL, 0, 0), -HT_EACCES, "nor is its close");
	counts(&g, "and nothing of it is read", "emitted", 5, "eacces", 3);
	allow(true);
	is(ring_drain(&g, 0), -HT_ENXIO, "allowed again, it has no ring");
	is(ring_open(&g, 0, RING(0), TINY, HT_RING_BATCH), 0, "opens the one it had");
	ring_drain(&g, 0);
	counts(&g, "and no record that it held is lost", "emitted", 10, "lost_guest", 0, "faults",
	       0);
	guest_destroy(&g);
}

void test_open(void)
{
	good_rings();
	arguments();
	unused_registers();
	apic_page();
	memory();
	two_memslots();
	header_fields();
	overlaps();
	too_much_memory();
	open_again();
	open_another();
	not_allowed();
}

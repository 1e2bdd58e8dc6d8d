// SPDX-License-Identifier: GPL-2.0-only
/* HT_HC_RING_DRAIN and HT_HC_RING_CLOSE: whose rings, and with which arguments. */
#include <stdio.h>

#include "ring_vm.h"

static const struct {
	const char *name;
	__u64 nr;
} calls[] = { { "drain", HT_HC_RING_DRAIN }, { "close", HT_HC_RING_CLOSE } };

static void without_ring(void)
{
	char name[64];
	struct guest g;
	int i;

	for (i = 0; i < 2; i++) {
		guest_create(&g, 2);
		snprintf(name, sizeof(name), "%s without a ring", calls[i].name);
		refused(&g, call(&g, 0, calls[i].nr, HT_RING_OWN, 0, 0), HT_ENXIO, name);
		is(call(&g, 0, calls[i].nr, HT_RING_ALL, 0, 0), 0, "%s all, of none",
		   calls[i].name);
		ring_ready(&g, 1, TINY, 0);
		is(call(&g, 0, calls[i].nr, HT_RING_OWN, 0, 0), -HT_ENXIO,
		   "%s, when only another vCPU has one", calls[i].name);
		counts(&g, "whose ring that does not touch", "rings", 1, "enxio", 2);
		guest_destroy(&g);
	}
}

static void wrong_arguments(void)
{
	static const __u64 scopes[] = { 2, 3, 1ull << 32, 1ull << 32 | 1, ~0ull };
	struct guest g;
	size_t i, reg;

	for (i = 0; i < 2; i++) {
		guest_create(&g, 1);
		ring_ready(&g, 0, TINY, 0);
		for (reg = 0; reg < sizeof(scopes) / sizeof(scopes[0]); reg++)
			is(call(&g, 0, calls[i].nr, scopes[reg], 0, 0), -HT_EINVAL,
			   "%s of scope %#llx", calls[i].name, scopes[reg]);
		for (reg = 1; reg < HT_PAYLOAD_REGS; reg++) {
			__u64 payload[HT_PAYLOAD_REGS] = { HT_RING_OWN };

			payload[reg] = 1ull << 5 * reg;
			is(vm_call(&g.vm, 0, calls[i].nr, payload), -HT_EINVAL,
			   "%s with something in unused register %zu", calls[i].name, reg);
		}
		counts(&g, "each counted, and the ring is still there", "einval", 17, "rejected",
		       17, "rings", 1);
		guest_destroy(&g);
	}
}

static void unknown_calls(void)
{
	struct guest g;

	guest_create(&g, 1);
	is(call(&g, 0, HT_HC_END, 0, 0, 0), -HT_ENOSYS, "the first number without meaning");
	is(call(&g, 0, HT_HC_BASE | 0xffff, 0, 0, 0), -HT_ENOSYS, "the last number of the range");
	is(call(&g, 0, HT_HC_BASE - 1, 0, 0, 0), -HT_ENOSYS, "the number before the range");
	is(call(&g, 0, 1ull << 63 | HT_HC_PING, 0, 0, 0), -HT_ENOSYS, "a number with a high bit");
	counts(&g, "those in the range are counted", "enosys", 2, "rejected", 2);
	guest_destroy(&g);
}

static void scopes(void)
{
	struct ht_ring *rings[3];
	struct guest g;
	int i;

	guest_create(&g, 3);
	for (i = 0; i < 3; i++)
		rings[i] = ring_ready(&g, i, TINY, HT_RING_BATCH);
	for (i = 0; i < 3; i++)
		put_many(rings[i], 0, 4);
	is(ring_drain(&g, 1), 0, "drain of one's own");
	counts(&g, "reads that ring", "emitted", 4);
	is(call(&g, 1, HT_HC_RING_DRAIN, HT_RING_ALL, 0, 0), 0, "drain of all");
	counts(&g, "reads every ring", "emitted", 12, "lost_guest", 0, "rings", 3, "doorbells", 2);
	for (i = 0; i < 3; i++)
		put_many(rings[i], 4, 2);
	is(ring_close(&g, 1), 0, "close of one's own");
	counts(&g, "reads that ring, and forgets it", "emitted", 14, "rings", 2);
	is(ring_close(&g, 1), -HT_ENXIO, "close once more");
	is(call(&g, 1, HT_HC_RING_CLOSE, HT_RING_ALL, 0, 0), 0, "close of all");
	counts(&g, "reads the others, and forgets them", "emitted", 18, "rings", 0, "lost_guest",
	       0);
	guest_destroy(&g);
}

/* A kernel that begins to trace has no rings: those of the one before it are closed. */
static void a_start_closes_all(void)
{
	__u64 payload[HT_PAYLOAD_REGS] = { 32ull << 16 | HT_REC_GUEST_START, 0, HT_ABI_VERSION, 1 };
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 2);
	ring = ring_ready(&g, 1, TINY, HT_RING_BATCH);
	put_many(ring, 0, 7);
	is(vm_call(&g.vm, 0, HT_HC_RECORD, payload), 0, "a guest's start, on another vCPU");
	counts(&g, "rings are drained and closed", "emitted", 8, "rings", 0, "lost_guest", 0);
	ring_ready(&g, 1, TINY, HT_RING_BATCH);
	put_many(ring, 3, 2);
	ring_drain(&g, 1);
	counts(&g, "and the numbers begin anew: three are missing", "emitted", 13, "lost_guest", 3);
	guest_destroy(&g);
}

static void two_vms(void)
{
	struct guest a, b;
	struct ht_ring *ring;

	guest_create(&a, 1);
	guest_create(&b, 1);
	ring = ring_ready(&a, 0, TINY, HT_RING_BATCH);
	put_many(ring, 0, 6);
	is(call(&b, 0, HT_HC_RING_DRAIN, HT_RING_ALL, 0, 0), 0, "another VM drains all");
	is(call(&b, 0, HT_HC_RING_CLOSE, HT_RING_ALL, 0, 0), 0, "another VM closes all");
	is(ring_drain(&b, 0), -HT_ENXIO, "and has no ring of its own");
	counts(&a, "which this VM does not notice", "emitted", 0, "rings", 1, "rejected", 0,
	       "drains", 0);
	is(ring_open(&b, 0, RING(0), TINY, 0), -HT_EBADMSG, "the same GPA is other memory there");
	ring_ready(&b, 0, TINY, HT_RING_BATCH);
	put_many(ring_at(&b, RING(0)), 0, 2);
	ring_drain(&b, 0);
	counts(&b, "each VM counts for itself", "emitted", 2, "rejected", 2, "rings", 1);
	guest_destroy(&b);
	is(ring_drain(&a, 0), 0, "the other VM is gone, this one goes on");
	counts(&a, "with all that is its own", "emitted", 6, "lost_guest", 0, "rejected", 0);
	guest_destroy(&a);
}

void test_calls(void)
{
	without_ring();
	wrong_arguments();
	unknown_calls();
	scopes();
	a_start_closes_all();
	two_vms();
}

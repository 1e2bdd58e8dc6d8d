// SPDX-License-Identifier: GPL-2.0-only
/* What exits fetch from a ring, who looks: the counting of exits, or the hook for this alone. */
#include "ring_vm.h"

#define SIZE (16 * TINY)
#define CHUNK 3840 /* drain.c: less than this is left for later */
#define PER_CHUNK (CHUNK / (int)RECORD)

/* An exit that asks for nothing. */
static void leave(struct guest *g)
{
	must(call(g, 0, HT_HC_PING, 0, 0, 0) == 0, "HT_HC_PING");
}

static void fetches(struct guest *g, struct ht_ring *ring, const char *when)
{
	long before = counter(g, "drained_bytes");
	__u32 seq = ht_mark_seq(ring->head);

	put_many(ring, seq, PER_CHUNK - 1);
	leave(g);
	is(counter(g, "drained_bytes") - before, 0, "%s: little is left where it is", when);
	put_many(ring, seq + PER_CHUNK - 1, 1);
	leave(g);
	is(counter(g, "drained_bytes") - before, CHUNK, "%s: enough is fetched", when);
	leave(g);
	is(counter(g, "drained_bytes") - before, CHUNK, "%s: and once", when);
}

static void faults(struct guest *g, struct ht_ring *ring)
{
	long drains;

	publish(ring, 0, ring->tail + 2 * SIZE);
	leave(g);
	is(counter(g, "faults"), 1, "a head that cannot be is found by an exit");
	drains = counter(g, "drains");
	leave(g);
	is(counter(g, "faults"), 1, "and is looked at no more");
	is(counter(g, "drains"), drains, "nor read");
}

void test_exits(void)
{
	struct ht_ring *ring;
	struct guest g;

	guest_create(&g, 1);
	ring = ring_ready(&g, 0, SIZE, HT_RING_BATCH);
	fetches(&g, ring, "exits are counted");
	control(&g, "exits", "0");
	fetches(&g, ring, "this VM's are not");
	control(&g, "exits", "1");
	fetches(&g, ring, "they are again");
	param_set("exits", "N");
	fetches(&g, ring, "nobody's are");
	param_set("exits", "Y");
	fetches(&g, ring, "all are again");
	must(ring_close(&g, 0) == 0, "HT_HC_RING_CLOSE");
	leave(&g);
	ring = ring_ready(&g, 0, SIZE, HT_RING_BATCH);
	fetches(&g, ring, "another ring");
	faults(&g, ring);
	guest_destroy(&g);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The stage between validation and tracepoints: limits, accounting, host time, and which form the
 * tracers want. Everything happens in @chunk or @assembly, copies that the guest cannot reach.
 *
 * The vCPU's lock is a spinlock, so that an exit can try it; whoever has much to read takes it for
 * a slice at a time.
 */
#include <linux/minmax.h>
#include <linux/sched.h>

#include "account.h"
#include "drain.h"
#include "emit.h"
#include "exits.h"
#include "here.h"
#include "ringmap.h"
#include "scratch.h"

/* Bytes of a ring that are read at a time; on exits, which the guest waits for, and otherwise. */
#define HT_PIECE 3840 /* where it matters what belongs together: a fault, or a limit */
#define HT_EXIT_BUDGET (2 * HT_PIECE)
#define HT_EXIT_LEAST HT_PIECE
#define HT_SLICE HT_CHUNK /* between two breaths for others who want the lock */

static struct ht_event event_of(const struct ht_vm *vm, const struct ht_vcpu *hv)
{
	return (struct ht_event){
		.vm_id = vm->id,
		.vm_pid = vm->pid,
		.vcpu_id = hv->vcpu_id,
		.pcpu = hv->pcpu,
	};
}

/* Records in a row, and what has become of them. */
struct batch {
	const void *records;
	u32 len;
	u32 events;
	u32 first_seq;
	u32 missing; /* before the next one that is traced */
	u32 traced, untraced, invalid;
};

static void trace_packed(struct ht_vm *vm, struct ht_vcpu *hv, const struct ht_now *now,
			 const struct batch *batch)
{
	u64 *exit_log = ht_scratch_get()->exit_log;
	struct ht_event ev = event_of(vm, hv);
	struct ht_packed packed = {
		.guest_khz = now->khz,
		.events = batch->events,
		.records = batch->records,
		.len = batch->len,
		.exit_log = exit_log,
		.exit_log_len = ht_exit_log_pack(hv->exits, &hv->clock, exit_log),
	};

	ev.seq = batch->first_seq;
	ev.lost = batch->missing;
	ev.time_ns = now->ns;
	ev.guest_tsc = now->guest_tsc;
	ht_emit_packed(&ev, &packed);
}

static void trace_one(struct ht_vcpu *hv, const struct ht_now *now, struct ht_event *ev,
		      const union ht_record *rec, struct batch *batch)
{
	if (ht_record_check(rec)) {
		batch->invalid++;
		batch->missing++;
		return;
	}
	if (!ht_emit_enabled(rec->hdr.type)) {
		batch->untraced++;
		return;
	}
	ev->seq = rec->hdr.seq;
	ev->lost = batch->missing;
	/* Two anchors differ by nanoseconds: no event of a vCPU goes behind the one before it. */
	ev->time_ns = max(ht_clock_ns(now, rec->hdr.tsc), hv->last_ns);
	ev->guest_tsc = rec->hdr.tsc;
	ht_exit_log_take(hv->exits, &hv->clock, rec->hdr.tsc, &ev->exits, &ev->hv_cycles);
	hv->last_ns = ev->time_ns;
	batch->missing = 0;
	batch->traced++;
	ht_emit_record(ev, rec, ht_scratch_get()->text);
}

static void trace_each(struct ht_vm *vm, struct ht_vcpu *hv, const struct ht_now *now,
		       struct batch *batch)
{
	struct ht_event ev = event_of(vm, hv);
	const union ht_record *rec;
	u32 at, next = batch->first_seq;

	for (at = 0; at < batch->len; at += rec->hdr.len) {
		rec = batch->records + at;
		batch->missing += rec->hdr.seq - next;
		next = rec->hdr.seq + 1;
		trace_one(hv, now, &ev, rec, batch);
	}
}

/* What tracers want decides the form; with both, the packed one says what was traced. */
static void trace_batch(struct ht_vm *vm, struct ht_vcpu *hv, struct batch *batch)
{
	struct ht_now now = ht_clock_now(&hv->clock, &hv->rate);
	bool each = ht_emit_any_enabled();

	batch->missing = hv->missing;
	if (ht_emit_packed_enabled()) {
		trace_packed(vm, hv, &now, batch);
		atomic64_add(batch->events, &vm->traced);
		hv->missing = 0;
		if (each)
			trace_each(vm, hv, &now, batch);
		return;
	}
	if (each)
		trace_each(vm, hv, &now, batch);
	else
		batch->untraced = batch->events;
	atomic64_add(batch->traced, &vm->traced);
	atomic64_add(batch->untraced, &vm->lost[HT_LOSS_UNTRACED]);
	atomic64_add(batch->invalid, &vm->lost[HT_LOSS_INVALID]);
	hv->missing = batch->missing;
}

static void take(struct ht_vm *vm, struct ht_vcpu *hv, struct batch *batch, u32 end_seq)
{
	ht_account_seen(vm, hv, batch->first_seq, batch->events, end_seq);
	switch (ht_limit_take(&vm->top->limit, batch->len)) {
	case HT_LIMIT_OK:
		trace_batch(vm, hv, batch);
		break;
	case HT_LIMIT_RATE:
		ht_account_lost(vm, hv, HT_LOSS_RATE, batch->events);
		break;
	case HT_LIMIT_QUOTA:
		ht_account_lost(vm, hv, HT_LOSS_QUOTA, batch->events);
		break;
	}
}

/* Bytes to read at once. What is over a limit is lost as a whole: close to one, in small pieces. */
static u32 room_for(const struct ht_vm *vm)
{
	const u64 rate = READ_ONCE(vm->top->limit.rate);

	if (READ_ONCE(vm->top->limit.quota) || (rate && rate < HT_CHUNK))
		return HT_PIECE;
	return HT_CHUNK;
}

/* Worth it for an exit: a record or two at each of many cost more than to fetch them together. */
static u32 least_of(const struct ht_ring_reader *reader)
{
	return min_t(u32, HT_EXIT_LEAST, reader->size / 4);
}

/**
 * ht_drain_watch - tell the vCPU's exits when to have its ring read
 * @hv: the vCPU, locked
 *
 * After each change of its ring, of its exits, or of how far it is read. The guest may say what it
 * likes there: a lie has us look properly, or not at all.
 */
void ht_drain_watch(struct ht_vcpu *hv)
{
	const struct ht_ring_map *map = hv->ring;

	if (!hv->exits)
		return;
	if (!map || map->fault)
		return ht_exits_watch(hv->exits, NULL, 0);
	/* The lower half of a mark is the position. */
	ht_exits_watch(hv->exits, (const u32 *)&map->reader.ring->head,
		       map->reader.tail + least_of(&map->reader));
}

/* Takes what is copied to @chunk on its way. */
static void take_chunk(struct ht_vm *vm, struct ht_vcpu *hv, const void *records,
		       const struct ht_ring_chunk *chunk)
{
	struct batch batch = {
		.records = records,
		.len = chunk->len,
		.events = chunk->events,
		.first_seq = chunk->first_seq,
	};

	if (chunk->events)
		take(vm, hv, &batch, chunk->end_seq);
}

static bool is_empty(const struct ht_ring_reader *reader)
{
	return reader->tail == ht_mark_pos(reader->head);
}

/* Reads at most @budget bytes of what there is; *@done says how many it were. */
static int read_ring(struct ht_vm *vm, struct ht_vcpu *hv, u32 budget, u32 *done)
{
	struct ht_ring_reader *reader = &hv->ring->reader;
	void *records = ht_scratch_get()->chunk;
	struct ht_ring_chunk chunk;
	u32 room = room_for(vm);
	int ret = 0;

	ht_vcpu_learn(hv, hv->vcpu);
	while (!ret && *done + HT_REC_MAX_LEN <= budget) {
		ret = ht_ring_read(reader, records, min(room, budget - *done), &chunk);
		if (ret < 0 && room > HT_PIECE) {
			room = HT_PIECE;
			ret = 0;
			continue;
		}
		if (ret <= 0)
			break;
		take_chunk(vm, hv, records, &chunk);
		ht_ring_release(reader, &chunk);
		*done += chunk.span;
		ret = 0;
	}
	return ret;
}

/**
 * ht_drain_some - read a vCPU's ring
 * @vm: the VM
 * @hv: the vCPU, locked
 * @budget: bytes to read at most
 *
 * Process context. Bounded by @budget and by what the ring held when this began, whatever the guest
 * does meanwhile. A ring with a fault is read no more; what comes before the fault is read in
 * smaller pieces.
 *
 * Return: bytes that were read.
 */
u32 ht_drain_some(struct ht_vm *vm, struct ht_vcpu *hv, u32 budget)
{
	struct ht_ring_map *map = hv->ring;
	u32 done = 0;
	int ret;

	if (!map || map->fault)
		return 0;
	ret = ht_ring_snapshot(&map->reader);
	if (!ret && !is_empty(&map->reader))
		ret = read_ring(vm, hv, budget, &done);
	if (ret < 0) {
		map->fault = -ret;
		atomic64_inc(&vm->faults[map->fault]);
	} else if (is_empty(&map->reader)) {
		ht_account_published(vm, hv, ht_mark_seq(map->reader.head));
	}
	if (done) {
		atomic64_add(done, &vm->drained_bytes);
		atomic64_inc(&vm->drains);
	}
	if (done || ret < 0)
		ht_drain_watch(hv);
	return done;
}

/**
 * ht_drain_ring - read all that a vCPU's ring holds
 * @vm: the VM
 * @hv: the vCPU, not locked
 *
 * Process context. At most the ring's size and a slice, however fast the guest refills it.
 *
 * Return: bytes that were read.
 */
u32 ht_drain_ring(struct ht_vm *vm, struct ht_vcpu *hv)
{
	u32 done = 0, limit = 0, slice;

	do {
		spin_lock(&hv->lock);
		if (hv->ring)
			limit = hv->ring->reader.size;
		slice = ht_drain_some(vm, hv, HT_SLICE);
		spin_unlock(&hv->lock);
		done += slice;
		cond_resched();
	} while (slice && done < limit);
	return done;
}

/**
 * ht_drain_all - read the rings of all vCPUs
 * @vm: the VM
 *
 * Process context.
 */
void ht_drain_all(struct ht_vm *vm)
{
	struct ht_vcpu *hv;
	unsigned long i;

	xa_for_each(&vm->vcpus, i, hv)
		ht_drain_ring(vm, hv);
}

/* Somebody else may read on meanwhile: then it looks as if there were more than there is. */
static bool enough(const struct ht_ring_reader *reader)
{
	u32 used = ht_mark_pos(READ_ONCE(reader->ring->head)) - READ_ONCE(reader->tail);

	return used >= least_of(reader);
}

/**
 * ht_drain_exit - KVM's exit hook: the guest has been left anyway
 * @vcpu: the vCPU
 *
 * In the vCPU's thread, with preemption off, for which waits who closes the ring. Reads a little if
 * there is enough, of which exits have convinced themselves where they are counted; nothing if
 * somebody else is at it.
 */
void ht_drain_exit(struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv = ht_here_vcpu(vcpu);
	const struct ht_ring_map *map = hv ? READ_ONCE(hv->ring) : NULL;

	if (!map || !enough(&map->reader))
		return;
	/* About to ask for more than is read here. If that is no doorbell, there is a next exit. */
	if (vcpu->arch.regs[VCPU_REGS_RAX] == HT_HC_RING_DRAIN)
		return;
	if (!spin_trylock(&hv->lock))
		return;
	ht_drain_some(ht_vm_find(vcpu->kvm), hv, HT_EXIT_BUDGET);
	spin_unlock(&hv->lock);
}

/**
 * ht_drain_assembly - trace the record that came through registers
 * @vm: the VM
 * @hv: the vCPU, locked; its assembly holds the record, whole and checked
 */
void ht_drain_assembly(struct ht_vm *vm, struct ht_vcpu *hv)
{
	const struct ht_rec_hdr *hdr = &hv->assembly.rec.hdr;
	struct batch batch = {
		.records = hdr,
		.len = hdr->len,
		.events = 1,
		.first_seq = hdr->seq,
	};

	take(vm, hv, &batch, hdr->seq + 1);
}

/**
 * ht_drain_last - nothing more will come of this vCPU's ring: say what is missing at its end
 * @vm: the VM
 * @hv: the vCPU, not locked
 *
 * Process context.
 */
void ht_drain_last(struct ht_vm *vm, struct ht_vcpu *hv)
{
	struct ht_event ev;
	struct ht_now now;

	ht_drain_ring(vm, hv);
	spin_lock(&hv->lock);
	if (hv->missing) {
		ht_vcpu_learn(hv, hv->vcpu);
		now = ht_clock_now(&hv->clock, &hv->rate);
		ev = event_of(vm, hv);
		ev.seq = hv->next_seq;
		ev.lost = hv->missing;
		/* After the last record, and before a kernel that may be starting now. */
		ev.time_ns = hv->last_ns ? hv->last_ns : now.ns;
		ev.guest_tsc = now.guest_tsc;
		ht_emit_lost(&ev);
		hv->missing = 0;
	}
	spin_unlock(&hv->lock);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a trace's events to the lives of its VMs: what the host says, and who reads what guests say.
 */
#include <errno.h>
#include <string.h>

#include "boot_events.h"
#include "exit_event.h"
#include "life_events.h"
#include "life_guest.h"
#include "trace.h"

#define PREFIX "hypertrace_"

static int done(const struct ht_event *event, int ret)
{
	return ret ? ht_err_nomem(event->err) : 0;
}

/* The VM that an event of the host is about; NULL: @ret says why. */
static struct ht_life *life_of(struct ht_lives *lives, const struct ht_event *event, uint64_t now,
			       int *ret)
{
	struct ht_life *life;
	int32_t vm_pid;
	uint32_t vm_id;

	*ret = ht_event_u32(event, "vm_id", &vm_id);
	*ret = *ret ?: ht_event_s32(event, "vm_pid", &vm_pid);
	if (*ret)
		return NULL;
	life = ht_life_get(lives, vm_id, vm_pid);
	*ret = done(event, life ? ht_life_exists(life, now) : -ENOMEM);
	return *ret ? NULL : life;
}

/* Who has no clock of his own is late by nothing. */
static uint64_t stamp_of(const struct ht_lives *lives, const struct ht_event *event)
{
	return event->has_stamp ? event->stamp_ns : lives->last_ns;
}

/* Told when a VM begins, and again when somebody begins to record. Older hosts do not nest. */
static int on_create(struct ht_lives *lives, const struct ht_event *event)
{
	uint64_t now = stamp_of(lives, event), parent, depth, inner;
	int ret;
	struct ht_life *life = life_of(lives, event, now, &ret);

	if (!life)
		return ret;
	if (ht_event_has_u64(event, "parent_id", &parent) &&
	    ht_event_has_u64(event, "depth", &depth) &&
	    ht_event_has_u64(event, "inner_id", &inner)) {
		life->parent_id = (uint32_t)parent;
		life->depth = (uint32_t)depth;
		life->inner_id = (uint32_t)inner;
	}
	if (!life->destroyed)
		return 0;
	/* A host's module that was loaded anew counts its VMs from one. */
	life->destroyed = false;
	life->spoke = false;
	life->power = 0;
	life->stopped = false;
	return done(event, ht_life_begin(life, HT_LIFE_HOST, NULL, now));
}

static int on_destroy(struct ht_lives *lives, const struct ht_event *event)
{
	uint64_t now = stamp_of(lives, event);
	int ret;
	struct ht_life *life = life_of(lives, event, now, &ret);

	if (!life)
		return ret;
	life->counted = ht_event_has_u64(event, "records", &life->records) &&
			ht_event_has_u64(event, "lost", &life->host_lost) &&
			ht_event_has_u64(event, "rejected", &life->rejected);
	ht_life_destroy(life, now);
	return 0;
}

/* The counters tell also of those migrations that the trace has lost. */
static uint64_t migrations_since(struct ht_life_vcpu *vcpu, const struct ht_sched *sched)
{
	uint64_t since = sched->moved;

	if (vcpu->counts && sched->migrations >= vcpu->migrations)
		since = sched->migrations - vcpu->migrations;
	vcpu->counts = true;
	vcpu->migrations = sched->migrations;
	return since;
}

static int on_sched(struct ht_lives *lives, const struct ht_event *event)
{
	struct ht_life_vcpu *vcpu;
	struct ht_life *life;
	struct ht_sched sched;
	uint64_t since;
	int ret = ht_sched_read(event, &sched);

	if (ret)
		return ret;
	life = ht_life_get(lives, sched.vm_id, sched.vm_pid);
	vcpu = life ? ht_life_vcpu(lives, life, sched.vcpu) : NULL;
	if (!vcpu || ht_life_exists(life, sched.now))
		return ht_err_nomem(event->err);
	life->counts_moves = true;
	since = migrations_since(vcpu, &sched);
	ht_life_now(life)->sum.migrations += since;
	life->migrations += since;
	life->moves += sched.moved;
	if (sched.moved && (!life->longest.moved || sched.off_ns > life->longest.off_ns))
		life->longest = sched;
	return 0;
}

static int on_exit_stats(struct ht_lives *lives, const struct ht_event *event)
{
	int ret = ht_event_u32(event, "tsc_khz", &lives->host_khz);

	if (!ret)
		life_of(lives, event, stamp_of(lives, event), &ret);
	return ret;
}

static int on_host(struct ht_lives *lives, const struct ht_event *event)
{
	uint64_t vm_id;
	int ret;

	if (!strcmp(event->name, PREFIX "vm_create"))
		return on_create(lives, event);
	if (!strcmp(event->name, PREFIX "vm_destroy"))
		return on_destroy(lives, event);
	if (!strcmp(event->name, HT_EXIT_STATS_NAME))
		return on_exit_stats(lives, event);
	if (ht_sched_is(event))
		return on_sched(lives, event);
	/* Every other event says at least that there is a VM. */
	if (ht_event_has_u64(event, "vm_id", &vm_id)) {
		life_of(lives, event, stamp_of(lives, event), &ret);
		return ret;
	}
	return 0;
}

/**
 * ht_lives_event() - take an event into the model
 * @lives: the model
 * @event: any event, in the order in which they happened
 *
 * Return: 0; -EBADMSG: it lacks a field; -ENOMEM. Both with the event's error filled.
 */
int ht_lives_event(struct ht_lives *lives, const struct ht_event *event)
{
	if (event->has_stamp && event->stamp_ns > lives->last_ns)
		lives->last_ns = event->stamp_ns;
	if (!event->view->class->is_ours)
		return 0;
	lives->events++;
	return ht_life_is_guest_event(event) ? ht_life_guest_event(lives, event) :
					       on_host(lives, event);
}

static int on_event(void *data, const struct ht_event *event)
{
	return ht_lives_event(data, event);
}

static void on_skipped(void *data, uint64_t stamp_ns)
{
	struct ht_lives *lives = data;

	if (stamp_ns > lives->last_ns)
		lives->last_ns = stamp_ns;
}

static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	struct ht_lives *lives = data;

	if (!count)
		lives->discarded_uncounted = true;
	if (what == HT_DISCARDED_EVENTS)
		lives->discarded_events += count;
	else
		lives->discarded_packets += count;
}

const struct ht_trace_ops ht_lives_ops = {
	.event = on_event,
	.discarded = on_discarded,
	.skipped = on_skipped,
	.brief = true,
};

/**
 * ht_lives_end() - there are no more events
 * @path: what the user calls the trace
 * @lives: filled by ht_lives_ops; finished, also after a failure
 * @ret: how reading ended: 0, or a negative errno with @err filled; -EIO: the trace is damaged, and
 *	@lives holds what precedes the damage, perhaps nothing
 * @err: says what is wrong
 *
 * Return: @ret, or if that is 0: 0 or -ENODATA (no event of ours).
 */
int ht_lives_end(const char *path, struct ht_lives *lives, int ret, struct ht_err *err)
{
	if (!ret && !lives->count)
		ret = ht_boot_none(path, err);
	lives->truncated = ret == -EIO;
	ht_lives_complete(lives);
	return ret;
}

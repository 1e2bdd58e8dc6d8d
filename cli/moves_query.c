// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions that every form of the report about migrations asks.
 */
#include <inttypes.h>
#include <stdio.h>

#include <hypertrace/abi.h>

#include "boot_cost.h"
#include "moves_model.h"

/* Initcalls that began on one vCPU and go on; nobody looks further. */
#define DEPTH_MAX 4

/**
 * ht_off_name() - why a vCPU was off the CPU, in a word
 * @out: filled
 * @size: bytes at @out, HT_TEXT_SHORT is enough
 * @why: enum ht_off_why, or what only a later host knows
 */
void ht_off_name(char *out, size_t size, uint32_t why)
{
	static const char *const words[HT_OFF_WHYS] = {
		[HT_OFF_PREEMPTED] = "preempted",
		[HT_OFF_HALTED] = "halted",
		[HT_OFF_USER] = "VMM",
		[HT_OFF_BLOCKED] = "blocked",
	};

	if (why < HT_OFF_WHYS)
		snprintf(out, size, "%s", words[why]);
	else
		snprintf(out, size, "reason %" PRIu32, why);
}

/**
 * ht_moves_stall() - what a migration cost its guest
 * @move: the migration
 *
 * Return: how long the vCPU was off the CPU; of one that slept, how long after that it still had to
 * wait.
 */
uint64_t ht_moves_stall(const struct ht_sched *move)
{
	return move->why == HT_OFF_HALTED ? move->queued_ns : move->off_ns;
}

/**
 * ht_moves_missed() - how many migrations are not in the trace
 * @moves: of a vCPU or a VM
 */
uint64_t ht_moves_missed(const struct ht_moves *moves)
{
	return moves->counted > moves->told ? moves->counted - moves->told : 0;
}

/**
 * ht_times_all() - the whole that shares are of
 * @times: what vCPUs did
 *
 * Return: nanoseconds.
 */
uint64_t ht_times_all(const struct ht_times *times)
{
	return times->run_ns + times->wait_ns + times->halt_ns + times->user_ns + times->block_ns;
}

static struct ht_initcall *running(const struct ht_boot_vcpu *vcpu, uint64_t when)
{
	struct ht_initcall *call = vcpu->done;
	int depth;

	if (call && when - call->start_ns < (uint64_t)call->duration_ns)
		return call;
	call = vcpu->open;
	for (depth = 0; call && depth < DEPTH_MAX; depth++, call = call->outer) {
		if (call->start_ns <= when)
			return call;
	}
	return NULL;
}

/**
 * ht_doing_at() - what is a guest doing while one of its vCPUs is off the CPU?
 * @boots: knows the events so far
 * @sched: the vCPU's migration, now
 *
 * Return: that; HT_DOING_BEFORE also of a guest that never tells anything.
 */
struct ht_doing ht_doing_at(struct ht_boot_model *boots, const struct ht_sched *sched)
{
	const struct ht_boot_vm *vm = ht_boot_vm_find(boots, sched->vm_id);
	const struct ht_boot *boot = vm ? vm->boot : NULL;
	const struct ht_boot_vcpu *vcpu = ht_boot_vcpu(boots, sched->vm_id, sched->vcpu);
	struct ht_initcall *call;
	struct ht_doing doing = { .what = HT_DOING_UNKNOWN };
	uint64_t left_ns = sched->now - sched->off_ns;

	if (!boot) {
		doing.what = HT_DOING_BEFORE;
		return doing;
	}
	call = vcpu && vcpu->boot == boot ? running(vcpu, left_ns) : NULL;
	/* Whoever asks may keep the answer. */
	doing.call = call ? ht_initcall_want(call) : NULL;
	if (!boot->has_user && boot->level) {
		boot->level->wanted = true;
		doing.level = boot->level;
	}
	if (doing.call)
		doing.what = HT_DOING_INITCALL;
	else if (boot->has_user || (boot->has_start && !(boot->start_flags & HT_START_EARLY)))
		doing.what = HT_DOING_USER;
	else if (doing.level)
		doing.what = HT_DOING_LEVEL;
	else if (boot->has_start)
		doing.what = HT_DOING_KERNEL;
	return doing;
}

/**
 * ht_doing_what() - what a guest was doing, with what is known in the end
 * @boots: a finished model
 * @vm_id: the guest's VM
 * @doing: as far as it was known then
 *
 * Return: HT_DOING_BEFORE only if its kernel began to tell before its first initcall.
 */
enum ht_doing_what ht_doing_what(const struct ht_boot_model *boots, uint32_t vm_id,
				 const struct ht_doing *doing)
{
	size_t i;

	if (doing->what != HT_DOING_BEFORE)
		return doing->what;
	for (i = 0; i < boots->nr_boots; i++) {
		const struct ht_boot *boot = boots->boots[i];

		if (boot->vm_id == vm_id)
			return boot->has_start && (boot->start_flags & HT_START_EARLY) ?
				       HT_DOING_BEFORE :
				       HT_DOING_UNKNOWN;
	}
	return HT_DOING_UNKNOWN;
}

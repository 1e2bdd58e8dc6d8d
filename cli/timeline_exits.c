// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host counted of exits: the difference between its first word of it and its last. Told at
 * the end of the trace, of each vCPU and reason.
 */
#include <errno.h>
#include <stdlib.h>

#include "exit_event.h"
#include "reasons.h"
#include "timeline_state.h"

#define REASON 64

/**
 * struct ht_tl_count - one vCPU's exits for one reason
 * @next: the same vCPU's
 * @reason: which
 * @first: what had been counted when somebody began to record
 * @last: what was counted last
 */
struct ht_tl_count {
	struct ht_tl_count *next;
	uint32_t reason;
	struct ht_exit_counts first;
	struct ht_exit_counts last;
};

static struct ht_tl_count *find(struct ht_tl_vcpu *vcpu, uint32_t reason)
{
	struct ht_tl_count *count = vcpu->counts;

	while (count && count->reason != reason)
		count = count->next;
	if (count || vcpu->nr_counts == HT_REASONS_MAX)
		return count;
	count = calloc(1, sizeof(*count));
	if (!count)
		return NULL;
	count->reason = reason;
	count->next = vcpu->counts;
	vcpu->counts = count;
	vcpu->nr_counts++;
	return count;
}

/**
 * ht_tl_on_exit_stats() - the host says what it has counted by now
 * @tl: the timeline
 * @vcpu: of this vCPU, for one reason
 * @event: its event
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_on_exit_stats(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu,
			const struct ht_event *event)
{
	struct ht_tl_vm *vm = vcpu->vm;
	struct ht_exit_stats stats;
	struct ht_tl_count *count;
	int ret = ht_exit_stats_read(event, &stats);

	if (ret)
		return ret;
	if (!vm->nr_snapshots || vm->snapshot != stats.snapshot) {
		vm->from_start =
			vm->from_start || (!vm->nr_snapshots && stats.why == HT_EXIT_WHY_START);
		vm->nr_snapshots++;
		vm->snapshot = stats.snapshot;
	}
	vm->isa = stats.isa;
	vm->khz = stats.khz;
	count = find(vcpu, stats.reason);
	if (!count)
		return vcpu->nr_counts == HT_REASONS_MAX ? 0 : ht_err_nomem(tl->err);
	if (vm->from_start && vm->nr_snapshots == 1)
		count->first = stats.counts;
	count->last = stats.counts;
	return 0;
}

static int tell(struct ht_timeline *tl, const struct ht_tl_vcpu *vcpu,
		const struct ht_tl_count *count)
{
	struct ht_exit_counts counts = count->last;
	char reason[REASON];
	const struct ht_exit_sum sum = {
		.row = vcpu->row,
		.name = reason,
		.khz = vcpu->vm->khz,
		.counts = &counts,
	};

	/* All that was ever counted, if there is nothing later than the start. */
	if (vcpu->vm->nr_snapshots > 1)
		ht_exit_counts_since(&counts, &count->last, &count->first);
	if (!counts.count)
		return 0;
	ht_reason_name(reason, sizeof(reason), vcpu->vm->isa, count->reason);
	return ht_tl_exit_sum(tl, &sum);
}

/**
 * ht_tl_tell_counts() - tell what was counted
 * @tl: the timeline, at the end of the trace
 * @vm: of this VM
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_tell_counts(struct ht_timeline *tl, const struct ht_tl_vm *vm)
{
	const struct ht_tl_vcpu *vcpu;
	const struct ht_tl_count *count;
	int ret = 0;

	for (vcpu = vm->vcpus; vcpu; vcpu = vcpu->next) {
		for (count = vcpu->counts; !ret && count; count = count->next)
			ret = tell(tl, vcpu, count);
	}
	return ret;
}

/**
 * ht_tl_counts_exit() - free what was counted
 * @vcpu: without any afterwards
 */
void ht_tl_counts_exit(struct ht_tl_vcpu *vcpu)
{
	struct ht_tl_count *next;

	for (; vcpu->counts; vcpu->counts = next) {
		next = vcpu->counts->next;
		free(vcpu->counts);
	}
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A vCPU numbers its records without a gap, so what is missing between two numbers was lost before
 * it came here. What is lost here is said by whoever drops it. Either way the next event of that
 * vCPU carries how many are missing before it.
 */
#include "account.h"

/* With @hv->lock held. */
static void sync_epoch(struct ht_vm *vm, struct ht_vcpu *hv)
{
	u32 epoch = atomic_read(&vm->epoch);

	if (hv->epoch == epoch)
		return;
	hv->epoch = epoch;
	hv->next_seq = 0;
	hv->missing = 0;
	hv->synced = true;
}

/**
 * ht_account_start - a guest's start was heard: all of its vCPUs number from 0
 * @vm: the VM
 */
void ht_account_start(struct ht_vm *vm)
{
	atomic_inc(&vm->epoch);
}

/* What overtook these had them counted as lost; never more than were. */
static void count_back(struct ht_vm *vm, u32 events)
{
	while (events-- && atomic64_dec_if_positive(&vm->lost[HT_LOSS_GUEST]) >= 0)
		;
}

/**
 * ht_account_seen - records have arrived
 * @vm: the VM
 * @hv: their vCPU, locked
 * @first: number of the first
 * @events: how many
 * @end: number behind the last
 *
 * Before they are traced. A vCPU that was never heard of before its guest's HT_REC_GUEST_START
 * (this module was loaded later) has no known past, and so no losses. A number from the past was
 * overtaken on another way, and taken for lost; or it is the guest's mistake or malice, which is
 * not two billion losses.
 */
void ht_account_seen(struct ht_vm *vm, struct ht_vcpu *hv, u32 first, u32 events, u32 end)
{
	s32 before;

	sync_epoch(vm, hv);
	if (!hv->synced)
		hv->next_seq = first;
	hv->synced = true;
	before = (s32)(first - hv->next_seq);
	if (before < 0) {
		count_back(vm, events);
		return;
	}
	hv->missing += before;
	atomic64_add(before + (end - first - events), &vm->lost[HT_LOSS_GUEST]);
	hv->next_seq = end;
}

/**
 * ht_account_published - all records before a number have arrived, or will not
 * @vm: the VM
 * @hv: their vCPU, locked
 * @end: that number, as the ring's head says it
 */
void ht_account_published(struct ht_vm *vm, struct ht_vcpu *hv, u32 end)
{
	sync_epoch(vm, hv);
	if (hv->synced && (s32)(end - hv->next_seq) > 0)
		ht_account_lost(vm, hv, HT_LOSS_GUEST, end - hv->next_seq);
	if (!hv->synced || (s32)(end - hv->next_seq) > 0)
		hv->next_seq = end;
	hv->synced = true;
}

/**
 * ht_account_lost - records are not going to be traced
 * @vm: the VM
 * @hv: their vCPU, locked
 * @why: the reason
 * @events: how many
 */
void ht_account_lost(struct ht_vm *vm, struct ht_vcpu *hv, enum ht_loss why, u32 events)
{
	atomic64_add(events, &vm->lost[why]);
	hv->missing += events;
}

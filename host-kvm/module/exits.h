/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Why vCPUs leave their guests, how often, and for how long: counted by each vCPU for itself, from
 * every exit to the next entry.
 */
#ifndef HT_EXITS_H
#define HT_EXITS_H

#include <hypertrace.h> /* of the patched KVM */

#include "exit_data.h"

struct ht_vm;

void ht_exits_init(void);
void ht_exits_stop(void);
bool ht_exits_default(void);
enum ht_isa ht_exits_isa(void);
int ht_exits_switch(struct ht_vm *vm, bool on);
void ht_exits_watch(struct ht_exits *x, const u32 *head, u32 least);
void ht_exits_begin(struct ht_vm *vm, struct kvm_vcpu *vcpu);
void ht_exits_catch_up(struct ht_vm *vm, struct kvm_vcpu *vcpu);

void ht_exits_exit(struct kvm_vcpu *vcpu, unsigned long code);
void ht_exits_entry(struct kvm_vcpu *vcpu);
void ht_exits_fastpath(struct kvm_vcpu *vcpu);

/**
 * ht_exits_from_user - the VMM has had the vCPU
 * @x: the vCPU's, in its thread; preemption is off
 * @user: TSC cycles that it had it for
 */
static __always_inline void ht_exits_from_user(struct ht_exits *x, u64 user)
{
	struct ht_exit_slot *slot = ht_exit_pending(x);

	if (unlikely(!slot)) /* it has not run yet, or not since somebody counts */
		return;
	slot->user_cycles += user;
	if (unlikely(ht_exit_was_user(x))) {
		x->user += user;
		return;
	}
	slot->user++;
	x->user = user;
	x->user_exit = x->done;
}

#endif /* HT_EXITS_H */

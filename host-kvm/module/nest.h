/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who is about to run on a vCPU (struct ht_nest), from both ends: what this host tells the one it
 * is a guest of, and what the hypervisors among its own guests tell it.
 */
#ifndef HT_NEST_H
#define HT_NEST_H

#include <linux/spinlock.h>
#include <linux/types.h>

#include <hypertrace/abi.h>

struct ht_vcpu;
struct ht_vm;
struct kvm_vcpu;

/**
 * struct ht_nest_word - what a vCPU says of whom it runs
 * @lock: guards @shared; interrupts may be off
 * @shared: where it says so, in its ring's header; NULL while it has no ring
 * @said: what it said when its guest made the call that is being answered; depth is 0 while there
 *	is no such call. Only the vCPU's own thread uses it
 * @cache_gen: &ht_nested.gen for which the next three are right
 * @cached: what was looked up last
 * @vm: its VM
 * @hv: its vCPU
 */
struct ht_nest_word {
	spinlock_t lock; /* see above */
	const struct ht_nest *shared;
	struct ht_nest said;
	u32 cache_gen;
	struct ht_nest cached;
	struct ht_vm *vm;
	struct ht_vcpu *hv;
};

void ht_nest_init(struct ht_nest_word *word);
void ht_nest_share(struct ht_nest_word *word, const struct ht_ring *ring);
void ht_nest_enter(struct kvm_vcpu *vcpu);
bool ht_nest_claim(struct kvm_vcpu *vcpu);
bool ht_nest_default(void);
void ht_nest_choose(struct ht_vm *vm, bool direct);
bool ht_nest_offered(const struct ht_vm *vm);
void ht_nest_refresh(void);
void ht_nest_exit(void);

#endif /* HT_NEST_H */

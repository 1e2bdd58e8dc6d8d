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
void ht_exits_begin(struct ht_vm *vm, struct kvm_vcpu *vcpu);
void ht_exits_catch_up(struct ht_vm *vm, struct kvm_vcpu *vcpu);
void ht_exits_sum(struct ht_vm *vm, u32 index, u64 *count, u64 *cycles);

u64 ht_exits_count(const struct ht_exits *x, const struct ht_exit_slot *slot);
u64 ht_exits_cycles(const struct ht_exits *x);
void ht_exits_hist(const struct ht_exit_slot *slot, u64 *hist);

void ht_exits_exit(struct kvm_vcpu *vcpu, unsigned long code);
void ht_exits_entry(struct kvm_vcpu *vcpu);
void ht_exits_mark(struct kvm_vcpu *vcpu, enum kvm_hypertrace_mark mark);

#endif /* HT_EXITS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From where records arrive to where they are traced: out of a ring, or from the registers.
 */
#ifndef HT_DRAIN_H
#define HT_DRAIN_H

#include "vm.h"

u32 ht_drain_some(struct ht_vm *vm, struct ht_vcpu *hv, u32 budget);
u32 ht_drain_ring(struct ht_vm *vm, struct ht_vcpu *hv);
void ht_drain_all(struct ht_vm *vm);
void ht_drain_watch(struct ht_vcpu *hv);
void ht_drain_exit(struct kvm_vcpu *vcpu);
void ht_drain_assembly(struct ht_vm *vm, struct ht_vcpu *hv);
void ht_drain_last(struct ht_vm *vm, struct ht_vcpu *hv);

#endif /* HT_DRAIN_H */

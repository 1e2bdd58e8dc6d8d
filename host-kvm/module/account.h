/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * emitted = traced + lost, for every VM.
 */
#ifndef HT_ACCOUNT_H
#define HT_ACCOUNT_H

#include "vm.h"

void ht_account_start(struct ht_vm *vm);
void ht_account_seen(struct ht_vm *vm, struct ht_vcpu *hv, u32 first, u32 events, u32 end);
void ht_account_published(struct ht_vm *vm, struct ht_vcpu *hv, u32 end);
void ht_account_lost(struct ht_vm *vm, struct ht_vcpu *hv, enum ht_loss why, u32 events);

#endif /* HT_ACCOUNT_H */

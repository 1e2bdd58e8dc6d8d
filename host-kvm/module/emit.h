/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a checked record to a tracepoint.
 */
#ifndef HT_EMIT_H
#define HT_EMIT_H

#include "vm.h"

void ht_emit(struct ht_vm *vm, struct ht_vcpu *hv, struct kvm_vcpu *vcpu);

#endif /* HT_EMIT_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest may ask: the hypercalls and the CPUID leaves.
 */
#ifndef HT_CALL_H
#define HT_CALL_H

#include <linux/kvm_host.h>

bool ht_others_calls(const struct kvm_vcpu *vcpu);
long ht_call(struct kvm_vcpu *vcpu, unsigned long nr, bool op_64_bit);

#endif /* HT_CALL_H */

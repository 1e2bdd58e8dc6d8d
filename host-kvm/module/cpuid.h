/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Our CPUID leaves: that there is a host, and what it has counted.
 */
#ifndef HT_CPUID_H
#define HT_CPUID_H

#include <linux/kvm_host.h>

bool ht_cpuid(struct kvm_vcpu *vcpu, u32 function, u32 index, u32 *eax, u32 *ebx, u32 *ecx,
	      u32 *edx);

#endif /* HT_CPUID_H */

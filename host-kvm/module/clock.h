/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the guest's clock to the host's.
 */
#ifndef HT_CLOCK_H
#define HT_CLOCK_H

#include <linux/kvm_host.h>

u64 ht_clock_ns(struct kvm_vcpu *vcpu, u64 guest_tsc);

#endif /* HT_CLOCK_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From the guest's clock to the host's.
 */
#ifndef HT_CLOCK_H
#define HT_CLOCK_H

#include <linux/kvm_host.h>

/**
 * struct ht_clock - how a vCPU's TSC follows from the host's
 * @offset: added to the host's, after scaling
 * @ratio: by which the host's is scaled (KVM's fixed point)
 * @khz: ticks of the guest's a millisecond
 */
struct ht_clock {
	u64 offset;
	u64 ratio;
	u32 khz;
};

/**
 * struct ht_clock_rate - how fast it ticks by CLOCK_MONOTONIC, which NTP may have run 500 ppm
 * faster or slower than the TSC says, and an HPET anyhow
 * @khz: ticks a millisecond, as measured last; 0: not yet
 * @ns: since when it is measured; 0: not at all
 * @guest_tsc: the guest's TSC at that time
 */
struct ht_clock_rate {
	u32 khz;
	u64 ns;
	u64 guest_tsc;
};

/**
 * struct ht_now - the same instant on two clocks
 * @ns: CLOCK_MONOTONIC
 * @guest_tsc: the guest's TSC
 * @khz: the latter's ticks a millisecond of the former, lately
 */
struct ht_now {
	u64 ns;
	u64 guest_tsc;
	u32 khz;
};

/**
 * ht_clock_guest_tsc - the same instant on a vCPU's TSC
 * @clock: the vCPU's
 * @host_tsc: the host's
 */
static inline u64 ht_clock_guest_tsc(const struct ht_clock *clock, u64 host_tsc)
{
	return clock->offset + kvm_scale_tsc(host_tsc, clock->ratio);
}

/**
 * ht_clock_is_plain - does a vCPU's TSC tick as the host's does?
 * @clock: the vCPU's
 *
 * Then ht_clock_guest_tsc() only adds the offset, which is worth knowing before many are converted.
 */
static inline bool ht_clock_is_plain(const struct ht_clock *clock)
{
	const u64 far = BIT_ULL(62); /* a ratio that differs by its last bit shows */

	return kvm_scale_tsc(far, clock->ratio) == far;
}

void ht_clock_learn(struct ht_clock *clock, const struct kvm_vcpu *vcpu);
void ht_clock_learn_nested(struct ht_clock *clock, const struct kvm_vcpu *vcpu);
u64 ht_clock_read(u64 *tsc);
struct ht_now ht_clock_now(const struct ht_clock *clock, struct ht_clock_rate *rate);
u64 ht_clock_ns(const struct ht_now *now, u64 guest_tsc);

#endif /* HT_CLOCK_H */

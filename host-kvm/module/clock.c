// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's TSC is the host's, scaled and offset per vCPU. KVM knows both, so the distance from a
 * guest time stamp to now is exact; taking it from now's CLOCK_MONOTONIC needs no calibration, and
 * an error of the clock's rate only counts for that distance.
 */
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include <asm/msr.h>
#include <asm/tsc.h>

#include "clock.h"

/* Records are younger than this, or the guest lies; and the division below cannot overflow. */
#define HT_CLOCK_MAX_AGE_S 86400

/**
 * ht_clock_learn - take down how a vCPU's TSC is set now
 * @clock: where to
 * @vcpu: the vCPU, in its own thread
 *
 * A ring is also read when the vCPU does not run, and once more when it is gone.
 */
void ht_clock_learn(struct ht_clock *clock, const struct kvm_vcpu *vcpu)
{
	clock->offset = vcpu->arch.l1_tsc_offset;
	clock->ratio = vcpu->arch.l1_tsc_scaling_ratio;
	clock->khz = vcpu->arch.virtual_tsc_khz;
}

/**
 * ht_clock_learn_nested - the same for the guest of the guest that the vCPU runs now
 * @clock: where to
 * @vcpu: the vCPU, in its own thread
 *
 * KVM adds up what all hypervisors in between have set.
 */
void ht_clock_learn_nested(struct ht_clock *clock, const struct kvm_vcpu *vcpu)
{
	clock->offset = vcpu->arch.tsc_offset;
	clock->ratio = vcpu->arch.tsc_scaling_ratio;
	clock->khz = vcpu->arch.virtual_tsc_khz;
	if (clock->ratio != vcpu->arch.l1_tsc_scaling_ratio)
		clock->khz = kvm_scale_tsc(tsc_khz, clock->ratio);
}

/**
 * ht_clock_now - read both clocks
 * @clock: the vCPU's
 *
 * Any context.
 */
struct ht_now ht_clock_now(const struct ht_clock *clock)
{
	struct ht_now now = { .khz = clock->khz };
	unsigned long flags;
	u64 tsc;

	/* Nothing may come between the two readings. */
	local_irq_save(flags);
	now.ns = ktime_get_mono_fast_ns();
	tsc = rdtsc();
	local_irq_restore(flags);
	now.guest_tsc = ht_clock_guest_tsc(clock, tsc);
	return now;
}

/**
 * ht_clock_ns - when was that, on the trace clock?
 * @now: from ht_clock_now(), after the record had been written
 * @guest_tsc: the time stamp in it, not believed
 *
 * A stamp from the future is now; one older than a day is a day old, and none is older than the
 * host's clock. The guest can thus lie about itself, and nothing else.
 *
 * Return: nanoseconds of CLOCK_MONOTONIC.
 */
u64 ht_clock_ns(const struct ht_now *now, u64 guest_tsc)
{
	u64 ticks = now->guest_tsc - guest_tsc;
	u64 ns;

	if (!now->khz || (s64)ticks < 0)
		return now->ns;
	ticks = min(ticks, (u64)now->khz * 1000 * HT_CLOCK_MAX_AGE_S);
	ns = mul_u64_u32_div(ticks, 1000000, now->khz);
	return ns < now->ns ? now->ns - ns : 0;
}

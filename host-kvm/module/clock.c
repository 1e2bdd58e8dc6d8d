// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's TSC is the host's, scaled and offset per vCPU. KVM knows both, so the distance from a
 * guest time stamp to now is exact; taking it from now's CLOCK_MONOTONIC needs no calibration, and
 * an error of the clock's rate only counts for that distance.
 */
#include <linux/ktime.h>
#include <linux/math64.h>

#include <asm/msr.h>

#include "clock.h"

/**
 * ht_clock_ns - when was that, on the trace clock?
 * @vcpu: the vCPU that read its TSC, in its own thread
 * @guest_tsc: what it read, not believed
 *
 * A stamp from the future is now; one from before the host's clock began is its beginning. The
 * guest can thus lie about itself, and nothing else.
 *
 * Return: nanoseconds of CLOCK_MONOTONIC.
 */
u64 ht_clock_ns(struct kvm_vcpu *vcpu, u64 guest_tsc)
{
	u32 khz = vcpu->arch.virtual_tsc_khz;
	u64 now, ticks, ns;

	/* Nothing may come between the two readings. */
	preempt_disable();
	now = ktime_get_mono_fast_ns();
	ticks = kvm_read_l1_tsc(vcpu, rdtsc()) - guest_tsc;
	preempt_enable();
	if (!khz || (s64)ticks < 0)
		return now;
	ns = mul_u64_u32_div(ticks, 1000000, khz);
	return ns < now ? now - ns : 0;
}

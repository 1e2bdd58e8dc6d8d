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

#include "clock.h"

/* Records are younger than this, or the guest lies; and the division below cannot overflow. */
#define HT_CLOCK_MAX_AGE_S 86400

/**
 * ht_clock_ns - when was that, on the trace clock?
 * @vcpu: the vCPU that read its TSC, in its own thread
 * @guest_tsc: what it read, not believed
 *
 * A stamp from the future is now; one older than a day is a day old, and none is older than the
 * host's clock. The guest can thus lie about itself, and nothing else.
 *
 * Return: nanoseconds of CLOCK_MONOTONIC.
 */
u64 ht_clock_ns(struct kvm_vcpu *vcpu, u64 guest_tsc)
{
	u32 khz = vcpu->arch.virtual_tsc_khz;
	unsigned long flags;
	u64 now, ticks, ns;

	/* Nothing may come between the two readings. */
	local_irq_save(flags);
	now = ktime_get_mono_fast_ns();
	ticks = kvm_read_l1_tsc(vcpu, rdtsc()) - guest_tsc;
	local_irq_restore(flags);
	if (!khz || (s64)ticks < 0)
		return now;
	ticks = min(ticks, (u64)khz * 1000 * HT_CLOCK_MAX_AGE_S);
	ns = mul_u64_u32_div(ticks, 1000000, khz);
	return ns < now ? now - ns : 0;
}

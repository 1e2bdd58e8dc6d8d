// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's TSC is the host's, scaled and offset per vCPU. KVM knows both, so the distance from a
 * guest time stamp to now is exact; taking it from now's CLOCK_MONOTONIC needs no calibration, and
 * an error of the clock's rate only counts for that distance. The rate is measured from visit to
 * visit, between which the records lie.
 */
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/time64.h>

#include <asm/msr.h>
#include <asm/tsc.h>

#include "clock.h"

/* Records are younger than this, or the guest lies; and the division below cannot overflow. */
#define HT_CLOCK_MAX_AGE_S 86400

/**
 * ht_clock_learn - take down how a vCPU's TSC is set now
 * @clock: where to
 * @vcpu: the vCPU
 *
 * Any context. A ring is also read when the vCPU does not run, or does something else: then this is
 * how it is set at about this time.
 */
void ht_clock_learn(struct ht_clock *clock, const struct kvm_vcpu *vcpu)
{
	clock->offset = READ_ONCE(vcpu->arch.l1_tsc_offset);
	clock->ratio = READ_ONCE(vcpu->arch.l1_tsc_scaling_ratio);
	clock->khz = READ_ONCE(vcpu->arch.virtual_tsc_khz);
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

/* Longer than this between two readings is not what it takes to read. */
#define HT_CLOCK_APART_US 5

/**
 * ht_clock_read - read both of the host's clocks at once
 * @tsc: set: the TSC
 *
 * Any context. No interrupt comes between the two readings; but where this host is a guest itself,
 * something else may run there for long, so it is tried again then.
 *
 * Return: CLOCK_MONOTONIC in nanoseconds.
 */
u64 ht_clock_read(u64 *tsc)
{
	u64 before, apart, ns, best_ns = 0, best = U64_MAX;
	unsigned long flags;
	int tries = 3;

	local_irq_save(flags);
	do {
		before = rdtsc();
		ns = ktime_get_mono_fast_ns();
		apart = rdtsc() - before;
		if (apart >= best)
			continue;
		best = apart;
		best_ns = ns;
		*tsc = before + apart / 2;
	} while (apart > (u64)tsc_khz * HT_CLOCK_APART_US / 1000 && --tries);
	local_irq_restore(flags);
	return best_ns;
}

/* Shorter than this says too little, longer is not lately. */
#define HT_CLOCK_SPAN_MIN (10 * NSEC_PER_MSEC)
#define HT_CLOCK_SPAN_MAX (10 * NSEC_PER_SEC)

static bool is_sane(u64 khz, u32 nominal)
{
	return khz > nominal - nominal / 1000 && khz < nominal + nominal / 1000;
}

/* Two CPUs' TSCs may differ where they are not synchronised: then it is as KVM has set it. */
static u32 measure(struct ht_clock_rate *rate, u32 nominal, const struct ht_now *now)
{
	u64 span = now->ns - rate->ns;
	u64 khz;

	if (rate->ns && span < HT_CLOCK_SPAN_MIN)
		return rate->khz ? rate->khz : nominal;
	khz = 0;
	if (rate->ns && span <= HT_CLOCK_SPAN_MAX)
		khz = mul_u64_u64_div_u64(now->guest_tsc - rate->guest_tsc, NSEC_PER_MSEC, span);
	*rate = (struct ht_clock_rate){
		.khz = is_sane(khz, nominal) ? khz : 0,
		.ns = now->ns,
		.guest_tsc = now->guest_tsc,
	};
	return rate->khz ? rate->khz : nominal;
}

/**
 * ht_clock_now - the same, and the TSC as a guest sees it
 * @clock: the vCPU's
 * @rate: and how fast it was so far; all zero after each change of @clock
 *
 * Any context; the caller has @rate to himself.
 */
struct ht_now ht_clock_now(const struct ht_clock *clock, struct ht_clock_rate *rate)
{
	struct ht_now now;
	u64 tsc;

	now.ns = ht_clock_read(&tsc);
	now.guest_tsc = ht_clock_guest_tsc(clock, tsc);
	now.khz = measure(rate, clock->khz, &now);
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

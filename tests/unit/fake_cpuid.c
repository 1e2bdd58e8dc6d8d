// SPDX-License-Identifier: GPL-2.0-only
/*
 * A CPU that says of itself what a test wants. See fake_cpuid.h. The registers are those of
 * docs/abi.md, written down here a second time.
 */
#ifndef HT_CPUID_FAKE
#define HT_CPUID_FAKE
#endif

#include <string.h>

#include <hypertrace/vmcall.h>

#include "fake_cpuid.h"

struct fake_cpu fake_cpu;

enum { EAX, EBX, ECX, EDX };

static void total(__u64 *count, __u64 *cycles)
{
	int i;

	*count = *cycles = 0;
	for (i = 0; i < FAKE_EXITS; i++) {
		*count += fake_cpu.exits[i].count;
		*cycles += fake_cpu.exits[i].cycles;
	}
}

static void go_on(void)
{
	int i;

	for (i = 0; i < FAKE_EXITS; i++) {
		fake_cpu.exits[i].count += fake_cpu.exits[i].more;
		fake_cpu.exits[i].cycles += fake_cpu.exits[i].more_cycles;
	}
}

/* -1: no such number; else all zero, or found. */
static int find(__u32 number, __u64 *count, __u64 *cycles)
{
	const struct ht_exit_reason *reason = ht_exit_reason((enum ht_isa)fake_cpu.insn, number);
	int i;

	*count = *cycles = 0;
	for (i = 0; i < FAKE_EXITS; i++) {
		if (fake_cpu.exits[i].number == number && fake_cpu.exits[i].count) {
			*count = fake_cpu.exits[i].count;
			*cycles = fake_cpu.exits[i].cycles;
		}
	}
	return reason ? 0 : -1;
}

static bool statistics(__u32 leaf, __u32 subleaf, __u32 regs[4])
{
	/* Letters: T total, C its cycles, B both, t count of a type, c its cycles. */
	static const char *const layouts[] = { "TCtc", "ctCT", "-ctB" };
	__u32 layout = fake_cpu.features >> 8 & 3;
	__u64 count, cycles;
	char what;

	if (!(fake_cpu.features & HT_FEATURE_EXITS) || leaf < 0x4ffffffc || leaf > 0x4fffffff ||
	    layout > 2)
		return false;
	what = layouts[layout][leaf - 0x4ffffffc];
	if (what == '-')
		return false;
	memset(regs, 0, 4 * sizeof(*regs));
	if (what == 't' || what == 'c') {
		if (find(subleaf, &count, &cycles)) {
			regs[EDX] = 0xffffffff;
			return true;
		}
	} else {
		total(&count, &cycles);
	}
	if (what == 'T' || what == 't' || what == 'B') {
		regs[EAX] = (__u32)count;
		regs[what == 'B' ? EDX : EBX] = (__u32)(count >> 32);
	}
	if (what != 'T' && what != 't') {
		regs[EBX] = (__u32)(cycles >> 32);
		regs[ECX] = (__u32)cycles;
	}
	/* The cycles of all are what is asked for last, for a total. */
	if (what == 'C' || what == 'B')
		go_on();
	return true;
}

/* The instruction's place is taken by this. */
void ht_cpuid_count(__u32 leaf, __u32 subleaf, __u32 regs[4])
{
	static const __u32 first[4] = { HT_CPUID_FEATURES, HT_CPUID_SIG_EBX, HT_CPUID_SIG_ECX,
					HT_CPUID_SIG_EDX };
	const __u32 features[4] = { fake_cpu.abi, fake_cpu.features, fake_cpu.vm_id,
				    fake_cpu.insn };
	static const __u32 basic[4] = { 7, 0x340, 0x340, 0x20000000 };

	fake_cpu.asked++;
	memset(regs, 0, 4 * sizeof(*regs));
	if (leaf == 1)
		regs[ECX] = fake_cpu.is_virtual ? 1u << 31 : 0;
	else if (fake_cpu.host && leaf == HT_CPUID_BASE)
		memcpy(regs, first, sizeof(first));
	else if (fake_cpu.host && leaf == HT_CPUID_FEATURES)
		memcpy(regs, features, sizeof(features));
	else if (!(fake_cpu.host && statistics(leaf, subleaf, regs)) && fake_cpu.intel)
		memcpy(regs, basic, sizeof(basic));
}

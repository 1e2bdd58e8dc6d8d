// SPDX-License-Identifier: GPL-2.0-only
/*
 * What fake_cpuid.c plays for a whole program: the environment variable FAKE_CPU says it.
 */
#include <stdlib.h>
#include <string.h>

#include "fake_cpuid.h"

#define OFFERED (HT_FEATURE_RECORD | HT_FEATURE_RING | HT_FEATURE_EXITS)
#define NUMBERED(n) (OFFERED | (n) << HT_FEATURE_NUMBERING_SHIFT)

/* The numbers a kernel boot could have, and one that needs more than 32 bits. */
#define INTEL_EXITS                                                                                \
	{                                                                                          \
		{ .number = 48, .count = 1500, .cycles = 4500000 },                                \
			{ .number = 30,                                                            \
			  .count = 6000,                                                           \
			  .cycles = 90000000,                                                      \
			  .more = 40,                                                              \
			  .more_cycles = 90 },                                                     \
			{ .number = 10,                                                            \
			  .count = 500,                                                            \
			  .cycles = 1000000,                                                       \
			  .more = 10,                                                              \
			  .more_cycles = 10000 },                                                  \
			{ .number = 12, .count = 2000, .cycles = 0x1234567890 },                   \
	}

static const struct {
	const char *name;
	struct fake_cpu cpu;
} cpus[] = {
	{ "bare", { .intel = true } },
	{ "kvm", { .is_virtual = true, .intel = true } },
	{ "future", { .is_virtual = true, .host = true, .abi = 0x90000, .insn = 1 } },
	{ "silent",
	  { .is_virtual = true,
	    .host = true,
	    .intel = true,
	    .abi = HT_ABI_VERSION,
	    .features = OFFERED & ~HT_FEATURE_EXITS,
	    .insn = HT_INSN_VMCALL,
	    .vm_id = 7 } },
	{ "intel",
	  { .is_virtual = true,
	    .host = true,
	    .intel = true,
	    .abi = HT_ABI_VERSION,
	    .features = NUMBERED(HT_CPUID_ASCENDING),
	    .insn = HT_INSN_VMCALL,
	    .vm_id = 7,
	    .exits = INTEL_EXITS } },
	{ "combined",
	  { .is_virtual = true,
	    .host = true,
	    .intel = true,
	    .abi = HT_ABI_VERSION,
	    .features = NUMBERED(HT_CPUID_COMBINED),
	    .insn = HT_INSN_VMCALL,
	    .vm_id = 7,
	    .exits = INTEL_EXITS } },
	{ "amd",
	  { .is_virtual = true,
	    .host = true,
	    .abi = HT_ABI_VERSION,
	    .features = NUMBERED(HT_CPUID_DESCENDING),
	    .insn = HT_INSN_VMMCALL,
	    .vm_id = 1,
	    .exits = {
		{ .number = 0x400, .count = 0x200000003, .cycles = 0x300000000000 },
		{ .number = 0x72, .count = 9, .cycles = 18000 },
	    } } },
	{ "idle",
	  { .is_virtual = true,
	    .host = true,
	    .abi = HT_ABI_VERSION,
	    .features = NUMBERED(HT_CPUID_ASCENDING),
	    .insn = HT_INSN_VMMCALL,
	    .vm_id = 1 } },
};

__attribute__((constructor)) static void become(void)
{
	const char *name = getenv("FAKE_CPU");
	size_t i;

	for (i = 0; name && i < sizeof(cpus) / sizeof(cpus[0]); i++) {
		if (!strcmp(cpus[i].name, name)) {
			fake_cpu = cpus[i].cpu;
			return;
		}
	}
	abort();
}

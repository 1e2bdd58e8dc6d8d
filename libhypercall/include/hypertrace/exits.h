/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/exits.h - why a vCPU leaves its guest, and how a guest asks for it.
 *
 * The exit numbers that each vendor's architecture defines, with the names that KVM's tracepoints
 * print, and what the four CPUID leaves with the statistics mean in each of their numberings. The
 * host answers by this, programs in the guest ask by it, and reports name exits by it.
 */
#ifndef HYPERTRACE_EXITS_H
#define HYPERTRACE_EXITS_H

#include <hypertrace/abi.h>

#ifndef __KERNEL__
#include <stdbool.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Whose exit numbers: KVM_ISA_VMX and KVM_ISA_SVM of the kernel's arch/x86/kvm/trace.h. */
enum ht_isa {
	HT_ISA_VMX = 1,
	HT_ISA_SVM = 2,
};

/* So HT_CPUID_FEATURES edx says it, too. */
HT_ASSERT((int)HT_ISA_VMX == (int)HT_INSN_VMCALL, "Intel");
HT_ASSERT((int)HT_ISA_SVM == (int)HT_INSN_VMMCALL, "AMD");

/**
 * struct ht_exit_reason - an exit number that the architecture defines
 * @number: basic exit reason (SDM vol. 3, appendix C), or the low 32 bits of the exit code (APM
 *	vol. 2, appendix C)
 * @name: as KVM's tracepoint kvm_exit prints it
 * @enabled: KVM of Linux 6.1 has a handler for it; others it does not provoke
 */
struct ht_exit_reason {
	__u32 number;
	const char *name;
	bool enabled;
};

const struct ht_exit_reason *ht_exit_reason(enum ht_isa isa, __u32 number);
const struct ht_exit_reason *ht_exit_reason_at(enum ht_isa isa, __u32 i);

/* What a leaf is asked for. Numbers are 64 bits wide; docs/abi.md says in which registers. */
enum ht_exit_query {
	HT_EXIT_QUERY_NONE = 0, /* not one of these leaves */
	HT_EXIT_QUERY_TOTAL, /* number of all exits */
	HT_EXIT_QUERY_CYCLES, /* cycles spent in all */
	HT_EXIT_QUERY_TOTAL_AND_CYCLES, /* both */
	HT_EXIT_QUERY_COUNT_OF, /* number of those in ecx */
	HT_EXIT_QUERY_CYCLES_OF, /* cycles spent in those */
	HT_EXIT_QUERY_NR
};

enum ht_exit_query ht_exit_query(enum ht_cpuid_numbering numbering, __u32 leaf);
__u32 ht_exit_query_leaf(enum ht_cpuid_numbering numbering, enum ht_exit_query query);

#ifdef __cplusplus
}
#endif

#endif /* HYPERTRACE_EXITS_H */

/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/vmcall.h - finding the host, and the one instruction that calls it.
 *
 * Intel's instruction is vmcall, AMD's (and Hygon's) is vmmcall; the other one raises #UD. Which
 * one to use is decided once, at discovery, and not by the kernel's alternatives: those are
 * patched in after the first records of an early boot have been sent, and go by the vendor the
 * guest is shown.
 */
#ifndef HYPERTRACE_VMCALL_H
#define HYPERTRACE_VMCALL_H

#include <hypertrace/abi.h>

#ifdef __KERNEL__
#include <linux/errno.h>
#else
#include <errno.h>
#endif

/**
 * struct ht_host - what discovery found out about the host
 * @insn: the instruction that reaches it, by its own word
 * @abi_version: HT_ABI_VERSION of the host
 * @features: enum ht_feature
 * @vm_id: what the host calls this VM
 */
struct ht_host {
	enum ht_insn insn;
	__u32 abi_version;
	__u32 features;
	__u32 vm_id;
};

#ifdef HT_CPUID_FAKE
/* Of a test, which plays any CPU. */
void ht_cpuid_count(__u32 leaf, __u32 subleaf, __u32 regs[4]);
#else
static inline void ht_cpuid_count(__u32 leaf, __u32 subleaf, __u32 regs[4])
{
	__asm__ volatile("cpuid"
			 : "=a"(regs[0]), "=b"(regs[1]), "=c"(regs[2]), "=d"(regs[3])
			 : "a"(leaf), "c"(subleaf));
}
#endif

static inline void ht_cpuid(__u32 leaf, __u32 regs[4])
{
	ht_cpuid_count(leaf, 0, regs);
}

/**
 * ht_insn_detect - the hypercall instruction of this CPU
 *
 * Any context, any privilege. By vendor string (CPUID leaf 0): for code that calls without
 * discovery, and right as long as the guest is shown its host's vendor.
 *
 * Return: HT_INSN_VMMCALL on AuthenticAMD and HygonGenuine, else HT_INSN_VMCALL.
 */
static inline enum ht_insn ht_insn_detect(void)
{
	__u32 r[4];

	ht_cpuid(0, r);
	if ((r[1] == 0x68747541 && r[3] == 0x69746e65 && r[2] == 0x444d4163) || /* AuthenticAMD */
	    (r[1] == 0x6f677948 && r[3] == 0x6e65476e && r[2] == 0x656e6975)) /* HygonGenuine */
		return HT_INSN_VMMCALL;
	return HT_INSN_VMCALL;
}

/**
 * ht_host_detect - look for a hypertrace host
 * @host: filled in on success
 *
 * Any context, any privilege. Asks CPUID only: it never tries a call to see what happens.
 *
 * Return: 0; -ENODEV outside a VM, or when the hypervisor does not answer our leaves (no
 * kvm-hypertrace.ko, or this VM is not allowed); -EPROTO when its ABI's major version differs or it
 * names no instruction that is known here.
 */
static inline int ht_host_detect(struct ht_host *host)
{
	__u32 r[4];

	ht_cpuid(1, r);
	if (!(r[2] & (1u << 31))) /* the hypervisor bit */
		return -ENODEV;
	ht_cpuid(HT_CPUID_BASE, r);
	/* Intel answers an unknown leaf with the highest basic one: all of it has to match. */
	if (r[0] < HT_CPUID_FEATURES || (r[0] & ~0xfu) != HT_CPUID_BASE ||
	    r[1] != HT_CPUID_SIG_EBX || r[2] != HT_CPUID_SIG_ECX || r[3] != HT_CPUID_SIG_EDX)
		return -ENODEV;
	ht_cpuid(HT_CPUID_FEATURES, r);
	if (r[0] >> 16 != HT_ABI_MAJOR || (r[3] != HT_INSN_VMCALL && r[3] != HT_INSN_VMMCALL))
		return -EPROTO;
	host->insn = (enum ht_insn)r[3];
	host->abi_version = r[0];
	host->features = r[1];
	host->vm_id = r[2];
	return 0;
}

/**
 * ht_vmcall - make one hypercall
 * @insn: from ht_insn_detect() or ht_host_detect()
 * @nr: enum ht_hypercall
 * @payload: HT_PAYLOAD_REGS words, loaded into rbx, rcx, rdx, rsi, rdi, r8 … r15
 *
 * From 64-bit guest kernel mode; in user mode the host answers -HT_EPERM. Does not sleep; costs one
 * VM exit. Only rax changes: KVM leaves every other register as it was. The memory clobber is
 * there because some calls let the host read or write guest memory.
 *
 * Return: 0 or a negated enum ht_error, as the host put it into rax.
 */
static inline long ht_vmcall(enum ht_insn insn, __u64 nr, const __u64 payload[HT_PAYLOAD_REGS])
{
	long ret;

	/* The registers are named inside: no other code may run between naming and using them. */
#define HT_VMCALL_ASM(mnemonic)                                                                    \
	do {                                                                                       \
		register __u64 r8 __asm__("r8") = payload[5];                                      \
		register __u64 r9 __asm__("r9") = payload[6];                                      \
		register __u64 r10 __asm__("r10") = payload[7];                                    \
		register __u64 r11 __asm__("r11") = payload[8];                                    \
		register __u64 r12 __asm__("r12") = payload[9];                                    \
		register __u64 r13 __asm__("r13") = payload[10];                                   \
		register __u64 r14 __asm__("r14") = payload[11];                                   \
		register __u64 r15 __asm__("r15") = payload[12];                                   \
		__asm__ volatile(mnemonic                                                          \
				 : "=a"(ret)                                                       \
				 : "a"(nr), "b"(payload[0]), "c"(payload[1]), "d"(payload[2]),     \
				   "S"(payload[3]), "D"(payload[4]), "r"(r8), "r"(r9), "r"(r10),   \
				   "r"(r11), "r"(r12), "r"(r13), "r"(r14), "r"(r15)                \
				 : "memory", "cc");                                                \
	} while (0)

	if (insn == HT_INSN_VMMCALL)
		HT_VMCALL_ASM("vmmcall");
	else
		HT_VMCALL_ASM("vmcall");
#undef HT_VMCALL_ASM
	return ret;
}

/**
 * ht_vmcall1 - a hypercall with one argument and zeros for the rest
 * @insn: as for ht_vmcall()
 * @nr: as for ht_vmcall()
 * @arg: goes into rbx
 *
 * Return: as ht_vmcall().
 */
static inline long ht_vmcall1(enum ht_insn insn, __u64 nr, __u64 arg)
{
	const __u64 payload[HT_PAYLOAD_REGS] = { arg };

	return ht_vmcall(insn, nr, payload);
}

#endif /* HYPERTRACE_VMCALL_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What makes a guest leave for its hypervisor, in turns.
 */
#include <hypertrace/vmcall.h>

#include "bench_code.h"

#define CODE(name, what)                                                                           \
	extern const char name[], name##_end[];                                                    \
	__asm__(".pushsection .rodata\n" #name ":\n" what #name "_end:\n.popsection\n")

/* What is done turn by turn. */
#define TURNS(name, what)                                                                          \
	CODE(name, "1: mov 0(%rbp), %r15\n"                                                        \
		   "rdtsc\n"                                                                       \
		   "shl $32, %rdx\n"                                                               \
		   "or %rdx, %rax\n"                                                               \
		   "mov %rax, %r14\n"                                                              \
		   "2:\n" what "dec %r15\n"                                                        \
		   "jnz 2b\n"                                                                      \
		   "rdtsc\n"                                                                       \
		   "shl $32, %rdx\n"                                                               \
		   "or %rdx, %rax\n"                                                               \
		   "sub %r14, %rax\n"                                                              \
		   "mov %rax, 8(%rbp)\n"                                                           \
		   "out %al, $0x10\n"                                                              \
		   "jmp 1b\n")

/* By the x2APIC's command register: the vector and how (0x40000: to oneself), and to whom. */
#define SEND_IPI(how, whom)                                                                        \
	"mov $0x830, %ecx\n"                                                                       \
	"mov " how ", %eax\n"                                                                      \
	"mov " whom ", %edx\n"                                                                     \
	"wrmsr\n"

TURNS(code_empty, "");
TURNS(code_cpuid, "xor %eax, %eax\n cpuid\n");
/* A number that nobody knows. */
TURNS(code_vmcall, "mov $0x7fffffff, %eax\n vmcall\n");
TURNS(code_vmmcall, "mov $0x7fffffff, %eax\n vmmcall\n");
/* IA32_PAT, as it is after a reset. */
TURNS(code_rdmsr, "mov $0x277, %ecx\n rdmsr\n");
TURNS(code_wrmsr, "mov $0x277, %ecx\n mov $0x00070406, %eax\n mov %eax, %edx\n wrmsr\n");
TURNS(code_cr8, "xor %eax, %eax\n mov %rax, %cr8\n");
TURNS(code_hlt, "hlt\n");
TURNS(code_out, "out %al, $0x11\n");
TURNS(code_mmio, "mov %eax, 0x10000000\n");
/* Interrupts are on, so it comes before the next instruction. */
TURNS(code_self_ipi, SEND_IPI("$0x44040", "$0"));
/* What "sti" lets in waits for the instruction after it, so no answer comes too early for "hlt". */
TURNS(code_ipi, "cli\n" SEND_IPI("$0x4040", "$1") "sti\n hlt\n");

CODE(code_answer, "1: sti\n hlt\n cli\n" SEND_IPI("$0x4040", "$0") "jmp 1b\n");
/* The end of the interrupt, or the APIC would hold back the next. */
CODE(code_handler, "incq 16(%rbp)\n"
		   "mov $0x80b, %ecx\n xor %eax, %eax\n xor %edx, %edx\n wrmsr\n"
		   "iretq\n");

struct op {
	const char *name;
	struct ht_bench_code code;
};

static const struct op ops[HT_BENCH_OPS] = {
	[HT_BENCH_EMPTY] = { "empty loop", { code_empty, code_empty_end } },
	[HT_BENCH_CPUID] = { "cpuid", { code_cpuid, code_cpuid_end } },
	[HT_BENCH_HYPERCALL] = { "hypercall", { code_vmcall, code_vmcall_end } },
	[HT_BENCH_RDMSR] = { "rdmsr", { code_rdmsr, code_rdmsr_end } },
	[HT_BENCH_WRMSR] = { "wrmsr", { code_wrmsr, code_wrmsr_end } },
	[HT_BENCH_CR8] = { "mov to cr8", { code_cr8, code_cr8_end } },
	[HT_BENCH_HLT] = { "hlt, to the VMM", { code_hlt, code_hlt_end } },
	[HT_BENCH_OUT] = { "out, to the VMM", { code_out, code_out_end } },
	[HT_BENCH_MMIO] = { "mmio, to the VMM", { code_mmio, code_mmio_end } },
	[HT_BENCH_SELF_IPI] = { "self-ipi, to its end", { code_self_ipi, code_self_ipi_end } },
	[HT_BENCH_IPI] = { "ipi, and one back", { code_ipi, code_ipi_end } },
};

/**
 * ht_bench_op_name() - what people call it
 * @op: what is done
 */
const char *ht_bench_op_name(enum ht_bench_op op)
{
	return ops[op].name;
}

/**
 * ht_bench_op_interrupts() - is it about interrupts?
 * @op: what is done
 *
 * KVM has the interrupt controllers of such a VM, which does not leave for the VMM then when it
 * halts. So all else is done in another.
 */
bool ht_bench_op_interrupts(enum ht_bench_op op)
{
	return op == HT_BENCH_SELF_IPI || op == HT_BENCH_IPI;
}

/**
 * ht_bench_code_of() - its turns, on this CPU
 * @op: what is done
 */
struct ht_bench_code ht_bench_code_of(enum ht_bench_op op)
{
	if (op == HT_BENCH_HYPERCALL && ht_insn_detect() == HT_INSN_VMMCALL)
		return (struct ht_bench_code){ code_vmmcall, code_vmmcall_end };
	return ops[op].code;
}

/**
 * ht_bench_code_answer() - of the second vCPU: an IPI for each that it gets
 */
struct ht_bench_code ht_bench_code_answer(void)
{
	return (struct ht_bench_code){ code_answer, code_answer_end };
}

/**
 * ht_bench_code_handler() - of their interrupts
 */
struct ht_bench_code ht_bench_code_handler(void)
{
	return (struct ht_bench_code){ code_handler, code_handler_end };
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VM without a kernel: memory, page tables that map it to itself, and a vCPU that is put into
 * 64-bit kernel mode.
 */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include <hypertrace/vmcall.h>

#include "bench_vm.h"

#define RAM (2u << 20)
/* Guest-physical, and by the page tables virtual, too. What is above RAM is nobody's. */
#define PML4 0x1000
#define PDPT 0x2000
#define PD 0x3000
#define CODE 0x4000
#define MAILBOX 0x10000

#define PTE_TABLE 3ull /* present, writable */
#define PTE_2M 0x83ull /* and a page by itself */

#define DONE_PORT 0x10
#define TIMEOUT_S 30

#define CPUID_VMX (1u << 5)
#define CPUID_SVM (1u << 2)

/* rbp is the mailbox: how many turns, and how long they took. */
#define GUEST(name, what)                                                                          \
	extern const char name[], name##_end[];                                                    \
	__asm__(".pushsection .rodata\n" #name ":\n"                                               \
		"1: mov 0(%rbp), %r15\n"                                                           \
		"rdtsc\n"                                                                          \
		"shl $32, %rdx\n"                                                                  \
		"or %rdx, %rax\n"                                                                  \
		"mov %rax, %r14\n"                                                                 \
		"2:\n" what "dec %r15\n"                                                           \
		"jnz 2b\n"                                                                         \
		"rdtsc\n"                                                                          \
		"shl $32, %rdx\n"                                                                  \
		"or %rdx, %rax\n"                                                                  \
		"sub %r14, %rax\n"                                                                 \
		"mov %rax, 8(%rbp)\n"                                                              \
		"out %al, $0x10\n"                                                                 \
		"jmp 1b\n" #name "_end:\n"                                                         \
		".popsection\n")

GUEST(code_empty, "");
GUEST(code_cpuid, "xor %eax, %eax\n cpuid\n");
/* A number that nobody knows. */
GUEST(code_vmcall, "mov $0x7fffffff, %eax\n vmcall\n");
GUEST(code_vmmcall, "mov $0x7fffffff, %eax\n vmmcall\n");
/* IA32_PAT, as it is after a reset. */
GUEST(code_rdmsr, "mov $0x277, %ecx\n rdmsr\n");
GUEST(code_wrmsr, "mov $0x277, %ecx\n mov $0x00070406, %eax\n mov %eax, %edx\n wrmsr\n");
GUEST(code_cr8, "xor %eax, %eax\n mov %rax, %cr8\n");
GUEST(code_hlt, "hlt\n");
GUEST(code_out, "out %al, $0x11\n");
GUEST(code_mmio, "mov %eax, 0x10000000\n");

struct op {
	const char *name;
	const char *code;
	const char *end;
};

static const struct op ops[HT_BENCH_OPS] = {
	[HT_BENCH_EMPTY] = { "empty loop", code_empty, code_empty_end },
	[HT_BENCH_CPUID] = { "cpuid", code_cpuid, code_cpuid_end },
	[HT_BENCH_HYPERCALL] = { "hypercall", code_vmcall, code_vmcall_end },
	[HT_BENCH_RDMSR] = { "rdmsr", code_rdmsr, code_rdmsr_end },
	[HT_BENCH_WRMSR] = { "wrmsr", code_wrmsr, code_wrmsr_end },
	[HT_BENCH_CR8] = { "mov to cr8", code_cr8, code_cr8_end },
	[HT_BENCH_HLT] = { "hlt, to the VMM", code_hlt, code_hlt_end },
	[HT_BENCH_OUT] = { "out, to the VMM", code_out, code_out_end },
	[HT_BENCH_MMIO] = { "mmio, to the VMM", code_mmio, code_mmio_end },
};

static const struct op vmmcall = { "hypercall", code_vmmcall, code_vmmcall_end };

/**
 * ht_bench_op_name() - what people call it
 * @op: what is done
 */
const char *ht_bench_op_name(enum ht_bench_op op)
{
	return ops[op].name;
}

static void write_page_tables(uint8_t *mem)
{
	uint64_t *pd = (uint64_t *)(mem + PD);
	uint64_t i;

	*(uint64_t *)(mem + PML4) = PDPT | PTE_TABLE;
	*(uint64_t *)(mem + PDPT) = PD | PTE_TABLE;
	for (i = 0; i < 512; i++)
		pd[i] = i << 21 | PTE_2M;
}

static int enter_long_mode(int vcpu)
{
	struct kvm_segment code = {
		.limit = ~0u, .selector = 8, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1
	};
	struct kvm_segment data = {
		.limit = ~0u, .selector = 16, .type = 3, .present = 1, .db = 1, .s = 1, .g = 1
	};
	struct kvm_sregs sregs;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return -errno;
	sregs.cr3 = PML4;
	sregs.cr4 = 1 << 5; /* PAE */
	sregs.cr0 = 0x80050033; /* PG AM WP NE ET MP PE */
	sregs.efer = 0x500; /* LMA LME */
	sregs.cs = code;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = data;
	return ioctl(vcpu, KVM_SET_SREGS, &sregs) ? -errno : 0;
}

/* What KVM without it may be, costs nothing that this is about. */
static bool cpu_virtualises(void)
{
	unsigned int eax, ebx, ecx = 0, edx;

	if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) && ecx & CPUID_VMX)
		return true;
	return __get_cpuid(0x80000001, &eax, &ebx, &ecx, &edx) && ecx & CPUID_SVM;
}

static int open_kvm(struct ht_err *err)
{
	int kvm, code;

	if (!cpu_virtualises())
		return ht_err_set(err, -ENODEV,
				  "this CPU has neither VMX nor SVM, so nothing of hardware can be "
				  "measured; 'make bench' measures in an emulated host");
	kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);
	if (kvm >= 0)
		return kvm;
	code = -errno;
	switch (code) {
	case -EACCES:
		return ht_err_set(err, code,
				  "/dev/kvm: no permission; run this as root, or as a member of "
				  "its group");
	case -ENOENT:
	case -ENODEV:
	case -ENXIO:
		return ht_err_set(err, code,
				  "there is no /dev/kvm: load kvm-intel or kvm-amd; 'hypertrace "
				  "doctor' says what is missing");
	default:
		return ht_err_set(err, code, "/dev/kvm: %s", strerror(-code));
	}
}

static int create(struct ht_bench_vm *vm)
{
	struct kvm_userspace_memory_region region = { .memory_size = RAM };
	int size;

	vm->fd = ioctl(vm->kvm, KVM_CREATE_VM, 0);
	if (vm->fd < 0)
		return -errno;
	/* Intel wants three pages for itself. */
	if (ioctl(vm->fd, KVM_SET_TSS_ADDR, 0xfffbd000))
		return -errno;
	vm->mem = mmap(NULL, RAM, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (vm->mem == MAP_FAILED)
		return -errno;
	region.userspace_addr = (uintptr_t)vm->mem;
	if (ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region))
		return -errno;
	vm->vcpu = ioctl(vm->fd, KVM_CREATE_VCPU, 0);
	size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (vm->vcpu < 0 || size < 0)
		return -errno;
	vm->run_size = (size_t)size;
	vm->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vm->vcpu, 0);
	if (vm->run == MAP_FAILED)
		return -errno;
	write_page_tables(vm->mem);
	return enter_long_mode(vm->vcpu);
}

/**
 * ht_bench_vm_open() - make the VM
 * @vm: filled in
 * @err: filled on error
 *
 * Return: 0 or a negative errno; then there is nothing to close.
 */
int ht_bench_vm_open(struct ht_bench_vm *vm, struct ht_err *err)
{
	int ret;

	*vm = (struct ht_bench_vm){ .fd = -1, .vcpu = -1, .run = MAP_FAILED, .mem = MAP_FAILED };
	vm->kvm = open_kvm(err);
	if (vm->kvm < 0)
		return vm->kvm;
	ret = create(vm);
	if (!ret)
		return 0;
	ht_bench_vm_close(vm);
	return ht_err_set(err, ret, "KVM makes no VM: %s; 'hypertrace doctor' may know why",
			  strerror(-ret));
}

static volatile sig_atomic_t too_late;

/* KVM_RUN ends by it. */
static void on_alarm(int signal)
{
	too_late = 1;
}

static int run_until_done(struct ht_bench_vm *vm, struct ht_err *err)
{
	for (;;) {
		if (too_late)
			return ht_err_set(
				err, -ETIMEDOUT,
				"the VM does not get anywhere in %d s; 'dmesg' may say why",
				TIMEOUT_S);
		if (ioctl(vm->vcpu, KVM_RUN, 0)) {
			if (errno == EINTR || errno == EAGAIN)
				continue;
			return ht_err_set(err, -errno, "KVM_RUN: %s", strerror(errno));
		}
		switch (vm->run->exit_reason) {
		case KVM_EXIT_IO:
			if (vm->run->io.port == DONE_PORT)
				return 0;
			break;
		case KVM_EXIT_MMIO:
		case KVM_EXIT_HLT:
			break;
		default:
			return ht_err_set(err, -EIO, "the VM ended with KVM's exit reason %u",
					  vm->run->exit_reason);
		}
	}
}

static uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

/**
 * ht_bench_vm_turns() - have the VM do something
 * @vm: the VM
 * @op: what
 * @turns: how often, at least once
 * @took: what that took
 * @err: filled on error
 *
 * Return: 0 or a negative errno.
 */
int ht_bench_vm_turns(struct ht_bench_vm *vm, enum ht_bench_op op, uint64_t turns,
		      struct ht_bench_time *took, struct ht_err *err)
{
	bool amd = ht_insn_detect() == HT_INSN_VMMCALL;
	const struct op *o = op == HT_BENCH_HYPERCALL && amd ? &vmmcall : &ops[op];
	struct kvm_regs regs = { .rip = CODE, .rflags = 2, .rbp = MAILBOX };
	volatile uint64_t *mailbox = (volatile uint64_t *)(vm->mem + MAILBOX);
	uint64_t start;
	int ret;

	memcpy(vm->mem + CODE, o->code, (size_t)(o->end - o->code));
	mailbox[0] = turns;
	if (ioctl(vm->vcpu, KVM_SET_REGS, &regs))
		return ht_err_set(err, -errno, "KVM_SET_REGS: %s", strerror(errno));
	too_late = 0;
	sigaction(SIGALRM, &(struct sigaction){ .sa_handler = on_alarm }, NULL);
	alarm(TIMEOUT_S);
	start = now_ns();
	ret = run_until_done(vm, err);
	took->ns = now_ns() - start;
	took->cycles = mailbox[1];
	alarm(0);
	return ret;
}

/**
 * ht_bench_vm_close() - undo ht_bench_vm_open()
 * @vm: the VM
 */
void ht_bench_vm_close(struct ht_bench_vm *vm)
{
	if (vm->run != MAP_FAILED)
		munmap(vm->run, vm->run_size);
	if (vm->vcpu >= 0)
		close(vm->vcpu);
	if (vm->mem != MAP_FAILED)
		munmap(vm->mem, RAM);
	if (vm->fd >= 0)
		close(vm->fd);
	close(vm->kvm);
}

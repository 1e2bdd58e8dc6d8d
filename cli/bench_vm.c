// SPDX-License-Identifier: GPL-2.0-only
/*
 * A VM without a kernel: memory, page tables that map it to itself, and a vCPU that is put into
 * 64-bit kernel mode; for interrupts, two of them with their APICs, and a handler.
 */
#include <cpuid.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "bench_code.h"
#include "bench_vm.h"

#define RAM (2u << 20)
/* Guest-physical, and by the page tables virtual, too. What is above RAM is nobody's. */
#define PML4 0x1000
#define PDPT 0x2000
#define PD 0x3000
#define CODE 0x4000
#define GDT 0x5000
#define IDT 0x6000
#define HANDLER 0x7000
#define OTHER_CODE 0x8000
#define STACK_END 0xa000
#define OTHER_STACK_END 0xb000
#define MAILBOX 0x10000
#define OTHER_MAILBOX 0x10100

#define PTE_TABLE 3ull /* present, writable */
#define PTE_2M 0x83ull /* and a page by itself */

#define CODE_SEGMENT 0x00af9b000000ffffull /* 64 bits, ring 0 */
#define DATA_SEGMENT 0x00cf93000000ffffull
#define INTERRUPT_GATE 0x8e00ull

/* x2APIC: enabled, and the registers as MSRs. */
#define APIC_BASE 0xfee00c00ull
#define APIC_BASE_BSP (1 << 8)
#define MSR_APIC_SPURIOUS 0x80f
#define APIC_SPURIOUS_ON 0x1ff
#define TIMEOUT_S 30

#define CPUID_VMX (1u << 5)
#define CPUID_SVM (1u << 2)
#define CPUID_MOST 256

static void write_page_tables(uint8_t *mem)
{
	uint64_t *pd = (uint64_t *)(mem + PD);
	uint64_t i;

	*(uint64_t *)(mem + PML4) = PDPT | PTE_TABLE;
	*(uint64_t *)(mem + PDPT) = PD | PTE_TABLE;
	for (i = 0; i < 512; i++)
		pd[i] = i << 21 | PTE_2M;
}

static void put_code(uint8_t *to, struct ht_bench_code code)
{
	memcpy(to, code.start, (size_t)(code.end - code.start));
}

static void write_interrupt_tables(uint8_t *mem)
{
	uint64_t *gdt = (uint64_t *)(mem + GDT);
	uint64_t *gate = (uint64_t *)(mem + IDT + HT_BENCH_VECTOR * 16);

	gdt[1] = CODE_SEGMENT;
	gdt[2] = DATA_SEGMENT;
	gate[0] = INTERRUPT_GATE << 32 | 8 << 16 | HANDLER;
	put_code(mem + HANDLER, ht_bench_code_handler());
	put_code(mem + OTHER_CODE, ht_bench_code_answer());
}

static int enter_long_mode(const struct ht_bench_vm *vm, int nr)
{
	struct kvm_segment code = {
		.limit = ~0u, .selector = 8, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1
	};
	struct kvm_segment data = {
		.limit = ~0u, .selector = 16, .type = 3, .present = 1, .db = 1, .s = 1, .g = 1
	};
	struct kvm_sregs sregs;
	int vcpu = vm->vcpus[nr].fd;

	if (ioctl(vcpu, KVM_GET_SREGS, &sregs))
		return -errno;
	if (vm->nr_vcpus > 1) {
		sregs.apic_base = APIC_BASE | (nr ? 0 : APIC_BASE_BSP);
		sregs.gdt = (struct kvm_dtable){ .base = GDT, .limit = 23 };
		sregs.idt = (struct kvm_dtable){ .base = IDT, .limit = 4095 };
	}
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

/* All that KVM has, or it would not have the vCPU use an x2APIC. */
static int set_cpuid(const struct ht_bench_vm *vm, int vcpu)
{
	size_t size = sizeof(struct kvm_cpuid2) + CPUID_MOST * sizeof(struct kvm_cpuid_entry2);
	struct kvm_cpuid2 *cpuid = calloc(1, size);
	int ret = 0;

	if (!cpuid)
		return -ENOMEM;
	cpuid->nent = CPUID_MOST;
	if (ioctl(vm->kvm, KVM_GET_SUPPORTED_CPUID, cpuid) || ioctl(vcpu, KVM_SET_CPUID2, cpuid))
		ret = -errno;
	free(cpuid);
	return ret;
}

/* Off after a reset. */
static int switch_apic_on(int vcpu)
{
	struct {
		struct kvm_msrs head;
		struct kvm_msr_entry entry;
	} msrs = {
		.head = { .nmsrs = 1 },
		.entry = { .index = MSR_APIC_SPURIOUS, .data = APIC_SPURIOUS_ON },
	};
	int set = ioctl(vcpu, KVM_SET_MSRS, &msrs);

	return set == 1 ? 0 : set < 0 ? -errno : -ENOTSUP;
}

static int create_vcpu(struct ht_bench_vm *vm, int nr)
{
	struct kvm_mp_state runnable = { .mp_state = KVM_MP_STATE_RUNNABLE };
	struct ht_bench_vcpu *vcpu = &vm->vcpus[nr];
	int ret;

	vcpu->fd = ioctl(vm->fd, KVM_CREATE_VCPU, nr);
	if (vcpu->fd < 0)
		return -errno;
	vcpu->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu->fd, 0);
	if (vcpu->run == MAP_FAILED)
		return -errno;
	if (vm->nr_vcpus == 1)
		return enter_long_mode(vm, nr);
	ret = set_cpuid(vm, vcpu->fd);
	if (!ret)
		ret = enter_long_mode(vm, nr);
	if (!ret)
		ret = switch_apic_on(vcpu->fd);
	/* The second would wait for the first to start it. */
	if (!ret && ioctl(vcpu->fd, KVM_SET_MP_STATE, &runnable))
		ret = -errno;
	return ret;
}

static int create(struct ht_bench_vm *vm)
{
	struct kvm_userspace_memory_region region = { .memory_size = RAM };
	int size, i, ret = 0;

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
	write_page_tables(vm->mem);
	if (vm->nr_vcpus > 1) {
		write_interrupt_tables(vm->mem);
		if (ioctl(vm->fd, KVM_CREATE_IRQCHIP, 0))
			return -errno;
	}
	size = ioctl(vm->kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	if (size < 0)
		return -errno;
	vm->run_size = (size_t)size;
	for (i = 0; i < vm->nr_vcpus && !ret; i++)
		ret = create_vcpu(vm, i);
	return ret;
}

static volatile sig_atomic_t too_late;

/* Until KVM_RUN is told to end: else it halts, wakes, answers and halts, all of it inside. */
static void *run_other(void *data)
{
	struct ht_bench_vcpu *vcpu = data;

	while (ioctl(vcpu->fd, KVM_RUN, 0) && (errno == EINTR || errno == EAGAIN) &&
	       !vcpu->run->immediate_exit)
		;
	return NULL;
}

/* KVM_RUN ends by it. */
static void on_signal(int signal)
{
	if (signal == SIGALRM)
		too_late = 1;
}

static int start_other(struct ht_bench_vm *vm)
{
	struct kvm_regs regs = {
		.rip = OTHER_CODE, .rflags = 2, .rbp = OTHER_MAILBOX, .rsp = OTHER_STACK_END
	};
	sigset_t alarm_only, before;
	int ret;

	if (ioctl(vm->vcpus[1].fd, KVM_SET_REGS, &regs))
		return -errno;
	sigaction(SIGUSR1, &(struct sigaction){ .sa_handler = on_signal }, NULL);
	/* The alarm is for who waits for the first vCPU. */
	sigemptyset(&alarm_only);
	sigaddset(&alarm_only, SIGALRM);
	pthread_sigmask(SIG_BLOCK, &alarm_only, &before);
	ret = pthread_create(&vm->other, NULL, run_other, &vm->vcpus[1]);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	vm->other_runs = !ret;
	return -ret;
}

static void stop_other(struct ht_bench_vm *vm)
{
	if (!vm->other_runs)
		return;
	/* If it is not in KVM_RUN yet, it will not stay there. */
	vm->vcpus[1].run->immediate_exit = 1;
	pthread_kill(vm->other, SIGUSR1);
	pthread_join(vm->other, NULL);
}

/**
 * ht_bench_vm_open() - make the VM
 * @vm: filled in
 * @interrupts: for what is about interrupts
 * @err: filled on error
 *
 * Return: 0 or a negative errno; then there is nothing to close.
 */
int ht_bench_vm_open(struct ht_bench_vm *vm, bool interrupts, struct ht_err *err)
{
	static const struct ht_bench_vcpu none = { .fd = -1, .run = MAP_FAILED };
	int ret;

	*vm = (struct ht_bench_vm){
		.fd = -1, .vcpus = { none, none }, .nr_vcpus = interrupts ? 2 : 1, .mem = MAP_FAILED
	};
	vm->kvm = open_kvm(err);
	if (vm->kvm < 0)
		return vm->kvm;
	ret = create(vm);
	if (!ret && interrupts)
		ret = start_other(vm);
	if (!ret)
		return 0;
	ht_bench_vm_close(vm);
	return ht_err_set(err, ret, "KVM makes no VM%s: %s; 'hypertrace doctor' may know why",
			  interrupts ? " with interrupts" : "", strerror(-ret));
}

static int run_until_done(struct ht_bench_vm *vm, struct ht_err *err)
{
	const struct ht_bench_vcpu *vcpu = &vm->vcpus[0];

	for (;;) {
		if (too_late)
			return ht_err_set(
				err, -ETIMEDOUT,
				"the VM does not get anywhere in %d s; 'dmesg' may say why",
				TIMEOUT_S);
		if (ioctl(vcpu->fd, KVM_RUN, 0)) {
			if (errno == EINTR || errno == EAGAIN)
				continue;
			return ht_err_set(err, -errno, "KVM_RUN: %s", strerror(errno));
		}
		switch (vcpu->run->exit_reason) {
		case KVM_EXIT_IO:
			if (vcpu->run->io.port == HT_BENCH_DONE_PORT)
				return 0;
			break;
		case KVM_EXIT_MMIO:
		case KVM_EXIT_HLT:
			break;
		default:
			return ht_err_set(err, -EIO, "the VM ended with KVM's exit reason %u",
					  vcpu->run->exit_reason);
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
 * @vm: the VM, which is for interrupts if @op is
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
	const bool interrupts = ht_bench_op_interrupts(op);
	struct kvm_regs regs = {
		.rip = CODE, .rflags = interrupts ? 0x202 : 2, .rbp = MAILBOX, .rsp = STACK_END
	};
	volatile uint64_t *mailbox = (volatile uint64_t *)(vm->mem + MAILBOX);
	uint64_t start;
	int ret;

	put_code(vm->mem + CODE, ht_bench_code_of(op));
	mailbox[0] = turns;
	mailbox[2] = 0;
	if (ioctl(vm->vcpus[0].fd, KVM_SET_REGS, &regs))
		return ht_err_set(err, -errno, "KVM_SET_REGS: %s", strerror(errno));
	too_late = 0;
	sigaction(SIGALRM, &(struct sigaction){ .sa_handler = on_signal }, NULL);
	alarm(TIMEOUT_S);
	start = now_ns();
	ret = run_until_done(vm, err);
	took->ns = now_ns() - start;
	took->cycles = mailbox[1];
	alarm(0);
	if (!ret && interrupts && mailbox[2] != turns)
		return ht_err_set(err, -EIO, "%llu interrupts were sent to the VM, and it got %llu",
				  (unsigned long long)turns, (unsigned long long)mailbox[2]);
	return ret;
}

/**
 * ht_bench_vm_close() - undo ht_bench_vm_open()
 * @vm: the VM
 */
void ht_bench_vm_close(struct ht_bench_vm *vm)
{
	int i;

	stop_other(vm);
	for (i = 0; i < vm->nr_vcpus; i++) {
		if (vm->vcpus[i].run != MAP_FAILED)
			munmap(vm->vcpus[i].run, vm->run_size);
		if (vm->vcpus[i].fd >= 0)
			close(vm->vcpus[i].fd);
	}
	if (vm->mem != MAP_FAILED)
		munmap(vm->mem, RAM);
	if (vm->fd >= 0)
		close(vm->fd);
	close(vm->kvm);
}

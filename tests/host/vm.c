// SPDX-License-Identifier: GPL-2.0-only
/*
 * How a VM comes to life here: RAM, page tables that map it to itself, and code that the processor
 * is put into in 64-bit kernel mode, without having booted.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <hypertrace/vmcall.h>

#include "vm.h"

/* Guest-physical, and by the page tables virtual, too. */
#define PML4 0x1000
#define PDPT 0x2000
#define PD 0x3000
#define CODE 0x4000
#define MAILBOX(vcpu) (0x10000 + (vcpu)*0x1000)

#define PTE_TABLE 3ull /* present, writable */
#define PTE_2M 0x83ull /* and a page by itself */

/* What a vCPU does: rbp is its mailbox, and together with rsp the only register not loaded. */
extern const char guest_code[], guest_insn[], guest_end[];
__asm__(".pushsection .rodata\n"
	"guest_code:\n"
	"	mov	0(%rbp), %rax\n"
	"	mov	8(%rbp), %rbx\n"
	"	mov	16(%rbp), %rcx\n"
	"	mov	24(%rbp), %rdx\n"
	"	mov	32(%rbp), %rsi\n"
	"	mov	40(%rbp), %rdi\n"
	"	mov	48(%rbp), %r8\n"
	"	mov	56(%rbp), %r9\n"
	"	mov	64(%rbp), %r10\n"
	"	mov	72(%rbp), %r11\n"
	"	mov	80(%rbp), %r12\n"
	"	mov	88(%rbp), %r13\n"
	"	mov	96(%rbp), %r14\n"
	"	mov	104(%rbp), %r15\n"
	"guest_insn:\n"
	"	vmcall\n"
	"	mov	%rax, 0(%rbp)\n"
	"	out	%al, $0x10\n"
	"	jmp	guest_code\n"
	"guest_end:\n"
	".popsection\n");

/**
 * must - end the program when something that the test needs does not work
 * @ok: whether it does
 * @what: its name; errno says why not
 */
void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

/**
 * vm_map - make memory of this process memory of the guest
 * @vm: the VM
 * @slot: KVM's number for it, from 1
 * @gpa: where the guest sees it
 * @size: bytes; 0 takes the slot away
 * @hva: where it is here
 * @flags: KVM_MEM_…
 *
 * Return: 0, or -1 with errno.
 */
int vm_map(const struct vm *vm, __u32 slot, __u64 gpa, __u64 size, void *hva, __u32 flags)
{
	struct kvm_userspace_memory_region region = {
		.slot = slot,
		.flags = flags,
		.guest_phys_addr = gpa,
		.memory_size = size,
		.userspace_addr = (unsigned long)hva,
	};

	return ioctl(vm->fd, KVM_SET_USER_MEMORY_REGION, &region);
}

/**
 * vm_create - a VM with RAM and without vCPUs
 * @vm: filled in
 */
void vm_create(struct vm *vm)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC);

	must(kvm >= 0, "/dev/kvm");
	memset(vm, 0, sizeof(*vm));
	vm->fd = ioctl(kvm, KVM_CREATE_VM, 0);
	must(vm->fd >= 0, "KVM_CREATE_VM");
	vm->run_size = (size_t)ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0);
	close(kvm);
	/* Intel wants three pages for itself to run real mode. */
	must(!ioctl(vm->fd, KVM_SET_TSS_ADDR, 0xfffbd000), "KVM_SET_TSS_ADDR");
	vm->mem = mmap(NULL, VM_RAM, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	must(vm->mem != MAP_FAILED, "mmap");
	must(!vm_map(vm, 0, 0, VM_RAM, vm->mem, 0), "KVM_SET_USER_MEMORY_REGION");
}

/**
 * vm_destroy - undo vm_create()
 * @vm: the VM; when this returns KVM has forgotten it, unless another process has it open
 */
void vm_destroy(struct vm *vm)
{
	int i;

	for (i = 0; i < vm->nr_vcpus; i++) {
		munmap(vm->vcpus[i].run, vm->run_size);
		close(vm->vcpus[i].fd);
	}
	close(vm->fd);
	munmap(vm->mem, VM_RAM);
}

/**
 * vm_add_vcpu - another vCPU, as it is after a reset
 * @vm: the VM
 *
 * Return: the vCPU.
 */
struct vcpu *vm_add_vcpu(struct vm *vm)
{
	struct vcpu *vcpu = &vm->vcpus[vm->nr_vcpus];

	vcpu->fd = ioctl(vm->fd, KVM_CREATE_VCPU, vm->nr_vcpus);
	must(vcpu->fd >= 0, "KVM_CREATE_VCPU");
	vcpu->run = mmap(NULL, vm->run_size, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu->fd, 0);
	must(vcpu->run != MAP_FAILED, "mmap of a vCPU");
	vm->nr_vcpus++;
	return vcpu;
}

/* The first GiB, mapped to itself. */
static void write_page_tables(__u8 *mem)
{
	__u64 *pd = (__u64 *)(mem + PD);
	__u64 i;

	*(__u64 *)(mem + PML4) = PDPT | PTE_TABLE;
	*(__u64 *)(mem + PDPT) = PD | PTE_TABLE;
	for (i = 0; i < 512; i++)
		pd[i] = i << 21 | PTE_2M;
}

static void write_code(__u8 *mem)
{
	const __u64 start = (__u64)guest_code;

	memcpy(mem + CODE, guest_code, (__u64)guest_end - start);
	if (ht_insn_detect() == HT_INSN_VMMCALL)
		mem[CODE + ((__u64)guest_insn - start) + 2] = 0xd9;
}

/* Straight to where a kernel gets to: 64-bit mode, paging, the highest privilege. */
static void enter_long_mode(const struct vcpu *vcpu)
{
	struct kvm_segment code = {
		.limit = ~0u, .selector = 8, .type = 11, .present = 1, .s = 1, .l = 1, .g = 1
	};
	struct kvm_segment data = {
		.limit = ~0u, .selector = 16, .type = 3, .present = 1, .db = 1, .s = 1, .g = 1
	};
	struct kvm_sregs sregs;

	must(!ioctl(vcpu->fd, KVM_GET_SREGS, &sregs), "KVM_GET_SREGS");
	sregs.cr3 = PML4;
	sregs.cr4 = 1 << 5; /* PAE */
	sregs.cr0 = 0x80050033; /* PG AM WP NE ET MP PE */
	sregs.efer = 0x500; /* LMA LME */
	sregs.cs = code;
	sregs.ds = sregs.es = sregs.fs = sregs.gs = sregs.ss = data;
	must(!ioctl(vcpu->fd, KVM_SET_SREGS, &sregs), "KVM_SET_SREGS");
}

/**
 * vm_add_caller - another vCPU, ready for vm_call()
 * @vm: the VM
 */
void vm_add_caller(struct vm *vm)
{
	__u64 mailbox = MAILBOX(vm->nr_vcpus);
	struct kvm_regs regs = { .rip = CODE, .rflags = 2, .rbp = mailbox };
	struct vcpu *vcpu = vm_add_vcpu(vm);

	if (vm->nr_vcpus == 1) {
		write_page_tables(vm->mem);
		write_code(vm->mem);
	}
	vcpu->mailbox = (volatile __u64 *)(vm->mem + mailbox);
	enter_long_mode(vcpu);
	must(!ioctl(vcpu->fd, KVM_SET_REGS, &regs), "KVM_SET_REGS");
}

/**
 * vm_call - have a vCPU make a hypercall
 * @vm: the VM
 * @vcpu: its number; in use by this thread only
 * @nr: for rax
 * @payload: for the other registers, as for ht_vmcall()
 *
 * Return: rax afterwards.
 */
long vm_call(struct vm *vm, int vcpu, __u64 nr, const __u64 payload[HT_PAYLOAD_REGS])
{
	struct vcpu *v = &vm->vcpus[vcpu];
	int i;

	v->mailbox[0] = nr;
	for (i = 0; i < HT_PAYLOAD_REGS; i++)
		v->mailbox[1 + i] = payload[i];
	while (ioctl(v->fd, KVM_RUN, 0))
		must(errno == EINTR || errno == EAGAIN, "KVM_RUN");
	if (v->run->exit_reason != KVM_EXIT_IO) {
		fprintf(stderr, "vCPU %d ended with KVM exit reason %u\n", vcpu,
			v->run->exit_reason);
		exit(1);
	}
	return (long)v->mailbox[0];
}

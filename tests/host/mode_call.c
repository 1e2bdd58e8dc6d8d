// SPDX-License-Identifier: GPL-2.0-only
/*
 * mode_call NR: a VM of twenty bytes, straight on /dev/kvm, that makes one hypercall in real mode
 * and shows what it got in eax: the only way here to call from outside 64-bit mode. Prints the
 * result.
 */
#include <fcntl.h>
#include <linux/kvm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <hypertrace/vmcall.h>

#define LOAD 0x1000

static void must(int ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	exit(1);
}

/* 16-bit code: mov eax, NR; xor ebx, ebx; vmcall or vmmcall; hlt */
static void write_code(unsigned char *mem, unsigned int nr)
{
	unsigned char code[] = { 0x66, 0xb8, 0, 0, 0, 0, 0x66, 0x31, 0xdb, 0x0f, 0x01, 0xc1, 0xf4 };

	memcpy(code + 2, &nr, 4);
	if (ht_insn_detect() == HT_INSN_VMMCALL)
		code[11] = 0xd9;
	memcpy(mem, code, sizeof(code));
}

static int create_vcpu(int vm)
{
	struct kvm_sregs sregs;
	struct kvm_regs regs = { .rip = LOAD, .rflags = 2, .rsp = LOAD };
	int vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);

	must(vcpu >= 0, "KVM_CREATE_VCPU");
	must(!ioctl(vcpu, KVM_GET_SREGS, &sregs), "KVM_GET_SREGS");
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	must(!ioctl(vcpu, KVM_SET_SREGS, &sregs), "KVM_SET_SREGS");
	must(!ioctl(vcpu, KVM_SET_REGS, &regs), "KVM_SET_REGS");
	return vcpu;
}

int main(int argc, char **argv)
{
	int kvm = open("/dev/kvm", O_RDWR | O_CLOEXEC), vm, vcpu;
	struct kvm_userspace_memory_region region = { .memory_size = 0x10000 };
	struct kvm_regs regs;
	void *mem;

	if (argc != 2) {
		fprintf(stderr, "usage: mode_call NR\n");
		return 2;
	}
	must(kvm >= 0, "/dev/kvm");
	vm = ioctl(kvm, KVM_CREATE_VM, 0);
	must(vm >= 0, "KVM_CREATE_VM");
	/* Intel wants three pages for itself to run real mode. */
	must(!ioctl(vm, KVM_SET_TSS_ADDR, 0xfffbd000), "KVM_SET_TSS_ADDR");
	mem = mmap(NULL, region.memory_size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		   0);
	must(mem != MAP_FAILED, "mmap");
	write_code((unsigned char *)mem + LOAD, (unsigned int)strtoul(argv[1], NULL, 16));
	region.userspace_addr = (unsigned long)mem;
	must(!ioctl(vm, KVM_SET_USER_MEMORY_REGION, &region), "KVM_SET_USER_MEMORY_REGION");
	vcpu = create_vcpu(vm);
	must(!ioctl(vcpu, KVM_RUN, 0), "KVM_RUN");
	must(!ioctl(vcpu, KVM_GET_REGS, &regs), "KVM_GET_REGS");
	printf("%d\n", (int)regs.rax);
	return 0;
}

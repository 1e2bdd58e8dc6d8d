// SPDX-License-Identifier: GPL-2.0-only
/*
 * mode_call NR: a VM of twenty bytes that makes one hypercall in real mode and shows what it got in
 * eax: the only way here to call from outside 64-bit mode. Prints the result.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include <hypertrace/vmcall.h>

#include "vm.h"

#define LOAD 0x1000

/* 16-bit code: mov eax, NR; xor ebx, ebx; vmcall or vmmcall; hlt */
static void write_code(unsigned char *mem, unsigned int nr)
{
	unsigned char code[] = { 0x66, 0xb8, 0, 0, 0, 0, 0x66, 0x31, 0xdb, 0x0f, 0x01, 0xc1, 0xf4 };

	memcpy(code + 2, &nr, 4);
	if (ht_insn_detect() == HT_INSN_VMMCALL)
		code[11] = 0xd9;
	memcpy(mem, code, sizeof(code));
}

static void start_at_load(int vcpu)
{
	struct kvm_sregs sregs;
	struct kvm_regs regs = { .rip = LOAD, .rflags = 2, .rsp = LOAD };

	must(!ioctl(vcpu, KVM_GET_SREGS, &sregs), "KVM_GET_SREGS");
	sregs.cs.base = 0;
	sregs.cs.selector = 0;
	must(!ioctl(vcpu, KVM_SET_SREGS, &sregs), "KVM_SET_SREGS");
	must(!ioctl(vcpu, KVM_SET_REGS, &regs), "KVM_SET_REGS");
}

int main(int argc, char **argv)
{
	struct kvm_regs regs;
	struct vm vm;
	int vcpu;

	if (argc != 2) {
		fprintf(stderr, "usage: mode_call NR\n");
		return 2;
	}
	vm_create(&vm);
	write_code(vm.mem + LOAD, (unsigned int)strtoul(argv[1], NULL, 16));
	vcpu = vm_add_vcpu(&vm)->fd;
	start_at_load(vcpu);
	must(!ioctl(vcpu, KVM_RUN, 0), "KVM_RUN");
	must(!ioctl(vcpu, KVM_GET_REGS, &regs), "KVM_GET_REGS");
	printf("%d\n", (int)regs.rax);
	return 0;
}

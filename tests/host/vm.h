/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A virtual machine monitor of a few hundred lines, straight on /dev/kvm. It runs no kernel: each
 * vCPU makes whatever hypercall its mailbox says, and comes back. So a test can call the host
 * with any registers, from any vCPU, and write to the guest's memory whenever it likes.
 */
#ifndef VM_H
#define VM_H

#include <stddef.h>

#include <linux/kvm.h>

#include <hypertrace/abi.h>

#define VM_MAX_VCPUS 8
#define VM_RAM (16u << 20) /* at guest-physical 0 */
#define VM_FREE 0x100000u /* what is below is the VMM's: page tables, code, mailboxes */

/**
 * struct vcpu - one vCPU
 * @fd: KVM's
 * @run: shared with KVM
 * @mailbox: rax and the payload registers, shared with the guest's code
 */
struct vcpu {
	int fd;
	struct kvm_run *run;
	volatile __u64 *mailbox;
};

/**
 * struct vm - one VM
 * @fd: KVM's
 * @run_size: bytes of &vcpu.run
 * @mem: its RAM
 * @nr_vcpus: how many of @vcpus there are
 * @vcpus: its vCPUs
 */
struct vm {
	int fd;
	size_t run_size;
	__u8 *mem;
	int nr_vcpus;
	struct vcpu vcpus[VM_MAX_VCPUS];
};

void must(int ok, const char *what);
void vm_create(struct vm *vm);
void vm_destroy(struct vm *vm);
struct vcpu *vm_add_vcpu(struct vm *vm);
void vm_add_caller(struct vm *vm);
int vm_map(const struct vm *vm, __u32 slot, __u64 gpa, __u64 size, void *hva, __u32 flags);
long vm_call(struct vm *vm, int vcpu, __u64 nr, const __u64 payload[HT_PAYLOAD_REGS]);

#endif /* VM_H */

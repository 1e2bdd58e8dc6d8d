/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM without a kernel, straight on /dev/kvm, that does one thing over and over: what makes a
 * guest leave for its hypervisor, once a turn.
 */
#ifndef HT_BENCH_VM_H
#define HT_BENCH_VM_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"

struct kvm_run;

/* What it can do, in the order of ht_bench_op_name(). */
enum ht_bench_op {
	HT_BENCH_EMPTY,
	HT_BENCH_CPUID,
	HT_BENCH_HYPERCALL,
	HT_BENCH_RDMSR,
	HT_BENCH_WRMSR,
	HT_BENCH_CR8,
	HT_BENCH_HLT,
	HT_BENCH_OUT,
	HT_BENCH_MMIO,
	HT_BENCH_OPS,
};

/**
 * struct ht_bench_vm - the VM, of one vCPU
 * @kvm: /dev/kvm
 * @fd: the VM
 * @vcpu: its vCPU
 * @run: shared with KVM
 * @run_size: bytes of @run
 * @mem: the VM's memory
 */
struct ht_bench_vm {
	int kvm;
	int fd;
	int vcpu;
	struct kvm_run *run;
	size_t run_size;
	uint8_t *mem;
};

/**
 * struct ht_bench_time - what some turns took
 * @cycles: of the guest's TSC
 * @ns: of the host's clock
 */
struct ht_bench_time {
	uint64_t cycles;
	uint64_t ns;
};

const char *ht_bench_op_name(enum ht_bench_op op);
int ht_bench_vm_open(struct ht_bench_vm *vm, struct ht_err *err);
int ht_bench_vm_turns(struct ht_bench_vm *vm, enum ht_bench_op op, uint64_t turns,
		      struct ht_bench_time *took, struct ht_err *err);
void ht_bench_vm_close(struct ht_bench_vm *vm);

#endif /* HT_BENCH_VM_H */

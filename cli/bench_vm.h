/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A VM without a kernel, straight on /dev/kvm, that does one thing over and over: what makes a
 * guest leave for its hypervisor, once a turn.
 */
#ifndef HT_BENCH_VM_H
#define HT_BENCH_VM_H

#include <pthread.h>
#include <stdbool.h>
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
	HT_BENCH_SELF_IPI,
	HT_BENCH_IPI,
	HT_BENCH_OPS,
};

/**
 * struct ht_bench_vcpu - one of its vCPUs
 * @fd: the vCPU
 * @run: shared with KVM
 */
struct ht_bench_vcpu {
	int fd;
	struct kvm_run *run;
};

/**
 * struct ht_bench_vm - the VM
 * @kvm: /dev/kvm
 * @fd: the VM
 * @vcpus: the first does what is measured; the second answers its IPIs
 * @nr_vcpus: two, if KVM has their interrupt controllers, else one
 * @run_size: bytes of a vCPU's run
 * @mem: the VM's memory
 * @other: runs the second vCPU
 * @other_runs: that thread is there
 */
struct ht_bench_vm {
	int kvm;
	int fd;
	struct ht_bench_vcpu vcpus[2];
	int nr_vcpus;
	size_t run_size;
	uint8_t *mem;
	pthread_t other;
	bool other_runs;
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
bool ht_bench_op_interrupts(enum ht_bench_op op);
int ht_bench_vm_open(struct ht_bench_vm *vm, bool interrupts, struct ht_err *err);
int ht_bench_vm_turns(struct ht_bench_vm *vm, enum ht_bench_op op, uint64_t turns,
		      struct ht_bench_time *took, struct ht_err *err);
void ht_bench_vm_close(struct ht_bench_vm *vm);

#endif /* HT_BENCH_VM_H */

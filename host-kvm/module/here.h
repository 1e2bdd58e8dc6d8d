/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vCPU that a physical CPU is busy with, so that hooks on every exit need no search.
 */
#ifndef HT_HERE_H
#define HT_HERE_H

#include <linux/percpu.h>

struct ht_exits;
struct ht_vcpu;
struct ht_vm;
struct kvm_vcpu;

/**
 * struct ht_here - one CPU's answer of last time
 * @vcpu: the question; NULL while there is no answer
 * @counted: the same, if its exits are counted and nothing else is to be done with them
 * @ignored: the same, if its exits are not counted
 * @vm: the answer, NULL when nothing is known of that VM
 * @hv: likewise of the vCPU
 * @exits: its exits, if @counted
 */
struct ht_here {
	struct kvm_vcpu *vcpu;
	struct kvm_vcpu *counted;
	struct kvm_vcpu *ignored;
	struct ht_vm *vm;
	struct ht_vcpu *hv;
	struct ht_exits *exits;
};

DECLARE_PER_CPU(struct ht_here, ht_here);

struct ht_vcpu *ht_here_find(struct kvm_vcpu *vcpu);
void ht_here_count(struct kvm_vcpu *vcpu, struct ht_exits *exits);
void ht_here_forget(void);

/* By hand, since this_cpu_read() needs a register and an instruction for it. */
#define HT_HERE_SAME(key, of)                                                                      \
	({                                                                                         \
		bool same;                                                                         \
		asm volatile("cmpq %[vcpu], " __percpu_arg([here])                                 \
			     : "=@cce"(same)                                                       \
			     : [here] "m"(ht_here.key), [vcpu] "r"(of));                           \
		same;                                                                              \
	})

/**
 * ht_here_is - is a vCPU the one whose state stands in ht_here.hv and ht_here.vm?
 * @of: the vCPU whose thread this is; preemption is off
 */
static __always_inline bool ht_here_is(const struct kvm_vcpu *of)
{
	return HT_HERE_SAME(vcpu, of);
}

/**
 * ht_here_vcpu - what this module knows of a vCPU, if anything
 * @vcpu: the vCPU whose thread this is; preemption is off
 *
 * Return: its state, or NULL.
 */
static __always_inline struct ht_vcpu *ht_here_vcpu(struct kvm_vcpu *vcpu)
{
	if (likely(ht_here_is(vcpu)))
		return this_cpu_read(ht_here.hv);
	return ht_here_find(vcpu);
}

/**
 * ht_here_vm - what this module knows of a vCPU's VM, if anything
 * @vcpu: the vCPU whose thread this is; preemption is off
 *
 * Return: its entry, or NULL.
 */
static __always_inline struct ht_vm *ht_here_vm(struct kvm_vcpu *vcpu)
{
	if (unlikely(!ht_here_is(vcpu)))
		ht_here_find(vcpu);
	return this_cpu_read(ht_here.vm);
}

/**
 * ht_here_counted - is a vCPU the one whose exits are counted here?
 * @of: the vCPU whose thread this is; preemption is off
 */
static __always_inline bool ht_here_counted(const struct kvm_vcpu *of)
{
	return HT_HERE_SAME(counted, of);
}

#endif /* HT_HERE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The vCPU that a physical CPU is busy with, so that hooks on every exit need no search.
 */
#ifndef HT_HERE_H
#define HT_HERE_H

#include <linux/percpu.h>

struct ht_vcpu;
struct kvm_vcpu;

/**
 * struct ht_here - one CPU's answer of last time
 * @vcpu: the question; NULL while there is no answer
 * @hv: the answer, NULL when nothing is known of that vCPU
 */
struct ht_here {
	struct kvm_vcpu *vcpu;
	struct ht_vcpu *hv;
};

DECLARE_PER_CPU(struct ht_here, ht_here);

struct ht_vcpu *ht_here_find(struct kvm_vcpu *vcpu);
void ht_here_forget(void);

/**
 * ht_here_vcpu - what this module knows of a vCPU, if anything
 * @vcpu: the vCPU whose thread this is; preemption is off
 *
 * Return: its state, or NULL.
 */
static __always_inline struct ht_vcpu *ht_here_vcpu(struct kvm_vcpu *vcpu)
{
	if (likely(this_cpu_read(ht_here.vcpu) == vcpu))
		return this_cpu_read(ht_here.hv);
	return ht_here_find(vcpu);
}

#endif /* HT_HERE_H */

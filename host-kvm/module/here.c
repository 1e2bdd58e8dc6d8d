// SPDX-License-Identifier: GPL-2.0-only
/*
 * The cache before the registry. KVM has no room for a pointer of ours in its vCPUs, and the
 * registry takes as many instructions as all of the accounting of an exit.
 */
#include <linux/compiler.h>

#include "here.h"
#include "vm.h"

DEFINE_PER_CPU(struct ht_here, ht_here);

/**
 * ht_here_find - ask the registry, and remember its answer
 * @vcpu: the vCPU whose thread this is; preemption is off
 *
 * Return: its state, or NULL; that is remembered too.
 */
noinline struct ht_vcpu *ht_here_find(struct kvm_vcpu *vcpu)
{
	struct ht_vm *vm = ht_vm_find(vcpu->kvm);
	struct ht_vcpu *hv = vm ? xa_load(&vm->vcpus, vcpu->vcpu_idx) : NULL;

	/* ht_here_forget() may come in between from another CPU: it only ever takes keys away. */
	this_cpu_write(ht_here.vcpu, NULL);
	this_cpu_write(ht_here.counted, NULL);
	this_cpu_write(ht_here.ignored, NULL);
	this_cpu_write(ht_here.vm, vm);
	this_cpu_write(ht_here.hv, hv);
	barrier();
	this_cpu_write(ht_here.vcpu, vcpu);
	return hv;
}

/**
 * ht_here_count - what is to be done with exits of this vCPU from now on
 * @vcpu: the vCPU whose thread this is; preemption is off
 * @exits: where they are counted; NULL if they are not
 */
void ht_here_count(struct kvm_vcpu *vcpu, struct ht_exits *exits)
{
	this_cpu_write(ht_here.exits, exits);
	barrier();
	if (exits)
		this_cpu_write(ht_here.counted, vcpu);
	else
		this_cpu_write(ht_here.ignored, vcpu);
}

/**
 * ht_here_forget - the registry has changed: no CPU may rely on what it remembers
 *
 * Any context. Who asked before the change may still remember the old answer after this, unless it
 * is the caller, or does not run: only a vCPU's own thread asks about it.
 */
void ht_here_forget(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		WRITE_ONCE(per_cpu(ht_here, cpu).vcpu, NULL);
		WRITE_ONCE(per_cpu(ht_here, cpu).counted, NULL);
		WRITE_ONCE(per_cpu(ht_here, cpu).ignored, NULL);
	}
}

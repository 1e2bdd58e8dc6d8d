/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registry: what this module knows of each VM and vCPU. KVM's structures have no room for it
 * and get none, so it is found by the address of struct kvm.
 */
#ifndef HT_VM_H
#define HT_VM_H

#include <linux/atomic.h>
#include <linux/kvm_host.h>
#include <linux/rcupdate.h>
#include <linux/xarray.h>

#include <hypertrace/record.h>

/* Why a call was refused; the order of the columns in debugfs. */
enum ht_reject {
	HT_REJECT_EACCES,
	HT_REJECT_EINVAL,
	HT_REJECT_EPROTO,
	HT_REJECT_EILSEQ,
	HT_REJECT_EMSGSIZE,
	HT_REJECT_EPROTONOSUPPORT,
	HT_REJECT_EOPNOTSUPP,
	HT_REJECT_ENOSYS,
	HT_REJECT_ENOMEM,
	HT_REJECT_NR,
};

/**
 * struct ht_vcpu - one vCPU; touched by its own thread only, under vcpu->mutex
 * @text: two terminated strings, for tracers that want such
 * @epoch: &ht_vm.epoch that @next_seq belongs to
 * @next_seq: what the next record should be numbered
 * @synced: @next_seq means something
 * @assembly: the record that is arriving
 */
struct ht_vcpu {
	char text[HT_REC_MAX_LEN + 2];
	u32 epoch;
	u32 next_seq;
	bool synced;
	struct ht_assembly assembly;
};

/**
 * struct ht_vm - one VM
 * @node: in the registry
 * @rcu: frees it after the last lookup
 * @kvm: the key; never dereferenced from here
 * @id: host-assigned, from 1
 * @pid: the VMM's process id, in the initial namespace
 * @tgid: the VMM itself
 * @allowed: the administrator's word (policy.h), read without a lock
 * @epoch: grows with each HT_REC_GUEST_START, and thereby restarts every vCPU's numbering
 * @vcpus: struct ht_vcpu by vcpu_idx
 * @records: records that were accepted
 * @lost: records that were found missing
 * @rejected: calls that were refused, by reason
 */
struct ht_vm {
	struct hlist_node node;
	struct rcu_head rcu;
	struct kvm *kvm;
	u32 id;
	pid_t pid;
	struct pid *tgid;
	bool allowed;
	atomic_t epoch;
	struct xarray vcpus;
	atomic64_t records;
	atomic64_t lost;
	atomic64_t rejected[HT_REJECT_NR];
};

void ht_vm_create(struct kvm *kvm);
struct ht_vm *ht_vm_get(struct kvm *kvm);
struct ht_vcpu *ht_vcpu_get(struct ht_vm *vm, struct kvm_vcpu *vcpu);
void ht_vm_destroy(struct kvm *kvm);
void ht_vm_destroy_all(void);
u64 ht_vm_rejected(const struct ht_vm *vm);
void ht_vm_for_each(void (*fn)(struct ht_vm *vm, void *data), void *data);

#endif /* HT_VM_H */

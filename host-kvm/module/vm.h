/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The registry: what this module knows of each VM and vCPU. KVM's structures have no room for it
 * and get none, so it is found by the address of struct kvm.
 */
#ifndef HT_VM_H
#define HT_VM_H

#include <linux/atomic.h>
#include <linux/kvm_host.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/spinlock.h>
#include <linux/xarray.h>

#include <hypertrace/record.h>
#include <hypertrace/ring.h>

#include "clock.h"
#include "limit.h"
#include "nest.h"
#include "nested.h"
#include "vcpu_sched.h"

struct ht_control;
struct ht_exits;
struct ht_ring_map;
struct task_struct;

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
	HT_REJECT_ENXIO,
	HT_REJECT_EFAULT,
	HT_REJECT_EBUSY,
	HT_REJECT_ENOSPC,
	HT_REJECT_EBADMSG,
	HT_REJECT_NR,
};

/* Why a record that was emitted is not traced. */
enum ht_loss {
	HT_LOSS_GUEST, /* it did not arrive: no room in the guest, or given up there */
	HT_LOSS_RATE, /* more bytes a second than this VM may send */
	HT_LOSS_QUOTA, /* more bytes than this VM may send at all */
	HT_LOSS_INVALID, /* it does not pass the checks, or is of an unknown type */
	HT_LOSS_UNTRACED, /* no tracer on this host wants it; no gap for those that get others */
	HT_LOSS_NR,
};

/**
 * struct ht_vcpu - one vCPU
 * @lock: guards all of this; never held over anything that sleeps
 * @vcpu: KVM's, which lives as long as the VM; NULL of a nested guest's, which is not in there
 * @vcpu_id: KVM's vcpu_id (the APIC id on x86)
 * @pcpu: physical CPU it ran on last
 * @clock: how to convert its time stamps
 * @rate: and how fast it runs
 * @last_ns: time of its event traced last: none goes behind it
 * @epoch: &ht_vm.epoch that @next_seq belongs to
 * @next_seq: what the next record should be numbered
 * @synced: @next_seq means something
 * @missing: records lost since the one traced last, for the next one's field
 * @assembly: the record that is arriving through registers
 * @ring: the ring that is open, or NULL; changed under &ht_vm.rings_lock too
 * @sched: where it runs; has a lock of its own
 * @nest: who runs on it; likewise
 * @exits: its exits, or NULL while nobody counts them; changed under &ht_vm.exits_lock too, and
 *	read under RCU or with preemption off
 */
struct ht_vcpu {
	spinlock_t lock; /* see above */
	const struct kvm_vcpu *vcpu;
	u32 vcpu_id;
	u32 pcpu;
	struct ht_clock clock;
	struct ht_clock_rate rate;
	u64 last_ns;
	u32 epoch;
	u32 next_seq;
	bool synced;
	u32 missing;
	struct ht_ring_map *ring;
	struct ht_exits *exits;
	struct ht_sched sched;
	struct ht_nest_word nest;
	struct ht_assembly assembly;
};

/**
 * struct ht_vm - one VM
 * @node: in the registry
 * @rcu: frees it after the last lookup
 * @kvm: the key, and who its vCPUs are; NULL for a nested guest, which is not in there
 * @id: host-assigned, from 1
 * @parent_id: of a nested guest: the VM that is its hypervisor, which may be nested itself; else 0
 * @depth: 1, or more for a nested guest
 * @inner_id: of a nested guest: the number it has there
 * @top: the VM of this host that it is, or runs in: whose permission and limits count
 * @nested: guests of this VM, if it is one of this host, and guests of those
 * @chain: of a nested guest: @inner_id of all of them, from the outermost; @depth - 1 numbers
 * @sibling: of a nested guest: in @top's @nested
 * @used: of a nested guest: when it called last, in jiffies
 * @pid: the VMM's process id, in the initial namespace
 * @tgid: the VMM itself
 * @allowed: the administrator's word (policy.h), read without a lock
 * @epoch: grows with each HT_REC_GUEST_START, and thereby restarts every vCPU's numbering
 * @direct: it may speak to the host that this one is a guest of (nest.c), read without a lock
 * @vcpus: struct ht_vcpu by vcpu_idx, or of a nested guest by its vcpu_id
 * @rings_lock: opening and closing of rings, @allow, @want, @drainer and the next two; taken
 *	before a vCPU's lock
 * @nr_rings: rings that are open
 * @ring_bytes: memory pinned for them
 * @exits_lock: counting of exits, and the next
 * @exits_on: exits are counted
 * @exits_cpuid: and the guest may ask for them
 * @allow: HT_CLASS_BIT()s written into every ring
 * @want: likewise
 * @drainer: the thread that comes by, once there has been a ring
 * @limit: how much this VM may send
 * @control: its folder in sysfs
 * @traced: records that went to a tracer
 * @lost: records that did not, by enum ht_loss
 * @rejected: calls that were refused, by enum ht_reject
 * @faults: rings given up, by enum ht_ring_fault
 * @drained_bytes: bytes read from rings
 * @drains: times that something was read
 * @doorbells: HT_HC_RING_DRAIN calls
 */
struct ht_vm {
	struct hlist_node node;
	struct rcu_head rcu;
	struct kvm *kvm;
	u32 id;
	u32 parent_id;
	u32 depth;
	u32 inner_id;
	struct ht_vm *top;
	struct ht_nested nested;
	u32 chain[HT_NEST_MAX - 1];
	struct list_head sibling;
	unsigned long used;
	pid_t pid;
	struct pid *tgid;
	bool allowed;
	bool direct;
	atomic_t epoch;
	struct xarray vcpus;
	struct mutex rings_lock; /* see above */
	unsigned int nr_rings;
	unsigned long ring_bytes;
	struct mutex exits_lock; /* see above */
	bool exits_on;
	bool exits_cpuid;
	u64 allow;
	u64 want;
	struct task_struct *drainer;
	struct ht_limit limit;
	struct ht_control *control;
	atomic64_t traced;
	atomic64_t lost[HT_LOSS_NR];
	atomic64_t rejected[HT_REJECT_NR];
	atomic64_t faults[HT_RING_FAULT_NR];
	atomic64_t drained_bytes;
	atomic64_t drains;
	atomic64_t doorbells;
};

void ht_vm_create(struct kvm *kvm);
void ht_vm_announce(const struct ht_vm *vm);
struct ht_vm *ht_vm_find(struct kvm *kvm);
struct ht_vm *ht_vm_get(struct kvm *kvm);
struct ht_vm *ht_vm_alloc(void);
void ht_vm_free(struct ht_vm *vm);
struct ht_vcpu *ht_vcpu_alloc(struct ht_vm *vm, const struct kvm_vcpu *vcpu, u32 index,
			      u32 vcpu_id);
struct ht_vcpu *ht_vcpu_get(struct ht_vm *vm, struct kvm_vcpu *vcpu);
void ht_vcpu_create(struct kvm_vcpu *vcpu);
void ht_vcpu_learn(struct ht_vcpu *hv, const struct kvm_vcpu *vcpu);
void ht_vm_destroy(struct kvm *kvm);
void ht_vm_destroy_all(void);
u64 ht_vm_rejected(const struct ht_vm *vm);
u64 ht_vm_lost(const struct ht_vm *vm);
u64 ht_vm_faults(const struct ht_vm *vm);
void ht_vm_for_each(void (*fn)(struct ht_vm *vm, void *data), void *data);

#endif /* HT_VM_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dispatcher. Every way to refuse has its own error (abi.h) and its own counter; nothing is
 * logged, since a guest decides how often this runs.
 */
#include <asm/kvm_host.h>

#include <hypertrace/abi.h>

#include "call.h"
#include "account.h"
#include "drain.h"
#include "exits.h"
#include "ringmap.h"
#include "vm.h"

/* The payload registers in the order of abi.h. */
static const u8 payload_regs[HT_PAYLOAD_REGS] = {
	VCPU_REGS_RBX, VCPU_REGS_RCX, VCPU_REGS_RDX, VCPU_REGS_RSI, VCPU_REGS_RDI,
	VCPU_REGS_R8,  VCPU_REGS_R9,  VCPU_REGS_R10, VCPU_REGS_R11, VCPU_REGS_R12,
	VCPU_REGS_R13, VCPU_REGS_R14, VCPU_REGS_R15,
};

static enum ht_reject reject_of(long error)
{
	switch (error) {
	case -HT_EACCES:
		return HT_REJECT_EACCES;
	case -HT_EINVAL:
		return HT_REJECT_EINVAL;
	case -HT_EPROTO:
		return HT_REJECT_EPROTO;
	case -HT_EILSEQ:
		return HT_REJECT_EILSEQ;
	case -HT_EMSGSIZE:
		return HT_REJECT_EMSGSIZE;
	case -HT_EPROTONOSUPPORT:
		return HT_REJECT_EPROTONOSUPPORT;
	case -HT_EOPNOTSUPP:
		return HT_REJECT_EOPNOTSUPP;
	case -HT_ENOMEM:
		return HT_REJECT_ENOMEM;
	case -HT_ENXIO:
		return HT_REJECT_ENXIO;
	case -HT_EFAULT:
		return HT_REJECT_EFAULT;
	case -HT_EBUSY:
		return HT_REJECT_EBUSY;
	case -HT_ENOSPC:
		return HT_REJECT_ENOSPC;
	case -HT_EBADMSG:
		return HT_REJECT_EBADMSG;
	default:
		return HT_REJECT_ENOSYS;
	}
}

/**
 * ht_others_calls - does something else take a guest's hypercalls, before KVM's own and ours?
 * @vcpu: one of its vCPUs
 *
 * Any context. Then this host must not offer itself, and leaves the calls alone.
 */
bool ht_others_calls(const struct kvm_vcpu *vcpu)
{
	const struct kvm_arch *arch = &vcpu->kvm->arch;

	return (vcpu->arch.hyperv_enabled && arch->hyperv.hv_guest_os_id) ||
	       arch->xen_hvm_config.flags & KVM_XEN_HVM_CONFIG_INTERCEPT_HCALL ||
	       vcpu->arch.guest_state_protected;
}

static bool is_nested(const struct kvm_vcpu *vcpu)
{
	return vcpu->arch.hflags & HF_GUEST_MASK;
}

/* Encrypted registers are hidden. */
static bool can_speak(const struct kvm_vcpu *vcpu, bool op_64_bit)
{
	return op_64_bit && !vcpu->arch.guest_state_protected;
}

static long call_record(struct ht_vm *vm, struct ht_vcpu *hv, const struct kvm_vcpu *vcpu,
			bool more, const u64 *payload)
{
	/* Only the vCPU's own thread touches its assembly: no lock. */
	long ret = more ? ht_assembly_more(&hv->assembly, payload) :
			  ht_assembly_begin(&hv->assembly, payload);

	if (ret != HT_ASSEMBLY_DONE)
		return ret;
	/* What the vCPU said before goes first. A kernel that starts has no rings yet. */
	if (hv->assembly.rec.hdr.type == HT_REC_GUEST_START) {
		ht_ring_close_all(vm);
		ht_account_start(vm);
	} else {
		ht_drain_ring(vm, hv);
	}
	spin_lock(&hv->lock);
	ht_vcpu_learn(hv, vcpu);
	ht_drain_assembly(vm, hv);
	spin_unlock(&hv->lock);
	return 0;
}

static long call_drain(struct ht_vm *vm, struct ht_vcpu *hv, u64 scope)
{
	long ret = 0;

	atomic64_inc(&vm->doorbells);
	if (scope == HT_RING_ALL) {
		ht_drain_all(vm);
		return 0;
	}
	ht_drain_ring(vm, hv);
	spin_lock(&hv->lock);
	if (!hv->ring || hv->ring->fault)
		ret = -HT_ENXIO;
	spin_unlock(&hv->lock);
	return ret;
}

static long call_close(struct ht_vm *vm, struct ht_vcpu *hv, u64 scope)
{
	if (scope == HT_RING_OWN)
		return ht_ring_close(vm, hv);
	ht_ring_close_all(vm);
	return 0;
}

/* The first @used registers mean something, the others are zero. */
static bool rest_is_zero(const u64 *payload, int used)
{
	for (; used < HT_PAYLOAD_REGS; used++)
		if (payload[used])
			return false;
	return true;
}

static long call_ring(struct ht_vm *vm, struct ht_vcpu *hv, struct kvm_vcpu *vcpu, unsigned long nr,
		      const u64 *payload)
{
	if (nr == HT_HC_RING_OPEN) {
		if (!rest_is_zero(payload, 3))
			return -HT_EINVAL;
		return ht_ring_open(vm, hv, vcpu, payload[0], payload[1], payload[2]);
	}
	if (payload[0] > HT_RING_ALL || !rest_is_zero(payload, 1))
		return -HT_EINVAL;
	if (nr == HT_HC_RING_DRAIN)
		return call_drain(vm, hv, payload[0]);
	return call_close(vm, hv, payload[0]);
}

static long call_ping(const struct kvm_vcpu *vcpu)
{
	return vcpu->arch.regs[VCPU_REGS_RBX] ? -HT_EINVAL : 0;
}

static void copy_payload(u64 *payload, const struct kvm_vcpu *vcpu)
{
	int i;

	for (i = 0; i < HT_PAYLOAD_REGS; i++)
		payload[i] = vcpu->arch.regs[payload_regs[i]];
}

static long dispatch(struct ht_vm *vm, struct kvm_vcpu *vcpu, unsigned long nr, bool op_64_bit)
{
	u64 payload[HT_PAYLOAD_REGS];
	struct ht_vcpu *hv;

	if (nr >= HT_HC_END)
		return -HT_ENOSYS;
	if (!READ_ONCE(vm->allowed))
		return -HT_EACCES;
	if (!can_speak(vcpu, op_64_bit))
		return -HT_EOPNOTSUPP;
	if (nr == HT_HC_PING)
		return call_ping(vcpu);
	hv = ht_vcpu_get(vm, vcpu);
	if (!hv)
		return -HT_ENOMEM;
	if (unlikely(!READ_ONCE(hv->sched.seen)))
		ht_sched_begin(vcpu);
	if (unlikely(READ_ONCE(vm->exits_on) && !READ_ONCE(hv->exits)))
		ht_exits_begin(vm, vcpu);
	copy_payload(payload, vcpu);
	if (nr == HT_HC_RECORD || nr == HT_HC_MORE)
		return call_record(vm, hv, vcpu, nr == HT_HC_MORE, payload);
	return call_ring(vm, hv, vcpu, nr, payload);
}

static long serve_nested(struct ht_vm *vm, struct ht_vcpu *hv, struct kvm_vcpu *vcpu,
			 unsigned long nr, bool op_64_bit)
{
	u64 payload[HT_PAYLOAD_REGS];

	if (!can_speak(vcpu, op_64_bit))
		return -HT_EOPNOTSUPP;
	if (nr == HT_HC_PING)
		return call_ping(vcpu);
	copy_payload(payload, vcpu);
	return call_record(vm, hv, vcpu, nr == HT_HC_MORE, payload);
}

static long count(struct ht_vm *vm, long ret)
{
	if (ret < 0)
		atomic64_inc(&vm->rejected[reject_of(ret)]);
	return ret;
}

/* ht_nest_claim() has seen the number. What is refused before it is known who calls is @top's. */
static long call_nested(struct ht_vm *top, struct kvm_vcpu *vcpu, unsigned long nr, bool op_64_bit)
{
	struct ht_vcpu *hv, *own = xa_load(&top->vcpus, vcpu->vcpu_idx);
	struct ht_vm *vm;
	long ret;

	if (!own || !own->nest.said.depth)
		return count(top, -HT_EOPNOTSUPP);
	ret = ht_nested_get(top, own, &vm, &hv);
	own->nest.said.depth = 0;
	if (ret)
		return count(top, ret);
	ret = count(vm, serve_nested(vm, hv, vcpu, nr, op_64_bit));
	ht_nested_put(top);
	return ret;
}

/**
 * ht_call - a hypercall with a number in our range
 * @vcpu: the caller; it is in kernel mode (KVM has checked)
 * @nr: the number, HT_HC_BASE or above
 * @op_64_bit: the guest is in 64-bit mode
 *
 * In the vCPU's thread, may sleep.
 *
 * Return: 0 or a negated enum ht_error, for the guest's rax.
 */
long ht_call(struct kvm_vcpu *vcpu, unsigned long nr, bool op_64_bit)
{
	struct ht_vm *vm = ht_vm_get(vcpu->kvm);

	if (!vm)
		return -HT_ENOMEM;
	if (unlikely(is_nested(vcpu)))
		return call_nested(vm, vcpu, nr, op_64_bit);
	return count(vm, dispatch(vm, vcpu, nr, op_64_bit));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * CPUID is the one question that a guest may ask without knowing whether anybody answers. Every
 * leaf that is ours is answered in all four registers.
 */
#include <linux/moduleparam.h>
#include <linux/string.h>

#include <asm/kvm_host.h>

#include <hypertrace/abi.h>
#include <hypertrace/exits.h>

#include "call.h"
#include "cpuid.h"
#include "exit_stats.h"
#include "exits.h"
#include "nest.h"
#include "vm.h"

static const char *const numbering_names[HT_CPUID_NUMBERINGS] = {
	[HT_CPUID_ASCENDING] = "ascending",
	[HT_CPUID_DESCENDING] = "descending",
	[HT_CPUID_COMBINED] = "combined",
};

static int numbering = HT_CPUID_ASCENDING;

static int numbering_set(const char *val, const struct kernel_param *kp)
{
	int i = sysfs_match_string(numbering_names, val);

	if (i < 0)
		return i;
	WRITE_ONCE(numbering, i);
	return 0;
}

static int numbering_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", numbering_names[READ_ONCE(numbering)]);
}

static const struct kernel_param_ops numbering_ops = {
	.set = numbering_set,
	.get = numbering_get,
};
module_param_cb(exits_numbering, &numbering_ops, NULL, 0644);
MODULE_PARM_DESC(exits_numbering,
		 "CPUID leaves with exit statistics: ascending (default), descending, combined");

static bool offers_exits(const struct ht_vm *vm)
{
	return READ_ONCE(vm->exits_on) && READ_ONCE(vm->exits_cpuid);
}

static u32 features(const struct ht_vm *vm)
{
	u32 bits = HT_FEATURE_RECORD | HT_FEATURE_RING | HT_FEATURE_STATE | HT_FEATURE_LIFE |
		   HT_FEATURE_NEST;

	if (ht_nest_offered(vm))
		bits |= HT_FEATURE_DIRECT;
	if (offers_exits(vm))
		bits |= HT_FEATURE_EXITS | READ_ONCE(numbering) << HT_FEATURE_NUMBERING_SHIFT;
	return bits;
}

/* The leaves' registers, all zero unless something is said. */
struct answer {
	u32 eax, ebx, ecx, edx;
};

/* An exit number that means something to the CPU's vendor, and that KVM handles. */
static bool of_one(struct answer *answer, u32 number)
{
	const struct ht_exit_reason *reason = ht_exit_reason(ht_exits_isa(), number);

	if (!reason)
		answer->edx = ~0u;
	return reason && reason->enabled;
}

static bool query(struct ht_vm *vm, enum ht_exit_query what, u32 number, struct answer *answer)
{
	u64 count, cycles;

	switch (what) {
	case HT_EXIT_QUERY_TOTAL:
	case HT_EXIT_QUERY_CYCLES:
	case HT_EXIT_QUERY_TOTAL_AND_CYCLES:
		ht_exit_stats_sum(vm, HT_EXIT_SLOTS, &count, &cycles);
		break;
	case HT_EXIT_QUERY_COUNT_OF:
	case HT_EXIT_QUERY_CYCLES_OF:
		if (!of_one(answer, number))
			return true;
		ht_exit_stats_sum(vm, ht_exit_index(number), &count, &cycles);
		break;
	default:
		return false;
	}
	if (what != HT_EXIT_QUERY_CYCLES && what != HT_EXIT_QUERY_CYCLES_OF)
		answer->eax = count;
	if (what == HT_EXIT_QUERY_TOTAL || what == HT_EXIT_QUERY_COUNT_OF) {
		answer->ebx = count >> 32;
	} else {
		answer->ebx = cycles >> 32;
		answer->ecx = cycles;
	}
	if (what == HT_EXIT_QUERY_TOTAL_AND_CYCLES)
		answer->edx = count >> 32;
	return true;
}

static bool answer_leaf(struct ht_vm *vm, u32 function, u32 index, struct answer *answer)
{
	switch (function) {
	case HT_CPUID_BASE:
		answer->eax = HT_CPUID_LAST;
		answer->ebx = HT_CPUID_SIG_EBX;
		answer->ecx = HT_CPUID_SIG_ECX;
		answer->edx = HT_CPUID_SIG_EDX;
		return true;
	case HT_CPUID_FEATURES:
		answer->eax = HT_ABI_VERSION;
		answer->ebx = features(vm);
		answer->ecx = vm->id;
		answer->edx = ht_exits_isa() == HT_ISA_SVM ? HT_INSN_VMMCALL : HT_INSN_VMCALL;
		return true;
	}
	return offers_exits(vm) &&
	       query(vm, ht_exit_query(READ_ONCE(numbering), function), index, answer);
}

/**
 * ht_cpuid - one of our CPUID leaves
 * @vcpu: the caller
 * @function: the leaf
 * @index: the subleaf: an exit number for some, ignored by others
 * @eax: answer
 * @ebx: answer
 * @ecx: answer
 * @edx: answer
 *
 * In the vCPU's thread, may sleep.
 *
 * Return: false, and no register written, for leaves without meaning, for VMs that are not
 * allowed, and for those whose calls would go elsewhere (Hyper-V, Xen, encrypted state): they see
 * what stock KVM answers.
 */
bool ht_cpuid(struct kvm_vcpu *vcpu, u32 function, u32 index, u32 *eax, u32 *ebx, u32 *ecx,
	      u32 *edx)
{
	struct ht_vm *vm = ht_vm_get(vcpu->kvm);
	struct answer answer = {};

	if (!vm || !READ_ONCE(vm->allowed) || ht_others_calls(vcpu))
		return false;
	ht_exits_catch_up(vm, vcpu);
	if (!answer_leaf(vm, function, index, &answer))
		return false;
	*eax = answer.eax;
	*ebx = answer.ebx;
	*ecx = answer.ecx;
	*edx = answer.edx;
	return true;
}

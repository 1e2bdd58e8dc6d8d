// SPDX-License-Identifier: GPL-2.0-only
/*
 * kvm-hypertrace: the host's half. KVM's hooks call in here (patches/), events leave as
 * tracepoints.
 *
 *	hook ─► call.c ─────────────► (libhypercall: assemble) ─┐
 *	  │       └► ringmap.c: open, close                     ├► drain.c ─► emit.c ─► tracepoint
 *	  exit, doorbell, poll.c ───► (libhypercall: read) ─────┘   │ limit.c: how much
 *	                                                            │ account.c: what is missing
 *	vm.c: which VM, which vCPU; policy.c: may it?               ├ clock.c: when, here
 *	here.c: the same, quickly                                   └ exit_log.c: exits meanwhile
 *	exit, entry ─► exits.c: why, how long ─► exit_log.c, cpuid.c, exit_stats.c ─┐
 *	load, put ─► vcpu_sched.c: where, what keeps it off ─► guest's page ────────┴► snapshot.c
 *	nested call ─► nest.c: is it for this host? ─► call.c ─► nested.c: which VM, which vCPU
 *	control.c, stats.c: what the administrator sees and says
 */
#include <linux/module.h>

#include <asm/tsc.h>

#include <hypertrace.h> /* of the patched KVM */

#include "call.h"
#include "control.h"
#include "cpuid.h"
#include "drain.h"
#include "exits.h"
#include "hooks.h"
#include "nest.h"
#include "policy.h"
#include "scratch.h"
#include "stats.h"
#include "vcpu_sched.h"
#include "vm.h"

/* What ABI and patches have to agree on without sharing a header. */
static_assert((HT_HC_BASE & KVM_HYPERTRACE_HC_MASK) == KVM_HYPERTRACE_HC_BASE);
static_assert((HT_HC_END & KVM_HYPERTRACE_HC_MASK) == KVM_HYPERTRACE_HC_BASE);
static_assert((HT_CPUID_BASE & KVM_HYPERTRACE_CPUID_MASK) == KVM_HYPERTRACE_CPUID_BASE);
static_assert((HT_CPUID_LAST & KVM_HYPERTRACE_CPUID_MASK) == KVM_HYPERTRACE_CPUID_BASE);

static const struct kvm_hypertrace_ops ops = {
	.vm_create = ht_vm_create,
	.vm_destroy = ht_vm_destroy,
	.hypercall = ht_call,
	.cpuid = ht_cpuid,
	.drain = ht_drain_exit,
	.vcpu_create = ht_vcpu_create,
	.exit = ht_exits_exit,
	.entry = ht_exits_entry,
	.fastpath = ht_exits_fastpath,
	.load = ht_sched_load,
	.put = ht_sched_put,
	.enter = ht_nest_enter,
	.nested = ht_nest_claim,
};

static int __init ht_module_init(void)
{
	int ret = -ENODEV;

	if (!tsc_khz) {
		pr_err("kvm-hypertrace: the rate of this host's TSC is not known, and all is timed by it\n");
		goto err_policy;
	}
	ret = ht_scratch_init();
	if (ret)
		goto err_policy;
	ret = ht_control_init();
	if (ret)
		goto err_scratch;
	ht_stats_init();
	ht_sched_choose_clock();
	ret = kvm_hypertrace_register(&ops);
	if (ret)
		goto err_stats;
	ht_exits_init();
	return 0;

err_stats:
	ht_stats_exit();
	ht_control_exit();
err_scratch:
	ht_scratch_exit();
err_policy:
	ht_policy_exit();
	return ret;
}

static void __exit ht_module_exit(void)
{
	ht_exits_stop();
	ht_nest_exit();
	ht_hooks_disarm();
	kvm_hypertrace_unregister();
	ht_vm_destroy_all();
	ht_stats_exit();
	ht_control_exit();
	ht_scratch_exit();
	ht_policy_exit();
}

module_init(ht_module_init);
module_exit(ht_module_exit);

MODULE_DESCRIPTION("Traces guests that report to their host by hypercall");
MODULE_AUTHOR("The hypertrace developers");
MODULE_LICENSE("GPL");
MODULE_VERSION(HT_VERSION);

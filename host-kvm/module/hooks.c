// SPDX-License-Identifier: GPL-2.0-only
/*
 * Static keys of KVM's that belong to this module. Those of exits have a parameter, and are turned
 * in exits.c.
 */
#include <linux/jump_label.h>

#include <hypertrace.h> /* of the patched KVM */

#include "hooks.h"

/**
 * ht_hooks_arm - there is a VM that may speak: have KVM tell of its exits and of where it runs
 *
 * Process context, may sleep. It stays so until ht_hooks_disarm(): each change of KVM's text stops
 * all CPUs, and who may create VMs, or open rings in them, may do so as often as he wishes.
 */
void ht_hooks_arm(void)
{
	static_branch_enable(&kvm_hypertrace_drains);
	static_branch_enable(&kvm_hypertrace_loads);
}

/**
 * ht_hooks_arm_enter - there is a VM that may speak to the host outside: have KVM tell of entries
 *
 * As ht_hooks_arm().
 */
void ht_hooks_arm_enter(void)
{
	static_branch_enable(&kvm_hypertrace_enters);
}

/**
 * ht_hooks_disarm - undo both, if need be
 *
 * Process context, may sleep, before the hooks are taken away.
 */
void ht_hooks_disarm(void)
{
	static_branch_disable(&kvm_hypertrace_enters);
	static_branch_disable(&kvm_hypertrace_loads);
	static_branch_disable(&kvm_hypertrace_drains);
}

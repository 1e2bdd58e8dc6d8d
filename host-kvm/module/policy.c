// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy, as a module parameter that can be written at any time:
 *
 *	allow=none		nobody (the default)
 *	allow=all		every VM, present and future
 *	allow=4711,4712		the VMs of these processes
 *
 * A process can be allowed before it creates its VM. That is how a boot is traced from its first
 * instruction: a shell writes its own pid and then becomes the VMM.
 */
#include <linux/moduleparam.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "policy.h"
#include "vm.h"

#define HT_POLICY_MAX_PIDS 128

struct policy {
	bool all;
	unsigned int nr_pids;
	pid_t pids[HT_POLICY_MAX_PIDS];
};

static struct policy policy;
static DEFINE_SPINLOCK(policy_lock);

static bool allows(const struct policy *p, pid_t pid)
{
	unsigned int i;

	for (i = 0; i < p->nr_pids; i++)
		if (p->pids[i] == pid)
			return true;
	return p->all;
}

/**
 * ht_policy_allows - may the VMs of this process be traced?
 * @vmm_pid: its process id, in the initial namespace
 *
 * Process context.
 */
bool ht_policy_allows(pid_t vmm_pid)
{
	bool ret;

	spin_lock(&policy_lock);
	ret = allows(&policy, vmm_pid);
	spin_unlock(&policy_lock);
	return ret;
}

/**
 * ht_policy_forget - a process id is no longer allowed by name
 * @vmm_pid: of a VMM whose VM is gone
 *
 * Process context.
 */
void ht_policy_forget(pid_t vmm_pid)
{
	unsigned int i;

	spin_lock(&policy_lock);
	for (i = 0; i < policy.nr_pids; i++)
		if (policy.pids[i] == vmm_pid)
			policy.pids[i--] = policy.pids[--policy.nr_pids];
	spin_unlock(&policy_lock);
}

static int parse_pids(struct policy *p, char *list)
{
	char *word;
	int ret;

	while ((word = strsep(&list, ","))) {
		if (p->nr_pids == HT_POLICY_MAX_PIDS)
			return -E2BIG;
		ret = kstrtoint(word, 10, &p->pids[p->nr_pids]);
		if (ret)
			return ret;
		if (p->pids[p->nr_pids] <= 0)
			return -EINVAL;
		p->nr_pids++;
	}
	return 0;
}

static int parse(struct policy *p, const char *val)
{
	char *copy, *word;
	int ret = 0;

	copy = kstrdup(val, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	word = strim(copy);
	if (!strcmp(word, "all"))
		p->all = true;
	else if (*word && strcmp(word, "none"))
		ret = parse_pids(p, word);
	kfree(copy);
	return ret;
}

static void apply(struct ht_vm *vm, void *unused)
{
	WRITE_ONCE(vm->allowed, ht_policy_allows(vm->pid));
}

static int allow_set(const char *val, const struct kernel_param *kp)
{
	struct policy *fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
	int ret;

	if (!fresh)
		return -ENOMEM;
	ret = parse(fresh, val);
	if (!ret) {
		spin_lock(&policy_lock);
		policy = *fresh;
		spin_unlock(&policy_lock);
		ht_vm_for_each(apply, NULL);
	}
	kfree(fresh);
	return ret;
}

static int allow_get(char *buf, const struct kernel_param *kp)
{
	unsigned int i;
	int n = 0;

	spin_lock(&policy_lock);
	if (policy.all)
		n = scnprintf(buf, PAGE_SIZE, "all");
	else if (!policy.nr_pids)
		n = scnprintf(buf, PAGE_SIZE, "none");
	for (i = 0; i < policy.nr_pids; i++)
		n += scnprintf(buf + n, PAGE_SIZE - n, "%s%d", i ? "," : "", policy.pids[i]);
	spin_unlock(&policy_lock);
	return n + scnprintf(buf + n, PAGE_SIZE - n, "\n");
}

static const struct kernel_param_ops allow_ops = {
	.set = allow_set,
	.get = allow_get,
};
module_param_cb(allow, &allow_ops, NULL, 0644);
MODULE_PARM_DESC(allow, "VMs that may be traced: none (default), all, or VMM process ids, comma-separated");

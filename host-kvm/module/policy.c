// SPDX-License-Identifier: GPL-2.0-only
/*
 * The policy, as a module parameter that can be written at any time:
 *
 *	allow=none		nobody (the default)
 *	allow=all		every VM, present and future
 *	allow=4711,4712		the VMs of these processes
 *	allow=+4713		those of one more process
 *	allow=-4711		no longer those of this one
 *
 * A process can be allowed before it creates its VM. That is how a boot is traced from its first
 * instruction: a shell writes its own pid and then becomes the VMM.
 *
 * Lock order: the registry's (vm.c), then this one's.
 */
#include <linux/moduleparam.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/slab.h>
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
static DEFINE_MUTEX(policy_lock);

static bool allows(const struct policy *p, pid_t pid)
{
	unsigned int i;

	for (i = 0; i < p->nr_pids; i++)
		if (p->pids[i] == pid)
			return true;
	return p->all;
}

static int add(struct policy *p, pid_t pid)
{
	if (p->nr_pids == HT_POLICY_MAX_PIDS)
		return -E2BIG;
	p->pids[p->nr_pids++] = pid;
	return 0;
}

/* Returns whether it was there. */
static bool drop(struct policy *p, pid_t pid)
{
	unsigned int i, before = p->nr_pids;

	for (i = 0; i < p->nr_pids; i++)
		if (p->pids[i] == pid)
			p->pids[i--] = p->pids[--p->nr_pids];
	return p->nr_pids < before;
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

	mutex_lock(&policy_lock);
	ret = allows(&policy, vmm_pid);
	mutex_unlock(&policy_lock);
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
	mutex_lock(&policy_lock);
	drop(&policy, vmm_pid);
	mutex_unlock(&policy_lock);
}

static int parse_pid(const char *word, pid_t *pid)
{
	int ret = kstrtoint(word, 10, pid);

	return ret ? ret : *pid <= 0 ? -EINVAL : 0;
}

static int parse_pids(struct policy *p, char *list)
{
	char *word;
	pid_t pid;
	int ret;

	p->nr_pids = 0;
	p->all = false;
	while ((word = strsep(&list, ","))) {
		ret = parse_pid(word, &pid);
		if (!ret)
			ret = add(p, pid);
		if (ret)
			return ret;
	}
	return 0;
}

/* "+pid" and "-pid" change @p, everything else replaces it. */
static int parse(struct policy *p, char *word)
{
	pid_t pid;
	int ret;

	if (*word == '+' || *word == '-') {
		ret = parse_pid(word + 1, &pid);
		if (ret)
			return ret;
		if (*word == '-')
			return drop(p, pid) ? 0 : -ESRCH;
		return allows(p, pid) ? 0 : add(p, pid);
	}
	if (*word && strcmp(word, "all") && strcmp(word, "none"))
		return parse_pids(p, word);
	p->nr_pids = 0;
	p->all = !strcmp(word, "all");
	return 0;
}

static void apply(struct ht_vm *vm, void *unused)
{
	WRITE_ONCE(vm->allowed, ht_policy_allows(vm->pid));
}

static int allow_set(const char *val, const struct kernel_param *kp)
{
	struct policy *fresh = kmalloc(sizeof(*fresh), GFP_KERNEL);
	char *copy = kstrdup(val, GFP_KERNEL);
	int ret = -ENOMEM;

	if (!fresh || !copy)
		goto out;
	mutex_lock(&policy_lock);
	*fresh = policy;
	ret = parse(fresh, strim(copy));
	if (!ret)
		policy = *fresh;
	mutex_unlock(&policy_lock);
	if (!ret)
		ht_vm_for_each(apply, NULL);
out:
	kfree(copy);
	kfree(fresh);
	return ret;
}

static int allow_get(char *buf, const struct kernel_param *kp)
{
	unsigned int i;
	int n = 0;

	mutex_lock(&policy_lock);
	if (policy.all)
		n = scnprintf(buf, PAGE_SIZE, "all");
	else if (!policy.nr_pids)
		n = scnprintf(buf, PAGE_SIZE, "none");
	for (i = 0; i < policy.nr_pids; i++)
		n += scnprintf(buf + n, PAGE_SIZE - n, "%s%d", i ? "," : "", policy.pids[i]);
	mutex_unlock(&policy_lock);
	return n + scnprintf(buf + n, PAGE_SIZE - n, "\n");
}

static const struct kernel_param_ops allow_ops = {
	.set = allow_set,
	.get = allow_get,
};
module_param_cb(allow, &allow_ops, NULL, 0644);
MODULE_PARM_DESC(allow, "VMs that may be traced: none (default), all, or VMM process ids, comma-separated, or +pid, -pid");

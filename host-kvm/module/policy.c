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
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "exits.h"
#include "hooks.h"
#include "nest.h"
#include "nested.h"
#include "policy.h"
#include "ringmap.h"
#include "vm.h"

#define HT_POLICY_MAX_PIDS 128

/* Processes, not numbers: a number is used again, and its next owner has not been allowed. */
struct policy {
	bool all;
	unsigned int nr_pids;
	struct pid *pids[HT_POLICY_MAX_PIDS];
};

static struct policy policy;
static DEFINE_MUTEX(policy_lock);

static bool listed(const struct policy *p, const struct pid *pid)
{
	unsigned int i;

	for (i = 0; i < p->nr_pids; i++)
		if (p->pids[i] == pid)
			return true;
	return false;
}

/**
 * ht_policy_allows - may the VMs of this process be traced?
 * @vmm: the process
 *
 * Process context.
 */
bool ht_policy_allows(const struct pid *vmm)
{
	bool ret;

	mutex_lock(&policy_lock);
	ret = policy.all || listed(&policy, vmm);
	mutex_unlock(&policy_lock);
	return ret;
}

static void clear(struct policy *p)
{
	p->all = false;
	while (p->nr_pids)
		put_pid(p->pids[--p->nr_pids]);
}

/* Takes over the caller's reference. */
static int add(struct policy *p, struct pid *pid)
{
	if (!listed(p, pid) && p->nr_pids < HT_POLICY_MAX_PIDS) {
		p->pids[p->nr_pids++] = pid;
		return 0;
	}
	put_pid(pid);
	return listed(p, pid) ? 0 : -E2BIG;
}

/* Returns whether it was there. */
static bool drop(struct policy *p, const struct pid *pid)
{
	unsigned int i;

	for (i = 0; i < p->nr_pids; i++) {
		if (p->pids[i] != pid)
			continue;
		put_pid(p->pids[i]);
		p->pids[i] = p->pids[--p->nr_pids];
		return true;
	}
	return false;
}

static bool lives(struct pid *pid)
{
	bool ret;

	rcu_read_lock();
	ret = pid_task(pid, PIDTYPE_TGID);
	rcu_read_unlock();
	return ret;
}

/* Copies @from without the processes that have ended. */
static void copy_living(struct policy *to, const struct policy *from)
{
	unsigned int i;

	to->all = from->all;
	to->nr_pids = 0;
	for (i = 0; i < from->nr_pids; i++)
		if (lives(from->pids[i]))
			to->pids[to->nr_pids++] = get_pid(from->pids[i]);
}

static struct pid *parse_pid(const char *word)
{
	struct pid *pid;
	int nr, ret = kstrtoint(word, 10, &nr);

	if (ret)
		return ERR_PTR(ret);
	if (nr <= 0)
		return ERR_PTR(-EINVAL);
	pid = find_get_pid(nr);
	if (!pid)
		return ERR_PTR(-ESRCH);
	if (lives(pid))
		return pid;
	put_pid(pid); /* a thread's number */
	return ERR_PTR(-ESRCH);
}

static int parse_pids(struct policy *p, char *list)
{
	struct pid *pid;
	char *word;
	int ret;

	while ((word = strsep(&list, ","))) {
		pid = parse_pid(word);
		ret = IS_ERR(pid) ? PTR_ERR(pid) : add(p, pid);
		if (ret)
			return ret;
	}
	return 0;
}

/* "+pid" and "-pid" change @p, everything else replaces it. */
static int parse(struct policy *p, char *word)
{
	struct pid *pid;
	int ret;

	if (*word == '+' || *word == '-') {
		pid = parse_pid(word + 1);
		if (IS_ERR(pid))
			return PTR_ERR(pid);
		if (*word == '+')
			return add(p, pid);
		ret = drop(p, pid) ? 0 : -ESRCH;
		put_pid(pid);
		return ret;
	}
	clear(p);
	p->all = !strcmp(word, "all");
	if (!*word || p->all || !strcmp(word, "none"))
		return 0;
	return parse_pids(p, word);
}

static void apply(struct ht_vm *vm, void *unused)
{
	bool allowed = ht_policy_allows(vm->tgid);

	if (allowed == vm->allowed)
		return;
	if (allowed)
		ht_hooks_arm();
	WRITE_ONCE(vm->allowed, allowed);
	if (!allowed)
		ht_nest_refresh();
	ht_exits_switch(vm, allowed && ht_exits_default());
	if (!allowed) {
		ht_ring_close_all(vm);
		ht_nested_drop(vm);
	}
}

static int allow_set(const char *val, const struct kernel_param *kp)
{
	struct policy *fresh = kmalloc(sizeof(*fresh), GFP_KERNEL);
	char *copy = kstrdup(val, GFP_KERNEL);
	int ret = -ENOMEM;

	if (!fresh || !copy)
		goto out;
	mutex_lock(&policy_lock);
	copy_living(fresh, &policy);
	ret = parse(fresh, strim(copy));
	if (!ret)
		swap(*fresh, policy);
	mutex_unlock(&policy_lock);
	clear(fresh);
	if (!ret)
		ht_vm_for_each(apply, NULL);
out:
	kfree(copy);
	kfree(fresh);
	return ret;
}

static int allow_get(char *buf, const struct kernel_param *kp)
{
	const char *sep = "";
	unsigned int i;
	int n = 0;

	mutex_lock(&policy_lock);
	if (policy.all)
		n = scnprintf(buf, PAGE_SIZE, "all");
	for (i = 0; i < policy.nr_pids && !policy.all; i++) {
		if (!lives(policy.pids[i]))
			continue;
		n += scnprintf(buf + n, PAGE_SIZE - n, "%s%d", sep, pid_nr(policy.pids[i]));
		sep = ",";
	}
	if (!n)
		n = scnprintf(buf, PAGE_SIZE, "none");
	mutex_unlock(&policy_lock);
	return n + scnprintf(buf + n, PAGE_SIZE - n, "\n");
}

/**
 * ht_policy_exit - let go of the processes
 *
 * Process context, when the module goes.
 */
void ht_policy_exit(void)
{
	clear(&policy);
}

static const struct kernel_param_ops allow_ops = {
	.set = allow_set,
	.get = allow_get,
};
module_param_cb(allow, &allow_ops, NULL, 0644);
MODULE_PARM_DESC(allow,
		 "VMs that may be traced: none (default), all, process ids of VMMs, +pid, -pid");

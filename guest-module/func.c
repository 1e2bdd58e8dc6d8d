// SPDX-License-Identifier: GPL-2.0-only
/*
 * Class "func": entries of kernel functions, by ftrace; func_exit.c has their returns.
 *
 * A tracer is made whole before it takes over from the one that runs, so a list that is wrong
 * changes nothing. None of this module's own functions can be traced: Kbuild compiles them without
 * what ftrace needs.
 */
#include <linux/err.h>
#include <linux/ftrace.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include <linux/trace_recursion.h>

#include "class.h"
#include "func.h"
#include "func_exit.h"

/**
 * struct tracer - one set of functions being traced
 * @ops: ftrace's view of it
 * @exits: for their returns; NULL when those are not wanted
 */
struct tracer {
	struct ftrace_ops ops;
	struct rethook *exits;
};

/* Lists of the kernel's own globs, between blanks or commas. */
static char lists[2][HT_FUNC_LIST_SIZE];
static bool exit_wanted = HT_FUNC_EXIT_SUPPORTED;
static struct tracer *running;
static DEFINE_MUTEX(lock); /* for all of the above */
static DEFINE_PER_CPU(u64, missed);

module_param_string(func_filter, lists[HT_FUNC_FILTER], HT_FUNC_LIST_SIZE, 0);
MODULE_PARM_DESC(func_filter, "kernel functions to trace, as /sys/kernel/hypertrace/func_filter");
module_param_string(func_notrace, lists[HT_FUNC_NOTRACE], HT_FUNC_LIST_SIZE, 0);
MODULE_PARM_DESC(func_notrace, "kernel functions not to trace");
module_param_named(func_exit, exit_wanted, bool, 0);
MODULE_PARM_DESC(func_exit, "trace returns of functions too (default: where the kernel can)");

/**
 * ht_func_miss - count an entry or a return that cannot be reported
 *
 * Any context.
 */
void ht_func_miss(void)
{
	this_cpu_inc(missed);
}

/**
 * ht_func_missed - how many there were, on all CPUs
 */
u64 ht_func_missed(void)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(missed, cpu));
	return sum;
}

static void func_entry(unsigned long ip, unsigned long parent, struct ftrace_ops *ops,
		       struct ftrace_regs *fregs)
{
	struct tracer *t = container_of(ops, struct tracer, ops);
	int bit = ftrace_test_recursion_trylock(ip, parent);

	if (unlikely(bit < 0)) {
		ht_func_miss();
		return;
	}
	/* Preemption is off from here on. */
	if (ht_class_allowed(HT_CLASS_FUNC)) {
		ht_func_write(HT_REC_FUNC_ENTRY, ip, parent);
		if (t->exits)
			ht_func_exit_hook(t->exits, ip, parent, ftrace_get_regs(fregs));
	}
	ftrace_test_recursion_unlock(bit);
}

typedef int (*set_fn)(struct ftrace_ops *ops, unsigned char *glob, int len, int reset);

/* How many globs of @list were added, or what @set said of the first it did not like. */
static int set_list(struct ftrace_ops *ops, const char *list, set_fn set)
{
	char *copy = kstrdup(list, GFP_KERNEL);
	char *next = copy, *glob;
	int n = 0, ret;

	if (!copy)
		return -ENOMEM;
	while ((glob = strsep(&next, ", \t\n"))) {
		if (!*glob)
			continue;
		/* To ftrace "!" takes out again, and with nothing left everything is traced. */
		ret = *glob == '!' ? -EINVAL : set(ops, glob, strlen(glob), 0);
		if (ret) {
			n = ret;
			break;
		}
		n++;
	}
	kfree(copy);
	return n;
}

static int tracer_set_lists(struct tracer *t, const char *filter, const char *except)
{
	int ret = set_list(&t->ops, filter, ftrace_set_filter);

	if (!ret)
		return -ENODATA; /* Nothing is said: to ftrace that is everything. */
	if (ret > 0)
		ret = set_list(&t->ops, except, ftrace_set_notrace);
	if (ret < 0 || !t->exits)
		return min(ret, 0);
	/* It leaves as another task than it was entered by. Most kernels do not have it traced. */
	ret = set_list(&t->ops, "__switch_to", ftrace_set_notrace);
	return ret == -EINVAL ? 0 : min(ret, 0);
}

static void tracer_destroy(struct tracer *t)
{
	if (t->exits)
		ht_func_exits_destroy(t->exits);
	ftrace_free_filter(&t->ops);
	kfree(t);
}

static int tracer_add_exits(struct tracer *t)
{
	struct rethook *exits = ht_func_exits_create();

	if (IS_ERR(exits))
		return PTR_ERR(exits);
	t->exits = exits;
	t->ops.flags = FTRACE_OPS_FL_SAVE_REGS;
	return 0;
}

/* A tracer that does not run yet. */
static struct tracer *tracer_create(const char *filter, const char *except, bool exits)
{
	struct tracer *t = kzalloc(sizeof(*t), GFP_KERNEL);
	int ret = 0;

	if (!t)
		return ERR_PTR(-ENOMEM);
	t->ops.func = func_entry;
	if (exits)
		ret = tracer_add_exits(t);
	if (!ret)
		ret = tracer_set_lists(t, filter, except);
	if (!ret)
		return t;
	tracer_destroy(t);
	return ERR_PTR(ret);
}

/* Waits until its function runs nowhere any more. */
static void tracer_stop(struct tracer *t)
{
	unregister_ftrace_function(&t->ops);
	tracer_destroy(t);
}

static int tracer_start(struct tracer *t)
{
	int ret = register_ftrace_function(&t->ops);

	if (ret) {
		tracer_destroy(t);
		return ret;
	}
	running = t;
	return 0;
}

/* See that these settings are good, and let them take over when functions are being traced. */
static int change(const char *filter, const char *except, bool exits)
{
	struct tracer *t = tracer_create(filter, except, running && exits);

	if (IS_ERR(t))
		return PTR_ERR(t);
	if (!running) {
		tracer_destroy(t);
		return 0;
	}
	tracer_stop(running);
	running = NULL;
	return tracer_start(t);
}

static int enable(void)
{
	struct tracer *t;
	int ret;

	mutex_lock(&lock);
	t = tracer_create(lists[HT_FUNC_FILTER], lists[HT_FUNC_NOTRACE], exit_wanted);
	ret = IS_ERR(t) ? PTR_ERR(t) : tracer_start(t);
	mutex_unlock(&lock);
	return ret;
}

static void disable(void)
{
	mutex_lock(&lock);
	if (running)
		tracer_stop(running);
	running = NULL;
	mutex_unlock(&lock);
}

const struct ht_class ht_func_class = { .name = "func", .enable = enable, .disable = disable };

/**
 * ht_func_list_show - as sysfs wants it
 * @which: enum ht_func_list
 * @buf: a page
 *
 * Process context.
 *
 * Return: bytes written.
 */
ssize_t ht_func_list_show(enum ht_func_list which, char *buf)
{
	ssize_t len;

	mutex_lock(&lock);
	len = sysfs_emit(buf, "%s\n", lists[which]);
	mutex_unlock(&lock);
	return len;
}

static int list_set_locked(enum ht_func_list which, const char *list)
{
	const bool filter = which == HT_FUNC_FILTER;
	int ret = 0;

	/* Without a filter there is nothing yet that the other list could be tried with. */
	if (filter || *lists[HT_FUNC_FILTER])
		ret = change(filter ? list : lists[HT_FUNC_FILTER],
			     filter ? lists[HT_FUNC_NOTRACE] : list, exit_wanted);
	if (!ret)
		strscpy(lists[which], list, HT_FUNC_LIST_SIZE);
	return ret;
}

/**
 * ht_func_list_set - change which functions are traced, at once when they are
 * @which: enum ht_func_list
 * @list: globs as in the kernel's set_ftrace_filter, between blanks or commas
 *
 * Process context.
 *
 * Return: 0; -E2BIG: longer than HT_FUNC_LIST_SIZE; -EINVAL: a glob that begins with "!", or that
 * no function matches; -ENODATA: a filter with nothing in it, where "*" is the word for everything;
 * -ENOMEM; or what ftrace says. On error nothing changes.
 */
int ht_func_list_set(enum ht_func_list which, const char *list)
{
	int ret;

	if (strlen(list) >= HT_FUNC_LIST_SIZE)
		return -E2BIG;
	mutex_lock(&lock);
	ret = list_set_locked(which, list);
	mutex_unlock(&lock);
	return ret;
}

/**
 * ht_func_exit_wanted - are returns traced too?
 */
bool ht_func_exit_wanted(void)
{
	return READ_ONCE(exit_wanted);
}

/**
 * ht_func_exit_want - trace returns too, or not, at once when functions are traced
 * @wanted: which of the two
 *
 * Process context.
 *
 * Return: 0; -EOPNOTSUPP: this kernel cannot; -ENOMEM; or what ftrace says. On error nothing
 * changes.
 */
int ht_func_exit_want(bool wanted)
{
	int ret = 0;

	if (wanted && !HT_FUNC_EXIT_SUPPORTED)
		return -EOPNOTSUPP;
	mutex_lock(&lock);
	if (running)
		ret = change(lists[HT_FUNC_FILTER], lists[HT_FUNC_NOTRACE], wanted);
	if (!ret)
		exit_wanted = wanted;
	mutex_unlock(&lock);
	return ret;
}

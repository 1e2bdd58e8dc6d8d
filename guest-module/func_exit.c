// SPDX-License-Identifier: GPL-2.0-only
/*
 * Returns of functions, by rethook: when a function is entered its return address is replaced by
 * that of a trampoline in the kernel, which calls us and goes on to where it belongs.
 *
 * Whoever is inside of a function when its tracing ends returns through the trampoline later, which
 * then finds nobody to call. Trampoline and nodes belong to the kernel by then, so that this module
 * can be unloaded.
 */
#include <linux/percpu.h>
#include <linux/rcupdate.h>
#include <linux/rethook.h>
#include <linux/slab.h>
#include <linux/trace_recursion.h>

#include "func.h"
#include "func_exit.h"
#include "lookup.h"

#if HT_FUNC_EXIT_SUPPORTED

/* Functions that can be entered and not left yet, by all tasks; 64 bytes each. */
#define NODES 4096

/**
 * struct node - a function that has not returned yet
 * @node: rethook's part, which frees it: first in here
 * @func: the function
 * @parent: where it returns to, which another tracer may have replaced in @node
 */
struct node {
	struct rethook_node node;
	unsigned long func;
	unsigned long parent;
};

static_assert(!offsetof(struct node, node));

/* rethook is there for every part of the kernel, but not exported as kretprobes are, made of it. */
#define ADDRESS(function) ((typeof(function) *)ht_lookup(#function))

static struct {
	typeof(rethook_alloc) *alloc;
	typeof(rethook_free) *free;
	typeof(rethook_add_node) *add_node;
	typeof(rethook_try_get) *try_get;
	typeof(rethook_hook) *hook;
} calls;

static bool find_calls(void)
{
	if (calls.hook)
		return true;
	calls.alloc = ADDRESS(rethook_alloc);
	calls.free = ADDRESS(rethook_free);
	calls.add_node = ADDRESS(rethook_add_node);
	calls.try_get = ADDRESS(rethook_try_get);
	if (!calls.alloc || !calls.free || !calls.add_node || !calls.try_get)
		return false;
	calls.hook = ADDRESS(rethook_hook);
	return calls.hook;
}

/* Preemption is off. */
static void func_exit(struct rethook_node *rn, void *data, struct pt_regs *regs)
{
	const struct node *node = container_of(rn, struct node, node);
	int bit = ftrace_test_recursion_trylock(node->func, node->parent);

	if (unlikely(bit < 0)) {
		ht_func_miss();
		return;
	}
	if (ht_class_allowed(HT_CLASS_FUNC))
		ht_func_write(HT_REC_FUNC_EXIT, node->func, node->parent);
	ftrace_test_recursion_unlock(bit);
}

/**
 * ht_func_exit_hook - have the return of this function reported
 * @exits: from ht_func_exits_create()
 * @func: the function that is being entered
 * @parent: where it returns to
 * @regs: as they are at its first instruction
 *
 * From a function called by ftrace. Where too many functions have not returned yet, or RCU is not
 * watching, this is one more that has no return, which is counted.
 */
void ht_func_exit_hook(struct rethook *exits, unsigned long func, unsigned long parent,
		       struct pt_regs *regs)
{
	struct rethook_node *rn = calls.try_get(exits);
	struct node *node;

	if (unlikely(!rn)) {
		ht_func_miss();
		return;
	}
	node = container_of(rn, struct node, node);
	node->func = func;
	node->parent = parent;
	calls.hook(rn, regs, true);
}

/**
 * ht_func_exits_destroy - no return is reported any more
 * @exits: from ht_func_exits_create(); no function is hooked with it any more
 *
 * Process context; when it returns nothing of this file runs any more for @exits.
 */
void ht_func_exits_destroy(struct rethook *exits)
{
	calls.free(exits);
	synchronize_rcu();
}

/**
 * ht_func_exits_create - be ready to report returns
 *
 * Process context, one at a time.
 *
 * Return: what ht_func_exit_hook() needs; an ERR_PTR() of -EOPNOTSUPP when this kernel does not let
 * us, or -ENOMEM.
 */
struct rethook *ht_func_exits_create(void)
{
	struct rethook *exits;
	struct node *node;
	int i;

	if (!find_calls())
		return ERR_PTR(-EOPNOTSUPP);
	exits = calls.alloc(NULL, func_exit);
	if (!exits)
		return ERR_PTR(-ENOMEM);
	for (i = 0; i < NODES; i++) {
		node = kzalloc(sizeof(*node), GFP_KERNEL);
		if (!node) {
			ht_func_exits_destroy(exits);
			return ERR_PTR(-ENOMEM);
		}
		calls.add_node(exits, &node->node);
	}
	return exits;
}

#endif /* HT_FUNC_EXIT_SUPPORTED */

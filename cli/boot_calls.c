// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which initcalls of a boot are there: those that run, and of the others the slowest, as many as
 * will be shown. A guest that loads and unloads modules has no end of them.
 *
 * Those that returned are a heap: at its top is the one that goes when a slower one comes.
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>

#include "boot_cost.h"
#include "boot_model.h"

static int by_func(const void *a, const void *b)
{
	uint64_t left = ((const struct ht_initcall *)a)->func;
	uint64_t right = ((const struct ht_initcall *)b)->func;

	return (left > right) - (left < right);
}

/* Those that hang first, in the order they began; then the slowest. */
static int by_slowness(const struct ht_initcall *left, const struct ht_initcall *right)
{
	if (left->finished != right->finished)
		return left->finished ? 1 : -1;
	if (left->finished && left->duration_ns != right->duration_ns)
		return left->duration_ns > right->duration_ns ? -1 : 1;
	return (left->order > right->order) - (left->order < right->order);
}

static int by_slowness_in_list(const void *a, const void *b)
{
	return by_slowness(*(struct ht_initcall *const *)a, *(struct ht_initcall *const *)b);
}

static void initcall_free(struct ht_initcall *call)
{
	free(call->name);
	free(call->module);
	ht_reasons_exit(&call->reasons);
	free(call);
}

/**
 * ht_boot_calls_append() - one more initcall of a boot
 * @boot: the boot
 * @call: one that began after all others; owned by @boot from here on
 */
void ht_boot_calls_append(struct ht_boot *boot, struct ht_initcall *call)
{
	call->before = boot->last;
	call->after = NULL;
	if (boot->last)
		boot->last->after = call;
	else
		boot->first = call;
	boot->last = call;
}

static void take_out(struct ht_boot *boot, struct ht_initcall *call)
{
	if (call->before)
		call->before->after = call->after;
	else
		boot->first = call->after;
	if (call->after)
		call->after->before = call->before;
	else
		boot->last = call->before;
}

/**
 * ht_initcall_get() - somebody wants an initcall
 * @call: it stays until ht_initcall_put(), or as long as its boot
 *
 * Return: @call.
 */
struct ht_initcall *ht_initcall_get(struct ht_initcall *call)
{
	call->users++;
	return call;
}

/**
 * ht_initcall_want() - somebody wants an initcall as long as the model exists, and its level
 * @call: the initcall
 *
 * Return: @call.
 */
struct ht_initcall *ht_initcall_want(struct ht_initcall *call)
{
	if (call->level)
		call->level->wanted = true;
	return ht_initcall_get(call);
}

/**
 * ht_initcall_put() - and no longer
 * @boot: the initcall's boot
 * @call: one that has returned, or NULL
 */
void ht_initcall_put(struct ht_boot *boot, struct ht_initcall *call)
{
	if (!call || --call->users)
		return;
	take_out(boot, call);
	initcall_free(call);
}

/* An earlier run of the same function that never returned stays listed, but can no longer end. */
static int set_running(struct ht_boot *boot, struct ht_initcall *call)
{
	tdelete(call, &boot->running, by_func);
	return tsearch(call, &boot->running, by_func) ? 0 : -ENOMEM;
}

/**
 * ht_boot_initcall() - an initcall begins
 * @boot: the boot
 * @vcpu: where
 * @call: its @func, @name, @module, @vcpu and @start_ns; the two strings are owned by @boot from
 *	here on, whatever this returns
 *
 * Return: 0 or -ENOMEM.
 */
int ht_boot_initcall(struct ht_boot *boot, struct ht_boot_vcpu *vcpu,
		     const struct ht_initcall *call)
{
	struct ht_initcall *mine = malloc(sizeof(*mine));

	if (!mine) {
		free(call->name);
		free(call->module);
		return -ENOMEM;
	}
	*mine = *call;
	mine->order = boot->begun;
	mine->finished = false;
	mine->level = call->module[0] || boot->has_user ? NULL : boot->level;
	/* There is a place for it in the list already: whatever comes, nothing can fail later. */
	if (ht_boot_grow(&boot->initcalls, boot->nr_initcalls + boot->unfinished) ||
	    set_running(boot, mine)) {
		initcall_free(mine);
		return -ENOMEM;
	}
	ht_boot_calls_append(boot, mine);
	boot->begun++;
	boot->unfinished++;
	ht_boot_cost_open(boot, vcpu, mine);
	if (mine->level)
		mine->level->initcalls++;
	*(mine->level ? &boot->nr_builtin : &boot->nr_module) += 1;
	return 0;
}

static void swap(struct ht_initcall **heap, size_t a, size_t b)
{
	struct ht_initcall *call = heap[a];

	heap[a] = heap[b];
	heap[b] = call;
}

static void heap_push(struct ht_initcall **heap, size_t count, struct ht_initcall *call)
{
	size_t at = count;

	heap[at] = call;
	for (; at && by_slowness(heap[at], heap[(at - 1) / 2]) > 0; at = (at - 1) / 2)
		swap(heap, at, (at - 1) / 2);
}

/* The first one is another one now. */
static void heap_sink(struct ht_initcall **heap, size_t count)
{
	size_t at = 0, next;

	for (; (next = 2 * at + 1) < count; at = next) {
		if (next + 1 < count && by_slowness(heap[next + 1], heap[next]) > 0)
			next++;
		if (by_slowness(heap[next], heap[at]) <= 0)
			return;
		swap(heap, at, next);
	}
}

/* Is it among the slowest @top? Then another one no longer may be. */
static void keep_if_slow(struct ht_boot *boot, struct ht_initcall *call, size_t top)
{
	struct ht_initcall **heap = boot->initcalls;
	struct ht_initcall *fastest;

	if (boot->nr_initcalls < top) {
		heap_push(heap, boot->nr_initcalls++, ht_initcall_get(call));
		return;
	}
	if (!top || by_slowness(call, heap[0]) > 0)
		return;
	fastest = heap[0];
	heap[0] = ht_initcall_get(call);
	heap_sink(heap, boot->nr_initcalls);
	ht_initcall_put(boot, fastest);
}

static uint64_t end_of(const struct ht_initcall *call)
{
	return call->start_ns + (uint64_t)call->duration_ns;
}

static void keep_if_latest(struct ht_boot *boot, struct ht_initcall *call)
{
	struct ht_initcall *latest = boot->latest;

	if (latest && (end_of(call) < end_of(latest) ||
		       (end_of(call) == end_of(latest) && call->order > latest->order)))
		return;
	boot->latest = ht_initcall_get(call);
	ht_initcall_put(boot, latest);
}

static void finish(struct ht_boot *boot, struct ht_initcall *call, int32_t ret, uint64_t now)
{
	int64_t *sum = call->level ? &boot->builtin_ns : &boot->module_ns;

	call->finished = true;
	call->ret = ret;
	call->duration_ns = (int64_t)(now - call->start_ns);
	boot->unfinished--;
	boot->failed += ret != 0;
	/* Spans are hostile numbers: their sum may wrap, and must not trap. */
	*sum = (int64_t)((uint64_t)*sum + (uint64_t)call->duration_ns);
}

/**
 * ht_boot_finish() - an initcall returns
 * @boot: the boot
 * @vcpu: where
 * @end: its @func, @ret and, as @start_ns, when it returns
 * @top: how many that returned are to be kept
 */
void ht_boot_finish(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, const struct ht_initcall *end,
		    size_t top)
{
	struct ht_initcall **found = tfind(end, &boot->running, by_func);
	struct ht_initcall *call;
	uint64_t now = end->start_ns;

	if (!found) {
		boot->stray_finishes++;
		return;
	}
	call = ht_initcall_get(*found);
	tdelete(call, &boot->running, by_func);
	finish(boot, call, end->ret, now);
	ht_boot_cost_close(boot, vcpu, call);
	if (call->level && (!call->level->finished++ || now > call->level->last_finish_ns)) {
		call->level->last_finish_ns = now;
		call->level->last = boot->cost;
	}
	keep_if_latest(boot, call);
	keep_if_slow(boot, call, top);
	ht_initcall_put(boot, call);
}

/**
 * ht_boot_calls_end() - no event of a boot comes any more
 * @boot: the boot
 *
 * It keeps those that are to be shown, and those that somebody got.
 */
void ht_boot_calls_end(struct ht_boot *boot)
{
	ht_boot_cost_forget(boot);
	ht_initcall_put(boot, boot->latest);
	boot->latest = NULL;
}

/**
 * ht_boot_calls_complete() - put those to be shown in order, once all events are in
 * @boot: the boot
 */
void ht_boot_calls_complete(struct ht_boot *boot)
{
	struct ht_initcall *call;

	for (call = boot->first; call; call = call->after) {
		if (!call->finished)
			boot->initcalls[boot->nr_initcalls++] = call;
	}
	if (boot->nr_initcalls)
		qsort(boot->initcalls, boot->nr_initcalls, sizeof(*boot->initcalls),
		      by_slowness_in_list);
}

static void keep(void *node)
{
}

/**
 * ht_boot_calls_exit() - free a boot's initcalls, whoever wants them
 * @boot: the boot
 */
void ht_boot_calls_exit(struct ht_boot *boot)
{
	struct ht_initcall *call = boot->first, *after;

	tdestroy(boot->running, keep);
	for (; call; call = after) {
		after = call->after;
		initcall_free(call);
	}
	free(boot->initcalls);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a trace's events to rows, spans, marks and flows.
 */
#include <errno.h>
#include <string.h>

#include "boot_events.h"
#include "life_events.h"
#include "life_guest.h"
#include "timeline_state.h"
#include "trace.h"

/* The VM that an event is about: NULL, and @ret is 0: none that anybody wants to know of. */
static struct ht_tl_vm *vm_of(struct ht_timeline *tl, const struct ht_event *event, int *ret)
{
	struct ht_tl_vm *vm;
	uint64_t vm_id;
	int32_t vm_pid;

	if (!ht_event_has_u64(event, "vm_id", &vm_id) || vm_id > UINT32_MAX) {
		/* They know which events should say it. */
		*ret = ht_lives_event(&tl->lives, event);
		return NULL;
	}
	*ret = ht_event_s32(event, "vm_pid", &vm_pid);
	if (*ret)
		return NULL;
	vm = ht_tl_vm(tl, (uint32_t)vm_id, vm_pid);
	if (!vm)
		*ret = -ECANCELED;
	return vm && vm->chosen ? vm : NULL;
}

static int take(struct ht_timeline *tl, const struct ht_event *event)
{
	int ret;
	struct ht_tl_vm *vm = vm_of(tl, event, &ret);

	if (!vm)
		return ret;
	/* Whether it is late is to be known before its VM is called dead, and after it is born. */
	ret = ht_lives_event(&tl->lives, event);
	if (ret)
		return ret;
	if (!vm->life)
		vm->life = ht_life_get(&tl->lives, vm->key.vm_id, vm->vm_pid);
	if (!vm->life)
		return ht_err_nomem(tl->err);
	if (ht_life_is_guest_event(event))
		ret = ht_tl_guest_event(tl, vm, event);
	else
		ret = ht_tl_host_event(tl, vm, event);
	return ret ?: ht_tl_life(tl, vm, false);
}

static int on_event(void *data, const struct ht_event *event)
{
	struct ht_timeline *tl = data;
	int ret;

	tl->stats->events++;
	if (event->has_stamp)
		ht_tl_moment(tl, event->stamp_ns);
	if (!event->view->class->is_ours)
		return 0;
	tl->seen++;
	ret = take(tl, event);
	return ret ?: ht_tl_dropped(tl);
}

/* An event of somebody else's, ahead of what waits to be put in order. */
static void on_skipped(void *data, uint64_t stamp_ns)
{
	struct ht_timeline *tl = data;

	tl->stats->events++;
	if (!tl->skipped_begin_ns)
		tl->skipped_begin_ns = stamp_ns;
	tl->skipped_end_ns = stamp_ns;
}

/* Told with the next event, which says when about it was. */
static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	struct ht_timeline *tl = data;

	tl->dropped[what] += count;
	tl->stats->discarded += count;
	if (!count) {
		tl->uncounted = true;
		tl->stats->discarded_uncounted = true;
	}
}

/* What is still open, in the order in which VMs came. */
static int stop(struct ht_timeline *tl, struct ht_tl_vm *vm)
{
	int ret;

	if (!vm || !vm->life)
		return 0;
	ret = ht_tl_vm_stop(tl, vm, tl->stats->end_ns);
	ret = ret ?: ht_tl_tell_counts(tl, vm);
	return ret ?: ht_tl_life(tl, vm, true);
}

static int complete(struct ht_timeline *tl)
{
	struct ht_tl_vm *vm = tl->vm, *before = NULL, *next;
	int ret = ht_tl_dropped(tl);

	if (tl->skipped_begin_ns) {
		ht_tl_moment(tl, tl->skipped_begin_ns);
		ht_tl_moment(tl, tl->skipped_end_ns);
	}
	for (; vm; vm = next) {
		next = vm->next;
		vm->next = before;
		before = vm;
	}
	tl->vm = before;
	if (tl->lives.last_ns < tl->stats->end_ns)
		tl->lives.last_ns = tl->stats->end_ns;
	ht_lives_complete(&tl->lives);
	for (vm = tl->vm; !ret && vm; vm = vm->next)
		ret = stop(tl, vm);
	return ret;
}

/**
 * ht_timeline_read() - read a trace, and tell what happens in it
 * @path: the trace, or a directory above several
 * @vm: the one VM to tell of, as the user named it: "vm:ID", "pid:PID", or a number, which is a
 *	VM's or else a process id; NULL: all
 * @ops: who is told; told of all up to where the trace is damaged
 * @data: for @ops
 * @stats: filled, whatever this returns
 * @err: says what is wrong
 *
 * Per vCPU, spans of the kinds IRQ and SOFTIRQ together, EXIT, TASK, and RUN lie one behind the
 * other or one within the other; so do a VM's PHASE and LEVEL. Those of the other kinds, and RUN of
 * a pCPU, may overlap.
 *
 * Return: 0; -EIO with @stats->truncated if the trace is damaged; -ENODATA (no event of ours),
 * -EBADMSG (our events, but not their fields), -ESRCH (no such VM), -ENOMEM, what ht_trace_read()
 * returns; or what @ops returned, perhaps as another number.
 */
int ht_timeline_read(const char *path, const char *vm, const struct ht_timeline_ops *ops,
		     void *data, struct ht_timeline_stats *stats, struct ht_err *err)
{
	static const struct ht_trace_ops trace_ops = {
		.event = on_event,
		.discarded = on_discarded,
		.skipped = on_skipped,
	};
	struct ht_timeline tl = {
		.ops = ops,
		.data = data,
		.word = vm,
		.stats = stats,
		.err = err,
	};
	int ret, more = 0;

	*stats = (struct ht_timeline_stats){ 0 };
	ret = ht_trace_read(path, &trace_ops, &tl, err);
	stats->truncated = ret == -EIO && !tl.stopped;
	if (!tl.stopped && (!ret || stats->truncated))
		more = complete(&tl);
	if (!ret && !more && !tl.seen)
		more = ht_boot_none(path, err);
	if (!ret && !more && vm && tl.nr_vms)
		more = ht_tl_check_vm(&tl);
	if (more) {
		stats->truncated = false;
		ret = more;
	}
	ht_tl_rows_exit(&tl);
	ht_lives_exit(&tl.lives);
	return ret;
}

/**
 * ht_span_kind_name() - what is it called?
 * @kind: which
 *
 * Return: a word.
 */
const char *ht_span_kind_name(enum ht_span_kind kind)
{
	static const char *const names[HT_SPAN_KINDS] = {
		[HT_SPAN_PHASE] = "phase",	 [HT_SPAN_LEVEL] = "level",
		[HT_SPAN_INITCALL] = "initcall", [HT_SPAN_STEP] = "step",
		[HT_SPAN_SYSCALL] = "syscall",	 [HT_SPAN_IRQ] = "irq",
		[HT_SPAN_SOFTIRQ] = "softirq",	 [HT_SPAN_FUNC] = "function",
		[HT_SPAN_TASK] = "task",	 [HT_SPAN_EXIT] = "exit",
		[HT_SPAN_RUN] = "run",
	};

	return names[kind];
}

/**
 * ht_mark_kind_name() - what is it called?
 * @kind: which
 *
 * Return: a word or two.
 */
const char *ht_mark_kind_name(enum ht_mark_kind kind)
{
	static const char *const names[HT_MARK_KINDS] = {
		[HT_MARK_PANIC] = "panic",	   [HT_MARK_OOPS] = "oops",
		[HT_MARK_MIGRATION] = "migration", [HT_MARK_USER_EVENT] = "user event",
		[HT_MARK_WAKEUP] = "wakeup",	   [HT_MARK_PAGE_FAULT] = "page fault",
		[HT_MARK_LOST] = "lost",	   [HT_MARK_DISCARDED] = "discarded",
	};

	return names[kind];
}

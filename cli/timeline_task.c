// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tasks of guests. What a task is in, system calls and functions, goes on with it on whichever vCPU
 * it runs next, as far as sched_switch tells; and costs what its vCPUs' exits cost while it runs.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "timeline_state.h"

static struct ht_tl_task **bucket_of(const struct ht_tl_vm *vm, int32_t tid)
{
	return &vm->tasks[(uint32_t)tid % HT_TL_BUCKETS];
}

/**
 * ht_tl_tasks_flush() - nobody will see the tasks that do not run go on
 * @tl: the timeline
 * @vm: their VM
 * @now: until when it is told what they are in
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_tasks_flush(struct ht_timeline *tl, struct ht_tl_vm *vm, uint64_t now)
{
	size_t i;
	int ret = 0;

	for (i = 0; vm->nr_tasks && i < HT_TL_BUCKETS; i++) {
		while (vm->tasks[i]) {
			struct ht_tl_task *task = vm->tasks[i];

			vm->tasks[i] = task->next;
			vm->nr_tasks--;
			ret = ret ?: ht_tl_flush(tl, &task->opens, now);
			ht_tl_opens_exit(&task->opens);
			free(task);
		}
	}
	return ret;
}

/**
 * ht_tl_tasks_exit() - free what tasks are in, untold
 * @vm: a VM, without tasks afterwards
 */
void ht_tl_tasks_exit(struct ht_tl_vm *vm)
{
	size_t i;

	for (i = 0; vm->nr_tasks && i < HT_TL_BUCKETS; i++) {
		while (vm->tasks[i]) {
			struct ht_tl_task *task = vm->tasks[i];

			vm->tasks[i] = task->next;
			vm->nr_tasks--;
			ht_tl_opens_exit(&task->opens);
			free(task);
		}
	}
	free(vm->tasks);
	vm->tasks = NULL;
}

/* From now on the vCPU's exits are another's. */
static void pause_all(struct ht_tl_opens *opens, const struct ht_tl_vcpu *vcpu)
{
	size_t i;

	for (i = 0; i < opens->count; i++) {
		struct ht_tl_open *open = &opens->list[i];

		open->cost = ht_cost_sum(open->cost, ht_cost_since(vcpu->sum, open->at));
		open->at = vcpu->sum;
	}
}

static void resume_all(struct ht_tl_opens *opens, struct ht_tl_vcpu *vcpu)
{
	size_t i;

	for (i = 0; i < opens->count; i++) {
		opens->list[i].on = vcpu;
		opens->list[i].at = vcpu->sum;
	}
}

/* What a task that comes is in, if it was seen to go; it is not kept any longer. */
static struct ht_tl_opens take(struct ht_tl_vm *vm, int32_t tid)
{
	struct ht_tl_opens opens = { 0 };
	struct ht_tl_task **at, *task;

	if (!vm->tasks)
		return opens;
	for (at = bucket_of(vm, tid); *at && (*at)->tid != tid; at = &(*at)->next)
		continue;
	task = *at;
	if (!task)
		return opens;
	*at = task->next;
	vm->nr_tasks--;
	opens = task->opens;
	free(task);
	return opens;
}

static int keep(struct ht_timeline *tl, struct ht_tl_vm *vm, int32_t tid, struct ht_tl_opens opens,
		uint64_t now)
{
	/* One that was lost on the way here: it cannot be in both. */
	struct ht_tl_opens older = take(vm, tid);
	struct ht_tl_task *task;
	int ret = ht_tl_flush(tl, &older, now);

	ht_tl_opens_exit(&older);
	if (!ret && vm->nr_tasks == HT_TL_TASKS)
		ret = ht_tl_tasks_flush(tl, vm, now);
	if (!vm->tasks)
		vm->tasks = calloc(HT_TL_BUCKETS, sizeof(struct ht_tl_task *));
	task = vm->tasks ? calloc(1, sizeof(*task)) : NULL;
	if (!task && !ret)
		ret = ht_err_nomem(tl->err);
	if (ret) {
		free(task);
		ht_tl_opens_exit(&opens);
		return ret;
	}
	task->tid = tid;
	task->opens = opens;
	task->next = *bucket_of(vm, tid);
	*bucket_of(vm, tid) = task;
	vm->nr_tasks++;
	return 0;
}

/* Every vCPU has an idle task, and all of these have the number 0. */
static int change(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, int32_t prev, int32_t next,
		  uint64_t now)
{
	struct ht_tl_opens gone = vcpu->inside;
	int ret = 0;

	vcpu->inside = (struct ht_tl_opens){ 0 };
	pause_all(&gone, vcpu);
	if (!prev)
		vcpu->idle = gone;
	else if (gone.count)
		ret = keep(tl, vcpu->vm, prev, gone, now);
	else
		ht_tl_opens_exit(&gone);
	if (next) {
		vcpu->inside = take(vcpu->vm, next);
	} else {
		vcpu->inside = vcpu->idle;
		vcpu->idle = (struct ht_tl_opens){ 0 };
	}
	resume_all(&vcpu->inside, vcpu);
	return ret;
}

/**
 * ht_tl_task_end() - it is not known any more which task runs
 * @tl: the timeline
 * @vcpu: where
 * @now: since when
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_task_end(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, uint64_t now)
{
	if (!vcpu->has_task)
		return 0;
	vcpu->has_task = false;
	return ht_tl_end_open(tl, &vcpu->task, now);
}

static int begin_task(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, const char *comm,
		      int32_t tid, uint64_t now)
{
	char *safe = ht_tl_text(comm), *name = NULL;

	/* An idle task's name says which CPU's it is. */
	if (safe && asprintf(&name, tid ? "%s (%" PRId32 ")" : "%s", safe, tid) < 0)
		name = NULL;
	free(safe);
	if (!name)
		return ht_err_nomem(tl->err);
	vcpu->has_task = true;
	vcpu->task = (struct ht_tl_open){
		.kind = HT_SPAN_TASK,
		.func = (uint32_t)tid,
		.row = vcpu->row,
		.on = vcpu,
		.at = vcpu->sum,
		.begin_ns = now,
		.name = name,
	};
	return 0;
}

/**
 * ht_tl_switch() - another task runs
 * @tl: the timeline
 * @vcpu: where
 * @event: hypertrace_sched_switch
 * @now: when
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_switch(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, const struct ht_event *event,
		 uint64_t now)
{
	int32_t prev, next;
	char *comm;
	int ret = ht_event_s32(event, "prev_tid", &prev);

	ret = ret ?: ht_event_s32(event, "next_tid", &next);
	ret = ret ?: ht_event_text(event, "next_comm", &comm);
	if (ret)
		return ret;
	if (vcpu->has_task) {
		vcpu->has_task = false;
		ret = ht_tl_end(tl, &vcpu->task, vcpu, now, NULL);
	}
	ret = ret ?: change(tl, vcpu, prev, next, now);
	ret = ret ?: begin_task(tl, vcpu, comm, next, now);
	free(comm);
	return ret;
}

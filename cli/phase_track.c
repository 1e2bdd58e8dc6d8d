// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which system call or process each vCPU is in. An event tells of the exits since the vCPU's event
 * before, so what it tells belongs to the phase that was then, which an event may end.
 *
 * A system call that sleeps goes on with its task, on whichever vCPU that runs next, as far as
 * sched_switch says so. Without that, whatever runs meanwhile counts as the call's.
 */
#include <errno.h>
#include <search.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "phase_track.h"
#include "syscall_name.h"

#define PREFIX "hypertrace_"

/* HT_COMM_LEN and an end. */
#define COMM 17

/**
 * struct keyed - a phase, and by what it is found
 * @phase: the phase
 * @number: of the system call, or the task's
 * @vm_id: the VM
 * @is_compat: it is a system call of a program of 32 bits
 * @comm: the task's name; what is behind its end need not be there
 */
struct keyed {
	struct ht_phase *phase;
	uint64_t number;
	uint32_t vm_id;
	bool is_compat;
	char comm[COMM];
};

/**
 * struct vm - a VM
 * @key: its number
 * @outside: what belongs to no phase
 * @epoch: how often its guest started
 */
struct vm {
	struct ht_vcpu_key key;
	struct ht_phase *outside;
	uint32_t epoch;
};

/**
 * struct vcpu - a vCPU
 * @key: which
 * @vm: its VM
 * @epoch: the VM's when the following were set
 * @at_ns: its latest event
 * @now: the phase it is in
 * @since_ns: since when
 * @before: the phase before that
 */
struct vcpu {
	struct ht_vcpu_key key;
	struct vm *vm;
	uint32_t epoch;
	uint64_t at_ns;
	struct ht_phase *now;
	uint64_t since_ns;
	struct ht_phase *before;
};

/**
 * struct task - a task that does not run
 * @key: VM and number
 * @epoch: the VM's when @phase was set
 * @phase: what it is in
 */
struct task {
	struct ht_vcpu_key key;
	uint32_t epoch;
	struct ht_phase *phase;
};

static int by_key(const void *a, const void *b)
{
	const struct keyed *left = a, *right = b;

	if (left->vm_id != right->vm_id)
		return left->vm_id < right->vm_id ? -1 : 1;
	if (left->number != right->number)
		return left->number < right->number ? -1 : 1;
	if (left->is_compat != right->is_compat)
		return left->is_compat < right->is_compat ? -1 : 1;
	return strcmp(left->comm, right->comm);
}

static char *make_name(const struct ht_phase_track *track, const struct keyed *key)
{
	char *name;

	if (track->kind == HT_PHASE_SYSCALL)
		return ht_syscall_name(key->number, key->is_compat);
	/* Every CPU has an idle task without a number, and its name says which CPU's it is. */
	if (!key->number)
		return strdup(key->comm);
	return asprintf(&name, "%s (%d)", key->comm, (int32_t)key->number) < 0 ? NULL : name;
}

static struct ht_phase *phase_get(struct ht_phase_track *track, const struct keyed *key)
{
	size_t size = offsetof(struct keyed, comm) + strlen(key->comm) + 1;
	struct keyed **found = tfind(key, &track->tree, by_key);
	struct keyed *made;

	if (found)
		return (*found)->phase;
	made = malloc(size);
	if (!made)
		return NULL;
	memcpy(made, key, size);
	made->phase = ht_phases_add(&track->phases, key->vm_id, make_name(track, key));
	if (!made->phase || !tsearch(made, &track->tree, by_key)) {
		free(made);
		return NULL;
	}
	made->phase->has_cost = true;
	return made->phase;
}

static struct vm *vm_get(struct ht_phase_track *track, uint32_t vm_id)
{
	struct vm *vm = ht_vcpu_map_get(&track->vms, vm_id, 0, sizeof(*vm));

	if (!vm || vm->outside)
		return vm;
	vm->outside =
		ht_phases_add(&track->phases, vm_id,
			      strdup(track->kind == HT_PHASE_SYSCALL ? "(outside of system calls)" :
								       "(not known)"));
	if (!vm->outside)
		return NULL;
	vm->outside->has_cost = true;
	return vm;
}

/* A vCPU that is new, or whose guest has started anew, is in no phase. */
static void leave_all(struct vcpu *vcpu)
{
	vcpu->epoch = vcpu->vm->epoch;
	vcpu->now = vcpu->vm->outside;
	vcpu->before = vcpu->vm->outside;
	vcpu->since_ns = 0;
}

static struct vcpu *vcpu_get(struct ht_phase_track *track, const struct ht_told *told)
{
	struct vm *vm = vm_get(track, told->vm_id);
	struct vcpu *vcpu = ht_vcpu_map_get(&track->vcpus, told->vm_id, told->vcpu, sizeof(*vcpu));

	if (!vm || !vcpu)
		return NULL;
	vcpu->vm = vm;
	if (!vcpu->now || vcpu->epoch != vm->epoch)
		leave_all(vcpu);
	return vcpu;
}

static void enter(struct vcpu *vcpu, struct ht_phase *phase, uint64_t now)
{
	vcpu->before = vcpu->now;
	vcpu->now = phase;
	vcpu->since_ns = now;
}

/* What a vCPU's first event tells of was before the trace. */
static void account(struct vcpu *vcpu, const struct ht_told *told)
{
	const struct ht_cost cost = { .exits = told->exits, .cycles = told->cycles };

	if (vcpu->at_ns) {
		vcpu->now->cost = ht_cost_sum(vcpu->now->cost, cost);
		if (told->now > vcpu->at_ns)
			vcpu->now->took_ns =
				(int64_t)((uint64_t)vcpu->now->took_ns + told->now - vcpu->at_ns);
	}
	vcpu->at_ns = told->now;
}

static int read_comm(const struct ht_event *event, const char *field, char comm[COMM])
{
	char *text;
	int ret = ht_event_text(event, field, &text);

	if (ret)
		return ret;
	memset(comm, 0, COMM);
	memcpy(comm, text, strnlen(text, COMM - 1));
	free(text);
	return 0;
}

static int on_process(struct ht_phase_track *track, struct vcpu *vcpu, const struct ht_event *event,
		      const struct ht_told *told, int32_t next)
{
	struct keyed key = { .vm_id = told->vm_id, .number = (uint32_t)next };
	struct ht_phase *phase;
	int ret = read_comm(event, "next_comm", key.comm);

	if (ret)
		return ret;
	phase = phase_get(track, &key);
	if (!phase)
		return ht_err_nomem(event->err);
	track->seen++;
	phase->times++;
	enter(vcpu, phase, told->now);
	return 0;
}

/* The idle tasks have one number together, and no system calls. */
static int on_task(struct ht_phase_track *track, struct vcpu *vcpu, const struct ht_told *told,
		   int32_t prev, int32_t next)
{
	struct task *task;

	if (prev) {
		task = ht_vcpu_map_get(&track->tasks, told->vm_id, (uint32_t)prev, sizeof(*task));
		if (!task)
			return -ENOMEM;
		task->epoch = vcpu->epoch;
		task->phase = vcpu->now;
	}
	if (!next) {
		enter(vcpu, vcpu->vm->outside, told->now);
		return 0;
	}
	task = ht_vcpu_map_get(&track->tasks, told->vm_id, (uint32_t)next, sizeof(*task));
	if (!task)
		return -ENOMEM;
	enter(vcpu, task->phase && task->epoch == vcpu->epoch ? task->phase : vcpu->vm->outside,
	      told->now);
	return 0;
}

static int on_switch(struct ht_phase_track *track, struct vcpu *vcpu, const struct ht_event *event,
		     const struct ht_told *told)
{
	int32_t prev, next;
	int ret = ht_event_s32(event, "prev_tid", &prev);

	ret = ret ?: ht_event_s32(event, "next_tid", &next);
	if (ret)
		return ret;
	track->switches++;
	if (track->kind == HT_PHASE_PROCESS)
		return on_process(track, vcpu, event, told, next);
	return on_task(track, vcpu, told, prev, next) ? ht_err_nomem(event->err) : 0;
}

static int on_syscall_entry(struct ht_phase_track *track, struct vcpu *vcpu,
			    const struct ht_event *event, const struct ht_told *told)
{
	struct keyed key = { .vm_id = told->vm_id };
	struct ht_phase *phase;
	uint32_t compat = 0;
	int ret = ht_event_u64(event, "nr", &key.number);

	ret = ret ?: ht_event_u32(event, "compat", &compat);
	if (ret)
		return ret;
	key.is_compat = compat;
	phase = phase_get(track, &key);
	if (!phase)
		return ht_err_nomem(event->err);
	track->seen++;
	phase->times++;
	enter(vcpu, phase, told->now);
	return 0;
}

static int change(struct ht_phase_track *track, struct vcpu *vcpu, const struct ht_event *event,
		  const struct ht_told *told)
{
	const char *name = event->name + strlen(PREFIX);
	bool is_syscall = track->kind == HT_PHASE_SYSCALL;

	if (!strcmp(name, "sched_switch"))
		return on_switch(track, vcpu, event, told);
	if (is_syscall && !strcmp(name, "syscall_entry"))
		return on_syscall_entry(track, vcpu, event, told);
	if (is_syscall && !strcmp(name, "syscall_exit"))
		enter(vcpu, vcpu->vm->outside, told->now);
	if (!strcmp(name, "guest_start")) {
		vcpu->vm->epoch++;
		leave_all(vcpu);
	}
	return 0;
}

/**
 * ht_phase_track_event() - an event goes by
 * @track: all vCPUs
 * @event: any event, in the order in which they happened
 *
 * Return: 0; -EBADMSG: it lacks a field; -ENOMEM. Both with the event's error filled.
 */
int ht_phase_track_event(struct ht_phase_track *track, const struct ht_event *event)
{
	struct ht_told told;
	struct vcpu *vcpu;

	if (track->kind == HT_PHASE_NONE || !event->view->class->is_ours ||
	    !ht_told_read(event, &told))
		return 0;
	vcpu = vcpu_get(track, &told);
	if (!vcpu)
		return ht_err_nomem(event->err);
	account(vcpu, &told);
	return change(track, vcpu, event, &told);
}

/**
 * ht_phase_track_exit_event() - there was an exit
 * @track: all vCPUs
 * @exit: the exit, told at its entry: it may be of the phase before
 *
 * Return: 0 or -ENOMEM.
 */
int ht_phase_track_exit_event(struct ht_phase_track *track, const struct ht_exit *exit)
{
	struct vcpu *vcpu;

	if (track->kind == HT_PHASE_NONE)
		return 0;
	vcpu = ht_vcpu_map_get(&track->vcpus, exit->vm_id, exit->vcpu, sizeof(*vcpu));
	if (!vcpu)
		return -ENOMEM;
	if (!vcpu->at_ns)
		return 0;
	return ht_reasons_add(&(exit->now >= vcpu->since_ns ? vcpu->now : vcpu->before)->reasons,
			      exit->reason, 1, exit->cycles);
}

/**
 * ht_phase_track_exit() - free all
 * @track: nothing seen afterwards
 */
void ht_phase_track_exit(struct ht_phase_track *track)
{
	tdestroy(track->tree, free);
	ht_vcpu_map_exit(&track->vcpus);
	ht_vcpu_map_exit(&track->tasks);
	ht_vcpu_map_exit(&track->vms);
	ht_phases_exit(&track->phases);
	*track = (struct ht_phase_track){ 0 };
}

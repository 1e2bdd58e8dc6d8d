// SPDX-License-Identifier: GPL-2.0-only
/*
 * What guests tell, as spans and marks: one function per event, and the table of them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exit_event.h"
#include "step_event.h"
#include "text.h"
#include "timeline_state.h"

#define PREFIX "hypertrace_"

/* Initcalls and steps are the VM's: another vCPU may end them. One that begins anew never did. */
static int begin_step(const struct ht_tl_said *said, struct ht_tl_open open, char *name,
		      char *detail)
{
	struct ht_tl_opens *steps = &said->vcpu->vm->steps;
	struct ht_tl_open *older = ht_tl_find(steps, open.kind, open.func, open.id);
	int ret = 0;

	if (older)
		ret = ht_tl_take(said->tl, steps, older, NULL, said->common.now, NULL);
	if (!ret)
		return ht_tl_begin_named(said, steps, HT_TL_LIST, open, name, detail);
	free(name);
	free(detail);
	return ret;
}

static int end_step(const struct ht_tl_said *said, enum ht_span_kind kind, uint64_t func,
		    uint64_t id, int64_t value)
{
	struct ht_tl_opens *steps = &said->vcpu->vm->steps;
	struct ht_tl_open *open = ht_tl_find(steps, kind, func, id);

	if (!open)
		return 0;
	return ht_tl_take(said->tl, steps, open, said->vcpu, said->common.now, &value);
}

static int on_call(const struct ht_tl_said *said)
{
	struct ht_tl_open open = ht_tl_open_at(said, HT_SPAN_INITCALL, 0, 0);
	char *name, *module;
	int ret = ht_event_u64(said->event, "func", &open.func);

	ret = ret ?: ht_event_text(said->event, "name", &name);
	if (ret)
		return ret;
	ret = ht_event_text(said->event, "module", &module);
	if (!ret)
		return begin_step(said, open, name, module);
	free(name);
	return ret;
}

static int on_return(const struct ht_tl_said *said)
{
	uint64_t func;
	int32_t value;
	int ret = ht_event_u64(said->event, "func", &func);

	ret = ret ?: ht_event_s32(said->event, "ret", &value);
	return ret ?: end_step(said, HT_SPAN_INITCALL, func, 0, value);
}

static int on_step(const struct ht_tl_said *said)
{
	struct ht_step step;
	int ret = ht_step_start_read(said->event, &step);

	if (ret)
		return ret;
	return begin_step(said, ht_tl_open_at(said, HT_SPAN_STEP, step.func, step.id), step.name,
			  step.device);
}

static int on_step_end(const struct ht_tl_said *said)
{
	struct ht_step_end end;
	int ret = ht_step_finish_read(said->event, &end);

	return ret ?: end_step(said, HT_SPAN_STEP, end.func, end.id, end.ret);
}

static int on_switch(const struct ht_tl_said *said)
{
	return ht_tl_switch(said->tl, said->vcpu, said->event, said->common.now);
}

static int on_start(const struct ht_tl_said *said)
{
	return ht_tl_vm_flush(said->tl, said->vcpu->vm, said->common.now);
}

static const struct {
	const char *name;
	int (*handle)(const struct ht_tl_said *said);
} handlers[] = {
	{ PREFIX "func_entry", ht_tl_func_entry },
	{ PREFIX "func_exit", ht_tl_func_exit },
	{ PREFIX "guest_start", on_start },
	{ PREFIX "initcall_finish", on_return },
	{ PREFIX "initcall_start", on_call },
	{ PREFIX "irq_entry", ht_tl_irq_entry },
	{ PREFIX "irq_exit", ht_tl_irq_exit },
	{ PREFIX "page_fault", ht_tl_page_fault },
	{ PREFIX "panic", ht_tl_panic },
	{ PREFIX "sched_switch", on_switch },
	{ PREFIX "sched_wakeup", ht_tl_wakeup },
	{ PREFIX "softirq_entry", ht_tl_softirq_entry },
	{ PREFIX "softirq_exit", ht_tl_softirq_exit },
	{ PREFIX "step_finish", on_step_end },
	{ PREFIX "step_start", on_step },
	{ PREFIX "syscall_entry", ht_tl_syscall_entry },
	{ PREFIX "syscall_exit", ht_tl_syscall_exit },
	{ PREFIX "user_event", ht_tl_user_event },
};
#define NR_HANDLERS ((int32_t)(sizeof(handlers) / sizeof(handlers[0])))

static int handle(const struct ht_tl_said *said)
{
	int32_t *memo = ht_view_memo(said->event->view->class, handlers);

	if (*memo == HT_VIEW_NO_MEMO)
		for (*memo = 0; *memo < NR_HANDLERS; ++*memo)
			if (!strcmp(said->event->name, handlers[*memo].name))
				break;
	return *memo < NR_HANDLERS ? handlers[*memo].handle(said) : 0;
}

/* What it says of exits is about those before it. */
static int begin_event(const struct ht_tl_said *said)
{
	struct ht_tl_vcpu *vcpu = said->vcpu;
	struct ht_told told;
	uint64_t pcpu;

	if (ht_told_read(said->event, &told))
		vcpu->sum = ht_cost_sum(vcpu->sum, (struct ht_cost){ .exits = told.exits,
								     .cycles = told.cycles });
	if (ht_event_has_u64(said->event, "pcpu", &pcpu) && pcpu <= UINT32_MAX)
		return ht_tl_on_pcpu(said->tl, vcpu, (uint32_t)pcpu, said->common.now);
	return 0;
}

/**
 * ht_tl_guest_event() - take an event of a guest
 * @tl: the timeline
 * @vm: its VM, with a life that knows of the event
 * @event: the event
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_guest_event(struct ht_timeline *tl, struct ht_tl_vm *vm, const struct ht_event *event)
{
	struct ht_tl_said said = { .tl = tl, .event = event };
	int ret = ht_guest_event_read(event, &said.common);

	if (ret)
		return ret;
	said.vcpu = ht_tl_vcpu(tl, vm, said.common.vcpu);
	if (!said.vcpu)
		return -ECANCELED;
	if (said.common.lost)
		ret = ht_tl_lost(&said);
	/* What comes after its VM's end is late. */
	if (ret || vm->life->destroyed)
		return ret;
	ht_tl_moment(tl, said.common.now);
	ret = begin_event(&said);
	ret = ret ?: handle(&said);
	said.vcpu->has_said = true;
	said.vcpu->said_ns = said.common.now;
	return ret;
}

static int flush_vcpu(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, uint64_t now)
{
	int ret = ht_tl_flush(tl, &vcpu->irqs, now);

	ret = ret ?: ht_tl_flush(tl, &vcpu->inside, now);
	ret = ret ?: ht_tl_flush(tl, &vcpu->idle, now);
	return ret ?: ht_tl_task_end(tl, vcpu, now);
}

/**
 * ht_tl_vm_flush() - a guest ends, or begins anew, and with it all that it was in
 * @tl: the timeline
 * @vm: its VM
 * @now: when
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_vm_flush(struct ht_timeline *tl, struct ht_tl_vm *vm, uint64_t now)
{
	struct ht_tl_vcpu *vcpu;
	int ret = ht_tl_flush(tl, &vm->steps, now);

	ret = ret ?: ht_tl_tasks_flush(tl, vm, now);
	for (vcpu = vm->vcpus; !ret && vcpu; vcpu = vcpu->next)
		ret = flush_vcpu(tl, vcpu, now);
	return ret;
}

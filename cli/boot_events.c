// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a trace's events to the model of its boots: one function per event, and the table of them.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot_cost.h"
#include "boot_events.h"
#include "guest_event.h"

#define PREFIX "hypertrace_"

/**
 * struct common - what an event of a guest is about
 * @of: what it begins with
 * @on: its vCPU in the model
 */
struct common {
	struct ht_guest_event of;
	struct ht_boot_vcpu *on;
};

/* The boot an event belongs to, with the event's losses charged to it; NULL: @ret says why. */
static struct ht_boot *boot_of(struct ht_boot_model *model, const struct ht_event *event,
			       struct common *common, int *ret)
{
	struct ht_boot *boot;

	*ret = ht_guest_event_read(event, &common->of);
	if (*ret)
		return NULL;
	boot = ht_boot_get(model, common->of.vm_id, common->of.vm_pid, common->of.now);
	common->on = ht_boot_vcpu(model, common->of.vm_id, common->of.vcpu);
	if (!boot || !common->on) {
		*ret = ht_err_nomem(event->err);
		return NULL;
	}
	boot->lost += common->of.lost;
	return boot;
}

static int on_guest_start(struct ht_boot_model *model, const struct ht_event *event)
{
	struct common common;
	uint32_t flags, nr_cpus;
	char *release;
	struct ht_boot *boot;
	int ret = ht_guest_event_read(event, &common.of);

	ret = ret ?: ht_event_u32(event, "start_flags", &flags);
	ret = ret ?: ht_event_u32(event, "nr_cpus", &nr_cpus);
	ret = ret ?: ht_event_text(event, "release", &release);
	if (ret)
		return ret;
	boot = ht_boot_new(model, common.of.vm_id, common.of.vm_pid, common.of.now);
	common.on = ht_boot_vcpu(model, common.of.vm_id, common.of.vcpu);
	if (!boot || !common.on) {
		free(release);
		return ht_err_nomem(event->err);
	}
	boot->has_start = true;
	boot->start_flags = flags;
	boot->nr_cpus = nr_cpus;
	boot->release = release;
	boot->lost += common.of.lost;
	ht_boot_cost_step(boot, common.on);
	return 0;
}

static int on_initcall_level(struct ht_boot_model *model, const struct ht_event *event)
{
	struct common common;
	char *name;
	int ret;
	struct ht_boot *boot = boot_of(model, event, &common, &ret);

	if (!boot)
		return ret;
	ret = ht_event_text(event, "level", &name);
	if (ret)
		return ret;
	return ht_boot_level(boot, common.on, name, common.of.now) ? ht_err_nomem(event->err) : 0;
}

static int on_initcall_start(struct ht_boot_model *model, const struct ht_event *event)
{
	struct ht_initcall call = { 0 };
	struct common common;
	int ret;
	struct ht_boot *boot = boot_of(model, event, &common, &ret);

	if (!boot)
		return ret;
	ret = ht_event_u64(event, "func", &call.func);
	ret = ret ?: ht_event_text(event, "name", &call.name);
	ret = ret ?: ht_event_text(event, "module", &call.module);
	if (ret) {
		free(call.name);
		return ret;
	}
	call.vcpu = common.of.vcpu;
	call.start_ns = common.of.now;
	return ht_boot_initcall(boot, common.on, &call) ? ht_err_nomem(event->err) : 0;
}

static int on_initcall_finish(struct ht_boot_model *model, const struct ht_event *event)
{
	struct ht_initcall end = { 0 };
	struct common common;
	int ret;
	struct ht_boot *boot = boot_of(model, event, &common, &ret);

	if (!boot)
		return ret;
	end.start_ns = common.of.now;
	ret = ht_event_u64(event, "func", &end.func);
	ret = ret ?: ht_event_s32(event, "ret", &end.ret);
	if (!ret)
		ht_boot_finish(boot, common.on, &end, model->top);
	return ret;
}

static int on_user_start(struct ht_boot_model *model, const struct ht_event *event)
{
	struct common common;
	char *path;
	int ret;
	struct ht_boot *boot = boot_of(model, event, &common, &ret);

	if (!boot)
		return ret;
	ret = ht_event_text(event, "path", &path);
	if (!ret)
		ht_boot_user(boot, common.on, path, common.of.now);
	return ret;
}

static int on_guest_stop(struct ht_boot_model *model, const struct ht_event *event)
{
	struct common common;
	int ret;

	boot_of(model, event, &common, &ret);
	return ret;
}

static int on_vm(struct ht_boot_model *model, const struct ht_event *event)
{
	uint32_t vm_id;
	int ret = ht_event_u32(event, "vm_id", &vm_id);

	if (ret)
		return ret;
	return ht_boot_vm(model, vm_id) ? 0 : ht_err_nomem(event->err);
}

static int on_vm_end(struct ht_boot_model *model, const struct ht_event *event)
{
	struct ht_boot_vm *vm;
	uint32_t vm_id;
	int ret = ht_event_u32(event, "vm_id", &vm_id);

	if (ret)
		return ret;
	vm = ht_boot_vm(model, vm_id);
	if (!vm)
		return ht_err_nomem(event->err);
	ht_boot_gone(model, vm);
	return 0;
}

static int on_exit_event(struct ht_boot_model *model, const struct ht_event *event)
{
	struct ht_exit exit;
	int ret = ht_exit_read(event, &exit);

	if (ret)
		return ret;
	model->isa = exit.isa;
	return ht_boot_cost_exit(model, &exit) ? ht_err_nomem(event->err) : 0;
}

static int on_exit_stats(struct ht_boot_model *model, const struct ht_event *event)
{
	int ret = ht_event_u32(event, "isa", &model->isa);

	return ret ?: ht_event_u32(event, "tsc_khz", &model->host_khz);
}

/* @is_ours: it counts as an event of a VM that hypertrace looks after. */
static const struct {
	const char *name;
	bool is_ours;
	int (*handle)(struct ht_boot_model *model, const struct ht_event *event);
} handlers[] = {
	{ PREFIX "initcall_start", true, on_initcall_start },
	{ PREFIX "initcall_finish", true, on_initcall_finish },
	{ PREFIX "initcall_level", true, on_initcall_level },
	{ PREFIX "guest_start", true, on_guest_start },
	{ PREFIX "user_start", true, on_user_start },
	{ PREFIX "guest_stop", true, on_guest_stop },
	{ PREFIX "vm_create", true, on_vm },
	{ PREFIX "vm_destroy", true, on_vm_end },
	{ PREFIX "exit", false, on_exit_event },
	{ PREFIX "exit_stats", false, on_exit_stats },
};
#define NR_HANDLERS ((int32_t)(sizeof(handlers) / sizeof(handlers[0])))

static int handle(struct ht_boot_model *model, const struct ht_event *event)
{
	int32_t *memo = ht_view_memo(event->view->class, handlers);

	if (*memo == HT_VIEW_NO_MEMO)
		for (*memo = 0; *memo < NR_HANDLERS; ++*memo)
			if (!strcmp(event->name, handlers[*memo].name))
				break;
	if (*memo == NR_HANDLERS)
		return 0;
	model->events += handlers[*memo].is_ours;
	return handlers[*memo].handle(model, event);
}

/**
 * ht_boot_event() - take an event into the model
 * @model: the model
 * @event: any event, in the order in which they happened
 *
 * Return: 0; -EBADMSG: it lacks a field; -ENOMEM. Both with the event's error filled.
 */
int ht_boot_event(struct ht_boot_model *model, const struct ht_event *event)
{
	struct ht_told told;

	if (!event->view->class->is_ours)
		return 0;
	/* What is said of exits is about those before the event, so it comes first. */
	if (ht_told_read(event, &told) && ht_boot_cost_told(model, &told))
		return ht_err_nomem(event->err);
	return handle(model, event);
}

static int on_event(void *data, const struct ht_event *event)
{
	return ht_boot_event(data, event);
}

/**
 * ht_boot_discarded() - the tracer had to drop something
 * @model: the model
 * @what: what
 * @count: how many, 0: not known
 */
void ht_boot_discarded(struct ht_boot_model *model, enum ht_discarded what, uint64_t count)
{
	if (!count)
		model->discarded_uncounted = true;
	if (what == HT_DISCARDED_EVENTS)
		model->discarded_events += count;
	else
		model->discarded_packets += count;
}

static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	ht_boot_discarded(data, what, count);
}

/**
 * ht_boot_none() - say that a trace has no event of ours
 * @path: the trace
 * @err: filled
 *
 * Return: -ENODATA.
 */
int ht_boot_none(const char *path, struct ht_err *err)
{
	return ht_err_set(err, -ENODATA,
			  "%s: no hypertrace events in this trace: were they enabled "
			  "(lttng enable-event -k 'hypertrace_*') and the VM allowed? hypertrace "
			  "doctor looks",
			  path);
}

/**
 * ht_boot_check() - say that a trace has no boot
 * @path: the trace
 * @model: what was read of it
 * @err: filled then
 *
 * Return: 0, or -ENODATA: there is none.
 */
int ht_boot_check(const char *path, const struct ht_boot_model *model, struct ht_err *err)
{
	if (model->nr_boots)
		return 0;
	if (model->events)
		return ht_err_set(err, -ENODATA,
				  "%s: a VM was seen, but its guest reported "
				  "nothing: is the VM allowed (hypertrace doctor), and does its "
				  "kernel run hypertrace_guest?",
				  path);
	return ht_boot_none(path, err);
}

const struct ht_trace_ops ht_boot_ops = {
	.event = on_event,
	.discarded = on_discarded,
	.brief = true,
};

/**
 * ht_boot_end() - there are no more events
 * @path: what the user calls the trace
 * @model: filled by ht_boot_ops; finished, also after a failure
 * @ret: how reading ended: 0, or a negative errno with @err filled; -EIO: the trace is damaged, and
 *	@model holds what precedes the damage, perhaps nothing
 * @err: says what is wrong
 *
 * Return: @ret, or if that is 0: 0 or -ENODATA (no boot in it).
 */
int ht_boot_end(const char *path, struct ht_boot_model *model, int ret, struct ht_err *err)
{
	if (!ret)
		ret = ht_boot_check(path, model, err);
	model->truncated = ret == -EIO;
	ht_boot_model_complete(model);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a trace's events to the model of how VMs go down.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "boot_cost.h"
#include "boot_events.h"
#include "guest_event.h"
#include "panic_event.h"
#include "shutdown_model.h"
#include "trace.h"

#define PREFIX "hypertrace_"

/**
 * struct guest - an event of a guest, and what it is about
 * @model: all of it
 * @vm: the VM
 * @boot: its boot
 * @common: what the event begins with
 */
struct guest {
	struct ht_shutdown_model *model;
	struct ht_shutdown_vm *vm;
	struct ht_boot *boot;
	struct ht_guest_event common;
};

static int on_power(struct guest *guest, const struct ht_event *event)
{
	struct ht_power power;
	int ret = ht_power_read(event, &power);

	if (ret)
		return ret;
	ht_shutdown_end(guest->vm,
			power.action == HT_POWER_RESUME ? HT_SHUTDOWN_RESUME : HT_SHUTDOWN_NEXT,
			power.now);
	if (ht_shutdown_begin(guest->model, guest->vm, guest->boot, power.action, power.now)) {
		ht_power_exit(&power);
		return ht_err_nomem(event->err);
	}
	guest->vm->now->text = power.text;
	return 0;
}

static const struct ht_cost *cost_of(struct guest *guest)
{
	const struct ht_boot_vcpu *vcpu =
		ht_boot_vcpu(&guest->model->boots, guest->common.vm_id, guest->common.vcpu);

	return vcpu ? &vcpu->sum : NULL;
}

/* A step whose request was not seen is part of something whose beginning was not. */
static int on_step_start(struct guest *guest, const struct ht_event *event)
{
	const struct ht_cost *cost = cost_of(guest);
	struct ht_step step;
	int ret = ht_step_start_read(event, &step);

	if (ret)
		return ret;
	if (!cost || (!ht_shutdown_goes_on(guest->vm) &&
		      ht_shutdown_begin(guest->model, guest->vm, guest->boot, 0, step.now))) {
		ht_step_exit(&step);
		return ht_err_nomem(event->err);
	}
	return ht_shutdown_step(guest->vm->now, &step, cost) ? ht_err_nomem(event->err) : 0;
}

static int on_step_finish(struct guest *guest, const struct ht_event *event)
{
	const struct ht_cost *cost = cost_of(guest);
	struct ht_step_end end;
	int ret = ht_step_finish_read(event, &end);

	if (ret || !ht_shutdown_goes_on(guest->vm))
		return ret;
	if (!cost || ht_shutdown_finish(guest->vm->now, &end, cost, guest->model->top))
		return ht_err_nomem(event->err);
	return 0;
}

static int on_stop(struct guest *guest, const struct ht_event *event)
{
	ht_shutdown_end(guest->vm, HT_SHUTDOWN_STOP, guest->common.now);
	return 0;
}

static int on_start(struct guest *guest, const struct ht_event *event)
{
	ht_shutdown_end(guest->vm, HT_SHUTDOWN_ANEW, guest->common.now);
	return 0;
}

static int on_panic(struct guest *guest, const struct ht_event *event)
{
	struct ht_panic panic;
	int ret = ht_panic_read(event, &panic);

	if (ret)
		return ret;
	if (panic.kind == HT_PANIC)
		ht_shutdown_end(guest->vm, HT_SHUTDOWN_PANIC, panic.now);
	ht_panic_exit(&panic);
	return 0;
}

static const struct {
	const char *name;
	int (*handle)(struct guest *guest, const struct ht_event *event);
} handlers[] = {
	{ HT_STEP_START_EVENT_NAME, on_step_start },
	{ HT_STEP_FINISH_EVENT_NAME, on_step_finish },
	{ HT_POWER_EVENT_NAME, on_power },
	{ HT_PANIC_EVENT_NAME, on_panic },
	{ PREFIX "guest_stop", on_stop },
	{ PREFIX "guest_start", on_start },
};

static int handle(struct guest *guest, const struct ht_event *event)
{
	size_t i;

	for (i = 0; i < sizeof(handlers) / sizeof(handlers[0]); i++) {
		if (!strcmp(event->name, handlers[i].name))
			return handlers[i].handle(guest, event);
	}
	return 0;
}

static int on_guest(struct ht_shutdown_model *model, const struct ht_event *event)
{
	struct guest guest = { .model = model };
	int ret = ht_guest_event_read(event, &guest.common);

	if (ret)
		return ret;
	guest.vm = ht_vcpu_map_get(&model->vms, guest.common.vm_id, 0, sizeof(*guest.vm));
	guest.boot = ht_boot_get(&model->boots, guest.common.vm_id, guest.common.vm_pid,
				 guest.common.now);
	if (!guest.vm || !guest.boot)
		return ht_err_nomem(event->err);
	if (ht_shutdown_goes_on(guest.vm)) {
		guest.vm->now->lost += guest.common.lost;
		if (strcmp(event->name, PREFIX "guest_start"))
			guest.vm->now->last_ns = guest.common.now;
	}
	return handle(&guest, event);
}

static int on_destroy(struct ht_shutdown_model *model, const struct ht_event *event)
{
	struct ht_shutdown_vm *vm;
	uint32_t vm_id;
	int ret = ht_event_u32(event, "vm_id", &vm_id);

	if (ret)
		return ret;
	vm = ht_vcpu_map_get(&model->vms, vm_id, 0, sizeof(*vm));
	if (!vm)
		return ht_err_nomem(event->err);
	if (vm->now && event->has_stamp)
		ht_shutdown_end(vm, HT_SHUTDOWN_GONE, event->stamp_ns);
	else
		ht_shutdown_end(vm, HT_SHUTDOWN_GONE, vm->now ? vm->now->last_ns : 0);
	return 0;
}

static bool is_guests(const struct ht_event *event)
{
	uint64_t seq;

	return ht_event_has_u64(event, "seq", &seq);
}

static int on_event(void *data, const struct ht_event *event)
{
	static const char *const destroy[] = { PREFIX "vm_destroy" };
	struct ht_shutdown_model *model = data;
	int ret;

	if (!event->view->class->is_ours)
		return 0;
	ret = ht_boot_event(&model->boots, event);
	if (ret)
		return ret;
	if (is_guests(event))
		return on_guest(model, event);
	return ht_event_which(event, destroy, 1) ? 0 : on_destroy(model, event);
}

static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	struct ht_shutdown_model *model = data;

	ht_boot_discarded(&model->boots, what, count);
}

const struct ht_trace_ops ht_shutdown_ops = {
	.event = on_event,
	.discarded = on_discarded,
	.brief = true,
};

/**
 * ht_shutdown_model_end() - there are no more events
 * @path: what the user calls the trace
 * @model: filled by ht_shutdown_ops; finished, also after a failure
 * @ret: how reading ended: 0, or a negative errno with @err filled; -EIO: the trace is damaged, and
 *	@model holds what precedes the damage, perhaps nothing
 * @err: says what is wrong
 *
 * Return: @ret, or if that is 0: 0 or -ENODATA (no guest in it). -ENOMEM in any case.
 */
int ht_shutdown_model_end(const char *path, struct ht_shutdown_model *model, int ret,
			  struct ht_err *err)
{
	if (!ret)
		ret = ht_boot_check(path, &model->boots, err);
	model->boots.truncated = ret == -EIO;
	if (ht_shutdown_model_complete(model))
		return ht_err_nomem(err);
	return ret;
}

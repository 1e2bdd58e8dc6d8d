// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a trace's events to the model of how kernels ended.
 */
#include <errno.h>
#include <string.h>

#include "boot_events.h"
#include "guest_event.h"
#include "panic_model.h"
#include "trace.h"

#define PREFIX "hypertrace_"

enum what {
	WHAT_FOREIGN,
	WHAT_HOSTS, /* the host says it */
	WHAT_DESTROY, /* that, and a VM is gone */
	WHAT_GUESTS, /* a guest said it; so it is with those below */
	WHAT_START,
	WHAT_STOP,
	WHAT_PANIC,
	WHAT_FRAME,
};

/* Events that stand for something a guest said have a number. */
static enum what look(const struct ht_event *event)
{
	static const struct {
		const char *name;
		enum what what;
	} names[] = {
		{ HT_PANIC_EVENT_NAME, WHAT_PANIC },   { HT_FRAME_EVENT_NAME, WHAT_FRAME },
		{ PREFIX "guest_start", WHAT_START },  { PREFIX "guest_stop", WHAT_STOP },
		{ PREFIX "vm_destroy", WHAT_DESTROY },
	};
	enum what what = WHAT_HOSTS;
	uint64_t seq;
	size_t i;

	if (!event->view->class->is_ours)
		return WHAT_FOREIGN;
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (!strcmp(event->name, names[i].name))
			what = names[i].what;
	}
	/* Of the last words all fields are needed, so that what lacks is told. */
	if (what == WHAT_PANIC || what == WHAT_FRAME)
		return what;
	if (ht_event_has_u64(event, "seq", &seq))
		return what == WHAT_HOSTS || what == WHAT_DESTROY ? WHAT_GUESTS : what;
	return what == WHAT_DESTROY ? what : WHAT_HOSTS;
}

static enum what what_is(const struct ht_event *event)
{
	int32_t *memo = ht_view_memo(event->view->class, look);

	if (*memo == HT_VIEW_NO_MEMO)
		*memo = (int32_t)look(event);
	return *memo;
}

static int on_panic(struct ht_panic_vm *vm, const struct ht_event *event)
{
	struct ht_panic panic;
	int ret = ht_panic_read(event, &panic);

	if (ret)
		return ret;
	return ht_panic_fall(vm, &panic) ? ht_err_nomem(event->err) : 0;
}

static int on_frame(struct ht_panic_vm *vm, const struct ht_event *event)
{
	struct ht_frame frame;
	int ret = ht_frame_read(event, &frame);

	if (ret)
		return ret;
	ht_panic_frame(vm->life, &frame);
	ht_frame_exit(&frame);
	return 0;
}

static int on_stop(struct ht_panic_vm *vm, uint64_t now)
{
	vm->life->stopped = true;
	ht_panic_end(vm->life, HT_END_STOP, true, now);
	return 0;
}

/* Nobody said that this would happen: then what went on is all there is to look at. */
static int end_silently(struct ht_panic_vm *vm, enum ht_end end, bool has_ended, uint64_t now)
{
	struct ht_panic_life *life = vm->life;
	int ret;

	if (!life || life->end != HT_END_NONE)
		return 0;
	ret = ht_panic_scene(vm, UINT32_MAX, has_ended ? now : life->boot->last_ns);
	ht_panic_end(life, end, has_ended, now);
	return ret;
}

static int keep(struct ht_panic_model *model, struct ht_panic_vm *vm, const struct ht_event *event,
		const struct ht_guest_event *common)
{
	const struct ht_vcpu_key key = { common->vm_id, common->vcpu };

	return ht_tail_add(&vm->tail, &model->tails, model->last, &key, event, common->now,
			   common->lost);
}

static int on_own(struct ht_panic_model *model, struct ht_panic_vm *vm,
		  const struct ht_event *event, const struct ht_guest_event *common, enum what what)
{
	int ret = 0;

	if (what == WHAT_FRAME)
		return on_frame(vm, event);
	if (what == WHAT_PANIC)
		ret = on_panic(vm, event);
	else if (what == WHAT_STOP)
		ret = on_stop(vm, common->now);
	if (ret)
		return ret;
	/* A frame is part of what precedes it, and needs no line of its own: all others do. */
	return keep(model, vm, event, common) ? ht_err_nomem(event->err) : 0;
}

static int on_guest(struct ht_panic_model *model, const struct ht_event *event, enum what what)
{
	struct ht_guest_event common;
	struct ht_panic_vm *vm;
	struct ht_boot *boot;
	int ret = ht_guest_event_read(event, &common);

	if (ret)
		return ret;
	vm = ht_panic_vm(model, common.vm_id);
	if (!vm || (what == WHAT_START && end_silently(vm, HT_END_ANEW, true, common.now)))
		return ht_err_nomem(event->err);
	ret = ht_boot_event(&model->boots, event);
	if (ret)
		return ret;
	boot = ht_boot_get(&model->boots, common.vm_id, common.vm_pid, common.now);
	if (!boot || !ht_panic_life(model, vm, boot))
		return ht_err_nomem(event->err);
	vm->life->lost += common.lost;
	return on_own(model, vm, event, &common, what);
}

static int on_destroy(struct ht_panic_model *model, const struct ht_event *event)
{
	struct ht_panic_vm *vm;
	uint32_t vm_id;
	int ret = ht_event_u32(event, "vm_id", &vm_id);

	if (ret)
		return ret;
	vm = ht_panic_vm(model, vm_id);
	if (!vm || end_silently(vm, HT_END_GONE, event->has_stamp, event->stamp_ns))
		return ht_err_nomem(event->err);
	ht_panic_gone(model, vm);
	return 0;
}

static int on_event(void *data, const struct ht_event *event)
{
	struct ht_panic_model *model = data;
	enum what what = what_is(event);
	int ret;

	if (what == WHAT_FOREIGN)
		return 0;
	if (what > WHAT_DESTROY)
		return on_guest(model, event, what);
	ret = ht_boot_event(&model->boots, event);
	if (!ret && what == WHAT_DESTROY)
		ret = on_destroy(model, event);
	return ret;
}

static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	struct ht_panic_model *model = data;

	ht_boot_discarded(&model->boots, what, count);
}

const struct ht_trace_ops ht_panic_ops = {
	.event = on_event,
	.discarded = on_discarded,
};

/**
 * ht_panic_model_end() - there are no more events
 * @path: what the user calls the trace
 * @model: filled by ht_panic_ops; finished, also after a failure
 * @ret: how reading ended: 0, or a negative errno with @err filled; -EIO: the trace is damaged, and
 *	@model holds what precedes the damage, perhaps nothing
 * @err: says what is wrong
 *
 * Return: @ret, or if that is 0: 0 or -ENODATA (no guest in it).
 */
int ht_panic_model_end(const char *path, struct ht_panic_model *model, int ret, struct ht_err *err)
{
	if (!ret)
		ret = ht_boot_check(path, &model->boots, err);
	model->boots.truncated = ret == -EIO;
	ht_panic_model_complete(model);
	return ret;
}

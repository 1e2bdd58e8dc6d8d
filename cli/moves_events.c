// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a trace's events to the model of where vCPUs ran. Boots look at the same events.
 */
#include <errno.h>
#include <string.h>

#include "boot_events.h"
#include "moves_events.h"
#include "trace.h"

/* Some events say themselves when they happened; the others when the tracer heard of it. */
static uint64_t time_of(const struct ht_event *event)
{
	uint64_t now;

	if (ht_event_has_u64(event, "time_ns", &now))
		return now;
	return event->has_stamp ? event->stamp_ns : 0;
}

/* Every event of a VM says at least that there is one. */
static int on_vm(struct ht_moves_model *model, const struct ht_event *event)
{
	uint64_t vm_id;
	int32_t vm_pid;
	int ret;

	if (!ht_event_has_u64(event, "vm_id", &vm_id) || vm_id > UINT32_MAX)
		return 0;
	ret = ht_event_s32(event, "vm_pid", &vm_pid);
	if (!ret && ht_moves_seen(model, (uint32_t)vm_id, vm_pid, time_of(event)))
		ret = ht_err_nomem(event->err);
	return ret;
}

static int on_sched(struct ht_moves_model *model, const struct ht_event *event)
{
	struct ht_sched sched;
	int ret = ht_sched_read(event, &sched);

	if (!ret && ht_moves_sched(model, &sched))
		ret = ht_err_nomem(event->err);
	return ret;
}

static int on_event(void *data, const struct ht_event *event)
{
	struct ht_moves_model *model = data;
	int ret;

	if (!event->view->class->is_ours)
		return 0;
	if (!model->events++)
		model->begin_ns = time_of(event);
	ret = ht_boot_event(&model->boots, event);
	ret = ret ?: on_vm(model, event);
	if (!ret && ht_sched_is(event))
		ret = on_sched(model, event);
	return ret;
}

static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	struct ht_moves_model *model = data;

	ht_boot_discarded(&model->boots, what, count);
}

static int check_any(const char *path, const struct ht_moves_model *model, struct ht_err *err)
{
	if (!model->events)
		return ht_boot_none(path, err);
	if (model->nr_vcpus)
		return 0;
	return ht_err_set(err, -ENODATA,
			  "%s: nothing in this trace says where vCPUs ran: record "
			  "hypertrace_vcpu_migrate and hypertrace_vcpu_sched, of a VM that is "
			  "allowed, with a kvm-hypertrace module that has them (hypertrace doctor "
			  "looks)",
			  path);
}

const struct ht_trace_ops ht_moves_ops = {
	.event = on_event,
	.discarded = on_discarded,
	.brief = true,
};

/**
 * ht_moves_end() - there are no more events
 * @path: what the user calls the trace
 * @model: filled by ht_moves_ops; finished, also after a failure
 * @ret: how reading ended: 0, or a negative errno with @err filled; -EIO: the trace is damaged, and
 *	@model holds what precedes the damage, perhaps nothing
 * @err: says what is wrong
 *
 * Return: @ret, or if that is 0: 0 or -ENODATA (no event of vCPUs). -ENOMEM in any case.
 */
int ht_moves_end(const char *path, struct ht_moves_model *model, int ret, struct ht_err *err)
{
	if (!ret)
		ret = check_any(path, model, err);
	model->boots.truncated = ret == -EIO;
	if (ht_moves_model_complete(model))
		ret = ht_err_nomem(err);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * From a trace's events to the model of its exits. Boots and phases look at the same events, each
 * for themselves.
 */
#include <errno.h>
#include <string.h>

#include "boot_events.h"
#include "exits_events.h"
#include "trace.h"

#define PREFIX "hypertrace_"

static int on_single(struct ht_exits_reading *reading, const struct ht_event *event)
{
	struct ht_exit exit;
	int ret = ht_exit_read(event, &exit);

	if (ret)
		return ret;
	if (ht_exits_single(&reading->model, &exit, event) ||
	    ht_phase_track_exit_event(&reading->track, &exit))
		return ht_err_nomem(event->err);
	return 0;
}

static int on_stats(struct ht_exits_reading *reading, const struct ht_event *event)
{
	struct ht_exit_stats stats;
	int ret = ht_exit_stats_read(event, &stats);

	if (ret)
		return ret;
	return ht_exits_stats(&reading->model, &stats, event) ? ht_err_nomem(event->err) : 0;
}

/* Every other event says at least that there is a VM. */
static int on_other(struct ht_exits_reading *reading, const struct ht_event *event)
{
	uint64_t vm_id;
	int32_t vm_pid;
	int ret;

	if (!ht_event_has_u64(event, "vm_id", &vm_id) || vm_id > UINT32_MAX)
		return 0;
	ret = ht_event_s32(event, "vm_pid", &vm_pid);
	if (ret)
		return ret;
	if (ht_exits_seen(&reading->model, (uint32_t)vm_id, vm_pid))
		return ht_err_nomem(event->err);
	return ht_phase_track_event(&reading->track, event);
}

static int on_destroy(struct ht_exits_reading *reading, const struct ht_event *event)
{
	uint64_t vm_id;
	int ret = on_other(reading, event);

	if (!ret && ht_event_has_u64(event, "vm_id", &vm_id) && vm_id <= UINT32_MAX)
		ht_exits_gone(&reading->model, (uint32_t)vm_id);
	return ret;
}

static int on_event(void *data, const struct ht_event *event)
{
	static const char *const names[] = { HT_EXIT_EVENT_NAME, HT_EXIT_STATS_NAME,
					     PREFIX "vm_destroy" };
	struct ht_exits_reading *reading = data;
	int ret;

	if (!event->view->class->is_ours)
		return 0;
	reading->events++;
	ret = ht_boot_event(&reading->model.boots, event);
	if (ret)
		return ret;
	switch (ht_event_which(event, names, 3)) {
	case 0:
		return on_single(reading, event);
	case 1:
		return on_stats(reading, event);
	case 2:
		return on_destroy(reading, event);
	default:
		return on_other(reading, event);
	}
}

static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	struct ht_exits_reading *reading = data;

	ht_boot_discarded(&reading->model.boots, what, count);
}

const struct ht_trace_ops ht_exits_ops = {
	.event = on_event,
	.discarded = on_discarded,
	.brief = true,
};

/**
 * ht_exits_end() - there are no more events
 * @path: what the user calls the trace
 * @reading: filled by ht_exits_ops; finished, also after a failure
 * @ret: how reading ended: 0, or a negative errno with @err filled; -EIO: the trace is damaged, and
 *	@reading holds what precedes the damage, perhaps nothing
 * @err: says what is wrong
 *
 * Return: @ret, or if that is 0: 0 or -ENODATA (no event of ours).
 */
int ht_exits_end(const char *path, struct ht_exits_reading *reading, int ret, struct ht_err *err)
{
	if (!ret && !reading->events)
		ret = ht_boot_none(path, err);
	reading->model.boots.truncated = ret == -EIO;
	ht_exits_model_complete(&reading->model);
	return ret;
}

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

/**
 * struct reader - who learns from a trace
 * @model: of exits
 * @track: of phases
 * @events: events of ours seen
 */
struct reader {
	struct ht_exits_model *model;
	struct ht_phase_track *track;
	uint64_t events;
};

static int on_single(struct reader *reader, const struct ht_event *event)
{
	struct ht_exit exit;
	int ret = ht_exit_read(event, &exit);

	if (ret)
		return ret;
	if (ht_exits_single(reader->model, &exit, event) ||
	    ht_phase_track_exit_event(reader->track, &exit))
		return ht_err_nomem(event->err);
	return 0;
}

static int on_stats(struct reader *reader, const struct ht_event *event)
{
	struct ht_exit_stats stats;
	int ret = ht_exit_stats_read(event, &stats);

	if (ret)
		return ret;
	return ht_exits_stats(reader->model, &stats, event) ? ht_err_nomem(event->err) : 0;
}

/* Every other event says at least that there is a VM. */
static int on_other(struct reader *reader, const struct ht_event *event)
{
	uint64_t vm_id;
	int32_t vm_pid;
	int ret;

	if (!ht_event_has_u64(event, "vm_id", &vm_id) || vm_id > UINT32_MAX)
		return 0;
	ret = ht_event_s32(event, "vm_pid", &vm_pid);
	if (ret)
		return ret;
	if (ht_exits_seen(reader->model, (uint32_t)vm_id, vm_pid))
		return ht_err_nomem(event->err);
	return ht_phase_track_event(reader->track, event);
}

static int on_event(void *data, const struct ht_event *event)
{
	struct reader *reader = data;
	int ret;

	if (strncmp(event->name, PREFIX, strlen(PREFIX)))
		return 0;
	reader->events++;
	ret = ht_boot_event(&reader->model->boots, event);
	if (ret)
		return ret;
	if (!strcmp(event->name, HT_EXIT_EVENT_NAME))
		return on_single(reader, event);
	if (!strcmp(event->name, HT_EXIT_STATS_NAME))
		return on_stats(reader, event);
	return on_other(reader, event);
}

static void on_discarded(void *data, enum ht_discarded what, uint64_t count)
{
	struct reader *reader = data;

	ht_boot_discarded(&reader->model->boots, what, count);
}

/**
 * ht_exits_read() - build the model of all exits in a trace
 * @path: the trace, or a directory above several
 * @model: filled, also when -EIO is returned; release with ht_exits_model_exit() in every case
 * @track: told what to look for; filled likewise
 * @err: says what is wrong
 *
 * Return: 0; -EIO if the trace is damaged: @model then holds what precedes the damage, perhaps
 * nothing; -ENODATA (no event of ours), -EBADMSG (our events, but not their fields), -ENOMEM, and
 * what ht_trace_read() returns.
 */
int ht_exits_read(const char *path, struct ht_exits_model *model, struct ht_phase_track *track,
		  struct ht_err *err)
{
	static const struct ht_trace_ops ops = {
		.event = on_event,
		.discarded = on_discarded,
	};
	struct reader reader = { .model = model, .track = track };
	int ret;

	memset(model, 0, sizeof(*model));
	ret = ht_trace_read(path, &ops, &reader, err);
	if (!ret && !reader.events)
		ret = ht_boot_none(path, err);
	model->boots.truncated = ret == -EIO;
	ht_exits_model_complete(model);
	return ret;
}

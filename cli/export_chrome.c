// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace export --chrome: a trace in the Trace Event Format, for the Perfetto UI and
 * chrome://tracing.
 *
 * A VM is a process there, and so are the host's pCPUs together. Each kind of spans of a vCPU has a
 * thread of its own, since within one thread spans have to nest.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "chrome_lane.h"
#include "chrome_out.h"
#include "export.h"
#include "timeline.h"

/* The threads of a row, in the order in which they are to be seen. */
enum group {
	PHASES,
	LEVELS,
	MARKS,
	RUNS,
	TASKS,
	CALLS,
	STEPS,
	SYSCALLS,
	FUNCS,
	IRQS,
	CAUSES,
	EXITS,
	GROUPS,
};

/* @nests: one of them may be within another one, and mean it. */
static const struct {
	const char *title;
	bool nests;
} groups[GROUPS] = {
	[PHASES] = { "phases", false },	    [LEVELS] = { "boot levels", false },
	[MARKS] = { "events", false },	    [RUNS] = { "runs on", false },
	[TASKS] = { "tasks", false },	    [CALLS] = { "initcalls", true },
	[STEPS] = { "steps", true },	    [SYSCALLS] = { "system calls", false },
	[FUNCS] = { "functions", true },    [IRQS] = { "interrupts", true },
	[CAUSES] = { "hypercalls", false }, [EXITS] = { "exits", false },
};

static const enum group group_of[HT_SPAN_KINDS] = {
	[HT_SPAN_PHASE] = PHASES, [HT_SPAN_LEVEL] = LEVELS,	[HT_SPAN_INITCALL] = CALLS,
	[HT_SPAN_STEP] = STEPS,	  [HT_SPAN_SYSCALL] = SYSCALLS, [HT_SPAN_IRQ] = IRQS,
	[HT_SPAN_SOFTIRQ] = IRQS, [HT_SPAN_FUNC] = FUNCS,	[HT_SPAN_TASK] = TASKS,
	[HT_SPAN_EXIT] = EXITS,	  [HT_SPAN_RUN] = RUNS,
};

/* Numbers of vCPUs in the order of threads; above that they are in no order. */
#define ORDERED 1000000u

/* Below all VMs. */
#define LAST_PROCESS INT32_MAX

/**
 * struct row - a row of the timeline
 * @kind: what it stands for
 * @pid: the process it is in
 * @number: its number in that
 * @name: its name
 * @lost: records lost there so far
 * @lanes: the lanes of each group
 * @tids: and their threads; 0: not named yet
 * @has_cause: @cause is to be told with the exit that follows
 * @cause: an event of the guest that took a hypercall
 */
struct row {
	enum ht_row_kind kind;
	uint32_t pid;
	uint32_t number;
	char *name;
	uint64_t lost;
	struct ht_lanes lanes[GROUPS];
	uint32_t tids[GROUPS][HT_LANES];
	bool has_cause;
	struct ht_flow cause;
};

/**
 * struct chrome - the export
 * @out: the file
 * @rows: @nr_rows of them
 * @nr_rows: see @rows
 * @host_pid: the process of the pCPUs, 0: not named yet
 * @tracer_tid: the thread of what the tracer dropped, 0: not named yet
 * @ids: numbers of processes and threads given so far; no two have the same
 * @spans: that fit on no lane
 * @flows: told so far
 * @comma: there is an event before
 */
struct chrome {
	struct ht_chrome_out out;
	struct row **rows;
	size_t nr_rows;
	uint32_t host_pid;
	uint32_t tracer_tid;
	uint32_t ids;
	uint64_t spans;
	uint64_t flows;
	bool comma;
};

/* Times are microseconds there. */
#define NS "%" PRIu64 ".%03u"
#define NS_ARGS(ns) (uint64_t)(ns) / 1000, (unsigned int)((ns) % 1000)

static void begin_event(struct chrome *chrome, const char *phase, uint32_t pid, uint32_t tid)
{
	ht_chrome_put(&chrome->out, "%s\n{\"ph\":\"%s\",\"pid\":%" PRIu32 ",\"tid\":%" PRIu32,
		      chrome->comma ? "," : "", phase, pid, tid);
	chrome->comma = true;
}

static void put_member(struct chrome *chrome, const char *key, const char *text)
{
	ht_chrome_put(&chrome->out, ",\"%s\":", key);
	ht_chrome_put_text(&chrome->out, text);
}

static void name_it(struct chrome *chrome, const char *what, uint32_t pid, uint32_t tid,
		    const char *name, uint32_t order)
{
	begin_event(chrome, "M", pid, tid);
	ht_chrome_put(&chrome->out, ",\"name\":\"%s_name\",\"args\":{\"name\":", what);
	ht_chrome_put_text(&chrome->out, name);
	ht_chrome_put(&chrome->out, "}}");
	begin_event(chrome, "M", pid, tid);
	ht_chrome_put(&chrome->out,
		      ",\"name\":\"%s_sort_index\",\"args\":{\"sort_index\":%" PRIu32 "}}", what,
		      order);
}

static uint32_t host_pid(struct chrome *chrome)
{
	if (!chrome->host_pid) {
		chrome->host_pid = ++chrome->ids;
		name_it(chrome, "process", chrome->host_pid, 0, "pCPUs of the host", LAST_PROCESS);
	}
	return chrome->host_pid;
}

static uint32_t tracer_tid(struct chrome *chrome)
{
	uint32_t pid = host_pid(chrome);

	if (!chrome->tracer_tid) {
		chrome->tracer_tid = ++chrome->ids;
		name_it(chrome, "thread", pid, chrome->tracer_tid, "tracer", 0);
	}
	return chrome->tracer_tid;
}

/* A thread is named when there is something on it. */
static uint32_t tid_of(struct chrome *chrome, struct row *row, enum group group, size_t lane)
{
	uint32_t *tid = &row->tids[group][lane];
	uint32_t place = row->kind == HT_ROW_VM ? 0 : 1 + row->number % ORDERED;
	bool is_alone = row->kind != HT_ROW_VCPU;
	char name[128], number[16] = "";

	if (*tid)
		return *tid;
	*tid = ++chrome->ids;
	if (lane)
		snprintf(number, sizeof(number), " (%zu)", lane + 1);
	snprintf(name, sizeof(name), "%s%s%s%s", row->kind == HT_ROW_VM ? "" : row->name,
		 is_alone ? "" : " ", row->kind == HT_ROW_PCPU ? "" : groups[group].title, number);
	name_it(chrome, "thread", row->pid, *tid, name,
		place * 1000 + (uint32_t)group * 20 + (uint32_t)lane);
	return *tid;
}

static int on_row(void *data, const struct ht_row *told, struct ht_err *err)
{
	struct chrome *chrome = data;
	struct row **larger, *row;
	size_t count = chrome->nr_rows;

	/* The array doubles whenever its count is a power of two. */
	if (!(count & (count - 1))) {
		larger = reallocarray(chrome->rows, count ? 2 * count : 1, sizeof(*larger));
		if (!larger)
			return ht_err_nomem(err);
		chrome->rows = larger;
	}
	row = calloc(1, sizeof(*row));
	if (!row)
		return ht_err_nomem(err);
	chrome->rows[chrome->nr_rows++] = row;
	row->kind = told->kind;
	row->number = told->number;
	row->name = strdup(told->name);
	if (!row->name)
		return ht_err_nomem(err);
	if (told->kind == HT_ROW_PCPU) {
		row->pid = host_pid(chrome);
	} else if (told->kind == HT_ROW_VCPU) {
		row->pid = chrome->rows[told->parent]->pid;
	} else {
		row->pid = ++chrome->ids;
		name_it(chrome, "process", row->pid, 0, told->name,
			told->vm_id < LAST_PROCESS ? told->vm_id : LAST_PROCESS - 1);
	}
	return chrome->out.ret;
}

static void put_args(struct chrome *chrome, const struct ht_span *span)
{
	struct ht_chrome_out *out = &chrome->out;
	const char *comma = "";

	ht_chrome_put(out, ",\"args\":{");
	if (span->has_cost) {
		ht_chrome_put(out, "\"exits\":%" PRIu64 ",\"hv_ns\":%" PRIu64, span->exits,
			      span->hv_ns);
		comma = ",";
	}
	if (span->has_ret) {
		ht_chrome_put(out, "%s\"ret\":%" PRId64, comma, span->ret);
		comma = ",";
	}
	if (span->open) {
		ht_chrome_put(out, "%s\"open\":true", comma);
		comma = ",";
	}
	if (span->detail[0]) {
		ht_chrome_put(out, "%s\"detail\":", comma);
		ht_chrome_put_text(out, span->detail);
	}
	ht_chrome_put(out, "}}");
}

/* A span that fits beside no other: it begins and ends by its number, and may overlap with all. */
static void put_async(struct chrome *chrome, struct row *row, const struct ht_span *span)
{
	uint64_t id = ++chrome->spans;
	uint32_t tid = tid_of(chrome, row, group_of[span->kind], 0);

	begin_event(chrome, "b", row->pid, tid);
	ht_chrome_put(&chrome->out, ",\"ts\":" NS ",\"id\":\"0x%" PRIx64 "\",\"cat\":\"%s\"",
		      NS_ARGS(span->begin_ns), id, ht_span_kind_name(span->kind));
	put_member(chrome, "name", span->name);
	put_args(chrome, span);
	begin_event(chrome, "e", row->pid, tid);
	ht_chrome_put(&chrome->out, ",\"ts\":" NS ",\"id\":\"0x%" PRIx64 "\",\"cat\":\"%s\"",
		      NS_ARGS(span->end_ns), id, ht_span_kind_name(span->kind));
	put_member(chrome, "name", span->name);
	ht_chrome_put(&chrome->out, "}");
}

static void put_complete(struct chrome *chrome, uint32_t pid, uint32_t tid,
			 const struct ht_span *span)
{
	begin_event(chrome, "X", pid, tid);
	ht_chrome_put(&chrome->out, ",\"ts\":" NS ",\"dur\":" NS ",\"cat\":\"%s\"",
		      NS_ARGS(span->begin_ns), NS_ARGS(span->end_ns - span->begin_ns),
		      ht_span_kind_name(span->kind));
	put_member(chrome, "name", span->name);
	put_args(chrome, span);
}

/*
 * An arrow begins and ends in spans: from the time between the guest's event and the exit, which is
 * drawn as one, to the exit, which has just been written.
 */
static int put_cause(struct chrome *chrome, struct row *row, uint32_t exit_tid, struct ht_err *err)
{
	const struct ht_flow *cause = &row->cause;
	uint64_t id = ++chrome->flows;
	int lane = ht_lanes_place(&row->lanes[CAUSES], false, cause->from_ns, cause->to_ns);
	uint32_t tid;

	if (lane < 0)
		return lane == -ENOSPC ? 0 : ht_err_nomem(err);
	tid = tid_of(chrome, row, CAUSES, (size_t)lane);
	begin_event(chrome, "X", row->pid, tid);
	ht_chrome_put(&chrome->out,
		      ",\"ts\":" NS ",\"dur\":" NS ",\"cat\":\"flow\",\"name\":\"%s\",\"args\":{}}",
		      NS_ARGS(cause->from_ns), NS_ARGS(cause->to_ns - cause->from_ns), cause->name);
	begin_event(chrome, "s", row->pid, tid);
	ht_chrome_put(&chrome->out,
		      ",\"ts\":" NS ",\"id\":%" PRIu64 ",\"cat\":\"flow\",\"name\":\"%s\"}",
		      NS_ARGS(cause->from_ns), id, cause->name);
	begin_event(chrome, "f", row->pid, exit_tid);
	ht_chrome_put(&chrome->out,
		      ",\"bp\":\"e\",\"ts\":" NS ",\"id\":%" PRIu64
		      ",\"cat\":\"flow\",\"name\":\"%s\"}",
		      NS_ARGS(cause->to_ns), id, cause->name);
	return 0;
}

static int on_span(void *data, const struct ht_span *span, struct ht_err *err)
{
	struct chrome *chrome = data;
	struct row *row = chrome->rows[span->row];
	enum group group = group_of[span->kind];
	int lane = ht_lanes_place(&row->lanes[group], groups[group].nests, span->begin_ns,
				  span->end_ns);
	uint32_t tid;
	int ret = 0;

	if (lane == -ENOMEM)
		return ht_err_nomem(err);
	if (lane < 0) {
		put_async(chrome, row, span);
		return chrome->out.ret;
	}
	tid = tid_of(chrome, row, group, (size_t)lane);
	put_complete(chrome, row->pid, tid, span);
	if (row->has_cause && group == EXITS) {
		row->has_cause = false;
		if (row->cause.to_ns == span->begin_ns && span->end_ns > span->begin_ns)
			ret = put_cause(chrome, row, tid, err);
	}
	return ret ?: chrome->out.ret;
}

/* How far a mark is to be seen: a thread, a process, or all. */
static const char *scope_of(const struct ht_mark *mark)
{
	return mark->row == HT_ROW_NONE ? "g" : mark->kind == HT_MARK_PANIC ? "p" : "t";
}

static void count_lost(struct chrome *chrome, struct row *row, const struct ht_mark *mark)
{
	row->lost += mark->value;
	begin_event(chrome, "C", row->pid, 0);
	ht_chrome_put(&chrome->out,
		      ",\"ts\":" NS
		      ",\"name\":\"lost records of %s\",\"args\":{\"records\":%" PRIu64 "}}",
		      NS_ARGS(mark->at_ns), row->name, row->lost);
}

static int on_mark(void *data, const struct ht_mark *mark, struct ht_err *err)
{
	struct chrome *chrome = data;
	struct row *row = mark->row == HT_ROW_NONE ? NULL : chrome->rows[mark->row];
	uint32_t pid = row ? row->pid : host_pid(chrome);
	uint32_t tid = row ? tid_of(chrome, row, MARKS, 0) : tracer_tid(chrome);

	(void)err;
	begin_event(chrome, "i", pid, tid);
	ht_chrome_put(&chrome->out, ",\"ts\":" NS ",\"s\":\"%s\",\"cat\":\"%s\"",
		      NS_ARGS(mark->at_ns), scope_of(mark), ht_mark_kind_name(mark->kind));
	put_member(chrome, "name", mark->name[0] ? mark->name : "?");
	ht_chrome_put(&chrome->out, ",\"args\":{\"value\":%" PRIu64, mark->value);
	if (mark->detail[0])
		put_member(chrome, "detail", mark->detail);
	ht_chrome_put(&chrome->out, "}}");
	if (row && mark->kind == HT_MARK_LOST)
		count_lost(chrome, row, mark);
	return chrome->out.ret;
}

/* Told with its exit: before that nobody knows on which thread the exit will be. */
static int on_flow(void *data, const struct ht_flow *flow, struct ht_err *err)
{
	struct chrome *chrome = data;
	struct row *row = chrome->rows[flow->to];

	(void)err;
	row->has_cause = flow->from == flow->to && flow->from_ns < flow->to_ns;
	row->cause = *flow;
	row->cause.name = "hypercall";
	return 0;
}

static void put_end(struct chrome *chrome, const struct ht_timeline_stats *stats)
{
	ht_chrome_put(&chrome->out,
		      "\n],\n\"displayTimeUnit\":\"ns\",\n\"otherData\":{\"producer\":\"hypertrace "
		      "%s\",\"clock\":\"CLOCK_MONOTONIC of the traced host\",",
		      HT_VERSION);
	ht_chrome_put(&chrome->out,
		      "\"begin_ns\":\"%" PRIu64 "\",\"end_ns\":\"%" PRIu64
		      "\",\"events\":\"%" PRIu64 "\",\"lost_records\":\"%" PRIu64
		      "\",\"discarded\":\"%s%" PRIu64 "\",\"truncated\":\"%s\"}}\n",
		      stats->begin_ns, stats->end_ns, stats->events, stats->lost,
		      stats->discarded_uncounted ? "more than " : "", stats->discarded,
		      stats->truncated ? "yes" : "no");
}

static int write_all(struct chrome *chrome, struct ht_export *export, struct ht_err *err)
{
	static const struct ht_timeline_ops ops = {
		.row = on_row,
		.span = on_span,
		.mark = on_mark,
		.flow = on_flow,
	};
	struct ht_timeline_stats stats;
	int ret, done;

	ht_chrome_put(&chrome->out, "{\"traceEvents\":[");
	ret = ht_timeline_read(export->path, export->vm, &ops, chrome, &stats, err);
	if (ret && !stats.truncated)
		return ret;
	put_end(chrome, &stats);
	done = ht_chrome_out_commit(&chrome->out);
	if (done)
		return done;
	export->events = stats.events;
	export->bytes = chrome->out.file.bytes;
	export->truncated = stats.truncated;
	return ret;
}

/**
 * ht_export_chrome() - write a trace for the Perfetto UI and chrome://tracing
 * @export: what to write, and what came of it
 * @err: says what is wrong
 *
 * Return: 0; -EIO with @export->truncated; or another negative errno: nothing is written.
 */
int ht_export_chrome(struct ht_export *export, struct ht_err *err)
{
	struct chrome *chrome = calloc(1, sizeof(*chrome));
	int ret;

	if (!chrome)
		return ht_err_nomem(err);
	ret = ht_chrome_out_open(&chrome->out, export->out, export->force, err);
	if (!ret) {
		ret = write_all(chrome, export, err);
		ht_chrome_out_exit(&chrome->out);
	}
	while (chrome->nr_rows) {
		struct row *row = chrome->rows[--chrome->nr_rows];
		size_t group;

		for (group = 0; group < GROUPS; group++)
			ht_lanes_exit(&row->lanes[group]);
		free(row->name);
		free(row);
	}
	free(chrome->rows);
	free(chrome);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace export --chrome: a trace in the Trace Event Format, for the Perfetto UI and
 * chrome://tracing.
 *
 * A VM is a process there, and so are the host's pCPUs together. Each kind of spans of a vCPU has a
 * thread of its own, since within one thread spans have to nest.
 */
#include <cache_line.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "chrome_thread.h"
#include "export.h"
#include "text.h"
#include "timeline.h"

static const enum ht_chrome_group group_of[HT_SPAN_KINDS] = {
	[HT_SPAN_PHASE] = HT_CHROME_PHASES,	[HT_SPAN_LEVEL] = HT_CHROME_LEVELS,
	[HT_SPAN_INITCALL] = HT_CHROME_CALLS,	[HT_SPAN_STEP] = HT_CHROME_STEPS,
	[HT_SPAN_SYSCALL] = HT_CHROME_SYSCALLS, [HT_SPAN_IRQ] = HT_CHROME_IRQS,
	[HT_SPAN_SOFTIRQ] = HT_CHROME_IRQS,	[HT_SPAN_FUNC] = HT_CHROME_FUNCS,
	[HT_SPAN_TASK] = HT_CHROME_TASKS,	[HT_SPAN_EXIT] = HT_CHROME_EXITS,
	[HT_SPAN_RUN] = HT_CHROME_RUNS,
};

static void put_args(struct ht_chrome *chrome, const struct ht_span *span)
{
	struct ht_chrome_out *out = &chrome->out;
	const char *comma = "";

	ht_chrome_put_word(out, ",\"args\":{");
	if (span->has_cost) {
		ht_chrome_put_word(out, "\"exits\":");
		ht_chrome_put_u64(out, span->exits);
		ht_chrome_number(chrome, HT_CHROME_KEY("hv_ns"), span->hv_ns);
		comma = ",";
	}
	if (span->has_ret) {
		ht_chrome_put_word(out, comma);
		ht_chrome_put_word(out, span->ret < 0 ? "\"ret\":-" : "\"ret\":");
		ht_chrome_put_u64(out, span->ret < 0 ? -(uint64_t)span->ret : (uint64_t)span->ret);
		comma = ",";
	}
	if (span->open) {
		ht_chrome_put_word(out, comma);
		ht_chrome_put_word(out, "\"open\":true");
		comma = ",";
	}
	if (span->detail[0]) {
		ht_chrome_put_word(out, comma);
		ht_chrome_put_word(out, "\"detail\":");
		ht_chrome_put_text(out, span->detail);
	}
	ht_chrome_put_word(out, "}}");
}

/* A word of ours, which needs no escapes. */
static inline void put_word(struct ht_chrome *chrome, const char *key, const char *word)
{
	struct ht_chrome_out *out = &chrome->out;

	ht_chrome_put_word(out, key);
	ht_chrome_put_word(out, "\"");
	ht_chrome_put_word(out, word);
	ht_chrome_put_word(out, "\"");
}

static void put_half(struct ht_chrome *chrome, const char *phase, uint32_t pid, uint32_t tid,
		     const struct ht_span *span, uint64_t at_ns)
{
	char id[HT_TEXT_HEX];

	ht_chrome_begin(chrome, phase, pid, tid);
	ht_chrome_time(chrome, HT_CHROME_KEY("ts"), at_ns);
	ht_text_hex(id, chrome->spans);
	put_word(chrome, HT_CHROME_KEY("id"), id);
	put_word(chrome, HT_CHROME_KEY("cat"), ht_span_kind_name(span->kind));
	ht_chrome_member(chrome, HT_CHROME_KEY("name"), span->name);
}

/* A span that fits beside no other: it begins and ends by its number, and may overlap with all. */
static void put_async(struct ht_chrome *chrome, struct ht_chrome_row *row,
		      const struct ht_span *span)
{
	uint32_t tid = ht_chrome_tid(chrome, row, group_of[span->kind], 0);

	chrome->spans++;
	put_half(chrome, "b", row->pid, tid, span, span->begin_ns);
	put_args(chrome, span);
	put_half(chrome, "e", row->pid, tid, span, span->end_ns);
	ht_chrome_put_word(&chrome->out, "}");
}

static void put_complete(struct ht_chrome *chrome, uint32_t pid, uint32_t tid,
			 const struct ht_span *span)
{
	ht_chrome_begin(chrome, "X", pid, tid);
	ht_chrome_time(chrome, HT_CHROME_KEY("ts"), span->begin_ns);
	ht_chrome_time(chrome, HT_CHROME_KEY("dur"), span->end_ns - span->begin_ns);
	put_word(chrome, HT_CHROME_KEY("cat"), ht_span_kind_name(span->kind));
	ht_chrome_member(chrome, HT_CHROME_KEY("name"), span->name);
	put_args(chrome, span);
}

static void put_flow(struct ht_chrome *chrome, const struct ht_flow *flow)
{
	put_word(chrome, HT_CHROME_KEY("cat"), "flow");
	put_word(chrome, HT_CHROME_KEY("name"), flow->name);
}

/*
 * An arrow begins and ends in spans: from the time between the guest's event and the exit, which is
 * drawn as one, to the exit, which has just been written.
 */
static int put_cause(struct ht_chrome *chrome, struct ht_chrome_row *row, uint32_t exit_tid,
		     struct ht_err *err)
{
	const struct ht_flow *cause = &row->cause;
	uint64_t id = ++chrome->flows;
	int lane =
		ht_lanes_place(&row->lanes[HT_CHROME_CAUSES], false, cause->from_ns, cause->to_ns);
	uint32_t tid;

	if (lane < 0)
		return lane == -ENOSPC ? 0 : ht_err_nomem(err);
	tid = ht_chrome_tid(chrome, row, HT_CHROME_CAUSES, (size_t)lane);
	ht_chrome_begin(chrome, "X", row->pid, tid);
	ht_chrome_time(chrome, HT_CHROME_KEY("ts"), cause->from_ns);
	ht_chrome_time(chrome, HT_CHROME_KEY("dur"), cause->to_ns - cause->from_ns);
	put_flow(chrome, cause);
	ht_chrome_put_word(&chrome->out, ",\"args\":{}}");
	ht_chrome_begin(chrome, "s", row->pid, tid);
	ht_chrome_time(chrome, HT_CHROME_KEY("ts"), cause->from_ns);
	ht_chrome_number(chrome, HT_CHROME_KEY("id"), id);
	put_flow(chrome, cause);
	ht_chrome_put_word(&chrome->out, "}");
	ht_chrome_begin(chrome, "f", row->pid, exit_tid);
	ht_chrome_put_word(&chrome->out, ",\"bp\":\"e\"");
	ht_chrome_time(chrome, HT_CHROME_KEY("ts"), cause->to_ns);
	ht_chrome_number(chrome, HT_CHROME_KEY("id"), id);
	put_flow(chrome, cause);
	ht_chrome_put_word(&chrome->out, "}");
	return 0;
}

static int on_span(void *data, const struct ht_span *span, struct ht_err *err)
{
	struct ht_chrome *chrome = data;
	struct ht_chrome_row *row = chrome->rows[span->row];
	enum ht_chrome_group group = group_of[span->kind];
	int lane = ht_lanes_place(&row->lanes[group], ht_chrome_nests(group), span->begin_ns,
				  span->end_ns);
	uint32_t tid;
	int ret = 0;

	if (lane == -ENOMEM)
		return ht_err_nomem(err);
	if (lane < 0) {
		put_async(chrome, row, span);
		return chrome->out.ret;
	}
	tid = ht_chrome_tid(chrome, row, group, (size_t)lane);
	put_complete(chrome, row->pid, tid, span);
	if (row->has_cause && group == HT_CHROME_EXITS) {
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

static void count_lost(struct ht_chrome *chrome, struct ht_chrome_row *row, uint32_t tid,
		       const struct ht_mark *mark)
{
	row->lost += mark->value;
	ht_chrome_begin(chrome, "C", row->pid, tid);
	ht_chrome_time(chrome, HT_CHROME_KEY("ts"), mark->at_ns);
	ht_chrome_put(&chrome->out, ",\"cat\":\"lost\",\"name\":\"lost records of %s\"", row->name);
	ht_chrome_put(&chrome->out, ",\"args\":{\"records\":%" PRIu64 "}}", row->lost);
}

static int on_mark(void *data, const struct ht_mark *mark, struct ht_err *err)
{
	struct ht_chrome *chrome = data;
	struct ht_chrome_row *row = mark->row == HT_ROW_NONE ? NULL : chrome->rows[mark->row];
	uint32_t pid = row ? row->pid : ht_chrome_host_pid(chrome);
	uint32_t tid =
		row ? ht_chrome_tid(chrome, row, HT_CHROME_MARKS, 0) : ht_chrome_tracer_tid(chrome);

	(void)err;
	ht_chrome_begin(chrome, "i", pid, tid);
	ht_chrome_time(chrome, HT_CHROME_KEY("ts"), mark->at_ns);
	put_word(chrome, HT_CHROME_KEY("s"), scope_of(mark));
	put_word(chrome, HT_CHROME_KEY("cat"), ht_mark_kind_name(mark->kind));
	ht_chrome_member(chrome, HT_CHROME_KEY("name"), mark->name[0] ? mark->name : "?");
	ht_chrome_put_word(&chrome->out, ",\"args\":{\"value\":");
	ht_chrome_put_u64(&chrome->out, mark->value);
	if (mark->detail[0])
		ht_chrome_member(chrome, HT_CHROME_KEY("detail"), mark->detail);
	ht_chrome_put_word(&chrome->out, "}}");
	if (row && mark->kind == HT_MARK_LOST)
		count_lost(chrome, row, tid, mark);
	return chrome->out.ret;
}

/* Told with its exit: before that nobody knows on which thread the exit will be. */
static int on_flow(void *data, const struct ht_flow *flow, struct ht_err *err)
{
	struct ht_chrome *chrome = data;
	struct ht_chrome_row *row = chrome->rows[flow->to];

	(void)err;
	row->has_cause = flow->from == flow->to && flow->from_ns < flow->to_ns;
	row->cause = *flow;
	row->cause.name = "hypercall";
	return 0;
}

static void put_end(struct ht_chrome *chrome, const struct ht_timeline_stats *stats)
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

static int write_all(struct ht_chrome *chrome, struct ht_export *export, struct ht_err *err)
{
	static const struct ht_timeline_ops ops = {
		.row = ht_chrome_on_row,
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
	struct ht_chrome *chrome = ht_lines_alloc(sizeof(*chrome));
	int ret;

	if (!chrome)
		return ht_err_nomem(err);
	ret = ht_chrome_out_open(&chrome->out, export->out, export->force, err);
	if (!ret) {
		ret = write_all(chrome, export, err);
		ht_chrome_out_exit(&chrome->out);
	}
	ht_chrome_rows_exit(chrome);
	free(chrome);
	return ret;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Converting a trace. It is written with the window that nearly all traces need. If an event comes
 * too late for that, all begins anew: the whole trace is read to learn how late events were
 * recorded, then it is read again and written, with a window of just that. So nothing is late, and
 * most traces are read once.
 */
#include <errno.h>
#include <inttypes.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "convert.h"
#include "convert_out.h"
#include "trace_graph.h"
#include "trace_run.h"

#define LARGEST_WINDOW_MS 86400000u
/* So many events may wait: all of the window, of a host that records 1.7 million a second. */
#define MAX_EVENTS (3u << 16)
/* A host lets records wait for 90 ms, unless told otherwise, and may be held up itself. */
#define USUAL_WINDOW_MS 110
#define NSEC_PER_MSEC 1000000u
#define NSEC_PER_SEC 1000000000
/* When a person begins to wonder, and how often to say something then. */
#define PATIENCE_NS (NSEC_PER_SEC / 2)

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
	interrupted = 1;
}

/**
 * struct pass - reading the trace once
 * @what: what is done, for a person who waits
 * @convert: what for
 * @reader: puts events in order
 * @total: events there are, 0: not known
 * @hopes: that no event is late: if one is, all that follows is in vain
 * @is_shown: somebody looks
 * @next_ns: when to say something
 * @shown: there is something to wipe out
 */
struct pass {
	const char *what;
	const struct ht_convert *convert;
	struct ht_reader *reader;
	uint64_t total;
	bool hopes;
	bool is_shown;
	uint64_t next_ns;
	bool shown;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

static void show(struct pass *pass)
{
	uint64_t events = ht_reader_events(pass->reader);

	pass->shown = true;
	if (pass->total)
		fprintf(stderr, "\r%s: %3" PRIu64 " %%", pass->what, events * 100 / pass->total);
	else
		fprintf(stderr, "\r%s: %" PRIu64 " events", pass->what, events);
}

/* A call is for some hundred events. */
static int tick(void *data)
{
	struct pass *pass = data;

	if (interrupted)
		return -EINTR;
	if (pass->is_shown && now_ns() >= pass->next_ns) {
		show(pass);
		pass->next_ns = now_ns() + PATIENCE_NS;
	}
	return 0;
}

/* Leaves the reader, which has the shapes of all that was read, to the caller. */
static int run(struct pass *pass, const struct ht_trace_input *input,
	       const struct ht_reader_limits *limits, const struct ht_reader_ops *ops,
	       struct ht_retime_stats *stats, struct ht_err *err)
{
	int ret;

	pass->reader = ht_reader_create(limits, ops, pass);
	if (!pass->reader)
		return ht_err_nomem(err);
	pass->is_shown = isatty(STDERR_FILENO);
	pass->next_ns = now_ns() + PATIENCE_NS;
	ret = ht_trace_run(pass->reader, input, pass->convert->path, err);
	if (pass->shown)
		fputs("\r\033[K", stderr);
	*stats = *ht_reader_stats(pass->reader);
	stats->events_in = ht_reader_events(pass->reader);
	if (ret == -EINTR)
		return ht_err_set(err, ret, "interrupted");
	return ret == -ENOMEM ? ht_err_nomem(err) : ret;
}

/* What is left of it on the heap would add to what the next one takes. */
static void end_pass(struct pass *pass)
{
	ht_reader_destroy(pass->reader);
	malloc_trim(0);
}

/* The window that would have been enough. */
static void set_window(struct ht_convert *convert)
{
	convert->window_ms = convert->stats.need_ns / NSEC_PER_MSEC + 1;
	if (convert->window_ms > LARGEST_WINDOW_MS)
		convert->window_ms = LARGEST_WINDOW_MS;
}

/* A trace that breaks off is measured as far as it goes: that is what will be converted. */
static int measure(struct ht_convert *convert, const struct ht_trace_input *input,
		   struct ht_err *err)
{
	static const struct ht_reader_ops ops = { .brief = true, .tick = tick };
	const struct ht_reader_limits limits = { .max_events = MAX_EVENTS,
						 .max_bytes = UINT64_MAX,
						 .measure = true };
	struct pass pass = { .what = "measuring", .convert = convert };
	int ret = run(&pass, input, &limits, &ops, &convert->stats, err);

	end_pass(&pass);
	if (ret == -EIO && convert->stats.broken) {
		*err = (struct ht_err){ "" };
		ret = 0;
	}
	set_window(convert);
	return ret;
}

static int on_stream(void *data, struct ht_stream *stream)
{
	const struct pass *pass = data;

	return pass->convert->ops->whole->stream(pass->convert->data, stream);
}

static int on_context(void *data, struct ht_stream *stream, const void *bytes, size_t size)
{
	const struct pass *pass = data;

	return pass->convert->ops->whole->context(pass->convert->data, stream, bytes, size);
}

static int on_event(void *data, const struct ht_whole_event *event)
{
	const struct pass *pass = data;

	if (pass->hopes && ht_reader_stats(pass->reader)->late)
		return -EAGAIN;
	return pass->convert->ops->whole->event(pass->convert->data, event);
}

static int on_lost(void *data, struct ht_stream *stream, uint64_t cycles,
		   const struct ht_loss *loss)
{
	const struct pass *pass = data;

	return pass->convert->ops->whole->lost(pass->convert->data, stream, cycles, loss);
}

static int on_cut(void *data, struct ht_stream *stream, uint64_t cycles)
{
	const struct pass *pass = data;

	return pass->convert->ops->whole->cut(pass->convert->data, stream, cycles);
}

static const struct ht_whole_ops whole_ops = { on_stream, on_context, on_event, on_lost, on_cut };

/* @hopes: with -EAGAIN if an event was late. */
static int write_trace(struct ht_convert *convert, const struct ht_trace_input *input,
		       const struct ht_convert_out *out, bool hopes, struct ht_err *err)
{
	static const struct ht_reader_ops ops = { .tick = tick, .whole = &whole_ops };
	const struct ht_reader_limits limits = {
		.window_ns = (int64_t)convert->window_ms * NSEC_PER_MSEC,
		.max_events = convert->max_events ? convert->max_events : MAX_EVENTS,
		.max_bytes = UINT64_MAX,
	};
	struct pass pass = { .what = "writing",
			     .convert = convert,
			     .total = convert->stats.events_in,
			     .hopes = hopes };
	int ret = convert->ops->begin(convert->data, input, out->trace, err);

	ret = ret ?: run(&pass, input, &limits, &ops, &convert->stats, err);
	if (hopes && convert->stats.late && !interrupted) {
		*err = (struct ht_err){ "" };
		ret = -EAGAIN;
	} else {
		ret = convert->ops->end(convert->data, ret, err);
	}
	end_pass(&pass);
	return ret;
}

static int write_any(struct ht_convert *convert, const struct ht_trace_input *input,
		     const struct ht_convert_out *out, struct ht_err *err)
{
	int ret;

	if (convert->has_window)
		return write_trace(convert, input, out, false, err);
	convert->window_ms = USUAL_WINDOW_MS;
	ret = write_trace(convert, input, out, true, err);
	if (ret != -EAGAIN) {
		set_window(convert);
		return ret;
	}
	/* It may still be writing. */
	convert->ops->drop(convert->data);
	ht_tree_remove(out->trace);
	ret = measure(convert, input, err);
	return ret ?: write_trace(convert, input, out, false, err);
}

static int convert_to(struct ht_convert *convert, const struct ht_trace_input *input,
		      struct ht_convert_out *out, struct ht_err *err)
{
	int ret = write_any(convert, input, out, err);

	if (ret && ret != -EIO)
		return ret;
	if (!convert->stats.events_out)
		return ret   ?:
			       ht_err_set(err, -ENODATA, "%s: no event in this trace",
					  convert->path);
	ret = ret ?: ht_graph_cut_short(input, convert->path, err);
	convert->truncated = ret == -EIO;
	if (ht_convert_out_commit(out, err)) {
		convert->truncated = false;
		return -EIO;
	}
	return ret;
}

static void catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
}

/**
 * ht_convert_run() - convert a trace
 * @convert: what to do; filled with what came of it
 * @err: says what is wrong
 *
 * Return: 0; -EIO: the trace is damaged, and &ht_convert.truncated says that what precedes the
 * damage has been written; -ENODATA: there is nothing in it; -EINTR; or what finding and reading
 * the trace or making the directory gave.
 */
int ht_convert_run(struct ht_convert *convert, struct ht_err *err)
{
	struct ht_trace_input input;
	struct ht_convert_out out;
	int ret = ht_trace_input_init(&input, convert->path, err);

	if (ret)
		return ret;
	catch_signals();
	ret = ht_convert_out_init(&out, convert->out, convert->force, &input.found, err);
	ret = ret ?: convert_to(convert, &input, &out, err);
	convert->ops->drop(convert->data);
	ht_convert_out_exit(&out);
	ht_trace_input_exit(&input);
	return ret;
}

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
#include "ctf_metadata.h"
#include "trace_graph.h"
#include "trace_source.h"

#define LARGEST_WINDOW_MS 86400000u
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
 * struct progress - what a person sees while it takes long
 * @what: which pass
 * @stats: how far it is
 * @total: events there are, 0: not known
 * @hopes: that no event is late: if one is, all that follows is in vain
 * @next_ns: when to say something
 * @calls: since the clock was last looked at
 * @shown: there is something to wipe out
 */
struct progress {
	const char *what;
	const struct ht_retime_stats *stats;
	uint64_t total;
	bool hopes;
	uint64_t next_ns;
	unsigned int calls;
	bool shown;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * NSEC_PER_SEC + ts.tv_nsec;
}

static void progress_show(struct progress *progress)
{
	uint64_t events = progress->stats->events_in;

	progress->shown = true;
	if (progress->total)
		fprintf(stderr, "\r%s: %3" PRIu64 " %%", progress->what,
			events * 100 / progress->total);
	else
		fprintf(stderr, "\r%s: %" PRIu64 " events", progress->what, events);
}

static bool tick(void *data)
{
	struct progress *progress = data;

	if (interrupted || (progress->hopes && progress->stats->late))
		return true;
	/* A call is for a few events: the clock can wait. */
	if (++progress->calls % 1024 || !isatty(STDERR_FILENO))
		return false;
	if (now_ns() >= progress->next_ns) {
		progress_show(progress);
		progress->next_ns = now_ns() + PATIENCE_NS;
	}
	return false;
}

static int run(struct ht_graph *graph, struct progress *progress, const char *path)
{
	int ret;

	progress->next_ns = now_ns() + PATIENCE_NS;
	ret = ht_graph_run(graph, path, tick, progress);
	if (progress->shown)
		fputs("\r\033[K", stderr);
	return ret;
}

/* What is left of a graph on the heap would add to what the next one takes. */
static void end_graph(struct ht_graph *graph)
{
	ht_graph_exit(graph);
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
	struct ht_graph_options options = { .measure = true };
	struct ht_graph graph;
	struct progress progress = { .what = "measuring", .stats = &graph.share.stats };
	struct ht_err damage = { "" };
	int ret = ht_graph_init(&graph, input, &options, err);

	ret = ret ?: ht_graph_connect_nobody(&graph);
	if (!ret) {
		graph.err = &damage;
		ret = run(&graph, &progress, convert->path);
	}
	convert->stats = graph.share.stats;
	end_graph(&graph);
	if (ret == -EIO && damage.text[0])
		ret = 0;
	else if (ret && damage.text[0])
		ht_err_set(err, ret, "%s", damage.text);
	set_window(convert);
	return ret;
}

static int connect_writer(struct ht_convert *convert, struct ht_graph *graph, const char *path)
{
	const bt_component_sink *sink;
	int ret;

	if (convert->ops)
		return convert->ops->connect(convert->data, graph, path);
	ret = ht_graph_add_writer(graph, path, &sink);
	return ret ?: ht_graph_connect(graph, sink);
}

/* Runs the graph; -EAGAIN: it hoped that nothing is late, in vain. */
static int run_writer(struct ht_convert *convert, struct ht_graph *graph, struct progress *progress)
{
	int ret = run(graph, progress, convert->path);

	/* As long as what is damaged can be written. */
	if (progress->hopes && progress->stats->late && !interrupted &&
	    (ret != -EIO || progress->stats->broken))
		ret = -EAGAIN;
	return convert->ops ? convert->ops->finish(convert->data, graph, ret) : ret;
}

/* @hopes: with -EAGAIN if an event was late. */
static int write_trace(struct ht_convert *convert, const struct ht_trace_input *input,
		       const struct ht_convert_out *out, bool hopes, struct ht_err *err)
{
	struct ht_graph_options options = { .window_ms = convert->window_ms,
					    .max_events = convert->max_events };
	struct ht_graph graph;
	struct progress progress = { .what = "writing",
				     .stats = &graph.share.stats,
				     .total = convert->stats.events_in,
				     .hopes = hopes };
	struct ht_err failure = { "" };
	int ret = ht_graph_init(&graph, input, &options, err);

	ret = ret ?: connect_writer(convert, &graph, out->trace);
	if (!ret) {
		graph.err = &failure;
		ret = run_writer(convert, &graph, &progress);
	}
	convert->stats = graph.share.stats;
	if (ret == -EIO && failure.text[0] && !convert->stats.broken) {
		ht_graph_abandon(&graph);
		return ht_err_set(err, -ENOSPC,
				  "%s: cannot write the trace; is there room (df -h), and may you "
				  "write there? HT_DEBUG=1 shows why",
				  convert->out);
	}
	if (failure.text[0] && ret != -EAGAIN)
		ht_err_set(err, ret, "%s", failure.text);
	/* The sink writes the metadata when it goes. */
	end_graph(&graph);
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
	if (ht_ctf_metadata_adapt(out->trace))
		return ht_err_set(err, -ENOSPC, "%s: cannot write the trace's metadata: %m",
				  convert->out);
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
	ht_convert_out_exit(&out);
	ht_trace_input_exit(&input);
	return ret;
}

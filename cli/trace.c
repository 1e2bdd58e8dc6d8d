// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a trace: a graph whose sink hands each event to the caller.
 */
#include <errno.h>

#include "relay.h"
#include "trace.h"
#include "trace_graph.h"

/*
 * How long events are held: ten times what a host lets records wait; the order within one vCPU does
 * not depend on it. If there are many it is shorter: memory has a bound.
 */
#define WINDOW_NS 1000000000
#define MAX_EVENTS (1u << 16)
#define MAX_BYTES (16u << 20)

/**
 * struct reader - one run over a trace
 * @ops: who wants the events
 * @data: their data
 * @err: the first failure
 */
struct reader {
	const struct ht_trace_ops *ops;
	void *data;
	struct ht_err *err;
};

/* Of the whole process, like its current directory: a report takes what it is given. */
static struct ht_trace_view *the_view;

/**
 * ht_trace_set_view() - look at a part of traces only
 * @view: which; filled as traces are read, so it has to stay; NULL: look at all
 */
void ht_trace_set_view(struct ht_trace_view *view)
{
	the_view = view;
}

/* An event without a time is not within any. */
static bool is_in_view(const struct ht_reader_event *event)
{
	int64_t ns = event->origin_ns;

	the_view->is_read = true;
	if (!event->has_stamp)
		return !the_view->has_begin && !the_view->has_end;
	if ((the_view->has_begin && ns < the_view->begin_ns) ||
	    (the_view->has_end && ns > the_view->end_ns))
		return false;
	if (!the_view->events++) {
		the_view->first_ns = ns;
		the_view->offset_ns = (int64_t)((uint64_t)ns - event->stamp_ns);
	}
	the_view->last_ns = ns;
	return true;
}

static int deliver_event(void *data, const struct ht_reader_event *event)
{
	const struct reader *reader = data;
	const struct ht_event mine = {
		.name = event->view->class->name,
		.has_stamp = event->has_stamp,
		.stamp_ns = event->stamp_ns,
		.view = event->view,
		.err = reader->err,
	};

	if (the_view && !is_in_view(event))
		return 0;
	return reader->ops->event(reader->data, &mine);
}

/* A count that stays 0 is one the tracer did not keep. */
static void deliver_discarded(void *data, const bt_message *message)
{
	const struct reader *reader = data;
	uint64_t count = 0;

	if (bt_message_get_type(message) == BT_MESSAGE_TYPE_DISCARDED_EVENTS) {
		bt_message_discarded_events_get_count(message, &count);
		reader->ops->discarded(reader->data, HT_DISCARDED_EVENTS, count);
	} else {
		bt_message_discarded_packets_get_count(message, &count);
		reader->ops->discarded(reader->data, HT_DISCARDED_PACKETS, count);
	}
}

static void deliver_skipped(void *data, uint64_t stamp_ns)
{
	const struct reader *reader = data;

	reader->ops->skipped(reader->data, stamp_ns);
}

static bool tick(void *data)
{
	struct reader *reader = data;

	return ht_relay_interrupted(NULL) || reader->ops->tick(reader->data);
}

/* Whoever reads live has seen enough when he says so. */
static int run_graph(struct ht_graph *graph, struct reader *reader, struct ht_reader *engine,
		     const char *path)
{
	int ret;

	if (!graph->input->is_live)
		return ht_graph_run(graph, path, NULL, NULL);
	ht_relay_catch();
	ret = ht_graph_run(graph, path, reader->ops->tick ? tick : ht_relay_interrupted, reader);
	if (ret != -EINTR)
		return ret;
	*reader->err = (struct ht_err){ "" };
	/* Who has a tick has shown what he wants to. */
	return reader->ops->tick ? 0 : ht_reader_end(engine);
}

static int run(struct reader *reader, const struct ht_trace_input *input, struct ht_reader *engine,
	       const char *path)
{
	struct ht_graph graph;
	int ret = ht_graph_init(&graph, input, NULL, reader->err);

	ret = ret ?: ht_graph_connect_reader(&graph, engine);
	ret = ret ?: run_graph(&graph, reader, engine, path);
	ht_graph_exit(&graph);
	return ret ?: ht_graph_cut_short(input, path, reader->err);
}

static int read_all(struct reader *reader, const struct ht_trace_input *input, const char *path)
{
	const struct ht_reader_limits limits = {
		.window_ns = WINDOW_NS,
		.max_events = MAX_EVENTS,
		.max_bytes = MAX_BYTES,
	};
	const struct ht_reader_ops ops = {
		.event = deliver_event,
		.discarded = deliver_discarded,
		.skipped = reader->ops->skipped ? deliver_skipped : NULL,
		.foreign = the_view || reader->ops->foreign,
	};
	struct ht_reader *engine = ht_reader_create(&limits, &ops, reader);
	int ret = engine ? run(reader, input, engine, path) : ht_err_nomem(reader->err);

	ht_reader_destroy(engine);
	return ret;
}

/**
 * ht_trace_read() - read a trace from its beginning to its end
 * @path: a CTF trace, or a directory above one or several, which are merged by time; or the URL of
 *	a session that a relay daemon has, which is read until it is over, or Ctrl-C
 * @ops: called for each event and each loss
 * @data: for @ops
 * @err: says what is wrong
 *
 * Return: 0; -EIO if the trace is damaged, possibly after many events were delivered; what
 * ht_trace_find() returns; what @ops returned; -ENOPKG without libbabeltrace2's plugins; -ENOMEM.
 */
int ht_trace_read(const char *path, const struct ht_trace_ops *ops, void *data, struct ht_err *err)
{
	struct reader reader = { .ops = ops, .data = data, .err = err };
	struct ht_trace_input input;
	int ret = ht_relay_is(path) ? ht_trace_input_live(&input, path, err) :
				      ht_trace_input_init(&input, path, err);

	if (ret)
		return ret;
	ret = read_all(&reader, &input, path);
	ht_trace_input_exit(&input);
	return ret;
}

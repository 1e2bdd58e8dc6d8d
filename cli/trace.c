// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a trace: a graph whose sink hands each event to the caller.
 */
#include <errno.h>

#include "relay.h"
#include "trace.h"
#include "trace_graph.h"

/*
 * How long events are held: ten times what a host lets records wait. Boots are short, so the memory
 * does not matter, and the order within one vCPU does not depend on it.
 */
#define WINDOW_MS 1000
#define NSEC_PER_SEC 1000000000

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

/* Without the clock's offset: so it compares with the times in the events' fields. */
static void read_stamp(const bt_message *message, struct ht_event *event)
{
	const bt_clock_class *clock =
		bt_message_event_borrow_stream_class_default_clock_class_const(message);
	unsigned __int128 ns;

	if (!clock)
		return;
	ns = bt_clock_snapshot_get_value(
		bt_message_event_borrow_default_clock_snapshot_const(message));
	ns = ns * NSEC_PER_SEC / bt_clock_class_get_frequency(clock);
	event->has_stamp = ns <= UINT64_MAX;
	event->stamp_ns = (uint64_t)ns;
}

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
static bool is_in_view(const bt_message *message, const struct ht_event *event)
{
	int64_t ns;

	the_view->is_read = true;
	if (!event->has_stamp ||
	    bt_clock_snapshot_get_ns_from_origin(
		    bt_message_event_borrow_default_clock_snapshot_const(message), &ns))
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

static int deliver_event(struct reader *reader, const bt_message *message)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	const char *name = bt_event_class_get_name(bt_event_borrow_class_const(event));
	struct ht_event mine = {
		.name = name ? name : "",
		.payload = bt_event_borrow_payload_field_const(event),
		.err = reader->err,
	};

	read_stamp(message, &mine);
	if (the_view && !is_in_view(message, &mine))
		return 0;
	return reader->ops->event(reader->data, &mine);
}

/* A count that stays 0 is one the tracer did not keep. */
static void deliver_discarded(struct reader *reader, const bt_message *message)
{
	uint64_t count = 0;

	if (bt_message_get_type(message) == BT_MESSAGE_TYPE_DISCARDED_EVENTS) {
		bt_message_discarded_events_get_count(message, &count);
		reader->ops->discarded(reader->data, HT_DISCARDED_EVENTS, count);
	} else {
		bt_message_discarded_packets_get_count(message, &count);
		reader->ops->discarded(reader->data, HT_DISCARDED_PACKETS, count);
	}
}

static int deliver(void *data, const bt_message *message)
{
	struct reader *reader = data;

	switch (bt_message_get_type(message)) {
	case BT_MESSAGE_TYPE_EVENT:
		return deliver_event(reader, message);
	case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
	case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
		deliver_discarded(reader, message);
		return 0;
	default:
		return 0;
	}
}

static bool tick(void *data)
{
	struct reader *reader = data;

	return ht_relay_interrupted(NULL) || reader->ops->tick(reader->data);
}

/* Whoever reads live has seen enough when he says so. */
static int run(struct ht_graph *graph, struct reader *reader, const char *path)
{
	int ret;

	if (!graph->input->is_live)
		return ht_graph_run(graph, path, NULL, NULL);
	ht_relay_catch();
	ret = ht_graph_run(graph, path, reader->ops->tick ? tick : ht_relay_interrupted, reader);
	if (ret != -EINTR)
		return ret;
	*reader->err = (struct ht_err){ "" };
	return 0;
}

static int read_all(struct reader *reader, const struct ht_trace_input *input, const char *path)
{
	const struct ht_graph_options options = { .window_ms = WINDOW_MS };
	struct ht_graph graph;
	int ret = ht_graph_init(&graph, input, &options, reader->err);

	ret = ret ?: ht_graph_connect_reader(&graph, deliver, reader);
	ret = ret ?: run(&graph, reader, path);
	ht_graph_exit(&graph);
	return ret ?: ht_graph_cut_short(input, path, reader->err);
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

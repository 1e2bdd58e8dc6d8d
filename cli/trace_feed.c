// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events out of messages. See trace_feed.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace_feed.h"

/*
 * How long events are held: ten times what a host lets records wait; the order within one vCPU does
 * not depend on it. If there are many it is shorter: memory has a bound.
 */
#define WINDOW_NS 1000000000
#define MAX_EVENTS (5u << 13)
#define MAX_BYTES (16u << 20)

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
	const struct ht_trace_feed *feed = data;
	const struct ht_event mine = {
		.name = event->view->class->name,
		.has_stamp = event->has_stamp,
		.stamp_ns = event->stamp_ns,
		.view = event->view,
		.err = feed->err,
	};

	if (the_view && !is_in_view(event))
		return 0;
	return feed->ops->event(feed->data, &mine);
}

static void deliver_discarded(void *data, bool events, uint64_t count)
{
	const struct ht_trace_feed *feed = data;

	feed->ops->discarded(feed->data, events ? HT_DISCARDED_EVENTS : HT_DISCARDED_PACKETS,
			     count);
}

static void deliver_skipped(void *data, uint64_t stamp_ns)
{
	const struct ht_trace_feed *feed = data;

	feed->ops->skipped(feed->data, stamp_ns);
}

/**
 * ht_trace_feed_init() - begin
 * @feed: filled; give messages to its @reader
 * @ops: called for each event and each loss; @tick is not
 * @data: for @ops
 * @err: says what is wrong, until ht_trace_feed_exit()
 *
 * Return: 0 or -ENOMEM. Release with ht_trace_feed_exit() in every case.
 */
int ht_trace_feed_init(struct ht_trace_feed *feed, const struct ht_trace_ops *ops, void *data,
		       struct ht_err *err)
{
	const struct ht_reader_limits limits = {
		.window_ns = WINDOW_NS,
		.max_events = MAX_EVENTS,
		.max_bytes = MAX_BYTES,
	};

	*feed = (struct ht_trace_feed){ .ops = ops, .data = data, .err = err };
	feed->reader_ops = (struct ht_reader_ops){
		.event = deliver_event,
		.discarded = deliver_discarded,
		.skipped = ops->skipped ? deliver_skipped : NULL,
		.foreign = the_view || ops->foreign,
		.brief = ops->brief,
	};
	feed->reader = ht_reader_create(&limits, &feed->reader_ops, feed);
	return feed->reader ? 0 : ht_err_nomem(err);
}

static const char *host_of(const bt_stream *stream)
{
	const bt_value *name = bt_trace_borrow_environment_entry_value_by_name_const(
		bt_stream_borrow_trace_const(stream), "hostname");

	return name && bt_value_is_string(name) ? bt_value_string_get(name) : "";
}

static int check_host(void *data, const bt_stream *stream)
{
	struct ht_trace_feed *feed = data;
	const char *name = host_of(stream);

	if (!feed->host) {
		feed->host = strdup(name);
		return feed->host ? 0 : -ENOMEM;
	}
	if (!strcmp(feed->host, name))
		return 0;
	return ht_err_set(feed->err, -EXDEV,
			  "traces of several hosts ('%s', '%s'), whose VMs have the same numbers: "
			  "give the traces of one host",
			  feed->host, name);
}

/**
 * ht_trace_feed_one_host() - refuse traces of several hosts, which nobody has told apart
 * @feed: the feed, before the first message
 */
void ht_trace_feed_one_host(struct ht_trace_feed *feed)
{
	feed->reader_ops.begins = check_host;
}

/**
 * ht_trace_feed_exit() - end
 * @feed: the feed
 */
void ht_trace_feed_exit(struct ht_trace_feed *feed)
{
	ht_reader_destroy(feed->reader);
	free(feed->host);
}

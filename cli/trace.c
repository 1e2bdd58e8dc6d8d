// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading a trace: a graph whose sink hands each event to the caller.
 */
#include <errno.h>

#include "relay.h"
#include "trace.h"
#include "trace_feed.h"
#include "trace_graph.h"
#include "trace_run.h"

static bool tick(void *data)
{
	const struct ht_trace_feed *feed = data;

	return ht_relay_interrupted(NULL) || feed->ops->tick(feed->data);
}

/* Whoever reads live has seen enough when he says so. */
static int run_live(struct ht_trace_feed *feed, const struct ht_trace_input *input,
		    const char *path)
{
	struct ht_graph graph;
	int last, ret = ht_graph_init(&graph, input, feed->reader, feed->err);

	ht_relay_catch();
	ret = ret   ?:
		      ht_graph_run(&graph, path, feed->ops->tick ? tick : ht_relay_interrupted,
				   feed);
	if (ret == -EINTR) {
		*feed->err = (struct ht_err){ "" };
		/* Who has a tick has shown what he wants to. */
		ret = feed->ops->tick ? 0 : ht_reader_end(feed->reader);
	}
	ht_graph_exit(&graph);
	last = ht_reader_wait(feed->reader);
	return ret ?: last;
}

static int run(struct ht_trace_feed *feed, const struct ht_trace_input *input, const char *path)
{
	int ret = input->is_live ? run_live(feed, input, path) :
				   ht_trace_run(feed->reader, input, path, feed->err);

	return ret ?: ht_graph_cut_short(input, path, feed->err);
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
	struct ht_trace_input input;
	struct ht_trace_feed feed;
	int ret = ht_relay_is(path) ? ht_trace_input_live(&input, path, err) :
				      ht_trace_input_init(&input, path, err);

	if (ret)
		return ret;
	ret = ht_trace_feed_init(&feed, ops, data, err);
	ret = ret ?: run(&feed, &input, path);
	ht_trace_feed_exit(&feed);
	ht_trace_input_exit(&input);
	return ret;
}

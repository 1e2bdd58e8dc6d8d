// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing a trace of our own making. libbabeltrace2 pulls: its sink asks its source for messages.
 * Here events are pushed, so the source keeps them until the graph is run, and says "later" when it
 * has no more.
 */
#include <errno.h>
#include <string.h>

#include "ctf_feed.h"
#include "mirror_class.h"
#include "trace_source.h"

/* Messages to collect before the sink is run: it takes more to run it than to write one. */
#define ENOUGH 64

static bt_message_iterator_class_next_method_status next(bt_self_message_iterator *self,
							 bt_message_array_const messages,
							 uint64_t capacity, uint64_t *count)
{
	struct ht_feed *feed = bt_self_message_iterator_get_data(self);

	*count = ht_messages_take(&feed->synth.messages, messages, capacity);
	if (*count)
		return BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_OK;
	return feed->ended ? BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_END :
			     BT_MESSAGE_ITERATOR_CLASS_NEXT_METHOD_STATUS_AGAIN;
}

static int set_env(bt_trace *trace, const struct ht_feed_env *env)
{
	int ret = 0;

	for (; !ret && env->name; env++)
		ret = env->text ?
			      bt_trace_set_environment_entry_string(trace, env->name, env->text) :
			      bt_trace_set_environment_entry_integer(trace, env->name, env->number);
	return ret;
}

static bt_clock_class *new_clock(struct ht_feed *feed)
{
	bt_clock_class *clock = bt_clock_class_create(feed->component);

	if (clock && ht_clock_class_fill(clock, feed->trace->clock)) {
		bt_clock_class_put_ref(clock);
		return NULL;
	}
	if (clock)
		bt_clock_class_set_uuid(clock, feed->trace->uuid);
	return clock;
}

static int make_trace(struct ht_feed *feed, bt_self_message_iterator *self)
{
	bt_trace_class *class = bt_trace_class_create(feed->component);
	bt_clock_class *clock = new_clock(feed);
	bt_trace *trace = NULL;
	int ret = -ENOMEM;

	if (class && clock) {
		bt_trace_class_set_assigns_automatic_stream_class_id(class, BT_FALSE);
		trace = bt_trace_create(class);
	}
	if (trace && !set_env(trace, feed->trace->env))
		ret = ht_synth_init(&feed->synth, self, trace, 0, clock, "guest");
	feed->kept = trace;
	bt_clock_class_put_ref(clock);
	bt_trace_class_put_ref(class);
	return ret;
}

static bt_message_iterator_class_initialize_method_status
iterator_init(bt_self_message_iterator *self, bt_self_message_iterator_configuration *config,
	      bt_self_component_port_output *port)
{
	bt_self_component *component = bt_self_message_iterator_borrow_component(self);
	struct ht_feed *feed = bt_self_component_get_data(component);

	feed->component = component;
	bt_self_message_iterator_set_data(self, feed);
	return make_trace(feed, self) ?
		       BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR :
		       BT_MESSAGE_ITERATOR_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

static void iterator_finalize(bt_self_message_iterator *self)
{
	struct ht_feed *feed = bt_self_message_iterator_get_data(self);

	if (feed)
		ht_synth_exit(&feed->synth);
}

static bt_component_class_initialize_method_status
source_init(bt_self_component_source *self, bt_self_component_source_configuration *config,
	    const bt_value *params, void *data)
{
	bt_self_component_set_data(bt_self_component_source_as_self_component(self), data);
	return (int)bt_self_component_source_add_output_port(self, "out", NULL, NULL);
}

static const bt_component_class_source *new_source_class(void)
{
	bt_message_iterator_class *iterator = bt_message_iterator_class_create(next);
	bt_component_class_source *class = NULL;

	if (iterator && !bt_message_iterator_class_set_initialize_method(iterator, iterator_init) &&
	    !bt_message_iterator_class_set_finalize_method(iterator, iterator_finalize))
		class = bt_component_class_source_create("feed", iterator);
	bt_message_iterator_class_put_ref(iterator);
	if (class && bt_component_class_source_set_initialize_method(class, source_init)) {
		bt_component_class_source_put_ref(class);
		return NULL;
	}
	return class;
}

static int build(struct ht_feed *feed, const bt_component_class_source *source_class,
		 const bt_component_class_sink *sink_class, const bt_value *params)
{
	const bt_component_source *source;
	const bt_component_sink *sink;

	feed->bt = bt_graph_create(0);
	if (!feed->bt ||
	    bt_graph_add_source_component_with_initialize_method_data(
		    feed->bt, source_class, "feed", NULL, feed, ht_bt_log_level(), &source) ||
	    bt_graph_add_sink_component(feed->bt, sink_class, "sink", params, ht_bt_log_level(),
					&sink))
		return -ENOMEM;
	return bt_graph_connect_ports(
		       feed->bt, bt_component_source_borrow_output_port_by_index_const(source, 0),
		       bt_component_sink_borrow_input_port_by_index_const(sink, 0), NULL) ?
		       -ENOMEM :
		       0;
}

/**
 * ht_feed_init() - begin to write a trace
 * @feed: filled; release with ht_feed_exit() in every case; stays where it is until then
 * @trace: what to write
 * @ctf: libbabeltrace2's plugin with the sink
 * @err: says what is wrong
 *
 * Return: 0, -ENOPKG, -EIO: it cannot be written there; or -ENOMEM.
 */
int ht_feed_init(struct ht_feed *feed, const struct ht_feed_trace *trace, const bt_plugin *ctf,
		 struct ht_err *err)
{
	const bt_component_class_sink *sink_class =
		bt_plugin_borrow_sink_component_class_by_name_const(ctf, "fs");
	const bt_component_class_source *source_class = new_source_class();
	bt_value *params = ht_sink_params(trace->path, true);
	int ret;

	*feed = (struct ht_feed){ .trace = trace };
	if (!sink_class)
		ret = ht_err_no_babeltrace(err);
	else if (!source_class || !params || build(feed, source_class, sink_class, params))
		ret = ht_err_nomem(err);
	else /* The sink asks for the first time: the iterator is made. */
		ret = ht_feed_write(feed);
	if (ret == -EIO)
		ht_err_set(err, ret,
			   "libbabeltrace2 cannot write a guest's trace; HT_DEBUG=1 shows why");
	feed->trace = NULL;
	bt_value_put_ref(params);
	bt_component_class_source_put_ref(source_class);
	return ret;
}

/* Runs the graph until its source has no more. */
static int run(struct ht_feed *feed)
{
	bt_graph_run_once_status status;

	do
		status = bt_graph_run_once(feed->bt);
	while (status == BT_GRAPH_RUN_ONCE_STATUS_OK);
	if (status == BT_GRAPH_RUN_ONCE_STATUS_AGAIN || status == BT_GRAPH_RUN_ONCE_STATUS_END)
		return 0;
	return status == BT_GRAPH_RUN_ONCE_STATUS_MEMORY_ERROR ? -ENOMEM : -EIO;
}

/**
 * ht_feed_write() - write what there is, if that is worth it
 * @feed: the trace
 *
 * Return: 0, -EIO: it cannot be written; or -ENOMEM.
 */
int ht_feed_write(struct ht_feed *feed)
{
	const struct ht_messages *messages = &feed->synth.messages;

	return feed->trace || messages->end - messages->begin >= ENOUGH ? run(feed) : 0;
}

/**
 * ht_feed_end() - write all that is left
 * @feed: the trace
 *
 * Return: 0, -EIO: it cannot be written; or -ENOMEM.
 */
int ht_feed_end(struct ht_feed *feed)
{
	int ret = ht_synth_end(&feed->synth);

	feed->ended = true;
	return ret ?: run(feed);
}

/**
 * ht_feed_abandon() - leave a trace as it is until the program ends, instead of ht_feed_exit()
 * @feed: one that could not be written; see ht_graph_abandon()
 */
void ht_feed_abandon(struct ht_feed *feed)
{
	/* It is the caller's no more; volatile, for checkers of leaks. */
	static bt_graph *volatile abandoned __attribute__((used));

	abandoned = feed->bt;
	feed->bt = NULL;
	feed->kept = NULL;
}

/**
 * ht_feed_exit() - release a trace; the sink writes its metadata now
 * @feed: the trace
 */
void ht_feed_exit(struct ht_feed *feed)
{
	bt_graph_put_ref(feed->bt);
	bt_trace_put_ref(feed->kept);
}

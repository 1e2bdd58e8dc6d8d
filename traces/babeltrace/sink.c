// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sink: takes events until there are no more, and prints a report.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../cli/term.h"
#include "../../cli/text.h"
#include "../../cli/trace_feed.h"
#include "sink.h"

#define PORT_IN "in"

/* Who reads this knows which trace he gave; a sink does not. */
#define PATH "input"

/**
 * struct sink - a sink
 * @self: what Babeltrace has of it
 * @merge: where messages come from, in order already
 * @args: which report
 * @vm: what @args has of that
 * @model: the report's
 * @feed: fills it
 * @err: the first failure
 */
struct sink {
	bt_self_component *self;
	struct ht_merge merge;
	struct ht_report_args args;
	char *vm;
	void *model;
	struct ht_trace_feed feed;
	struct ht_err err;
};

static void release(struct sink *sink)
{
	ht_trace_feed_exit(&sink->feed);
	ht_report_exit(&sink->args, sink->model);
	ht_merge_exit(&sink->merge);
	free(sink->vm);
	free(sink);
}

/* Nothing of a trace reaches the terminal raw. */
static void complain(const struct sink *sink)
{
	char line[4 * sizeof(sink->err.text) + 1];

	ht_text_escape(line, sizeof(line), sink->err.text);
	BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(sink->self, "%s", line);
}

static int begin(struct sink *sink, const bt_value *params)
{
	int ret = ht_sink_params(params, &sink->args, &sink->vm, &sink->err);

	if (ret)
		return ret;
	sink->args.path = PATH;
	sink->model = ht_report_begin(&sink->args, &sink->err);
	if (!sink->model)
		return -ENOMEM;
	ret = ht_trace_feed_init(&sink->feed, sink->args.kind->ops, sink->model, &sink->err);
	if (!ret)
		ht_trace_feed_one_host(&sink->feed);
	return ret;
}

/**
 * ht_sink_init() - make a sink
 * @self: the sink
 * @config: not used
 * @params: see sink_params.c
 * @data: not used
 */
bt_component_class_initialize_method_status
ht_sink_init(bt_self_component_sink *self, bt_self_component_sink_configuration *config,
	     const bt_value *params, void *data)
{
	struct sink *sink = calloc(1, sizeof(*sink));

	if (!sink)
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	sink->self = bt_self_component_sink_as_self_component(self);
	if (begin(sink, params)) {
		complain(sink);
		release(sink);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	if (bt_self_component_sink_add_input_port(self, PORT_IN, NULL, NULL)) {
		release(sink);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	}
	ht_term_look();
	bt_self_component_set_data(sink->self, sink);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

/**
 * ht_sink_finalize() - release a sink
 * @self: the sink
 */
void ht_sink_finalize(bt_self_component_sink *self)
{
	release(bt_self_component_get_data(bt_self_component_sink_as_self_component(self)));
}

/**
 * ht_sink_configured() - the graph is whole
 * @self: the sink
 */
bt_component_class_sink_graph_is_configured_method_status
ht_sink_configured(bt_self_component_sink *self)
{
	struct sink *sink =
		bt_self_component_get_data(bt_self_component_sink_as_self_component(self));
	bt_self_component_port_input *port =
		bt_self_component_sink_borrow_input_port_by_index(self, 0);

	bt_message_iterator *iterator;
	bt_message_iterator_create_from_sink_component_status status =
		bt_message_iterator_create_from_sink_component(self, port, &iterator);

	/* The two enumerations are defined to share their values. */
	if (status != BT_MESSAGE_ITERATOR_CREATE_FROM_SINK_COMPONENT_STATUS_OK)
		return (int)status;
	return ht_merge_add(&sink->merge, iterator) ?
		       BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_MEMORY_ERROR :
		       BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_OK;
}

static int flush(struct sink *sink, int ret)
{
	if (!fflush(stdout) && !ferror(stdout))
		return ret;
	return ht_err_set(&sink->err, -EIO, "cannot write the report: %s", strerror(errno));
}

/* How reading ended, in the command's words; what babeltrace2 knows of it is a cause below ours. */
static int ended(struct sink *sink, bt_message_iterator_next_status status, int result)
{
	if (result == -ENOMEM || status == BT_MESSAGE_ITERATOR_NEXT_STATUS_MEMORY_ERROR)
		return ht_err_nomem(&sink->err);
	if (result || status == BT_MESSAGE_ITERATOR_NEXT_STATUS_END)
		return result;
	return ht_err_set(&sink->err, -EIO,
			  PATH ": the trace is damaged; only what precedes the damage could be "
			       "read");
}

/**
 * ht_sink_consume() - take some messages; after the last ones, report
 * @self: the sink
 */
bt_component_class_sink_consume_method_status ht_sink_consume(bt_self_component_sink *self)
{
	struct sink *sink =
		bt_self_component_get_data(bt_self_component_sink_as_self_component(self));
	int ret, result;
	bt_message_iterator_next_status status =
		ht_reader_next(sink->feed.reader, &sink->merge, &result);

	if (!result && status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
		return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_OK;
	if (!result && status == BT_MESSAGE_ITERATOR_NEXT_STATUS_AGAIN)
		return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_AGAIN;
	ret = ended(sink, status, result);
	ret = flush(sink, ht_report_end(&sink->args, sink->model, ret, &sink->err));
	if (!ret)
		return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_END;
	complain(sink);
	return BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_ERROR;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * libbabeltrace2's source.ctf.fs. What the library logs says where in its sources it failed: that
 * helps only someone who debugs it, so it is off unless HT_DEBUG is set.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "trace_metadata.h"
#include "trace_source.h"

static bool debugging(void)
{
	const char *value = getenv("HT_DEBUG");

	return value && *value;
}

/**
 * ht_bt_log_level() - how much libbabeltrace2 may log
 *
 * Return: nothing, or warnings if HT_DEBUG is set.
 */
bt_logging_level ht_bt_log_level(void)
{
	return debugging() ? BT_LOGGING_LEVEL_WARNING : BT_LOGGING_LEVEL_NONE;
}

/**
 * ht_bt_drop_error() - end libbabeltrace2's failure, which it keeps per thread until it is taken
 *
 * Its causes go to stderr if HT_DEBUG is set.
 */
void ht_bt_drop_error(void)
{
	const bt_error *error = bt_current_thread_take_error();
	uint64_t i;

	if (!error)
		return;
	for (i = bt_error_get_cause_count(error); debugging() && i > 0; i--)
		fprintf(stderr, "libbabeltrace2: %s\n",
			bt_error_cause_get_message(bt_error_borrow_cause_by_index(error, i - 1)));
	bt_error_release(error);
}

/**
 * ht_err_no_babeltrace() - say that libbabeltrace2 is not whole
 * @err: filled
 *
 * Return: -ENOPKG.
 */
int ht_err_no_babeltrace(struct ht_err *err)
{
	return ht_err_set(err, -ENOPKG,
			  "libbabeltrace2 cannot be used (its plugins ctf and utils are missing?); "
			  "install libbabeltrace2-0");
}

/**
 * ht_inputs_params() - what sources of any kind take
 * @input: the directory or the URL that it shall read
 *
 * Return: the map { "inputs": [ @input ] }, to be put by the caller, or NULL without memory.
 */
bt_value *ht_inputs_params(const char *input)
{
	bt_value *params = bt_value_map_create();
	bt_value *inputs;

	if (!params)
		return NULL;
	if (bt_value_map_insert_empty_array_entry(params, "inputs", &inputs) ==
		    BT_VALUE_MAP_INSERT_ENTRY_STATUS_OK &&
	    bt_value_array_append_string_element(inputs, input) ==
		    BT_VALUE_ARRAY_APPEND_ELEMENT_STATUS_OK)
		return params;
	bt_value_put_ref(params);
	return NULL;
}

/**
 * ht_source_params() - parameters of a source.ctf.fs
 * @dir: the directory it shall read
 *
 * Its name makes a trace known again where several graphs read it.
 *
 * Return: the map { "inputs": [ @dir ], "trace-name": @dir }, to be put by the caller, or NULL
 * without memory.
 */
bt_value *ht_source_params(const char *dir)
{
	bt_value *params = ht_inputs_params(dir);

	if (!params || !bt_value_map_insert_string_entry(params, "trace-name", dir))
		return params;
	bt_value_put_ref(params);
	return NULL;
}

/**
 * ht_source_query() - ask a source's class something
 * @source: the class
 * @object: what about
 * @name: the one parameter that this takes
 * @value: its value
 *
 * Return: the answer, to be put by the caller; NULL: there is none, or no memory.
 */
const bt_value *ht_source_query(const bt_component_class_source *source, const char *object,
				const char *name, const char *value)
{
	bt_value *params = bt_value_map_create();
	bt_query_executor *executor = NULL;
	const bt_value *result = NULL;

	if (params && !bt_value_map_insert_string_entry(params, name, value))
		executor = bt_query_executor_create(
			bt_component_class_source_as_component_class_const(source), object, params);
	if (executor) {
		bt_query_executor_set_logging_level(executor, ht_bt_log_level());
		if (bt_query_executor_query(executor, &result))
			result = NULL;
	}
	bt_query_executor_put_ref(executor);
	bt_value_put_ref(params);
	ht_bt_drop_error();
	return result;
}

/**
 * ht_source_can_read() - would the source take a trace?
 * @source: the class source.ctf.fs
 * @dir: the trace
 *
 * When it becomes part of a graph, the source reads all packet headers; if it fails, that graph is
 * of no more use, so this tries it in one of its own. Who will read it opens it: ht_opened_add().
 * (To query the class instead would be less work, but libbabeltrace2 2.0 aborts in a query that
 * meets a cut stream.)
 *
 * Return: false if a component of this class would fail, e.g. as a stream file ends in a packet.
 */
bool ht_source_can_read(const bt_component_class_source *source, const char *dir)
{
	bt_value *params;
	bt_graph *graph;
	bool ok = false;

	if (!ht_metadata_is_whole(dir))
		return false;
	params = ht_source_params(dir);
	graph = bt_graph_create(0);

	if (params && graph)
		ok = bt_graph_add_source_component(graph, source, "probe", params,
						   ht_bt_log_level(),
						   NULL) == BT_GRAPH_ADD_COMPONENT_STATUS_OK;
	ht_bt_drop_error();
	bt_graph_put_ref(graph);
	bt_value_put_ref(params);
	return ok;
}

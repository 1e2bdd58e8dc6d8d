// SPDX-License-Identifier: GPL-2.0-only
/*
 * The component: parameters, ports, and what it says at its end.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "component.h"

#define DEFAULT_WINDOW_MS 100
#define DEFAULT_MAX_EVENTS (1u << 18)
#define DEFAULT_PACKET_EVENTS 4096
/* A day: a window that is longer only costs memory. */
#define LARGEST_WINDOW_MS 86400000u

/* Babeltrace's command line makes a number signed, unless told otherwise. */
static int get_number(const bt_value *params, const char *name, uint64_t least, uint64_t most,
		      uint64_t *number)
{
	const bt_value *value = bt_value_map_borrow_entry_value_const(params, name);

	if (!value)
		return 0;
	if (bt_value_is_unsigned_integer(value))
		*number = bt_value_integer_unsigned_get(value);
	else if (bt_value_is_signed_integer(value) && bt_value_integer_signed_get(value) >= 0)
		*number = (uint64_t)bt_value_integer_signed_get(value);
	else
		return -1;
	return *number < least || *number > most ? -1 : 0;
}

static int get_flag(const bt_value *params, const char *name, bool *flag)
{
	const bt_value *value = bt_value_map_borrow_entry_value_const(params, name);

	if (!value)
		return 0;
	if (!bt_value_is_bool(value))
		return -1;
	*flag = bt_value_bool_get(value);
	return 0;
}

static int get_params(struct ht_component *comp, const bt_value *params,
		      bt_self_component_filter *self)
{
	uint64_t window_ms = DEFAULT_WINDOW_MS;
	const char *bad = NULL;

	comp->max_events = DEFAULT_MAX_EVENTS;
	comp->packet_events = DEFAULT_PACKET_EVENTS;
	if (get_number(params, "window-ms", 0, LARGEST_WINDOW_MS, &window_ms))
		bad = "window-ms wants a number of milliseconds, at most a day's";
	else if (get_number(params, "max-events", 1, UINT64_MAX, &comp->max_events))
		bad = "max-events wants a number above 0";
	else if (get_number(params, "packet-events", 1, UINT64_MAX, &comp->packet_events))
		bad = "packet-events wants a number above 0";
	else if (get_flag(params, "measure", &comp->measure))
		bad = "measure wants true or false";
	if (bad) {
		BT_CURRENT_THREAD_ERROR_APPEND_CAUSE_FROM_COMPONENT(
			bt_self_component_filter_as_self_component(self), "%s", bad);
		return -1;
	}
	comp->window_ns = (int64_t)window_ms * 1000000;
	return 0;
}

static int add_ports(bt_self_component_filter *self)
{
	return bt_self_component_filter_add_input_port(self, HT_PORT_IN, NULL, NULL) ||
	       bt_self_component_filter_add_output_port(self, HT_PORT_OUT, NULL, NULL);
}

/**
 * ht_component_init() - make a component
 * @self: the component
 * @config: not used
 * @params: see retime.h
 * @data: not used
 */
bt_component_class_initialize_method_status
ht_component_init(bt_self_component_filter *self, bt_self_component_filter_configuration *config,
		  const bt_value *params, void *data)
{
	struct ht_component *comp = calloc(1, sizeof(*comp));

	if (!comp)
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	if (get_params(comp, params, self)) {
		free(comp);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
	}
	comp->self = self;
	if (add_ports(self)) {
		free(comp);
		return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_MEMORY_ERROR;
	}
	bt_self_component_set_data(bt_self_component_filter_as_self_component(self), comp);
	return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

/**
 * ht_retime_skipped() - how much was of no use, for whatever reason
 * @stats: what the filter counted
 */
uint64_t ht_retime_skipped(const struct ht_retime_stats *stats)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < HT_SKIP_NR; i++)
		sum += stats->skipped[i];
	return sum;
}

/* Plugins have no part in Babeltrace's log, but they can keep to its level. */
static void summarize(const struct ht_component *comp, bt_logging_level level)
{
	const struct ht_retime_stats *stats = &comp->stats;
	uint64_t skipped = ht_retime_skipped(stats);

	if (level <= BT_LOGGING_LEVEL_WARNING && stats->late)
		fprintf(stderr,
			"hypertrace: retime: %" PRIu64 " events came too late to be put where they "
			"belong; window-ms=%" PRIu64 " would do\n",
			stats->late, stats->need_ns / 1000000 + 1);
	if (level <= BT_LOGGING_LEVEL_WARNING && skipped)
		fprintf(stderr,
			"hypertrace: retime: %" PRIu64 " records were skipped: the trace is "
			"damaged, or from a newer version\n",
			skipped);
	if (level <= BT_LOGGING_LEVEL_INFO)
		fprintf(stderr,
			"hypertrace: retime: %" PRIu64 " events in, %" PRIu64 " out, %" PRIu64
			" unpacked, %" PRIu64 " moved, %" PRIu64 " duplicates, %" PRIu64
			" lost, %" PRIu64 " held at most\n",
			stats->events_in, stats->events_out, stats->unpacked, stats->moved,
			stats->duplicates, stats->lost, stats->held);
}

/**
 * ht_component_finalize() - release a component
 * @self: the component
 */
void ht_component_finalize(bt_self_component_filter *self)
{
	bt_self_component *component = bt_self_component_filter_as_self_component(self);
	struct ht_component *comp = bt_self_component_get_data(component);

	summarize(comp, bt_component_get_logging_level(bt_self_component_as_component(component)));
	free(comp);
}

/**
 * ht_retime_class_create() - the filter's class, for a program that links it
 *
 * Return: the class, with a reference for the caller, or NULL without memory.
 */
const bt_component_class_filter *ht_retime_class_create(void)
{
	bt_message_iterator_class *iterator = bt_message_iterator_class_create(ht_iterator_next);
	bt_component_class_filter *class = NULL;

	if (iterator &&
	    !bt_message_iterator_class_set_initialize_method(iterator, ht_iterator_init) &&
	    !bt_message_iterator_class_set_finalize_method(iterator, ht_iterator_finalize))
		class = bt_component_class_filter_create("retime", iterator);
	bt_message_iterator_class_put_ref(iterator);
	if (class &&
	    (bt_component_class_filter_set_initialize_method(class, ht_component_init) ||
	     bt_component_class_filter_set_finalize_method(class, ht_component_finalize))) {
		bt_component_class_filter_put_ref(class);
		return NULL;
	}
	return class;
}

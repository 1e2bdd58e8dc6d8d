/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * filter.hypertrace.retime, from inside: the component's parameters, and the methods of its class.
 */
#ifndef HT_COMPONENT_H
#define HT_COMPONENT_H

#include "retime.h"

#define HT_PORT_IN "in"
#define HT_PORT_OUT "out"

/**
 * struct ht_component - a component
 * @self: what Babeltrace has of it
 * @window_ns: how long events are held
 * @max_events: how many may be held
 * @packet_events: how many events make a packet
 * @measure: nothing goes through
 * @stats: what it did
 */
struct ht_component {
	bt_self_component_filter *self;
	int64_t window_ns;
	uint64_t max_events;
	uint64_t packet_events;
	bool measure;
	struct ht_retime_stats stats;
};

bt_component_class_initialize_method_status
ht_component_init(bt_self_component_filter *self, bt_self_component_filter_configuration *config,
		  const bt_value *params, void *data);
void ht_component_finalize(bt_self_component_filter *self);

bt_message_iterator_class_initialize_method_status
ht_iterator_init(bt_self_message_iterator *self, bt_self_message_iterator_configuration *config,
		 bt_self_component_port_output *port);
void ht_iterator_finalize(bt_self_message_iterator *self);
bt_message_iterator_class_next_method_status ht_iterator_next(bt_self_message_iterator *self,
							      bt_message_array_const messages,
							      uint64_t capacity, uint64_t *count);

#endif /* HT_COMPONENT_H */

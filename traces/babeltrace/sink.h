/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * sink.hypertrace.report: the reports of the command hypertrace, made of whatever comes in. They
 * are the command's own code; see report_kind.h.
 */
#ifndef HT_SINK_H
#define HT_SINK_H

#include <babeltrace2/babeltrace.h>

#include "../../cli/report_kind.h"

bt_component_class_initialize_method_status
ht_sink_init(bt_self_component_sink *self, bt_self_component_sink_configuration *config,
	     const bt_value *params, void *data);
void ht_sink_finalize(bt_self_component_sink *self);
bt_component_class_sink_graph_is_configured_method_status
ht_sink_configured(bt_self_component_sink *self);
bt_component_class_sink_consume_method_status ht_sink_consume(bt_self_component_sink *self);

int ht_sink_params(const bt_value *params, struct ht_report_args *args, char **vm,
		   struct ht_err *err);

#endif /* HT_SINK_H */

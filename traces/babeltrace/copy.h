/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Copies of field classes and of fields, of every kind there is.
 */
#ifndef HT_COPY_H
#define HT_COPY_H

#include <babeltrace2/babeltrace.h>

#include "ptrmap.h"

/**
 * struct ht_copier - makes the field classes of an output trace
 * @trace_class: whose part they become
 * @copies: from each class that was copied to its copy: a length or a selector is one of them
 * @packet_context: the input's packet context, or NULL; where lengths and selectors are looked for
 * @common_context: the same of its events' common context
 * @specific_context: the same of the event's own context
 * @payload: the same of the event's payload
 */
struct ht_copier {
	bt_trace_class *trace_class;
	struct ht_ptrmap copies;
	const bt_field_class *packet_context;
	const bt_field_class *common_context;
	const bt_field_class *specific_context;
	const bt_field_class *payload;
};

bt_field_class *ht_copy_class(struct ht_copier *copier, const bt_field_class *from);
int ht_copy_field(const bt_field *from, bt_field *to);

#endif /* HT_COPY_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * One event of a trace, and its fields by name: literals, since what was found is remembered by the
 * name's address.
 */
#ifndef HT_TRACE_EVENT_H
#define HT_TRACE_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <view.h>

#include "err.h"

/**
 * struct ht_event - an event while a callback looks at it; not valid after the callback
 * @name: its full name, e.g. "hypertrace_initcall_start"
 * @has_stamp: the tracer says when it recorded the event, and its clock runs in known steps
 * @stamp_ns: that, on the tracer's clock: for LTTng CLOCK_MONOTONIC, as in fields
 * @view: its fields
 * @err: filled when a field is not as the caller expects
 */
struct ht_event {
	const char *name;
	bool has_stamp;
	uint64_t stamp_ns;
	const struct ht_view *view;
	struct ht_err *err;
};

/**
 * struct ht_usual - where the host's module puts a field
 * @name: the field's name
 * @index: the field's number in the event
 * @kind: what it holds
 */
struct ht_usual {
	const char *name;
	int32_t index;
	enum ht_value_kind kind;
};

bool ht_event_is_usual(const struct ht_event *event, const struct ht_usual *fields, size_t count);
int32_t ht_event_which(const struct ht_event *event, const char *const *names, int32_t count);
bool ht_event_has_u64(const struct ht_event *event, const char *field, uint64_t *value);
int ht_event_u64(const struct ht_event *event, const char *field, uint64_t *value);
int ht_event_u32(const struct ht_event *event, const char *field, uint32_t *value);
int ht_event_u64s(const struct ht_event *event, const char *field, uint64_t *values, size_t count);
int ht_event_s64(const struct ht_event *event, const char *field, int64_t *value);
int ht_event_s32(const struct ht_event *event, const char *field, int32_t *value);
int ht_event_text(const struct ht_event *event, const char *field, char **text);

#endif /* HT_TRACE_EVENT_H */

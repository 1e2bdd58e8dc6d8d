/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a checked record to a tracepoint, in either form: one event for each record (trace.h), or
 * many records in one (trace_packed.h). Tracers choose by what they attach to.
 */
#ifndef HT_EMIT_H
#define HT_EMIT_H

#include <linux/types.h>

#include <hypertrace/record.h>

#include "event.h"

/* Each record by itself. */
bool ht_emit_enabled(u8 type);
bool ht_emit_any_enabled(void);
void ht_emit_record(const struct ht_event *ev, const union ht_record *rec, char *text);

/* Many at once. */
bool ht_emit_packed_enabled(void);
void ht_emit_packed(const struct ht_event *ev, const struct ht_packed *packed);

void ht_emit_lost(const struct ht_event *ev);

#endif /* HT_EMIT_H */

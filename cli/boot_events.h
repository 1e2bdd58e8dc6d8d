/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a trace's events to the model of its boots.
 */
#ifndef HT_BOOT_EVENTS_H
#define HT_BOOT_EVENTS_H

#include "boot_model.h"
#include "err.h"
#include "trace.h"

int ht_boot_event(struct ht_boot_model *model, const struct ht_event *event);
void ht_boot_discarded(struct ht_boot_model *model, enum ht_discarded what, uint64_t count);
int ht_boot_none(const char *path, struct ht_err *err);
int ht_boot_check(const char *path, const struct ht_boot_model *model, struct ht_err *err);

extern const struct ht_trace_ops ht_boot_ops;
int ht_boot_end(const char *path, struct ht_boot_model *model, int ret, struct ht_err *err);

#endif /* HT_BOOT_EVENTS_H */

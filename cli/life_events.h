/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a trace's events to the lives of its VMs.
 */
#ifndef HT_LIFE_EVENTS_H
#define HT_LIFE_EVENTS_H

#include "err.h"
#include "life.h"
#include "trace.h"

int ht_lives_event(struct ht_lives *lives, const struct ht_event *event);

extern const struct ht_trace_ops ht_lives_ops;
int ht_lives_end(const char *path, struct ht_lives *lives, int ret, struct ht_err *err);

#endif /* HT_LIFE_EVENTS_H */

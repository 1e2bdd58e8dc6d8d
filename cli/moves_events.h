/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a trace's events to the model of where vCPUs ran.
 */
#ifndef HT_MOVES_EVENTS_H
#define HT_MOVES_EVENTS_H

#include "err.h"
#include "moves_model.h"
#include "trace.h"

extern const struct ht_trace_ops ht_moves_ops;
int ht_moves_end(const char *path, struct ht_moves_model *model, int ret, struct ht_err *err);

#endif /* HT_MOVES_EVENTS_H */

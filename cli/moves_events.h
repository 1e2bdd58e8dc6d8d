/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a trace's events to the model of where vCPUs ran.
 */
#ifndef HT_MOVES_EVENTS_H
#define HT_MOVES_EVENTS_H

#include "err.h"
#include "moves_model.h"

int ht_moves_read(const char *path, struct ht_moves_model *model, struct ht_err *err);

#endif /* HT_MOVES_EVENTS_H */

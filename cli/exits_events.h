/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a trace's events to the model of its exits.
 */
#ifndef HT_EXITS_EVENTS_H
#define HT_EXITS_EVENTS_H

#include "err.h"
#include "exits_model.h"
#include "phase_track.h"

int ht_exits_read(const char *path, struct ht_exits_model *model, struct ht_phase_track *track,
		  struct ht_err *err);

#endif /* HT_EXITS_EVENTS_H */

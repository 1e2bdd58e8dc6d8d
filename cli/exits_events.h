/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a trace's events to the model of its exits.
 */
#ifndef HT_EXITS_EVENTS_H
#define HT_EXITS_EVENTS_H

#include "err.h"
#include "exits_args.h"
#include "exits_model.h"
#include "phase_track.h"
#include "trace.h"

/**
 * struct ht_exits_reading - who learns from a trace
 * @model: of exits; release with ht_exits_model_exit()
 * @track: of phases: told what to look for; release with ht_phase_track_exit()
 * @args: what the user asked for
 * @events: events of ours seen
 */
struct ht_exits_reading {
	struct ht_exits_model model;
	struct ht_phase_track track;
	struct ht_exits_args args;
	uint64_t events;
};

extern const struct ht_trace_ops ht_exits_ops;
int ht_exits_end(const char *path, struct ht_exits_reading *reading, int ret, struct ht_err *err);

#endif /* HT_EXITS_EVENTS_H */

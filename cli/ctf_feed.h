/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Writing a trace of our own making: a graph of its own, whose source is fed from outside.
 *
 *   ht_synth_put(&feed->synth, …) ─► a source of ours ─► sink.ctf.fs ─► a directory
 */
#ifndef HT_CTF_FEED_H
#define HT_CTF_FEED_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "synth.h"

#define HT_FEED_ENV 16

/**
 * struct ht_feed_env - what a trace says of where it comes from
 * @name: of the entry
 * @text: its value, NULL: @number is
 * @number: see @text
 */
struct ht_feed_env {
	const char *name;
	const char *text;
	int64_t number;
};

/**
 * struct ht_feed_trace - the trace to make
 * @path: the directory to make
 * @env: what it says of itself; ends with a NULL name
 * @clock: runs as its clock does
 * @uuid: who its clock is: Trace Compass takes traces of one clock for traces of one machine
 */
struct ht_feed_trace {
	const char *path;
	struct ht_feed_env env[HT_FEED_ENV];
	const bt_clock_class *clock;
	uint8_t uuid[16];
};

/**
 * struct ht_feed - a trace that is being written
 * @bt: its graph
 * @component: the source (owned by @bt)
 * @synth: the events
 * @kept: the trace, kept as long as @bt; see struct ht_retime_share
 * @trace: what it is, while it is being set up
 * @ended: there are no more events
 */
struct ht_feed {
	bt_graph *bt;
	bt_self_component *component;
	struct ht_synth synth;
	const bt_trace *kept;
	const struct ht_feed_trace *trace;
	bool ended;
};

int ht_feed_init(struct ht_feed *feed, const struct ht_feed_trace *trace, const bt_plugin *ctf,
		 struct ht_err *err);
int ht_feed_write(struct ht_feed *feed);
int ht_feed_end(struct ht_feed *feed);
void ht_feed_abandon(struct ht_feed *feed);
void ht_feed_exit(struct ht_feed *feed);

#endif /* HT_CTF_FEED_H */

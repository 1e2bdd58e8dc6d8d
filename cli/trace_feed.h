/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events for a struct ht_trace_ops out of messages, whoever has these: a graph that ht_trace_read()
 * built, or a program that has built one and loaded our plugin.
 */
#ifndef HT_TRACE_FEED_H
#define HT_TRACE_FEED_H

#include <babeltrace2/babeltrace.h>
#include <reader.h>
#include <stdbool.h>

#include "err.h"
#include "trace.h"

/**
 * struct ht_trace_feed - what makes events out of messages
 * @ops: who wants the events
 * @data: their data
 * @err: the first failure
 * @reader_ops: how they come out of @reader
 * @reader: puts them in order
 * @host: whose trace it is, if that has to be one host
 */
struct ht_trace_feed {
	const struct ht_trace_ops *ops;
	void *data;
	struct ht_err *err;
	struct ht_reader_ops reader_ops;
	struct ht_reader *reader;
	char *host;
};

int ht_trace_feed_init(struct ht_trace_feed *feed, const struct ht_trace_ops *ops, void *data,
		       struct ht_err *err);
void ht_trace_feed_one_host(struct ht_trace_feed *feed);
void ht_trace_feed_exit(struct ht_trace_feed *feed);

#endif /* HT_TRACE_FEED_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What filter.hypertrace.retime does, for those who only read: events come in the same order with
 * the same fields, but as a struct ht_view; no message is made, and none is held.
 *
 *	ht_merge ─► ht_taker ─► ht_pipe ─► ht_order ─► struct ht_reader_ops
 *	            copies      to another thread
 *
 * What is before ht_order may be there several times, see lane.h.
 */
#ifndef HT_READER_H
#define HT_READER_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stdint.h>

#include "merge.h"
#include "retime.h"
#include "view.h"
#include "whole.h"

/**
 * struct ht_reader_event - an event; not valid after the callback
 * @view: its fields
 * @has_stamp: its tracer has a clock
 * @stamp_ns: when, on that clock, without its offset
 * @origin_ns: the same with it
 */
struct ht_reader_event {
	const struct ht_view *view;
	bool has_stamp;
	uint64_t stamp_ns;
	int64_t origin_ns;
};

/**
 * struct ht_reader_ops - who reads
 * @event: an event of ours, in the order in which they happened. Returns 0 to go on, or a negative
 *	errno to stop
 * @discarded: the tracer discarded @count events (or packets, if not @events), 0: unknown how many
 * @skipped: an event that is not wanted was recorded at @stamp_ns; NULL: nobody cares. It is told
 *	when it is met, so not in the order of the others
 * @foreign: events that are not ours are wanted, too
 * @brief: the details of what is recorded by the thousand are not, see ht_view_class_of()
 * @begins: a stream begins; NULL: nobody cares. Returns as @event does, before any of its events
 * @tick: called now and then in the thread that works; NULL: nobody cares. Returns as @event does
 * @whole: of who writes, which takes the place of all above; NULL: of others
 */
struct ht_reader_ops {
	int (*event)(void *data, const struct ht_reader_event *event);
	void (*discarded)(void *data, bool events, uint64_t count);
	void (*skipped)(void *data, uint64_t stamp_ns);
	bool foreign;
	bool brief;
	int (*begins)(void *data, const bt_stream *stream);
	int (*tick)(void *data);
	const struct ht_whole_ops *whole;
};

/**
 * struct ht_reader_limits - how much is held
 * @window_ns: events wait until the input is so much further
 * @max_events: but no more of them than so many
 * @max_bytes: nor more bytes of them
 * @measure: nothing is held, and nothing handed on: only how late events are is found out
 */
struct ht_reader_limits {
	int64_t window_ns;
	uint64_t max_events;
	uint64_t max_bytes;
	bool measure;
};

struct ht_lane;

struct ht_reader *ht_reader_create(const struct ht_reader_limits *limits,
				   const struct ht_reader_ops *ops, void *data);
void ht_reader_fork(struct ht_reader *reader);
int ht_reader_split(struct ht_reader *reader, size_t count, bool has_untimed);
struct ht_lane *ht_reader_lane(struct ht_reader *reader, size_t number);
int ht_reader_join(struct ht_reader *reader, size_t *failed);
int ht_reader_end(struct ht_reader *reader);
int ht_reader_wait(struct ht_reader *reader);
bt_message_iterator_next_status ht_reader_next(struct ht_reader *reader, struct ht_merge *merge,
					       int *result);
uint64_t ht_reader_events(const struct ht_reader *reader);
const struct ht_retime_stats *ht_reader_stats(const struct ht_reader *reader);
void ht_reader_destroy(struct ht_reader *reader);

#endif /* HT_READER_H */

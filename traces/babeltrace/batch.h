/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a reader takes out of messages, in batches: nothing in them is libbabeltrace2's, whose
 * objects may be used in one thread only.
 *
 *	messages ─► ht_taker_take() ─► struct ht_batch … ─► struct ht_pipe ─► ht_reading_give()
 */
#ifndef HT_BATCH_H
#define HT_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ht_block;
struct ht_class;
struct ht_stream;

enum ht_taken_kind {
	HT_TAKEN_EVENT, /* what: struct ht_view, or struct ht_whole for who writes */
	HT_TAKEN_PACKED, /* what: struct ht_chunk */
	HT_TAKEN_UNUSABLE, /* ht_packed without the fields it has to have */
	HT_TAKEN_SKIPPED, /* an event that is not wanted */
	HT_TAKEN_LATE, /* nothing: it is that late */
	HT_TAKEN_INACTIVE, /* the same, without a stream: @time is ns from the clocks' origin */
	HT_TAKEN_LOSS, /* what: struct ht_loss */
	HT_TAKEN_STREAM, /* nothing, for who writes: the stream begins */
	HT_TAKEN_CONTEXT, /* what: struct ht_whole, for who writes: of the stream's packets */
	HT_TAKEN_BLOCK, /* what: struct ht_block, which is full; @time: things in it */
};

/**
 * struct ht_taken - what was taken out of a message
 * @kind: what it is
 * @has_time: @time is set
 * @rank: of several lanes: which stream its message came from
 * @at: of several lanes: when that message's turn was, ns from the clocks' origin
 * @time: when it was, in cycles of the stream's clock
 * @stream: where
 * @class: of HT_TAKEN_EVENT: the event's
 * @what: see enum ht_taken_kind
 */
struct ht_taken {
	enum ht_taken_kind kind : 8;
	bool has_time;
	uint32_t rank;
	int64_t at;
	uint64_t time;
	struct ht_stream *stream;
	const struct ht_class *class;
	void *what;
};

/**
 * struct ht_loss - the tracer discarded something
 * @events: events; false: packets
 * @is_counted: it knows how many events
 * @count: how many; 0: see @is_counted
 * @has_end: @end is set
 * @end: until when, in cycles of the stream's clock
 */
struct ht_loss {
	bool events;
	bool is_counted;
	uint64_t count;
	bool has_end;
	uint64_t end;
};

#define HT_BATCH_SIZE 256

/* So many bytes of records fill a batch, too, as these are in no arena, and may be large. */
#define HT_BATCH_BYTES (8u << 10)

/**
 * struct ht_batch - some of it
 * @next: for whoever has it
 * @free: on the way back: blocks that can be used again
 * @count: how much
 * @bytes: of records in it
 * @taken: what was taken
 */
struct ht_batch {
	struct ht_batch *next;
	struct ht_block *free;
	size_t count;
	size_t bytes;
	struct ht_taken taken[HT_BATCH_SIZE];
};

#endif /* HT_BATCH_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The filter's work: take messages, hold what may have to let something else go first, send the
 * rest.
 *
 *	input ──► ht_take() ─┬─────────────────► struct ht_order ──► release() ──► struct ht_out
 *	                     └► ht_take_record() ─┘
 */
#ifndef HT_ITERATOR_H
#define HT_ITERATOR_H

#include "arena.h"
#include "component.h"
#include "keep.h"
#include "mirror.h"
#include "order.h"
#include "out.h"
#include "reader.h"
#include "unpack.h"
#include "vcpus.h"

_Static_assert(HT_ITEM_UNIT == HT_REC_ALIGN, "records begin there");

enum item_kind {
	ITEM_EVENT, /* what: struct ht_kept; for a reader struct ht_view, or struct ht_whole */
	ITEM_RECORD, /* what: struct ht_chunk */
	ITEM_DISCARDED, /* what: its message, or for a reader struct ht_loss */
	ITEM_CUT, /* what: NULL */
};

/**
 * struct ht_reading - what is different for a reader
 * @ops: who reads
 * @data: for @ops
 * @use: memory of what waits
 * @max_bytes: how much that may be before events leave early
 * @record: the record that is read
 * @bytes: of who writes: the same
 * @views: of who writes: memory for what he looks at
 */
struct ht_reading {
	const struct ht_reader_ops *ops;
	void *data;
	struct ht_arena_use use;
	uint64_t max_bytes;
	union {
		struct ht_view view;
		char bytes[HT_RECORD_VIEW_BYTES];
	} record;
	struct ht_ctf_bytes bytes;
	struct ht_whole_views views;
};

/**
 * struct ht_iterator - one run over the input
 * @comp: its component
 * @stats: the component's
 * @upstream: where the input comes from
 * @batch: the messages that came last, @batch_count of them
 * @batch_count: see @batch
 * @batch_at: index of the next one to take
 * @now: how far the input is, ns from the clock's origin
 * @due: @now less the window: what is older leaves
 * @mirror: the output trace
 * @all: the VMs
 * @host: events that stay where they are
 * @marks: where the tracer discarded something
 * @order: all that is held
 * @keep: events of that
 * @unpack: ht_packed that is being taken apart
 * @unpack_stream: its stream
 * @unpack_vcpu: its vCPU, NULL if there are too many
 * @out: what is ready to go
 * @ended: nothing comes any more
 * @closed: and all streams have ended
 * @status: how it ended
 * @error: what upstream said about that, ours to give back
 * @reading: it is a reader's; NULL: it is the filter's
 */
struct ht_iterator {
	const struct ht_component *comp;
	struct ht_retime_stats *stats;
	bt_message_iterator *upstream;
	bt_message_array_const batch;
	uint64_t batch_count;
	uint64_t batch_at;
	int64_t now;
	int64_t due;
	struct ht_mirror mirror;
	struct ht_vcpus vcpus;
	struct ht_queue host;
	struct ht_queue marks;
	struct ht_order order;
	struct ht_keep keep;
	struct ht_unpack unpack;
	struct ht_stream *unpack_stream;
	struct ht_vcpu *unpack_vcpu;
	struct ht_out out;
	bool ended;
	bool closed;
	bt_message_iterator_class_next_method_status status;
	const bt_error *error;
	struct ht_reading *reading;
};

int ht_take(struct ht_iterator *it, const bt_message *message);
void ht_pass_time(struct ht_iterator *it, int64_t time);
int ht_hold(struct ht_iterator *it, struct ht_queue *queue, struct ht_item *item);
int ht_place_guest(struct ht_iterator *it, const struct ht_common *common, struct ht_item *item,
		   struct ht_queue **queue);
int ht_begin_packed(struct ht_iterator *it, struct ht_stream *stream, struct ht_chunk *chunk);
int ht_take_record(struct ht_iterator *it);
int ht_release_read(struct ht_iterator *it, const struct ht_item *item);
struct ht_taken;
struct ht_loss;
int ht_whole_look(struct ht_iterator *it, const struct ht_taken *taken, struct ht_common *common);
int ht_whole_give(struct ht_iterator *it, const struct ht_taken *taken);
int ht_whole_hold_cut(struct ht_iterator *it, const struct ht_taken *taken);
int ht_whole_lost(struct ht_iterator *it, struct ht_stream *stream, const struct ht_loss *loss,
		  int64_t time);
int ht_whole_release(struct ht_iterator *it, const struct ht_item *item);
bool ht_is_due(const struct ht_iterator *it);
int ht_release(struct ht_iterator *it);
void ht_iterator_start(struct ht_iterator *it, struct ht_component *comp);
void ht_iterator_exit(struct ht_iterator *it);
int ht_end_if_done(struct ht_iterator *it, struct ht_stream *stream);

#endif /* HT_ITERATOR_H */

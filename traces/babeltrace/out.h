/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The messages that go out, in the order of their times: events, the packets around them, and what
 * was discarded.
 */
#ifndef HT_OUT_H
#define HT_OUT_H

#include "keep.h"
#include "messages.h"
#include "mirror.h"
#include "order.h"
#include "retime.h"

/**
 * struct ht_out - messages on their way
 * @self: whose they are
 * @stats: counts them
 * @packet_events: how many events make a packet
 * @mark: time of the last message, ns from the clock's origin: nothing goes behind it
 * @messages: those that are ready
 */
struct ht_out {
	bt_self_message_iterator *self;
	struct ht_retime_stats *stats;
	uint64_t packet_events;
	int64_t mark;
	struct ht_messages messages;
};

int ht_out_stream_begin(struct ht_out *out, struct ht_stream *stream);
int ht_out_stream_end(struct ht_out *out, struct ht_stream *stream);
int ht_out_event(struct ht_out *out, struct ht_stream *stream, const struct ht_class *class,
		 const struct ht_kept *in, int64_t time);
struct ht_common ht_item_common(const struct ht_item *item, const union ht_record *rec);
int ht_out_record(struct ht_out *out, const struct ht_item *item);
bool ht_out_is_counted(const bt_message *in);
int ht_out_uncounted(struct ht_out *out, struct ht_stream *stream, const bt_message *in);
int ht_out_discarded(struct ht_out *out, struct ht_stream *stream, const bt_message *in,
		     int64_t time);
int ht_out_cut(struct ht_out *out, struct ht_stream *stream, int64_t time);

#endif /* HT_OUT_H */

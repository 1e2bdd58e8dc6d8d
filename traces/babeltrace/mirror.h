/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The output trace: a mirror of the input's, made as its parts are first met.
 *
 *	bt_trace ──► struct ht_trace ─┬─► struct ht_stream_class ─┬─► struct ht_class …
 *	                              │                           └─► classes of unpacked events
 *	                              └─► struct ht_clock …
 *	bt_stream ─► struct ht_stream
 */
#ifndef HT_MIRROR_H
#define HT_MIRROR_H

#include <babeltrace2/babeltrace.h>
#include <ctf_bytes.h>
#include <ctf_shape.h>
#include <stdbool.h>

#include "clock.h"
#include "copy.h"
#include "ptrmap.h"
#include "unpack.h"
#include "view.h"

/* What an event is to us. */
enum ht_event_kind {
	HT_EVENT_HOST, /* stays where it is */
	HT_EVENT_GUEST, /* one of a guest's records */
	HT_EVENT_PACKED, /* many of them */
	HT_EVENT_UNUSABLE, /* ht_packed without the fields it has to have */
};

/**
 * struct ht_trace - a trace
 * @self: the component it is made for
 * @reading: see struct ht_mirror
 * @brief: see struct ht_mirror
 * @whole: see struct ht_mirror
 * @in: the input's, kept
 * @out: ours
 * @out_class: its class
 * @copier: makes its field classes
 * @clocks: from the input's clock classes to struct ht_clock
 * @stream_classes: from the input's stream classes to struct ht_stream_class
 * @name: of whole events: its name, "" if it has none
 * @envs: of whole events: what it says of where it comes from
 */
struct ht_trace {
	bt_self_component *self;
	bool reading;
	bool brief;
	bool whole;
	const bt_trace *in;
	bt_trace *out;
	bt_trace_class *out_class;
	struct ht_copier copier;
	struct ht_ptrmap clocks;
	struct ht_ptrmap stream_classes;
	char *name;
	struct ht_ctf_envs envs;
};

/**
 * struct ht_trace_clock - a clock of a trace
 * @clock: how it runs
 * @out: its class
 */
struct ht_trace_clock {
	struct ht_clock clock;
	bt_clock_class *out;
};

/**
 * struct ht_stream_class - a class of streams
 * @trace: its trace
 * @out: ours
 * @clock: its clock; NULL: none
 * @has_packet_context: its packets have a context
 * @has_common_context: its events have one in common
 * @has_discarded_events: its tracer counts the events it drops
 * @has_discarded_packets: it counts the packets it drops
 * @event_classes: from the input's event classes to struct ht_class
 * @unpacked: classes of unpacked events, without and with fields for exits, made when one comes
 * @views: the same for a reader
 * @shape: of whole events: what it is
 * @unpacked_shapes: of whole events: as @unpacked
 */
struct ht_stream_class {
	struct ht_trace *trace;
	bt_stream_class *out;
	struct ht_clock *clock;
	bool has_packet_context;
	bool has_common_context;
	bool has_discarded_events;
	bool has_discarded_packets;
	struct ht_ptrmap event_classes;
	bt_event_class *unpacked[2][HT_REC_END];
	struct ht_view_class *views[2][HT_REC_END];
	struct ht_ctf_stream_shape shape;
	struct ht_ctf_event_shape *unpacked_shapes[2][HT_REC_END];
};

/**
 * struct ht_class - a class of events
 * @out: ours; NULL: its events do not go through as they are
 * @kind: what they are to us
 * @starts: hypertrace_guest_start
 * @has_record: not hypertrace_lost
 * @has_specific_context: they have a context of their own
 * @has_payload: they have fields
 * @at: where the fields are that we look at, of HT_EVENT_GUEST (@at.common) and HT_EVENT_PACKED
 * @view: for a reader: the class of its views; NULL: it does not want them
 * @shape: of whole events: what it is
 * @common_at: of these, of HT_EVENT_GUEST: where the common fields are in the bytes of its fields
 * @has_common_at: and they are there in all
 */
struct ht_class {
	bt_event_class *out;
	enum ht_event_kind kind;
	bool starts;
	bool has_record;
	bool has_specific_context;
	bool has_payload;
	struct ht_packed_at at;
	struct ht_view_class *view;
	struct ht_ctf_event_shape *shape;
	uint32_t common_at[HT_COMMON_NO_EXITS];
	bool has_common_at;
};

/**
 * struct ht_stream - a stream
 * @class: its class
 * @in: the input's, kept
 * @out: ours
 * @in_packet: the input's latest packet, kept; NULL: none yet
 * @packet: the output's packet that is open; NULL: none
 * @packet_events: events in that
 * @packet_seen: a packet was ever opened
 * @packet_end: when the last one ended, ns from the clock's origin
 * @carries: something was discarded, which the next packet will say
 * @held: items of it that wait
 * @ended: the input's has ended
 * @name: of whole events: its name; NULL: none
 * @id: of whole events: its number
 * @context: of whole events: what its packets said last, in the thread that reads
 */
struct ht_stream {
	struct ht_stream_class *class;
	const bt_stream *in;
	bt_stream *out;
	const bt_packet *in_packet;
	bt_packet *packet;
	uint64_t packet_events;
	bool packet_seen;
	int64_t packet_end;
	bool carries;
	uint64_t held;
	bool ended;
	char *name;
	uint64_t id;
	struct ht_ctf_bytes context;
};

/**
 * struct ht_mirror - all of it
 * @self: the component it is made for
 * @reading: there is no output: only clocks and kinds of events are wanted
 * @brief: of a reader: see ht_view_class_of()
 * @whole: of a reader: all fields of all events are wanted
 * @traces: from the input's traces to struct ht_trace
 * @streams: from the input's streams to struct ht_stream
 * @latest: the one asked for last
 */
struct ht_mirror {
	bt_self_component *self;
	bool reading;
	bool brief;
	bool whole;
	struct ht_ptrmap traces;
	struct ht_ptrmap streams;
	struct ht_stream *latest;
};

struct ht_stream *ht_mirror_stream(struct ht_mirror *mirror, const bt_stream *in);
struct ht_class *ht_stream_event_class(struct ht_stream *stream, const bt_event_class *in);
bt_event_class *ht_stream_unpacked_class(struct ht_stream *stream, uint8_t type, bool has_exits);
struct ht_view_class *ht_stream_unpacked_view(struct ht_stream *stream, uint8_t type,
					      bool has_exits);
const struct ht_ctf_event_shape *ht_stream_unpacked_shape(struct ht_stream *stream, uint8_t type,
							  bool has_exits);
void ht_mirror_let_go(struct ht_mirror *mirror);
void ht_mirror_exit(struct ht_mirror *mirror);

#endif /* HT_MIRROR_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The classes of the output trace: copies of the input's, except that streams have packets, and
 * that ht_packed is replaced by the events it holds.
 */
#include <cache_line.h>
#include <ctf_source.h>
#include <stdlib.h>
#include <string.h>

#include "mirror_class.h"
#include "record_ctf.h"
#include "whole.h"

/**
 * ht_clock_class_fill() - make a clock that is as another
 * @to: a new one
 * @from: the other
 *
 * Return: 0, or something else without memory.
 */
int ht_clock_class_fill(bt_clock_class *to, const bt_clock_class *from)
{
	const char *name = bt_clock_class_get_name(from);
	const char *description = bt_clock_class_get_description(from);
	bt_uuid uuid = bt_clock_class_get_uuid(from);
	uint64_t cycles;
	int64_t seconds;

	bt_clock_class_set_frequency(to, bt_clock_class_get_frequency(from));
	bt_clock_class_set_precision(to, bt_clock_class_get_precision(from));
	bt_clock_class_get_offset(from, &seconds, &cycles);
	bt_clock_class_set_offset(to, seconds, cycles);
	bt_clock_class_set_origin_is_unix_epoch(to, bt_clock_class_origin_is_unix_epoch(from));
	if (uuid)
		bt_clock_class_set_uuid(to, uuid);
	if (name && bt_clock_class_set_name(to, name) != BT_CLOCK_CLASS_SET_NAME_STATUS_OK)
		return -1;
	return description ? bt_clock_class_set_description(to, description) : 0;
}

/**
 * ht_trace_clock_free() - release a clock
 * @clock: a struct ht_trace_clock
 */
void ht_trace_clock_free(void *clock)
{
	bt_clock_class_put_ref(((struct ht_trace_clock *)clock)->out);
	free(clock);
}

static struct ht_trace_clock *clock_get(struct ht_trace *trace, const bt_clock_class *in)
{
	struct ht_trace_clock *clock = ht_ptrmap_get(&trace->clocks, in);
	uint64_t cycles;
	int64_t seconds;

	if (clock)
		return clock;
	/* A stamp for each event is given by another thread than that which makes classes. */
	clock = ht_lines_alloc(sizeof(*clock));
	if (!clock)
		return NULL;
	bt_clock_class_get_offset(in, &seconds, &cycles);
	ht_clock_init(&clock->clock, bt_clock_class_get_frequency(in), seconds, cycles);
	if (!trace->reading)
		clock->out = bt_clock_class_create(trace->self);
	if ((trace->reading || (clock->out && !ht_clock_class_fill(clock->out, in))) &&
	    !ht_ptrmap_set(&trace->clocks, in, clock))
		return clock;
	ht_trace_clock_free(clock);
	return NULL;
}

static int set_clock(struct ht_stream_class *class, const bt_stream_class *in)
{
	const bt_clock_class *in_clock = bt_stream_class_borrow_default_clock_class_const(in);
	struct ht_trace_clock *clock;

	if (!in_clock)
		return 0;
	clock = clock_get(class->trace, in_clock);
	if (!clock)
		return -1;
	class->clock = &clock->clock;
	if (class->trace->reading)
		return 0;
	return bt_stream_class_set_default_clock_class(class->out, clock->out);
}

/*
 * What was discarded is told without times: CTF has none, but says it of a packet, and packets have
 * times. ht_out_discarded() cuts them so that a reader finds those of the input.
 */
static void set_features(struct ht_stream_class *class, const bt_stream_class *in)
{
	bt_bool has_clock = class->clock != NULL;

	class->has_discarded_events = bt_stream_class_supports_discarded_events(in);
	class->has_discarded_packets = bt_stream_class_supports_discarded_packets(in);
	bt_stream_class_set_assigns_automatic_stream_id(class->out, BT_FALSE);
	bt_stream_class_set_supports_packets(class->out, BT_TRUE, has_clock, has_clock);
	bt_stream_class_set_supports_discarded_events(class->out, class->has_discarded_events,
						      BT_FALSE);
	bt_stream_class_set_supports_discarded_packets(class->out, class->has_discarded_packets,
						       BT_FALSE);
}

static int set_contexts(struct ht_stream_class *class, const bt_stream_class *in)
{
	struct ht_copier *copier = &class->trace->copier;
	bt_field_class *copy;
	int ret = 0;

	copier->packet_context = bt_stream_class_borrow_packet_context_field_class_const(in);
	copier->common_context = bt_stream_class_borrow_event_common_context_field_class_const(in);
	if (copier->packet_context) {
		copy = ht_copy_class(copier, copier->packet_context);
		ret = copy ? bt_stream_class_set_packet_context_field_class(class->out, copy) : -1;
		bt_field_class_put_ref(copy);
		class->has_packet_context = true;
	}
	if (!ret && copier->common_context) {
		copy = ht_copy_class(copier, copier->common_context);
		ret = copy ? bt_stream_class_set_event_common_context_field_class(class->out,
										  copy) :
			     -1;
		bt_field_class_put_ref(copy);
		class->has_common_context = true;
	}
	return ret;
}

static int stream_class_init(struct ht_stream_class *class, const bt_stream_class *in)
{
	const char *name = bt_stream_class_get_name(in);

	if (class->trace->whole && ht_ctf_stream_shape_of(&class->shape, in))
		return -1;
	if (class->trace->reading)
		return set_clock(class, in);
	class->out =
		bt_stream_class_create_with_id(class->trace->out_class, bt_stream_class_get_id(in));
	if (!class->out || set_clock(class, in))
		return -1;
	set_features(class, in);
	if (name &&
	    bt_stream_class_set_name(class->out, name) != BT_STREAM_CLASS_SET_NAME_STATUS_OK)
		return -1;
	return set_contexts(class, in);
}

static void event_class_free(void *class)
{
	ht_view_class_put(((struct ht_class *)class)->view);
	ht_ctf_event_shape_free(((struct ht_class *)class)->shape);
	free(class);
}

/**
 * ht_stream_class_free() - release a class of streams
 * @class: a struct ht_stream_class
 */
void ht_stream_class_free(void *class)
{
	struct ht_stream_class *mine = class;
	size_t i;

	ht_ptrmap_exit(&mine->event_classes, event_class_free);
	for (i = 0; i < 2 * HT_REC_END; i++) {
		ht_view_class_put(mine->views[i / HT_REC_END][i % HT_REC_END]);
		ht_ctf_event_shape_free(mine->unpacked_shapes[i / HT_REC_END][i % HT_REC_END]);
	}
	ht_ctf_stream_shape_exit(&mine->shape);
	bt_stream_class_put_ref(mine->out);
	free(mine);
}

/**
 * ht_stream_class_get() - the output's class for one of the input's
 * @trace: the trace
 * @in: the input's
 *
 * Return: the class, owned by @trace, or NULL without memory.
 */
struct ht_stream_class *ht_stream_class_get(struct ht_trace *trace, const bt_stream_class *in)
{
	struct ht_stream_class *class = ht_ptrmap_get(&trace->stream_classes, in);

	if (class)
		return class;
	class = ht_lines_alloc(sizeof(*class));
	if (!class)
		return NULL;
	class->trace = trace;
	if (!stream_class_init(class, in) && !ht_ptrmap_set(&trace->stream_classes, in, class))
		return class;
	ht_stream_class_free(class);
	return NULL;
}

static int event_class_copy_fields(struct ht_copier *copier, struct ht_class *class)
{
	bt_field_class *copy;
	int ret = 0;

	if (copier->specific_context) {
		copy = ht_copy_class(copier, copier->specific_context);
		ret = copy ? bt_event_class_set_specific_context_field_class(class->out, copy) : -1;
		bt_field_class_put_ref(copy);
		class->has_specific_context = true;
	}
	if (!ret && copier->payload) {
		copy = ht_copy_class(copier, copier->payload);
		ret = copy ? bt_event_class_set_payload_field_class(class->out, copy) : -1;
		bt_field_class_put_ref(copy);
		class->has_payload = true;
	}
	return ret;
}

static int event_class_copy(struct ht_class *class, struct ht_stream_class *stream_class,
			    const bt_event_class *in)
{
	const bt_stream_class *in_stream_class = bt_event_class_borrow_stream_class_const(in);
	struct ht_copier *copier = &stream_class->trace->copier;
	const char *name = bt_event_class_get_name(in);
	const char *uri = bt_event_class_get_emf_uri(in);
	bt_event_class_log_level level;

	class->out = bt_event_class_create(stream_class->out);
	if (!class->out)
		return -1;
	/* The stream's class keeps it. */
	bt_event_class_put_ref(class->out);
	if (bt_event_class_get_log_level(in, &level) == BT_PROPERTY_AVAILABILITY_AVAILABLE)
		bt_event_class_set_log_level(class->out, level);
	if ((name &&
	     bt_event_class_set_name(class->out, name) != BT_EVENT_CLASS_SET_NAME_STATUS_OK) ||
	    (uri &&
	     bt_event_class_set_emf_uri(class->out, uri) != BT_EVENT_CLASS_SET_EMF_URI_STATUS_OK))
		return -1;
	copier->packet_context =
		bt_stream_class_borrow_packet_context_field_class_const(in_stream_class);
	copier->common_context =
		bt_stream_class_borrow_event_common_context_field_class_const(in_stream_class);
	copier->specific_context = bt_event_class_borrow_specific_context_field_class_const(in);
	copier->payload = bt_event_class_borrow_payload_field_class_const(in);
	return event_class_copy_fields(copier, class);
}

/* What lacks the fields we need, though it has our name, is left as it is. */
static void event_class_judge(struct ht_class *class, const bt_event_class *in)
{
	const bt_field_class *payload = bt_event_class_borrow_payload_field_class_const(in);
	const char *name = bt_event_class_get_name(in);

	if (!name)
		return;
	if (!strcmp(name, HT_NAME_PACKED)) {
		class->kind =
			ht_packed_find(payload, &class->at) ? HT_EVENT_UNUSABLE : HT_EVENT_PACKED;
	} else if (!strncmp(name, HT_NAME_PREFIX, strlen(HT_NAME_PREFIX)) &&
		   !ht_common_find(payload, &class->at.common)) {
		class->kind = HT_EVENT_GUEST;
		class->starts = !strcmp(name, HT_NAME_START);
		class->has_record = strcmp(name, HT_NAME_LOST);
	}
}

/* For a reader: what it needs instead of a copy of the class. */
static int event_class_view(struct ht_class *class, const struct ht_trace *trace,
			    const bt_event_class *in)
{
	class->view = ht_view_class_of(in, trace->brief);
	if (!class->view)
		return -1;
	if (trace->whole) {
		class->shape = ht_ctf_event_shape_of(in);
		if (!class->shape)
			return -1;
	}
	if (class->kind == HT_EVENT_GUEST && trace->whole)
		class->has_common_at =
			ht_whole_find(class->shape->payload, &class->at.common, class->common_at);
	if (class->kind == HT_EVENT_GUEST)
		ht_common_at_view(class->view, &class->at.common);
	return 0;
}

static int event_class_make(struct ht_class *class, const struct ht_stream *stream,
			    const bt_event_class *in)
{
	/* A class without a clock has nothing to go by. */
	if (stream->class->clock)
		event_class_judge(class, in);
	if (class->kind == HT_EVENT_PACKED || class->kind == HT_EVENT_UNUSABLE)
		return 0;
	return stream->class->trace->reading ? event_class_view(class, stream->class->trace, in) :
					       event_class_copy(class, stream->class, in);
}

/**
 * ht_stream_event_class() - the output's class for one of the input's
 * @stream: a stream it is of
 * @in: the input's
 *
 * Return: the class, owned by the stream's class, or NULL without memory.
 */
struct ht_class *ht_stream_event_class(struct ht_stream *stream, const bt_event_class *in)
{
	struct ht_ptrmap *map = &stream->class->event_classes;
	struct ht_class *class = ht_ptrmap_get(map, in);

	if (class)
		return class;
	class = ht_lines_alloc(sizeof(*class));
	if (!class)
		return NULL;
	if (!event_class_make(class, stream, in) && !ht_ptrmap_set(map, in, class))
		return class;
	event_class_free(class);
	return NULL;
}

/**
 * ht_stream_unpacked_view() - the same as ht_stream_unpacked_class(), for a reader
 * @stream: the stream that ht_packed is in
 * @type: enum ht_rec_type, a valid one
 * @has_exits: ht_packed says what exits there were
 *
 * Return: the class, owned by the stream's class, or NULL without memory.
 */
struct ht_view_class *ht_stream_unpacked_view(struct ht_stream *stream, uint8_t type,
					      bool has_exits)
{
	struct ht_view_class **class = &stream->class->views[has_exits][type];

	if (!*class)
		*class = ht_record_view_class(type, has_exits);
	return *class;
}

/**
 * ht_stream_unpacked_shape() - the shape of events that were unpacked
 * @stream: the stream that ht_packed is in
 * @type: enum ht_rec_type, a valid one
 * @has_exits: ht_packed says what exits there were
 *
 * Return: the shape, owned by the stream's class, or NULL without memory.
 */
const struct ht_ctf_event_shape *ht_stream_unpacked_shape(struct ht_stream *stream, uint8_t type,
							  bool has_exits)
{
	struct ht_ctf_event_shape **shape = &stream->class->unpacked_shapes[has_exits][type];

	if (!*shape)
		*shape = ht_record_shape_new(type, has_exits);
	return *shape;
}

/**
 * ht_stream_unpacked_class() - the class of events that were unpacked
 * @stream: the stream that ht_packed is in
 * @type: enum ht_rec_type, a valid one
 * @has_exits: ht_packed says what exits there were
 *
 * Return: the class, owned by the stream's class, or NULL without memory.
 */
bt_event_class *ht_stream_unpacked_class(struct ht_stream *stream, uint8_t type, bool has_exits)
{
	bt_event_class **class = &stream->class->unpacked[has_exits][type];

	if (!*class)
		*class = ht_record_event_class_create(stream->class->out, type, has_exits);
	return *class;
}

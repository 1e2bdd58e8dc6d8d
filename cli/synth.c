// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of our own making: what a trace gets that was not recorded. They have a class of streams
 * of their own, so that nothing that was recorded has to change, and nobody can take them for it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "synth.h"

/* As filter.hypertrace.retime does: nothing of a packet is written before the packet ends. */
#define PACKET_EVENTS 4096

/**
 * struct ht_synth_stream - what one CPU has
 * @cpu: its number
 * @stream: its stream
 * @packet: that is open; NULL: none
 * @events: in @packet
 */
struct ht_synth_stream {
	uint32_t cpu;
	bt_stream *stream;
	bt_packet *packet;
	uint64_t events;
};

static bt_field_class *new_field(bt_trace_class *tc, enum ht_synth_kind kind)
{
	bool is_signed = kind == HT_SYNTH_S32 || kind == HT_SYNTH_S64;
	bt_field_class *field;

	if (kind == HT_SYNTH_TEXT)
		return bt_field_class_string_create(tc);
	field = is_signed ? bt_field_class_integer_signed_create(tc) :
			    bt_field_class_integer_unsigned_create(tc);
	if (field && (kind == HT_SYNTH_U32 || kind == HT_SYNTH_S32))
		bt_field_class_integer_set_field_value_range(field, 32);
	if (field && kind == HT_SYNTH_X64)
		bt_field_class_integer_set_preferred_display_base(
			field, BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL);
	return field;
}

static int append(bt_trace_class *tc, bt_field_class *structure, const char *name,
		  enum ht_synth_kind kind)
{
	bt_field_class *field = new_field(tc, kind);
	int ret = field && !bt_field_class_structure_append_member(structure, name, field) ?
			  0 :
			  -ENOMEM;

	bt_field_class_put_ref(field);
	return ret;
}

static int set_packet_context(bt_trace_class *tc, bt_stream_class *class)
{
	bt_field_class *context = bt_field_class_structure_create(tc);
	int ret = context ? append(tc, context, "cpu_id", HT_SYNTH_U32) : -ENOMEM;

	if (!ret && bt_stream_class_set_packet_context_field_class(class, context))
		ret = -ENOMEM;
	bt_field_class_put_ref(context);
	return ret;
}

/**
 * ht_synth_init() - make a class of streams for events of ours
 * @synth: filled; release with ht_synth_exit() in every case
 * @self: who makes the messages
 * @trace: where; its class leaves it to the caller to number stream classes
 * @class_id: number of the new one
 * @clock: its clock
 * @name: what it is called
 *
 * Return: 0 or -ENOMEM.
 */
int ht_synth_init(struct ht_synth *synth, bt_self_message_iterator *self, bt_trace *trace,
		  uint64_t class_id, bt_clock_class *clock, const char *name)
{
	bt_trace_class *tc = bt_trace_borrow_class(trace);

	*synth = (struct ht_synth){ .self = self, .trace = trace };
	bt_trace_get_ref(trace);
	synth->class = bt_stream_class_create_with_id(tc, class_id);
	if (!synth->class || bt_stream_class_set_default_clock_class(synth->class, clock) ||
	    bt_stream_class_set_name(synth->class, name))
		return -ENOMEM;
	bt_stream_class_set_supports_packets(synth->class, BT_TRUE, BT_TRUE, BT_TRUE);
	return set_packet_context(tc, synth->class);
}

/**
 * ht_synth_class() - make a class of events
 * @synth: the streams
 * @layout: its fields
 * @name: its name; NULL: the layout's
 *
 * Return: the class, kept by the streams' class, or NULL without memory.
 */
bt_event_class *ht_synth_class(struct ht_synth *synth, const struct ht_synth_layout *layout,
			       const char *name)
{
	bt_trace_class *tc = bt_trace_borrow_class(synth->trace);
	bt_event_class *class = bt_event_class_create(synth->class);
	bt_field_class *payload = bt_field_class_structure_create(tc);
	int ret = class && payload ? 0 : -ENOMEM;
	size_t i;

	for (i = 0; !ret && layout->fields[i].kind; i++)
		ret = append(tc, payload, layout->fields[i].name, layout->fields[i].kind);
	if (!ret && (bt_event_class_set_name(class, name ? name : layout->name) ||
		     bt_event_class_set_payload_field_class(class, payload)))
		ret = -ENOMEM;
	bt_field_class_put_ref(payload);
	bt_event_class_put_ref(class);
	return ret ? NULL : class;
}

static struct ht_synth_stream *find_stream(struct ht_synth *synth, uint32_t cpu)
{
	size_t i;

	for (i = 0; i < synth->nr_streams; i++) {
		if (synth->streams[i].cpu == cpu)
			return &synth->streams[i];
	}
	return NULL;
}

/* As LTTng calls its files: channel, and CPU. */
static int name_stream(const struct ht_synth *synth, struct ht_synth_stream *stream)
{
	char *name;
	int ret;

	if (asprintf(&name, "%s_%" PRIu32, bt_stream_class_get_name(synth->class), stream->cpu) < 0)
		return -ENOMEM;
	ret = bt_stream_set_name(stream->stream, name);
	free(name);
	return ret;
}

static struct ht_synth_stream *get_stream(struct ht_synth *synth, uint32_t cpu)
{
	struct ht_synth_stream *stream = find_stream(synth, cpu);
	struct ht_synth_stream *more;

	if (stream)
		return stream;
	more = reallocarray(synth->streams, synth->nr_streams + 1, sizeof(*more));
	if (!more)
		return NULL;
	synth->streams = more;
	stream = &more[synth->nr_streams];
	*stream = (struct ht_synth_stream){
		.cpu = cpu,
		.stream = bt_stream_create(synth->class, synth->trace),
	};
	if (!stream->stream)
		return NULL;
	synth->nr_streams++;
	if (name_stream(synth, stream))
		return NULL;
	if (ht_messages_put(&synth->messages,
			    bt_message_stream_beginning_create(synth->self, stream->stream)))
		return NULL;
	return stream;
}

static int packet_open(struct ht_synth *synth, struct ht_synth_stream *stream)
{
	bt_field *cpu;

	stream->packet = bt_packet_create(stream->stream);
	if (!stream->packet)
		return -ENOMEM;
	stream->events = 0;
	cpu = bt_field_structure_borrow_member_field_by_index(
		bt_packet_borrow_context_field(stream->packet), 0);
	bt_field_integer_unsigned_set_value(cpu, stream->cpu);
	return ht_messages_put(&synth->messages,
			       bt_message_packet_beginning_create_with_default_clock_snapshot(
				       synth->self, stream->packet, synth->mark));
}

static int packet_close(struct ht_synth *synth, struct ht_synth_stream *stream)
{
	int ret = ht_messages_put(&synth->messages,
				  bt_message_packet_end_create_with_default_clock_snapshot(
					  synth->self, stream->packet, synth->mark));

	bt_packet_put_ref(stream->packet);
	stream->packet = NULL;
	return ret;
}

/**
 * ht_synth_event() - make an event
 * @synth: the streams
 * @cpu: where it happened
 * @cycles: when; if that is before the latest event, then at that
 * @class: its class
 *
 * Return: its message, to be filled and put into &ht_synth.messages, or NULL without memory.
 */
bt_message *ht_synth_event(struct ht_synth *synth, uint32_t cpu, uint64_t cycles,
			   const bt_event_class *class)
{
	struct ht_synth_stream *stream = get_stream(synth, cpu);

	if (!stream)
		return NULL;
	if (stream->packet && stream->events >= PACKET_EVENTS && packet_close(synth, stream))
		return NULL;
	if (cycles > synth->mark)
		synth->mark = cycles;
	if (!stream->packet && packet_open(synth, stream))
		return NULL;
	stream->events++;
	return bt_message_event_create_with_packet_and_default_clock_snapshot(
		synth->self, class, stream->packet, synth->mark);
}

static int set_field(bt_field *field, enum ht_synth_kind kind, union ht_synth_value value)
{
	switch (kind) {
	case HT_SYNTH_TEXT:
		return bt_field_string_set_value(field, value.text) ? -ENOMEM : 0;
	case HT_SYNTH_S32:
		bt_field_integer_signed_set_value(field, (int32_t)value.s);
		return 0;
	case HT_SYNTH_S64:
		bt_field_integer_signed_set_value(field, value.s);
		return 0;
	case HT_SYNTH_U32:
		bt_field_integer_unsigned_set_value(field, (uint32_t)value.u);
		return 0;
	default:
		bt_field_integer_unsigned_set_value(field, value.u);
		return 0;
	}
}

/**
 * ht_synth_put() - make an event and fill it
 * @synth: the streams
 * @cpu: where it happened
 * @cycles: when
 * @class: its class, by ht_synth_class()
 * @layout: the class's layout
 * @values: of its fields
 *
 * Return: 0 or -ENOMEM.
 */
int ht_synth_put(struct ht_synth *synth, uint32_t cpu, uint64_t cycles, const bt_event_class *class,
		 const struct ht_synth_layout *layout, const union ht_synth_value *values)
{
	bt_message *message = class ? ht_synth_event(synth, cpu, cycles, class) : NULL;
	bt_field *payload;
	size_t i;
	int ret = 0;

	if (!message)
		return -ENOMEM;
	payload = bt_event_borrow_payload_field(bt_message_event_borrow_event(message));
	for (i = 0; !ret && layout->fields[i].kind; i++)
		ret = set_field(bt_field_structure_borrow_member_field_by_index(payload, i),
				layout->fields[i].kind, values[i]);
	if (ret) {
		bt_message_put_ref(message);
		return ret;
	}
	return ht_messages_put(&synth->messages, message);
}

/**
 * ht_synth_end() - end all streams
 * @synth: the streams
 *
 * Return: 0 or -ENOMEM.
 */
int ht_synth_end(struct ht_synth *synth)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < synth->nr_streams; i++) {
		struct ht_synth_stream *stream = &synth->streams[i];

		ret = stream->packet ? packet_close(synth, stream) : 0;
		ret = ret   ?:
			      ht_messages_put(&synth->messages,
					      bt_message_stream_end_create(synth->self,
									   stream->stream));
	}
	return ret;
}

/**
 * ht_synth_exit() - release streams; messages that nobody took are dropped
 * @synth: the streams
 */
void ht_synth_exit(struct ht_synth *synth)
{
	size_t i;

	ht_messages_exit(&synth->messages);
	for (i = 0; i < synth->nr_streams; i++) {
		bt_packet_put_ref(synth->streams[i].packet);
		bt_stream_put_ref(synth->streams[i].stream);
	}
	free(synth->streams);
	bt_stream_class_put_ref(synth->class);
	bt_trace_put_ref(synth->trace);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Events of our own making: what a trace gets that was not recorded. They have a class of streams
 * of their own, so that nothing that was recorded has to change, and nobody can take them for it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "synth.h"

/**
 * struct ht_synth_stream - what one CPU has
 * @cpu: its number
 * @out: its stream
 */
struct ht_synth_stream {
	uint32_t cpu;
	struct ht_ctf_stream *out;
};

static struct ht_ctf_type *new_type(enum ht_synth_kind kind)
{
	bool is_signed = kind == HT_SYNTH_S32 || kind == HT_SYNTH_S64;
	struct ht_ctf_type *type;

	if (kind == HT_SYNTH_TEXT)
		return ht_ctf_type_new(HT_CTF_STRING, 0);
	type = ht_ctf_type_new(is_signed ? HT_CTF_SIGNED : HT_CTF_UNSIGNED,
			       kind == HT_SYNTH_U32 || kind == HT_SYNTH_S32 ? 32 : 64);
	if (type && kind == HT_SYNTH_X64)
		type->base = 16;
	return type;
}

/* A packet's CPU, under the name that Trace Compass looks for. */
static int set_packet_context(struct ht_ctf_stream_shape *shape)
{
	struct ht_ctf_member *cpu;

	shape->packet_context = ht_ctf_type_new(HT_CTF_STRUCT, 0);
	cpu = shape->packet_context ?
		      ht_ctf_type_add(shape->packet_context, "cpu_id", new_type(HT_SYNTH_U32)) :
		      NULL;
	if (!cpu)
		return -ENOMEM;
	strcpy(cpu->tsdl, cpu->name);
	return 0;
}

/**
 * ht_synth_init() - make a class of streams for events of ours
 * @synth: filled; release with ht_synth_exit() in every case, after @trace
 * @trace: where
 * @class_id: number of the new class
 * @clock: its clock
 * @name: what it is called
 *
 * Return: 0 or -ENOMEM.
 */
int ht_synth_init(struct ht_synth *synth, struct ht_ctf_trace *trace, uint64_t class_id,
		  const struct ht_ctf_clock *clock, const char *name)
{
	*synth = (struct ht_synth){ .shape = { .id = class_id }, .name = name };
	synth->shape.clock = ht_ctf_clock_copy(clock);
	if (!synth->shape.clock || set_packet_context(&synth->shape))
		return -ENOMEM;
	synth->class = ht_ctf_class_get(trace, &synth->shape);
	return synth->class ? 0 : -ENOMEM;
}

/* As LTTng calls its files: channel, and CPU. */
static struct ht_ctf_stream *new_stream(struct ht_synth *synth, uint32_t cpu)
{
	struct ht_ctf_stream *stream;
	char *name;

	if (asprintf(&name, "%s_%" PRIu32, synth->name, cpu) < 0)
		return NULL;
	stream = ht_ctf_stream_new(synth->class, name, synth->nr_streams);
	free(name);
	return stream && !ht_ctf_stream_context(stream, &cpu, sizeof(cpu)) ? stream : NULL;
}

static struct ht_ctf_stream *get_stream(struct ht_synth *synth, uint32_t cpu)
{
	struct ht_synth_stream *more;
	size_t i;

	for (i = 0; i < synth->nr_streams; i++) {
		if (synth->streams[i].cpu == cpu)
			return synth->streams[i].out;
	}
	more = reallocarray(synth->streams, synth->nr_streams + 1, sizeof(*more));
	if (!more)
		return NULL;
	synth->streams = more;
	more[synth->nr_streams] = (struct ht_synth_stream){ cpu, new_stream(synth, cpu) };
	return more[synth->nr_streams].out ? more[synth->nr_streams++].out : NULL;
}

/**
 * ht_synth_write() - write an event whose bytes are known
 * @synth: the streams
 * @cpu: where it happened
 * @cycles: when; if that is before the latest event, then at that
 * @shape: its class; outlives the trace
 * @bytes: its fields
 * @size: how many
 *
 * Return: 0, -ENOMEM, or what writing gave.
 */
int ht_synth_write(struct ht_synth *synth, uint32_t cpu, uint64_t cycles,
		   const struct ht_ctf_event_shape *shape, const void *bytes, size_t size)
{
	struct ht_ctf_stream *stream = get_stream(synth, cpu);
	uint32_t id;

	if (!stream || ht_ctf_class_event(synth->class, shape, &id))
		return -ENOMEM;
	if (cycles > synth->mark)
		synth->mark = cycles;
	return ht_ctf_stream_event(stream, id, synth->mark, bytes, size);
}

static int put_value(struct ht_ctf_bytes *bytes, enum ht_synth_kind kind,
		     union ht_synth_value value)
{
	if (kind == HT_SYNTH_TEXT)
		return ht_ctf_bytes_text(bytes, value.text, strlen(value.text));
	if (ht_ctf_bytes_room(bytes, sizeof(value)))
		return -ENOMEM;
	ht_ctf_bytes_int(bytes, value.u, kind == HT_SYNTH_U32 || kind == HT_SYNTH_S32 ? 4 : 8);
	return 0;
}

/**
 * ht_synth_put() - write an event
 * @synth: the streams
 * @cpu: where it happened
 * @cycles: when
 * @shape: its class; outlives the trace
 * @values: of its fields
 *
 * Return: 0, -ENOMEM, or what writing gave.
 */
int ht_synth_put(struct ht_synth *synth, uint32_t cpu, uint64_t cycles,
		 const struct ht_synth_shape *shape, const union ht_synth_value *values)
{
	struct ht_ctf_bytes *bytes = &synth->bytes;
	size_t i;

	bytes->count = 0;
	for (i = 0; shape->layout->fields[i].kind; i++) {
		if (put_value(bytes, shape->layout->fields[i].kind, values[i]))
			return -ENOMEM;
	}
	return ht_synth_write(synth, cpu, cycles, shape->shape, bytes->data, bytes->count);
}

/**
 * ht_synth_exit() - release streams
 * @synth: the streams; their trace is released before
 */
void ht_synth_exit(struct ht_synth *synth)
{
	free(synth->streams);
	ht_ctf_bytes_exit(&synth->bytes);
	ht_ctf_stream_shape_exit(&synth->shape);
	*synth = (struct ht_synth){ .nr_streams = 0 };
}

static int fill(struct ht_ctf_event_shape *shape, const struct ht_synth_layout *layout)
{
	size_t i;

	shape->payload = ht_ctf_type_new(HT_CTF_STRUCT, 0);
	if (!shape->payload)
		return -ENOMEM;
	for (i = 0; layout->fields[i].kind; i++) {
		if (!ht_ctf_type_add(shape->payload, layout->fields[i].name,
				     new_type(layout->fields[i].kind)))
			return -ENOMEM;
	}
	return 0;
}

/**
 * ht_synth_shape() - make a class of events, if it is not made yet
 * @shape: the class; to be released with ht_synth_shape_exit()
 * @layout: its fields
 * @name: its name; NULL: the layout's
 *
 * Return: 0 or -ENOMEM.
 */
int ht_synth_shape(struct ht_synth_shape *shape, const struct ht_synth_layout *layout,
		   const char *name)
{
	if (shape->layout)
		return 0;
	shape->shape = ht_ctf_event_shape_new(name ? name : layout->name);
	if (!shape->shape || fill(shape->shape, layout)) {
		ht_synth_shape_exit(shape);
		return -ENOMEM;
	}
	shape->shape->memo = &shape->memo;
	shape->layout = layout;
	return 0;
}

/**
 * ht_synth_shape_exit() - release a class of events
 * @shape: the class, made or not
 */
void ht_synth_shape_exit(struct ht_synth_shape *shape)
{
	ht_ctf_event_shape_free(shape->shape);
	free(shape->memo);
	*shape = (struct ht_synth_shape){ NULL, NULL, NULL };
}

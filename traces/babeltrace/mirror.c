// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making the output trace. It cannot be the input's own: packets have to be others, since an event
 * that moves leaves the times its packet says, and unpacked events need classes.
 */
#include <cache_line.h>
#include <ctf_source.h>
#include <stdlib.h>
#include <string.h>

#include "mirror.h"
#include "mirror_class.h"

static int copy_environment(const bt_trace *from, bt_trace *to)
{
	uint64_t count = bt_trace_get_environment_entry_count(from);
	uint64_t i;
	int ret = 0;

	for (i = 0; !ret && i < count; i++) {
		const bt_value *value;
		const char *name;

		bt_trace_borrow_environment_entry_by_index_const(from, i, &name, &value);
		if (bt_value_is_signed_integer(value))
			ret = bt_trace_set_environment_entry_integer(
				to, name, bt_value_integer_signed_get(value));
		else if (bt_value_is_string(value))
			ret = bt_trace_set_environment_entry_string(to, name,
								    bt_value_string_get(value));
	}
	return ret;
}

static void trace_free(void *data)
{
	struct ht_trace *trace = data;

	ht_ptrmap_exit(&trace->stream_classes, ht_stream_class_free);
	ht_ptrmap_exit(&trace->clocks, ht_trace_clock_free);
	ht_ptrmap_exit(&trace->copier.copies, NULL);
	bt_trace_put_ref(trace->out);
	bt_trace_class_put_ref(trace->out_class);
	bt_trace_put_ref(trace->in);
	ht_ctf_envs_exit(&trace->envs);
	free(trace->name);
	free(trace);
}

static int trace_init(struct ht_trace *trace)
{
	const char *name = bt_trace_get_name(trace->in);

	if (trace->whole) {
		trace->name = strdup(name ? name : "");
		return trace->name ? ht_ctf_envs_of(&trace->envs, trace->in) : -1;
	}
	if (trace->reading)
		return 0;
	trace->out_class = bt_trace_class_create(trace->self);
	if (!trace->out_class)
		return -1;
	bt_trace_class_set_assigns_automatic_stream_class_id(trace->out_class, BT_FALSE);
	trace->copier.trace_class = trace->out_class;
	trace->out = bt_trace_create(trace->out_class);
	if (!trace->out)
		return -1;
	if (name && bt_trace_set_name(trace->out, name) != BT_TRACE_SET_NAME_STATUS_OK)
		return -1;
	return copy_environment(trace->in, trace->out);
}

static struct ht_trace *trace_get(struct ht_mirror *mirror, const bt_trace *in)
{
	struct ht_trace *trace = ht_ptrmap_get(&mirror->traces, in);

	if (trace)
		return trace;
	trace = ht_lines_alloc(sizeof(*trace));
	if (!trace)
		return NULL;
	trace->self = mirror->self;
	trace->reading = mirror->reading;
	trace->brief = mirror->brief;
	trace->whole = mirror->whole;
	trace->in = in;
	bt_trace_get_ref(in);
	if (!trace_init(trace) && !ht_ptrmap_set(&mirror->traces, in, trace))
		return trace;
	trace_free(trace);
	return NULL;
}

static void stream_free(void *data)
{
	struct ht_stream *stream = data;

	bt_packet_put_ref(stream->packet);
	bt_packet_put_ref(stream->in_packet);
	bt_stream_put_ref(stream->out);
	bt_stream_put_ref(stream->in);
	ht_ctf_bytes_exit(&stream->context);
	free(stream->name);
	free(stream);
}

static int stream_init(struct ht_stream *stream, struct ht_trace *trace)
{
	const char *name = bt_stream_get_name(stream->in);

	stream->class = ht_stream_class_get(trace, bt_stream_borrow_class_const(stream->in));
	if (!stream->class)
		return -1;
	stream->id = bt_stream_get_id(stream->in);
	if (trace->whole && name) {
		stream->name = strdup(name);
		return stream->name ? 0 : -1;
	}
	if (trace->reading)
		return 0;
	stream->out = bt_stream_create_with_id(stream->class->out, trace->out, stream->id);
	if (!stream->out)
		return -1;
	return name ? bt_stream_set_name(stream->out, name) : 0;
}

/**
 * ht_mirror_stream() - the output's stream for one of the input's
 * @mirror: the mirror
 * @in: the input's
 *
 * Return: the stream, owned by @mirror, or NULL without memory.
 */
struct ht_stream *ht_mirror_stream(struct ht_mirror *mirror, const bt_stream *in)
{
	struct ht_stream *stream;
	struct ht_trace *trace;

	if (mirror->latest && mirror->latest->in == in)
		return mirror->latest;
	stream = ht_ptrmap_get(&mirror->streams, in);
	if (stream)
		return mirror->latest = stream;
	trace = trace_get(mirror, bt_stream_borrow_trace_const(in));
	stream = ht_lines_alloc(sizeof(*stream));
	if (!trace || !stream) {
		free(stream);
		return NULL;
	}
	stream->in = in;
	bt_stream_get_ref(in);
	if (!stream_init(stream, trace) && !ht_ptrmap_set(&mirror->streams, in, stream))
		return stream;
	stream_free(stream);
	return NULL;
}

/**
 * ht_mirror_let_go() - do without the input's traces and streams
 * @mirror: a reader's, that no more messages are read for; its own parts stay
 */
void ht_mirror_let_go(struct ht_mirror *mirror)
{
	size_t i;

	for (i = 0; i < mirror->streams.size; i++) {
		struct ht_stream *stream = mirror->streams.slots[i].value;

		if (stream)
			BT_STREAM_PUT_REF_AND_RESET(stream->in);
	}
	for (i = 0; i < mirror->traces.size; i++) {
		struct ht_trace *trace = mirror->traces.slots[i].value;

		if (trace)
			BT_TRACE_PUT_REF_AND_RESET(trace->in);
	}
}

/**
 * ht_mirror_exit() - release a mirror
 * @mirror: the mirror
 */
void ht_mirror_exit(struct ht_mirror *mirror)
{
	ht_ptrmap_exit(&mirror->streams, stream_free);
	ht_ptrmap_exit(&mirror->traces, trace_free);
}

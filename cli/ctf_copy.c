// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing a trace as it is read. Classes of events are there when the first of them comes, as of
 * those that were packed nobody knows before.
 */
#include <batch.h>
#include <errno.h>
#include <stdlib.h>

#include "ctf_copy.h"

/**
 * struct ht_copy_stream - a stream
 * @in: the input's
 * @class: its class
 * @out: ours
 */
struct ht_copy_stream {
	const struct ht_stream *in;
	struct ht_ctf_class *class;
	struct ht_ctf_stream *out;
};

static struct ht_ctf_class *class_get(struct ht_copy *copy, const struct ht_stream_class *in)
{
	struct ht_ctf_class *class = ht_ptrmap_get(&copy->classes, in);

	if (class)
		return class;
	class = ht_ctf_class_get(copy->trace, &in->shape);
	return class && !ht_ptrmap_set(&copy->classes, in, class) ? class : NULL;
}

/**
 * ht_copy_init() - begin a trace
 * @copy: filled; release with ht_copy_exit() in every case
 * @dir: its directory, which is made
 * @in: what is read
 * @disk: where packets go
 *
 * Return: as ht_ctf_trace_new().
 */
int ht_copy_init(struct ht_copy *copy, const char *dir, const struct ht_trace *in,
		 struct ht_ctf_disk *disk)
{
	int ret;

	*copy = (struct ht_copy){ .name = strdup(in->name) };
	ret = copy->name ? ht_ctf_trace_new(&copy->trace, dir, disk) : -ENOMEM;
	return ret ?: ht_ctf_envs_copy(&copy->trace->envs, &in->envs);
}

static struct ht_copy_stream *stream_get(struct ht_copy *copy, const struct ht_stream *in)
{
	struct ht_copy_stream *stream;

	if (copy->latest && copy->latest->in == in)
		return copy->latest;
	stream = ht_ptrmap_get(&copy->streams, in);
	if (stream)
		return copy->latest = stream;
	stream = calloc(1, sizeof(*stream));
	if (!stream)
		return NULL;
	stream->in = in;
	stream->class = class_get(copy, in->class);
	if (stream->class)
		stream->out =
			ht_ctf_stream_new(stream->class, in->name ? in->name : "stream", in->id);
	if (stream->out && !ht_ptrmap_set(&copy->streams, in, stream))
		return stream;
	free(stream);
	return NULL;
}

/**
 * ht_copy_stream() - begin a stream
 * @copy: the trace
 * @in: the input's
 *
 * Return: 0 or -ENOMEM.
 */
int ht_copy_stream(struct ht_copy *copy, const struct ht_stream *in)
{
	return stream_get(copy, in) ? 0 : -ENOMEM;
}

/**
 * ht_copy_context() - what the context of a stream's packets says from now on
 * @copy: the trace
 * @in: the input's stream
 * @bytes: what
 * @size: how many
 *
 * Return: as ht_ctf_stream_context().
 */
int ht_copy_context(struct ht_copy *copy, const struct ht_stream *in, const void *bytes,
		    size_t size)
{
	struct ht_copy_stream *stream = stream_get(copy, in);

	return stream ? ht_ctf_stream_context(stream->out, bytes, size) : -ENOMEM;
}

/**
 * ht_copy_event() - write an event
 * @copy: the trace
 * @event: the event
 *
 * Return: as ht_ctf_stream_event().
 */
int ht_copy_event(struct ht_copy *copy, const struct ht_whole_event *event)
{
	struct ht_copy_stream *stream = stream_get(copy, event->stream);
	uint32_t id;

	if (!stream || ht_ctf_class_event(stream->class, event->shape, &id))
		return -ENOMEM;
	return ht_ctf_stream_event(stream->out, id, event->cycles, event->bytes, event->size);
}

/**
 * ht_copy_lost() - the tracer discarded something
 * @copy: the trace
 * @in: the input's stream
 * @cycles: since when
 * @loss: what
 *
 * Return: as ht_ctf_stream_lost().
 */
int ht_copy_lost(struct ht_copy *copy, const struct ht_stream *in, uint64_t cycles,
		 const struct ht_loss *loss)
{
	struct ht_copy_stream *stream = stream_get(copy, in);

	if (!stream)
		return -ENOMEM;
	if (loss->events && loss->is_counted)
		return ht_ctf_stream_lost(stream->out, cycles, loss->count, 0);
	if (!loss->events)
		return ht_ctf_stream_lost(stream->out, cycles, 0,
					  loss->is_counted ? loss->count : 1);
	ht_ctf_stream_lost_some(stream->out);
	return 0;
}

/**
 * ht_copy_cut() - what was discarded was discarded up to here
 * @copy: the trace
 * @in: the input's stream
 * @cycles: when
 *
 * Return: as ht_ctf_stream_cut().
 */
int ht_copy_cut(struct ht_copy *copy, const struct ht_stream *in, uint64_t cycles)
{
	struct ht_copy_stream *stream = stream_get(copy, in);

	return stream ? ht_ctf_stream_cut(stream->out, cycles) : -ENOMEM;
}

/**
 * ht_copy_exit() - release a trace; what ht_ctf_trace_end() has not written is lost
 * @copy: the trace
 */
void ht_copy_exit(struct ht_copy *copy)
{
	ht_ptrmap_exit(&copy->streams, free);
	ht_ptrmap_exit(&copy->classes, NULL);
	ht_ctf_trace_free(copy->trace);
	free(copy->name);
	*copy = (struct ht_copy){ NULL };
}

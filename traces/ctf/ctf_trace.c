// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing a trace. sink.ctf.fs of Babeltrace 2 writes any, too, from messages, which take longer to
 * make and to take apart than the events take to read; here they are bytes already.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "ctf_text.h"
#include "ctf_trace.h"

#define METADATA "metadata"

/* As of a random UUID: RFC 4122, section 4.4. */
static int make_uuid(uint8_t uuid[16])
{
	if (getrandom(uuid, 16, 0) != 16)
		return -errno;
	uuid[6] = (uuid[6] & 0x0f) | 0x40;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
	return 0;
}

/**
 * ht_ctf_trace_new() - begin a trace
 * @trace: set; to be released with ht_ctf_trace_free()
 * @dir: its directory, which is made
 * @disk: where packets go; outlives the trace
 *
 * Return: 0, -ENOMEM, or what making the directory gave.
 */
int ht_ctf_trace_new(struct ht_ctf_trace **trace, const char *dir, struct ht_ctf_disk *disk)
{
	struct ht_ctf_trace *mine = calloc(1, sizeof(*mine));
	int ret;

	if (!mine)
		return -ENOMEM;
	mine->disk = disk;
	mine->dir = strdup(dir);
	ret = mine->dir ? make_uuid(mine->uuid) : -ENOMEM;
	if (!ret && mkdir(dir, 0777))
		ret = -errno;
	if (ret)
		ht_ctf_trace_free(mine);
	else
		*trace = mine;
	return ret;
}

static struct ht_ctf_class *class_new(struct ht_ctf_trace *trace,
				      const struct ht_ctf_stream_shape *shape)
{
	struct ht_ctf_class **more =
		reallocarray(trace->classes, trace->nr_classes + 1, sizeof(*more));
	struct ht_ctf_class *class;

	if (!more)
		return NULL;
	trace->classes = more;
	class = calloc(1, sizeof(*class));
	if (!class)
		return NULL;
	class->trace = trace;
	class->shape = shape;
	more[trace->nr_classes++] = class;
	trace->is_told = false;
	return class;
}

/**
 * ht_ctf_class_get() - a class of streams, which is made if there is none of that number
 * @trace: the trace
 * @shape: what it is; outlives the trace. Of one number there may be several, which say the same:
 *	who reads in several threads has one for each
 *
 * Return: the class, owned by the trace, or NULL without memory.
 */
struct ht_ctf_class *ht_ctf_class_get(struct ht_ctf_trace *trace,
				      const struct ht_ctf_stream_shape *shape)
{
	size_t i;

	for (i = 0; i < trace->nr_classes; i++) {
		if (trace->classes[i]->shape->id == shape->id)
			return trace->classes[i];
	}
	return class_new(trace, shape);
}

/* More are not compared: no tracer has so many, and who made them up may have them twice. */
#define MOST_COMPARED 4096

/* The number of a class that says the same; that of a new one, if there is none. */
static uint32_t find_same(const struct ht_ctf_class *class, const struct ht_ctf_event_shape *shape)
{
	uint32_t i;

	for (i = 0; i < class->nr_events && i < MOST_COMPARED; i++) {
		if (ht_ctf_event_shape_is_same(class->events[i], shape))
			return i;
	}
	return class->nr_events;
}

static int event_new(struct ht_ctf_class *class, const struct ht_ctf_event_shape *shape,
		     uint32_t *id)
{
	const struct ht_ctf_event_shape **more;

	*id = find_same(class, shape);
	if (*id == class->nr_events) {
		more = reallocarray(class->events, (size_t)*id + 1, sizeof(*more));
		if (!more)
			return -ENOMEM;
		class->events = more;
		more[class->nr_events++] = shape;
		class->trace->is_told = false;
	}
	/* One more than the number, as no value is NULL. */
	return ht_ptrmap_set(&class->ids, shape, (void *)((uintptr_t)*id + 1));
}

/**
 * ht_ctf_class_event() - the number of a class of events, which is made if it is new
 * @class: of its streams
 * @shape: what it is; outlives the trace
 * @id: set
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_class_event(struct ht_ctf_class *class, const struct ht_ctf_event_shape *shape,
		       uint32_t *id)
{
	uintptr_t known = (uintptr_t)ht_ptrmap_get(&class->ids, shape);

	if (!known)
		return event_new(class, shape, id);
	*id = (uint32_t)(known - 1);
	return 0;
}

static bool is_taken(const struct ht_ctf_trace *trace, const char *path)
{
	size_t i;

	for (i = 0; i < trace->nr_streams; i++) {
		if (!strcmp(trace->streams[i]->path, path))
			return true;
	}
	return !strcmp(path + strlen(trace->dir), "/" METADATA);
}

/* A file's name is the last part of what is in @name, which may be a path on another machine. */
static char *path_for(const struct ht_ctf_trace *trace, const char *name)
{
	const char *slash = strrchr(name, '/');
	const char *base = slash ? slash + 1 : name;
	unsigned int suffix = 0;
	char *path, *other;

	if (!*base || !strcmp(base, ".") || !strcmp(base, ".."))
		base = "stream";
	if (asprintf(&path, "%s/%s", trace->dir, base) < 0)
		return NULL;
	while (is_taken(trace, path)) {
		if (asprintf(&other, "%s/%s-%u", trace->dir, base, suffix++) < 0)
			other = NULL;
		free(path);
		path = other;
		if (!path)
			return NULL;
	}
	return path;
}

/**
 * ht_ctf_stream_new() - begin a stream
 * @class: its class
 * @name: what its file shall be called, with a number behind if there is one of that name
 * @id: its number
 *
 * Return: the stream, owned by the trace, or NULL without memory.
 */
struct ht_ctf_stream *ht_ctf_stream_new(struct ht_ctf_class *class, const char *name, uint64_t id)
{
	struct ht_ctf_trace *trace = class->trace;
	struct ht_ctf_stream **more =
		reallocarray(trace->streams, trace->nr_streams + 1, sizeof(*more));
	struct ht_ctf_stream *stream;

	if (!more)
		return NULL;
	trace->streams = more;
	stream = calloc(1, sizeof(*stream));
	if (!stream)
		return NULL;
	stream->shape = class->shape;
	stream->uuid = trace->uuid;
	stream->id = id;
	stream->disk = trace->disk;
	stream->path = path_for(trace, name);
	if (!stream->path) {
		ht_ctf_stream_free(stream);
		return NULL;
	}
	more[trace->nr_streams++] = stream;
	return stream;
}

/**
 * ht_ctf_trace_flush() - write what there is, so that no memory is held
 * @trace: the trace
 *
 * Return: 0, or what writing gave.
 */
int ht_ctf_trace_flush(struct ht_ctf_trace *trace)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < trace->nr_streams; i++)
		ret = ht_ctf_stream_flush(trace->streams[i]);
	return ret;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_clock(const struct ht_ctf_clock *a, const struct ht_ctf_clock *b)
{
	return same_text(a->name, b->name) && same_text(a->description, b->description) &&
	       a->has_uuid == b->has_uuid && !memcmp(a->uuid, b->uuid, sizeof(a->uuid)) &&
	       a->frequency == b->frequency && a->precision == b->precision &&
	       a->offset_s == b->offset_s && a->offset == b->offset &&
	       a->is_absolute == b->is_absolute;
}

/* Readers take no underscore from a clock's name, and the words of TSDL are none for it. */
static bool is_clock_name(const char *name)
{
	static const char *const words[] = { "align",  "callsite", "clock",   "const",
					     "double", "enum",	   "env",     "event",
					     "float",  "int",	   "long",    "map",
					     "short",  "signed",   "stream",  "string",
					     "struct", "trace",	   "typedef", "unsigned",
					     "void",   "variant",  "integer", "typealias" };
	const char *at;
	size_t i;

	if (!name || !isalpha((unsigned char)*name))
		return false;
	for (at = name; *at; at++) {
		if (!isalnum((unsigned char)*at) && *at != '_')
			return false;
	}
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!strcmp(name, words[i]))
			return false;
	}
	return true;
}

static bool is_used(const struct ht_ctf_trace *trace, size_t count, const char *name)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (trace->classes[i]->clock && !strcmp(trace->classes[i]->clock, name))
			return true;
	}
	return false;
}

static char *clock_name(const struct ht_ctf_trace *trace, size_t count,
			const struct ht_ctf_clock *clock)
{
	const char *base = is_clock_name(clock->name) ? clock->name : "default";
	unsigned int suffix = 2;
	char *name = strdup(base);

	while (name && is_used(trace, count, name)) {
		free(name);
		if (asprintf(&name, "%s_%u", base, suffix++) < 0)
			name = NULL;
	}
	return name;
}

/* Babeltrace 1, and with it lttng-analyses, read no trace with several: same ones are one. */
static int put_clock(FILE *file, struct ht_ctf_trace *trace, size_t index)
{
	struct ht_ctf_class *class = trace->classes[index];
	size_t i;

	free(class->clock);
	class->clock = NULL;
	if (!class->shape->clock)
		return 0;
	for (i = 0; i < index; i++) {
		const struct ht_ctf_class *other = trace->classes[i];

		if (!other->shape->clock || !same_clock(other->shape->clock, class->shape->clock))
			continue;
		class->clock = strdup(other->clock);
		return class->clock ? 0 : -ENOMEM;
	}
	class->clock = clock_name(trace, index, class->shape->clock);
	if (!class->clock)
		return -ENOMEM;
	ht_ctf_text_clock(file, class->shape->clock, class->clock);
	return 0;
}

static int put_metadata(FILE *file, struct ht_ctf_trace *trace)
{
	uint32_t event;
	size_t i;
	int ret = 0;

	ht_ctf_text_trace(file, trace->uuid, &trace->envs);
	for (i = 0; !ret && i < trace->nr_classes; i++)
		ret = put_clock(file, trace, i);
	for (i = 0; !ret && i < trace->nr_classes; i++) {
		const struct ht_ctf_class *class = trace->classes[i];

		ht_ctf_text_stream(file, class->shape, class->clock);
		for (event = 0; event < class->nr_events; event++)
			ht_ctf_text_event(file, class->events[event], class->shape->id, event);
	}
	return ret;
}

/* In memory; it is written behind what else is written. */
static int make_metadata(struct ht_ctf_bytes *bytes, struct ht_ctf_trace *trace)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	int ret;

	if (!file)
		return -ENOMEM;
	__fsetlocking(file, FSETLOCKING_BYCALLER);
	ret = put_metadata(file, trace);
	if (ferror(file) && !ret)
		ret = -ENOMEM;
	if (fclose(file) && !ret)
		ret = -ENOMEM;
	*bytes = (struct ht_ctf_bytes){ (uint8_t *)text, size, size };
	return ret;
}

static int write_metadata(struct ht_ctf_trace *trace)
{
	struct ht_ctf_bytes bytes = { 0 };
	int ret;

	if (trace->is_told)
		return 0;
	if (!trace->metadata && asprintf(&trace->metadata, "%s/" METADATA, trace->dir) < 0) {
		trace->metadata = NULL;
		return -ENOMEM;
	}
	ret = make_metadata(&bytes, trace);
	trace->metadata_bytes = bytes.count;
	ret = ret ?: ht_ctf_disk_replace(trace->disk, trace->metadata, &bytes);
	trace->is_told = !ret;
	ht_ctf_bytes_exit(&bytes);
	return ret;
}

/**
 * ht_ctf_trace_settle() - write what there is, the metadata too, as nothing seems to follow
 * @trace: the trace, whose environment is complete. If something follows, the metadata is written
 *	anew if it has to be
 *
 * Return: 0, -ENOMEM, or what writing gave so far.
 */
int ht_ctf_trace_settle(struct ht_ctf_trace *trace)
{
	return ht_ctf_trace_flush(trace) ?: write_metadata(trace);
}

/**
 * ht_ctf_trace_end() - write all that is left of a trace
 * @trace: the trace
 *
 * Return: 0, -ENOMEM, or what writing gave so far: ht_ctf_disk_wait() has the rest.
 */
int ht_ctf_trace_end(struct ht_ctf_trace *trace)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < trace->nr_streams; i++) {
		ret = ht_ctf_stream_end(trace->streams[i]);
		trace->disk->bytes += trace->streams[i]->bytes;
	}
	ret = ret ?: write_metadata(trace);
	trace->disk->bytes += trace->metadata_bytes;
	return ret;
}

/**
 * ht_ctf_trace_free() - release a trace; its files stay
 * @trace: the trace, or NULL
 */
void ht_ctf_trace_free(struct ht_ctf_trace *trace)
{
	size_t i;

	if (!trace)
		return;
	for (i = 0; i < trace->nr_streams; i++)
		ht_ctf_stream_free(trace->streams[i]);
	for (i = 0; i < trace->nr_classes; i++) {
		ht_ptrmap_exit(&trace->classes[i]->ids, NULL);
		free(trace->classes[i]->events);
		free(trace->classes[i]->clock);
		free(trace->classes[i]);
	}
	free(trace->streams);
	free(trace->classes);
	ht_ctf_envs_exit(&trace->envs);
	free(trace->metadata);
	free(trace->dir);
	free(trace);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * CTF, as LTTng's kernel tracer writes it.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "ctf.h"

#define MAGIC 0xc1fc1fc1u
#define HEADER_BYTES 84
#define COMPACT_BITS 27
#define EXTENDED 31

static const uint8_t uuid[16] = "hypertrace bench";

static const char head[] =
	"/* CTF 1.8 */\n"
	"typealias integer { size = 8; align = 8; signed = false; } := uint8_t;\n"
	"typealias integer { size = 32; align = 8; signed = false; } := uint32_t;\n"
	"typealias integer { size = 64; align = 8; signed = false; } := uint64_t;\n"
	"typealias integer { size = 5; align = 1; signed = false; } := uint5_t;\n"
	"trace {\n"
	"	major = 1; minor = 8; byte_order = le;\n"
	"	uuid = \"68797065-7274-7261-6365-2062656e6368\";\n"
	"	packet.header := struct { uint32_t magic; uint8_t uuid[16]; uint32_t stream_id;\n"
	"		uint64_t stream_instance_id; };\n"
	"};\n"
	"env {\n"
	"	hostname = \"bench\"; domain = \"kernel\"; sysname = \"Linux\";\n"
	"	kernel_release = \"6.1.0\"; kernel_version = \"#1 SMP\";\n"
	"	tracer_name = \"lttng-modules\"; tracer_major = 2; tracer_minor = 13;\n"
	"	tracer_patchlevel = 9; trace_name = \"bench\";\n"
	"};\n"
	"clock {\n"
	"	name = \"monotonic\"; uuid = \"52466f98-9ae2-472b-b365-33fc486f7f02\";\n"
	"	description = \"Monotonic Clock\"; freq = 1000000000;\n"
	"	offset = 1700000000000000000;\n"
	"};\n"
	"typealias integer { size = 27; align = 1; signed = false;\n"
	"	map = clock.monotonic.value; } := uint27_clock_monotonic_t;\n"
	"typealias integer { size = 64; align = 8; signed = false;\n"
	"	map = clock.monotonic.value; } := uint64_clock_monotonic_t;\n"
	"struct packet_context {\n"
	"	uint64_clock_monotonic_t timestamp_begin;\n"
	"	uint64_clock_monotonic_t timestamp_end;\n"
	"	uint64_t content_size; uint64_t packet_size; uint64_t packet_seq_num;\n"
	"	uint64_t events_discarded; uint32_t cpu_id;\n"
	"};\n"
	"struct event_header_compact {\n"
	"	enum : uint5_t { compact = 0 ... 30, extended = 31 } id;\n"
	"	variant <id> {\n"
	"		struct { uint27_clock_monotonic_t timestamp; } compact;\n"
	"		struct { uint32_t id; uint64_clock_monotonic_t timestamp; } extended;\n"
	"	} v;\n"
	"} align(8);\n"
	"stream {\n"
	"	id = 0; event.header := struct event_header_compact;\n"
	"	packet.context := struct packet_context;\n"
	"};\n";

static void field(FILE *out, char kind, const char *name)
{
	static const char integer[] = "integer { size = %d; align = 8; signed = %d; encoding = %s; "
				      "base = %d; }";
	const char *text = kind == 'c' ? "UTF8" : "none";
	int bits = strchr("ui", kind) ? 32 : strchr("cB", kind) ? 8 : 64;

	fputs("\t\t", out);
	if (kind == 's') {
		fprintf(out, "string _%s;\n", name);
		return;
	}
	if (strchr("BL", kind))
		fprintf(out, "uint32_t __%s_length;\n\t\t", name);
	fprintf(out, integer, bits, !!strchr("iI", kind), text, kind == 'X' ? 16 : 10);
	fprintf(out, " _%s", name);
	if (strchr("BL", kind))
		fprintf(out, "[ __%s_length ]", name);
	else if (strchr("cAH", kind))
		fprintf(out, "[%d]", kind == 'c' ? 16 : kind == 'A' ? 6 : 40);
	fputs(";\n", out);
}

static FILE *create(const char *dir, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	if (!file)
		err(EXIT_FAILURE, "%s", path);
	return file;
}

/**
 * ctf_metadata() - write what says how to read the rest
 * @dir: the trace
 * @classes: of its events
 * @count: how many
 */
void ctf_metadata(const char *dir, const struct class *classes, size_t count)
{
	FILE *out = create(dir, "metadata");
	size_t i;

	fputs(head, out);
	for (i = 0; i < count; i++) {
		char *fields = strdup(classes[i].fields), *rest = fields, *kind;

		fprintf(out,
			"event {\n\tname = \"%s\"; id = %zu; stream_id = 0;\n"
			"\tfields := struct {\n",
			classes[i].name, i);
		while ((kind = strtok_r(rest, " ", &rest)))
			field(out, *kind, strtok_r(rest, " ", &rest));
		fputs("\t};\n};\n", out);
		free(fields);
	}
	if (fclose(out))
		err(EXIT_FAILURE, "%s/metadata", dir);
}

/**
 * ctf_stream_open() - begin a stream
 * @stream: filled
 * @dir: the trace
 * @cpu: whose
 */
void ctf_stream_open(struct stream *stream, const char *dir, uint32_t cpu)
{
	char name[32];

	snprintf(name, sizeof(name), "bench_%u", cpu);
	stream->file = create(dir, name);
	stream->cpu = cpu;
	stream->seq = 0;
	stream->used = 0;
}

static void flush(struct stream *stream)
{
	uint8_t *to = stream->packet;
	uint64_t bits = 8 * (uint64_t)stream->used;
	uint64_t numbers[6] = { stream->begin, stream->last, bits, bits, stream->seq++, 0 };
	uint32_t magic = MAGIC, zero = 0;
	uint64_t instance = stream->cpu;

	if (!stream->used)
		return;
	memcpy(to, &magic, 4);
	memcpy(to + 4, uuid, 16);
	memcpy(to + 20, &zero, 4);
	memcpy(to + 24, &instance, 8);
	memcpy(to + 32, numbers, sizeof(numbers));
	memcpy(to + 80, &stream->cpu, 4);
	if (fwrite(to, stream->used, 1, stream->file) != 1)
		err(EXIT_FAILURE, "writing the trace");
	stream->used = 0;
}

/**
 * ctf_stream_close() - end a stream
 * @stream: the stream
 */
void ctf_stream_close(struct stream *stream)
{
	flush(stream);
	if (fclose(stream->file))
		err(EXIT_FAILURE, "writing the trace");
}

/**
 * ctf_event() - an event
 * @stream: its stream
 * @now: its time stamp; not before the one before
 * @class: number of its class, below 31
 * @fields: its fields
 * @len: bytes of them
 */
void ctf_event(struct stream *stream, uint64_t now, unsigned int class, const void *fields,
	       size_t len)
{
	uint8_t *to;

	if (stream->used + len + 16 > PACKET_BYTES)
		flush(stream);
	if (now < stream->last)
		now = stream->last;
	if (!stream->used) {
		stream->used = HEADER_BYTES;
		stream->begin = stream->last = now;
	}
	to = stream->packet + stream->used;
	if (now - stream->last < 1u << COMPACT_BITS) {
		uint32_t header = class | (uint32_t)now << 5;

		memcpy(to, &header, 4);
		stream->used += 4;
	} else {
		uint32_t id = class;

		*to = EXTENDED;
		memcpy(to + 1, &id, 4);
		memcpy(to + 5, &now, 8);
		stream->used += 13;
	}
	memcpy(stream->packet + stream->used, fields, len);
	stream->used += len;
	stream->last = now;
}

/**
 * put() - append to the fields of an event
 * @bytes: the fields
 * @from: what
 * @len: bytes of it
 */
void put(struct bytes *bytes, const void *from, size_t len)
{
	if (bytes->used + len > sizeof(bytes->at))
		errx(EXIT_FAILURE, "an event is too large");
	memcpy(bytes->at + bytes->used, from, len);
	bytes->used += len;
}

/**
 * put_u32() - append a number of 32 bits
 * @bytes: the fields
 * @value: the number
 */
void put_u32(struct bytes *bytes, uint32_t value)
{
	put(bytes, &value, sizeof(value));
}

/**
 * put_u64() - append a number of 64 bits
 * @bytes: the fields
 * @value: the number
 */
void put_u64(struct bytes *bytes, uint64_t value)
{
	put(bytes, &value, sizeof(value));
}

/**
 * put_text() - append a string
 * @bytes: the fields
 * @text: the string
 */
void put_text(struct bytes *bytes, const char *text)
{
	put(bytes, text, strlen(text) + 1);
}

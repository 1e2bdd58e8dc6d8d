// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writing metadata. Whatever a trace that was read says may be anything: texts are escaped, but for
 * UTF-8, of which Trace Compass shows escapes as they are; names are what ht_ctf_name() made of
 * them. Whether all could be written the caller asks the file.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "ctf_text.h"

static void indent(FILE *file, unsigned int depth)
{
	while (depth--)
		fputc('\t', file);
}

static void put_quoted(FILE *file, const char *text)
{
	fputc('"', file);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fprintf(file, "\\%c", *text);
		else if ((unsigned char)*text < 0x20 || *text == 0x7f)
			/* Octal: of a digit that follows a reader cannot think it is part of it. */
			fprintf(file, "\\%03o", (unsigned char)*text);
		else
			fputc(*text, file);
	}
	fputc('"', file);
}

static void put_uuid(FILE *file, const uint8_t uuid[16])
{
	size_t i;

	fputc('"', file);
	for (i = 0; i < 16; i++)
		fprintf(file, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "", uuid[i]);
	fputc('"', file);
}

static void put_integer(FILE *file, unsigned int bits, bool is_signed, uint8_t base,
			const char *clock)
{
	fprintf(file, "integer { size = %u; align = 8;", bits);
	if (is_signed)
		fputs(" signed = true;", file);
	if (base != 10)
		fprintf(file, " base = %s;", base == 2 ? "b" : base == 8 ? "o" : "x");
	if (clock)
		fprintf(file, " map = clock.%s.value;", clock);
	fputs(" }", file);
}

/* A field that each packet or event has. */
static void put_own(FILE *file, unsigned int depth, unsigned int bits, const char *clock,
		    const char *name)
{
	indent(file, depth);
	put_integer(file, bits, false, 10, clock);
	fprintf(file, " %s;\n", name);
}

static void put_number(FILE *file, bool is_signed, uint64_t number)
{
	if (is_signed)
		fprintf(file, "%" PRId64, (int64_t)number);
	else
		fprintf(file, "%" PRIu64, number);
}

static void put_labels(FILE *file, const struct ht_ctf_type *type, unsigned int depth)
{
	bool is_signed = type->kind == HT_CTF_SIGNED;
	size_t i;

	fputs(" {\n", file);
	for (i = 0; i < type->nr_labels; i++) {
		const struct ht_ctf_label *label = &type->labels[i];

		indent(file, depth + 1);
		put_quoted(file, label->text);
		fputs(" = ", file);
		put_number(file, is_signed, label->lower);
		if (label->lower != label->upper) {
			fputs(" ... ", file);
			put_number(file, is_signed, label->upper);
		}
		fputs(",\n", file);
	}
	indent(file, depth);
	fputc('}', file);
}

static void put_type(FILE *file, const struct ht_ctf_type *type, unsigned int depth);

/* Arrays stand behind the name: their elements' type is before it. */
static void put_member(FILE *file, const struct ht_ctf_type *type, const char *name,
		       unsigned int depth)
{
	const struct ht_ctf_type *element = type;

	while (element->kind == HT_CTF_ARRAY || element->kind == HT_CTF_SEQUENCE)
		element = element->members[0].type;
	indent(file, depth);
	put_type(file, element, depth);
	fprintf(file, " %s", name);
	for (; type != element; type = type->members[0].type) {
		if (type->kind == HT_CTF_ARRAY)
			fprintf(file, "[%" PRIu64 "]", type->length);
		else
			fprintf(file, "[%s]", type->ref);
	}
	fputs(";\n", file);
}

/* The selector of a variant that has none to refer to. */
static void put_selector(FILE *file, const struct ht_ctf_type *type, unsigned int depth)
{
	size_t i;

	indent(file, depth);
	fputs("enum : ", file);
	put_integer(file,
		    8 * (type->kind == HT_CTF_OPTION ? HT_CTF_OPTION_BYTES : HT_CTF_SELECTOR_BYTES),
		    false, 10, NULL);
	fputs(" {\n", file);
	if (type->kind == HT_CTF_OPTION) {
		indent(file, depth + 1);
		fputs("\"none\" = 0,\n", file);
	}
	for (i = 0; i < type->count; i++) {
		indent(file, depth + 1);
		fprintf(file, "\"%s\" = %zu,\n", type->members[i].tsdl,
			i + (type->kind == HT_CTF_OPTION));
	}
	indent(file, depth);
	fprintf(file, "} %s;\n", type->ref);
}

/* A length or a selector of the field's own goes before it. */
static void put_reference(FILE *file, const struct ht_ctf_type *type, unsigned int depth)
{
	if (!type->ref_is_ours)
		return;
	if (type->kind == HT_CTF_SEQUENCE)
		put_own(file, depth, 8 * HT_CTF_LENGTH_BYTES, NULL, type->ref);
	else
		put_selector(file, type, depth);
}

static void put_members(FILE *file, const struct ht_ctf_type *type, unsigned int depth)
{
	size_t i;

	for (i = 0; i < type->count; i++) {
		put_reference(file, type->members[i].type, depth);
		put_member(file, type->members[i].type, type->members[i].tsdl, depth);
	}
}

static void put_struct(FILE *file, const struct ht_ctf_type *type, unsigned int depth)
{
	fputs("struct {\n", file);
	put_members(file, type, depth + 1);
	indent(file, depth);
	fputs("} align(8)", file);
}

static void put_variant(FILE *file, const struct ht_ctf_type *type, unsigned int depth)
{
	size_t i;

	fprintf(file, "variant <%s> {\n", type->ref);
	if (type->kind == HT_CTF_OPTION) {
		indent(file, depth + 1);
		fputs("struct { } none;\n", file);
	}
	for (i = 0; i < type->count; i++)
		put_member(file, type->members[i].type, type->members[i].tsdl, depth + 1);
	indent(file, depth);
	fputc('}', file);
}

static void put_type(FILE *file, const struct ht_ctf_type *type, unsigned int depth)
{
	switch (type->kind) {
	case HT_CTF_STRING:
		fputs("string { encoding = UTF8; }", file);
		break;
	case HT_CTF_STRUCT:
		put_struct(file, type, depth);
		break;
	case HT_CTF_OPTION:
	case HT_CTF_VARIANT:
		put_variant(file, type, depth);
		break;
	case HT_CTF_SINGLE:
		fputs("floating_point { mant_dig = 24; exp_dig = 8; align = 8; }", file);
		break;
	case HT_CTF_DOUBLE:
		fputs("floating_point { mant_dig = 53; exp_dig = 11; align = 8; }", file);
		break;
	default:
		if (type->nr_labels)
			fputs("enum : ", file);
		put_integer(file, type->bits, type->kind == HT_CTF_SIGNED,
			    type->kind == HT_CTF_BITS ? 16 : type->base, NULL);
		if (type->nr_labels)
			put_labels(file, type, depth);
	}
}

static void put_root(FILE *file, const char *what, const struct ht_ctf_type *type)
{
	if (!type)
		return;
	fprintf(file, "\t%s := ", what);
	put_type(file, type, 1);
	fputs(";\n", file);
}

/**
 * ht_ctf_text_trace() - begin the metadata
 * @file: where to
 * @uuid: the trace's
 * @envs: what it says of where it comes from
 */
void ht_ctf_text_trace(FILE *file, const uint8_t uuid[16], const struct ht_ctf_envs *envs)
{
	size_t i;

	fputs("/* CTF 1.8 */\n\n/* Written by hypertrace. */\n\ntrace {\n", file);
	fputs("\tmajor = 1;\n\tminor = 8;\n\tuuid = ", file);
	put_uuid(file, uuid);
	fprintf(file, ";\n\tbyte_order = %s;\n",
		__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "le" : "be");
	fputs("\tpacket.header := struct {\n", file);
	fputs("\t\tinteger { size = 32; align = 8; base = x; } magic;\n", file);
	fputs("\t\tinteger { size = 8; align = 8; } uuid[16];\n", file);
	put_own(file, 2, 64, NULL, "stream_id");
	put_own(file, 2, 64, NULL, "stream_instance_id");
	fputs("\t} align(8);\n};\n\n", file);
	if (!envs->count)
		return;
	fputs("env {\n", file);
	for (i = 0; i < envs->count; i++) {
		fprintf(file, "\t%s = ", envs->list[i].name);
		if (envs->list[i].text)
			put_quoted(file, envs->list[i].text);
		else
			fprintf(file, "%" PRId64, envs->list[i].number);
		fputs(";\n", file);
	}
	fputs("};\n\n", file);
}

/**
 * ht_ctf_text_clock() - write a clock
 * @file: where to
 * @clock: the clock
 * @name: what it is called
 */
void ht_ctf_text_clock(FILE *file, const struct ht_ctf_clock *clock, const char *name)
{
	fprintf(file, "clock {\n\tname = %s;\n", name);
	if (clock->description) {
		fputs("\tdescription = ", file);
		put_quoted(file, clock->description);
		fputs(";\n", file);
	}
	fprintf(file,
		"\tfreq = %" PRIu64 ";\n\tprecision = %" PRIu64 ";\n\toffset_s = %" PRId64
		";\n\toffset = %" PRIu64 ";\n\tabsolute = %s;\n",
		clock->frequency, clock->precision, clock->offset_s, clock->offset,
		clock->is_absolute ? "true" : "false");
	if (clock->has_uuid) {
		fputs("\tuuid = ", file);
		put_uuid(file, clock->uuid);
		fputs(";\n", file);
	}
	fputs("};\n\n", file);
}

/**
 * ht_ctf_text_stream() - write a class of streams
 * @file: where to
 * @shape: the class
 * @clock: what its clock is called; NULL: it has none
 */
void ht_ctf_text_stream(FILE *file, const struct ht_ctf_stream_shape *shape, const char *clock)
{
	fprintf(file, "stream {\n\tid = %" PRIu64 ";\n\tpacket.context := struct {\n", shape->id);
	put_own(file, 2, 64, NULL, "packet_size");
	put_own(file, 2, 64, NULL, "content_size");
	if (clock) {
		put_own(file, 2, 64, clock, "timestamp_begin");
		put_own(file, 2, 64, clock, "timestamp_end");
	}
	if (shape->counts_discarded)
		put_own(file, 2, 64, NULL, "events_discarded");
	put_own(file, 2, 64, NULL, "packet_seq_num");
	if (shape->packet_context)
		put_members(file, shape->packet_context, 2);
	fputs("\t} align(8);\n\n\tevent.header := struct {\n", file);
	put_own(file, 2, 32, NULL, "id");
	if (clock)
		put_own(file, 2, 64, clock, "timestamp");
	fputs("\t} align(8);\n", file);
	put_root(file, "event.context", shape->common_context);
	fputs("};\n\n", file);
}

static void put_fields(FILE *file, const struct ht_ctf_event_shape *shape)
{
	put_root(file, "context", shape->context);
	put_root(file, "fields", shape->payload);
}

/* Without memory there is no memo. */
static char *make_memo(const struct ht_ctf_event_shape *shape)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	bool failed;

	if (!file)
		return NULL;
	put_fields(file, shape);
	failed = ferror(file);
	if (!fclose(file) && !failed)
		return text;
	free(text);
	return NULL;
}

/**
 * ht_ctf_text_event() - write a class of events
 * @file: where to
 * @shape: the class
 * @stream: number of the class of its streams
 * @id: its own
 */
void ht_ctf_text_event(FILE *file, const struct ht_ctf_event_shape *shape, uint64_t stream,
		       uint32_t id)
{
	fputs("event {\n\tname = ", file);
	put_quoted(file, shape->name ? shape->name : "unknown");
	fprintf(file, ";\n\tstream_id = %" PRIu64 ";\n\tid = %" PRIu32 ";\n", stream, id);
	if (shape->uri) {
		fputs("\tmodel.emf.uri = ", file);
		put_quoted(file, shape->uri);
		fputs(";\n", file);
	}
	if (shape->level >= 0)
		fprintf(file, "\tloglevel = %d;\n", shape->level);
	if (shape->memo && !*shape->memo)
		*shape->memo = make_memo(shape);
	if (shape->memo && *shape->memo)
		fputs(*shape->memo, file);
	else
		put_fields(file, shape);
	fputs("};\n\n", file);
}

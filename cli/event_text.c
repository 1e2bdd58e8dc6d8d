// SPDX-License-Identifier: GPL-2.0-only
/*
 * Any event of a guest as one short line: its own fields, whatever they are called, so that events
 * of later versions are shown, too.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "event_text.h"
#include "text.h"

/* Longest value, and most elements of an array. */
#define VALUE 48
#define ELEMENTS 6

/* What every event of a guest begins with says where and when, not what. */
static const char *const common[] = {
	"vm_id", "vm_pid",  "vcpu_id",	 "pcpu",  "seq",
	"lost",	 "time_ns", "guest_tsc", "exits", "hv_cycles",
};

/* Numbers that are places. */
static const char *const addresses[] = { "func", "parent",	"address",
					 "ip",	 "branch_from", "branch_to" };

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcmp(name, names[i]))
			return true;
	}
	return false;
}

/* Addresses of a kernel have their uppermost bit set; numbers hardly ever. */
static void print_unsigned(char *out, size_t size, const struct ht_view_member *member,
			   uint64_t value)
{
	bool in_hex = member->hex || value > INT64_MAX ||
		      is_one_of(member->name, addresses, sizeof(addresses) / sizeof(addresses[0]));

	snprintf(out, size, in_hex ? "0x%" PRIx64 : "%" PRIu64, value);
}

/* Text in which a value could be mistaken for something else is quoted. */
static void print_text(char *out, size_t size, const char *text)
{
	char escaped[4 * VALUE], *quote;
	const char *c = text;

	while (*c && isgraph((unsigned char)*c) && *c != '"' && *c != '=')
		c++;
	ht_text_escape(escaped, sizeof(escaped), text);
	ht_text_fit(escaped, VALUE - 2);
	while ((quote = strchr(escaped, '"')))
		*quote = '\'';
	snprintf(out, size, *c ? "\"%s\"" : "%s", escaped);
}

static void print_bytes(char *out, size_t size, const uint8_t *bytes)
{
	uint32_t len = ht_view_bytes_count(bytes);
	char text[VALUE];

	snprintf(text, sizeof(text), "%.*s", (int)(len < VALUE ? len : VALUE),
		 (const char *)bytes + HT_VIEW_BYTES_HEAD);
	print_text(out, size, text);
}

static void print_numbers(char *out, size_t size, const struct ht_view_member *member,
			  const uint64_t *numbers)
{
	uint64_t len = *numbers++, i;
	size_t used = 0;

	for (i = 0; i < len && i < ELEMENTS && used + 2 < size; i++) {
		if (i)
			out[used++] = ',';
		print_unsigned(out + used, size - used, member, numbers[i]);
		used += strlen(out + used);
	}
	if (i < len)
		snprintf(out + used, size - used, ",...");
}

/* Returns false for what is not to be shown. */
static bool print_value(char *out, size_t size, const struct ht_view_member *member,
			union ht_value value)
{
	*out = '\0';
	switch (member->kind) {
	case HT_VALUE_UNSIGNED:
		print_unsigned(out, size, member, value.u);
		break;
	case HT_VALUE_SIGNED:
		snprintf(out, size, "%" PRId64, value.s);
		break;
	case HT_VALUE_TEXT:
		print_text(out, size, value.text);
		break;
	case HT_VALUE_BYTES:
		print_bytes(out, size, value.bytes);
		break;
	case HT_VALUE_NUMBERS:
		print_numbers(out, size, member, value.numbers);
		break;
	default:
		break;
	}
	return *out;
}

static bool is_name(const struct ht_view_member *member)
{
	return member->kind == HT_VALUE_TEXT || member->kind == HT_VALUE_BYTES;
}

/* How long a sequence is has a field of its own, whose name begins with "_". */
static bool is_own(const char *name)
{
	return name && name[0] != '_' &&
	       !is_one_of(name, common, sizeof(common) / sizeof(common[0]));
}

/**
 * struct line - text under construction
 * @out: where it is
 * @size: bytes at @out
 * @used: its length; @size: it is full
 */
struct line {
	char *out;
	size_t size;
	size_t used;
};

static void add(struct line *line, const char *name, const char *value)
{
	char piece[8 * VALUE], word[VALUE];
	size_t len;

	if (line->used >= line->size)
		return;
	ht_text_escape(word, sizeof(word), name);
	len = (size_t)snprintf(piece, sizeof(piece), "%s%s=%s", line->used ? " " : "", word, value);
	snprintf(line->out + line->used, line->size - line->used, "%s", piece);
	line->used += len;
	if (line->used < line->size)
		return;
	strcpy(line->out + line->size - 4, "...");
	line->used = line->size;
}

/* Adds the fields that are names or other text, or all others. */
static void add_fields(struct line *line, const struct ht_view *view, bool names)
{
	uint32_t i;

	for (i = 0; i < view->class->count; i++) {
		const struct ht_view_member *member = &view->class->members[i];
		char value[4 * VALUE];

		if (is_own(member->name) && is_name(member) == names &&
		    print_value(value, sizeof(value), member, view->values[i]))
			add(line, member->name, value);
	}
}

/**
 * ht_event_line() - its own fields, e.g. "name=acpi_init func=0xffffffff82000040"
 * @view: the fields of an event of a guest, with any names
 * @out: printable ASCII; names come first, since they say most; empty ones are left out
 * @size: bytes at @out; what does not fit is cut, visibly
 */
void ht_event_line(const struct ht_view *view, char *out, size_t size)
{
	struct line line = { .out = out, .size = size };

	*out = '\0';
	add_fields(&line, view, true);
	add_fields(&line, view, false);
}

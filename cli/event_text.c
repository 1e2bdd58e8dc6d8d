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

#define BYTE 8

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

static bool is_a(const bt_field *field, bt_field_class_type type)
{
	return bt_field_class_type_is(bt_field_get_class_type(field), type);
}

/* Addresses of a kernel have their uppermost bit set; numbers hardly ever. */
static bool in_hex(const char *name, const bt_field *field, uint64_t value)
{
	bt_field_class_integer_preferred_display_base base =
		bt_field_class_integer_get_preferred_display_base(
			bt_field_borrow_class_const(field));

	return base == BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL ||
	       value > INT64_MAX ||
	       is_one_of(name, addresses, sizeof(addresses) / sizeof(addresses[0]));
}

static void print_unsigned(char *out, size_t size, const char *name, const bt_field *field)
{
	uint64_t value = bt_field_integer_unsigned_get_value(field);

	snprintf(out, size, in_hex(name, field, value) ? "0x%" PRIx64 : "%" PRIu64, value);
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

static bool is_text(const bt_field *field)
{
	const bt_field_class *element = bt_field_class_array_borrow_element_field_class_const(
		bt_field_borrow_class_const(field));

	return bt_field_class_type_is(bt_field_class_get_type(element),
				      BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER) &&
	       bt_field_class_integer_get_field_value_range(element) == BYTE;
}

static void print_bytes(char *out, size_t size, const bt_field *array)
{
	uint64_t len = bt_field_array_get_length(array), i;
	char text[VALUE] = "";

	for (i = 0; i < len && i < sizeof(text) - 1; i++)
		text[i] = (char)bt_field_integer_unsigned_get_value(
			bt_field_array_borrow_element_field_by_index_const(array, i));
	print_text(out, size, text);
}

static void print_array(char *out, size_t size, const char *name, const bt_field *array)
{
	uint64_t len = bt_field_array_get_length(array), i;
	size_t used = 0;

	if (is_text(array)) {
		print_bytes(out, size, array);
		return;
	}
	for (i = 0; i < len && i < ELEMENTS && used + 2 < size; i++) {
		const bt_field *one = bt_field_array_borrow_element_field_by_index_const(array, i);

		if (!is_a(one, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
			break;
		if (i)
			out[used++] = ',';
		print_unsigned(out + used, size - used, name, one);
		used += strlen(out + used);
	}
	if (i < len)
		snprintf(out + used, size - used, ",...");
}

/* Returns false for what is not to be shown. */
static bool print_value(char *out, size_t size, const char *name, const bt_field *field)
{
	*out = '\0';
	if (is_a(field, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
		print_unsigned(out, size, name, field);
	else if (is_a(field, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
		snprintf(out, size, "%" PRId64, bt_field_integer_signed_get_value(field));
	else if (is_a(field, BT_FIELD_CLASS_TYPE_STRING))
		print_text(out, size, ht_field_text(field));
	else if (is_a(field, BT_FIELD_CLASS_TYPE_ARRAY))
		print_array(out, size, name, field);
	return *out;
}

static bool is_name(const bt_field *field)
{
	return is_a(field, BT_FIELD_CLASS_TYPE_STRING) ||
	       (is_a(field, BT_FIELD_CLASS_TYPE_ARRAY) && is_text(field));
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
static void add_fields(struct line *line, const bt_field *payload, bool names)
{
	const bt_field_class *class = bt_field_borrow_class_const(payload);
	uint64_t i;

	for (i = 0; i < bt_field_class_structure_get_member_count(class); i++) {
		const char *name = bt_field_class_structure_member_get_name(
			bt_field_class_structure_borrow_member_by_index_const(class, i));
		const bt_field *field =
			bt_field_structure_borrow_member_field_by_index_const(payload, i);
		char value[4 * VALUE];

		if (is_own(name) && is_name(field) == names &&
		    print_value(value, sizeof(value), name, field))
			add(line, name, value);
	}
}

/**
 * ht_event_line() - its own fields, e.g. "name=acpi_init func=0xffffffff82000040"
 * @event: an event of a guest, with any fields
 * @out: printable ASCII; names come first, since they say most; empty ones are left out
 * @size: bytes at @out; what does not fit is cut, visibly
 */
void ht_event_line(const struct ht_event *event, char *out, size_t size)
{
	struct line line = { .out = out, .size = size };

	*out = '\0';
	if (!event->payload)
		return;
	add_fields(&line, event->payload, true);
	add_fields(&line, event->payload, false);
}

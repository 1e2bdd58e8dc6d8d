// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields of an event by name. A trace is a file that anyone can have written: a field is used only
 * after its type was looked at, and a value only if it fits where it goes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace_event.h"

static int bad_field(const struct ht_event *event, const char *field, const char *expected)
{
	return ht_err_set(event->err, -EBADMSG,
			  "event %s has no field '%s' that is %s: the trace is damaged, or from "
			  "another version of hypertrace (see hypertrace doctor)",
			  event->name, field, expected);
}

static const bt_field *find(const struct ht_event *event, const char *field)
{
	if (!event->payload)
		return NULL;
	return bt_field_structure_borrow_member_field_by_name_const(event->payload, field);
}

static bool is_a(const bt_field *field, bt_field_class_type type)
{
	return field && bt_field_class_type_is(bt_field_get_class_type(field), type);
}

/**
 * ht_event_has_u64() - an unsigned integer field that not every host writes
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: false if there is no such field, or it is something else.
 */
bool ht_event_has_u64(const struct ht_event *event, const char *field, uint64_t *value)
{
	const bt_field *found = find(event, field);

	if (!is_a(found, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
		return false;
	*value = bt_field_integer_unsigned_get_value(found);
	return true;
}

/**
 * ht_event_u64() - an unsigned integer field
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, or not unsigned.
 */
int ht_event_u64(const struct ht_event *event, const char *field, uint64_t *value)
{
	const bt_field *found = find(event, field);

	if (!is_a(found, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
		return bad_field(event, field, "an unsigned integer");
	*value = bt_field_integer_unsigned_get_value(found);
	return 0;
}

/**
 * ht_event_u32() - an unsigned integer field of at most 32 bits
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, not unsigned, too large.
 */
int ht_event_u32(const struct ht_event *event, const char *field, uint32_t *value)
{
	const bt_field *found = find(event, field);
	uint64_t wide;

	if (!is_a(found, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
		return bad_field(event, field, "an unsigned integer");
	wide = bt_field_integer_unsigned_get_value(found);
	if (wide > UINT32_MAX)
		return bad_field(event, field, "an unsigned integer of 32 bits");
	*value = wide;
	return 0;
}

/**
 * ht_event_s32() - a signed integer field of at most 32 bits
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, not signed, too large.
 */
int ht_event_s32(const struct ht_event *event, const char *field, int32_t *value)
{
	const bt_field *found = find(event, field);
	int64_t wide;

	if (!is_a(found, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
		return bad_field(event, field, "a signed integer");
	wide = bt_field_integer_signed_get_value(found);
	if (wide < INT32_MIN || wide > INT32_MAX)
		return bad_field(event, field, "a signed integer of 32 bits");
	*value = wide;
	return 0;
}

/**
 * ht_event_u64s() - an array or a sequence of unsigned integers
 * @event: the event
 * @field: the field's name
 * @values: filled; those that the trace does not have are 0, those that do not fit are left out
 * @count: how many fit
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, or something else.
 */
int ht_event_u64s(const struct ht_event *event, const char *field, uint64_t *values, size_t count)
{
	const bt_field *found = find(event, field);
	uint64_t len, i;

	if (!is_a(found, BT_FIELD_CLASS_TYPE_ARRAY))
		return bad_field(event, field, "an array of unsigned integers");
	memset(values, 0, count * sizeof(*values));
	len = bt_field_array_get_length(found);
	for (i = 0; i < len && i < count; i++) {
		const bt_field *one = bt_field_array_borrow_element_field_by_index_const(found, i);

		if (!is_a(one, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
			return bad_field(event, field, "an array of unsigned integers");
		values[i] = bt_field_integer_unsigned_get_value(one);
	}
	return 0;
}

/* LTTng writes text without a terminating zero as an array of bytes. */
static int text_of_array(const struct ht_event *event, const char *field, const bt_field *array,
			 char **text)
{
	uint64_t len = bt_field_array_get_length(array);
	char *copy = calloc(len + 1, 1);
	uint64_t i;

	if (!copy)
		return ht_err_nomem(event->err);
	for (i = 0; i < len; i++) {
		const bt_field *byte = bt_field_array_borrow_element_field_by_index_const(array, i);

		if (!is_a(byte, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER) ||
		    bt_field_integer_unsigned_get_value(byte) > UINT8_MAX) {
			free(copy);
			return bad_field(event, field, "text");
		}
		copy[i] = (char)bt_field_integer_unsigned_get_value(byte);
	}
	*text = copy;
	return 0;
}

/**
 * ht_field_text() - what a text field holds
 * @field: a string
 *
 * Babeltrace 2.0's string of no length may show what the field held in an event before.
 */
const char *ht_field_text(const bt_field *field)
{
	return bt_field_string_get_length(field) ? bt_field_string_get_value(field) : "";
}

/**
 * ht_event_text() - a text field: a CTF string, or an array or sequence of bytes
 * @event: the event
 * @field: the field's name
 * @text: a new string to free(); what follows a zero byte is not part of it
 *
 * Return: 0, -EBADMSG (no such field, not text) or -ENOMEM, with the event's error filled.
 */
int ht_event_text(const struct ht_event *event, const char *field, char **text)
{
	const bt_field *found = find(event, field);

	if (is_a(found, BT_FIELD_CLASS_TYPE_ARRAY))
		return text_of_array(event, field, found, text);
	if (!is_a(found, BT_FIELD_CLASS_TYPE_STRING))
		return bad_field(event, field, "text");
	*text = strdup(ht_field_text(found));
	return *text ? 0 : ht_err_nomem(event->err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields of messages by name. A trace is a file that anyone can have written: a field is used only
 * after its type was looked at.
 */
#include "field.h"

static const bt_field *find(const bt_field *payload, const char *name, bt_field_class_type type)
{
	const bt_field *field =
		payload ? bt_field_structure_borrow_member_field_by_name_const(payload, name) :
			  NULL;

	return field && bt_field_class_type_is(bt_field_get_class_type(field), type) ? field : NULL;
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
 * ht_field_find_text() - a text field
 * @payload: an event's fields, or NULL
 * @name: the field's name
 *
 * Return: the text, as long as the message is there; NULL: there is no such field.
 */
const char *ht_field_find_text(const bt_field *payload, const char *name)
{
	const bt_field *field = find(payload, name, BT_FIELD_CLASS_TYPE_STRING);

	return field ? ht_field_text(field) : NULL;
}

/**
 * ht_field_find_u64() - an unsigned integer field
 * @payload: an event's fields, or NULL
 * @name: the field's name
 * @value: filled
 *
 * Return: false if there is no such field.
 */
bool ht_field_find_u64(const bt_field *payload, const char *name, uint64_t *value)
{
	const bt_field *field = find(payload, name, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER);

	if (field)
		*value = bt_field_integer_unsigned_get_value(field);
	return field;
}

/**
 * ht_field_find_u32() - an unsigned integer field of at most 32 bits
 * @payload: an event's fields, or NULL
 * @name: the field's name
 * @value: filled
 *
 * Return: false if there is no such field, or its value is larger.
 */
bool ht_field_find_u32(const bt_field *payload, const char *name, uint32_t *value)
{
	uint64_t wide;

	if (!ht_field_find_u64(payload, name, &wide) || wide > UINT32_MAX)
		return false;
	*value = (uint32_t)wide;
	return true;
}

/**
 * ht_field_find_s32() - a signed integer field of at most 32 bits
 * @payload: an event's fields, or NULL
 * @name: the field's name
 * @value: filled
 *
 * Return: false if there is no such field, or its value does not fit.
 */
bool ht_field_find_s32(const bt_field *payload, const char *name, int32_t *value)
{
	const bt_field *field = find(payload, name, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
	int64_t wide = field ? bt_field_integer_signed_get_value(field) : INT64_MAX;

	if (wide < INT32_MIN || wide > INT32_MAX)
		return false;
	*value = (int32_t)wide;
	return true;
}

/**
 * ht_field_find_u64s() - an array or a sequence of unsigned integers
 * @payload: an event's fields, or NULL
 * @name: the field's name
 * @values: filled; those that the trace does not have are 0, those that do not fit are left out
 * @count: how many fit
 *
 * Return: false if there is no such field.
 */
bool ht_field_find_u64s(const bt_field *payload, const char *name, uint64_t *values, size_t count)
{
	const bt_field *array = find(payload, name, BT_FIELD_CLASS_TYPE_ARRAY);
	uint64_t len = array ? bt_field_array_get_length(array) : 0;
	size_t i;

	for (i = 0; array && i < count; i++) {
		const bt_field *one =
			i < len ? bt_field_array_borrow_element_field_by_index_const(array, i) :
				  NULL;

		values[i] = 0;
		if (!one)
			continue;
		if (!bt_field_class_type_is(bt_field_get_class_type(one),
					    BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
			return false;
		values[i] = bt_field_integer_unsigned_get_value(one);
	}
	return array != NULL;
}

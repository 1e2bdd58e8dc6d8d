// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bytes of fields. Integers take as many as they need, seven bits in each, the lowest first: most
 * are small. Nobody else sees them, so reals are as the machine has them.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "stow.h"

#define FIRST_ROOM 256

/* More than any value that is no string takes. */
#define VALUE 16

static int make_room(struct ht_stow *stow, size_t size)
{
	size_t room = stow->room ? stow->room : FIRST_ROOM;
	uint8_t *bytes;

	if (stow->room - stow->count >= size)
		return 0;
	while (room - stow->count < size) {
		if (room > SIZE_MAX / 2)
			return -ENOMEM;
		room *= 2;
	}
	bytes = realloc(stow->bytes, room);
	if (!bytes)
		return -ENOMEM;
	stow->bytes = bytes;
	stow->room = room;
	return 0;
}

static int put_number(struct ht_stow *stow, uint64_t value)
{
	uint8_t *to;

	if (make_room(stow, VALUE))
		return -ENOMEM;
	to = stow->bytes + stow->count;
	for (; value >= 0x80; value >>= 7)
		*to++ = (uint8_t)(value | 0x80);
	*to++ = (uint8_t)value;
	stow->count = (size_t)(to - stow->bytes);
	return 0;
}

static uint64_t get_number(const uint8_t **at)
{
	uint64_t value = 0;
	unsigned int shift;

	for (shift = 0; **at & 0x80; shift += 7)
		value |= (uint64_t)(*(*at)++ & 0x7f) << shift;
	return value | (uint64_t) * (*at)++ << shift;
}

/* So that small ones below zero are short, too. */
static uint64_t fold(int64_t value)
{
	uint64_t twice = (uint64_t)value << 1;

	return value < 0 ? ~twice : twice;
}

static int64_t unfold(uint64_t value)
{
	return (int64_t)(value >> 1 ^ -(value & 1));
}

static int put_bytes(struct ht_stow *stow, const void *bytes, size_t size)
{
	if (make_room(stow, size))
		return -ENOMEM;
	if (size)
		memcpy(stow->bytes + stow->count, bytes, size);
	stow->count += size;
	return 0;
}

static void get_bytes(const uint8_t **at, void *bytes, size_t size)
{
	memcpy(bytes, *at, size);
	*at += size;
}

static int stow_string(struct ht_stow *stow, const bt_field *from)
{
	uint64_t len = bt_field_string_get_length(from);

	return put_number(stow, len) ?: put_bytes(stow, bt_field_string_get_value(from), len);
}

static int unstow_string(const uint8_t **at, bt_field *to)
{
	uint64_t len = get_number(at);
	const char *text = (const char *)*at;

	*at += len;
	bt_field_string_clear(to);
	return bt_field_string_append_with_length(to, text, len) ==
			       BT_FIELD_STRING_APPEND_STATUS_OK ?
		       0 :
		       -ENOMEM;
}

static uint64_t members_of(const bt_field *structure)
{
	return bt_field_class_structure_get_member_count(bt_field_borrow_class_const(structure));
}

static int stow_structure(struct ht_stow *stow, const bt_field *from)
{
	uint64_t i, count = members_of(from);
	int ret = 0;

	for (i = 0; !ret && i < count; i++)
		ret = ht_stow_field(stow,
				    bt_field_structure_borrow_member_field_by_index_const(from, i));
	return ret;
}

static int unstow_structure(const uint8_t **at, bt_field *to)
{
	uint64_t i, count = members_of(to);
	int ret = 0;

	for (i = 0; !ret && i < count; i++)
		ret = ht_unstow_field(at, bt_field_structure_borrow_member_field_by_index(to, i));
	return ret;
}

static int stow_array(struct ht_stow *stow, const bt_field *from, bt_field_class_type type)
{
	uint64_t i, count = bt_field_array_get_length(from);
	int ret = type == BT_FIELD_CLASS_TYPE_STATIC_ARRAY ? 0 : put_number(stow, count);

	for (i = 0; !ret && i < count; i++)
		ret = ht_stow_field(stow,
				    bt_field_array_borrow_element_field_by_index_const(from, i));
	return ret;
}

static int unstow_array(const uint8_t **at, bt_field *to, bt_field_class_type type)
{
	uint64_t i, count;
	int ret = 0;

	if (type != BT_FIELD_CLASS_TYPE_STATIC_ARRAY &&
	    bt_field_array_dynamic_set_length(to, get_number(at)) !=
		    BT_FIELD_DYNAMIC_ARRAY_SET_LENGTH_STATUS_OK)
		return -ENOMEM;
	count = bt_field_array_get_length(to);
	for (i = 0; !ret && i < count; i++)
		ret = ht_unstow_field(at, bt_field_array_borrow_element_field_by_index(to, i));
	return ret;
}

static int stow_option(struct ht_stow *stow, const bt_field *from)
{
	const bt_field *content = bt_field_option_borrow_field_const(from);
	int ret = put_number(stow, content != NULL);

	return ret || !content ? ret : ht_stow_field(stow, content);
}

static int unstow_option(const uint8_t **at, bt_field *to)
{
	bool has_field = get_number(at);

	bt_field_option_set_has_field(to, has_field);
	return has_field ? ht_unstow_field(at, bt_field_option_borrow_field(to)) : 0;
}

static int stow_variant(struct ht_stow *stow, const bt_field *from)
{
	int ret = put_number(stow, bt_field_variant_get_selected_option_index(from));

	return ret   ?:
		       ht_stow_field(stow,
				     bt_field_variant_borrow_selected_option_field_const(from));
}

static int unstow_variant(const uint8_t **at, bt_field *to)
{
	if (bt_field_variant_select_option_by_index(to, get_number(at)) !=
	    BT_FIELD_VARIANT_SELECT_OPTION_STATUS_OK)
		return -ENOMEM;
	return ht_unstow_field(at, bt_field_variant_borrow_selected_option_field(to));
}

static int stow_compound(struct ht_stow *stow, const bt_field *from, bt_field_class_type type)
{
	if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_ARRAY))
		return stow_array(stow, from, type);
	if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_OPTION))
		return stow_option(stow, from);
	return stow_variant(stow, from);
}

static int unstow_compound(const uint8_t **at, bt_field *to, bt_field_class_type type)
{
	if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_ARRAY))
		return unstow_array(at, to, type);
	if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_OPTION))
		return unstow_option(at, to);
	return unstow_variant(at, to);
}

static int stow_real(struct ht_stow *stow, const bt_field *from, bt_field_class_type type)
{
	float single;
	double real;

	if (type == BT_FIELD_CLASS_TYPE_SINGLE_PRECISION_REAL) {
		single = bt_field_real_single_precision_get_value(from);
		return put_bytes(stow, &single, sizeof(single));
	}
	real = bt_field_real_double_precision_get_value(from);
	return put_bytes(stow, &real, sizeof(real));
}

static void unstow_real(const uint8_t **at, bt_field *to, bt_field_class_type type)
{
	float single;
	double real;

	if (type == BT_FIELD_CLASS_TYPE_SINGLE_PRECISION_REAL) {
		get_bytes(at, &single, sizeof(single));
		bt_field_real_single_precision_set_value(to, single);
		return;
	}
	get_bytes(at, &real, sizeof(real));
	bt_field_real_double_precision_set_value(to, real);
}

/**
 * ht_stow_field() - append a field's value, and all below it
 * @stow: where to
 * @from: the field
 *
 * Return: 0 or -ENOMEM.
 */
int ht_stow_field(struct ht_stow *stow, const bt_field *from)
{
	bt_field_class_type type = bt_field_get_class_type(from);

	switch (type) {
	case BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER:
	case BT_FIELD_CLASS_TYPE_UNSIGNED_ENUMERATION:
		return put_number(stow, bt_field_integer_unsigned_get_value(from));
	case BT_FIELD_CLASS_TYPE_SIGNED_INTEGER:
	case BT_FIELD_CLASS_TYPE_SIGNED_ENUMERATION:
		return put_number(stow, fold(bt_field_integer_signed_get_value(from)));
	case BT_FIELD_CLASS_TYPE_STRING:
		return stow_string(stow, from);
	case BT_FIELD_CLASS_TYPE_STRUCTURE:
		return stow_structure(stow, from);
	case BT_FIELD_CLASS_TYPE_BOOL:
		return put_number(stow, bt_field_bool_get_value(from) != 0);
	case BT_FIELD_CLASS_TYPE_BIT_ARRAY:
		return put_number(stow, bt_field_bit_array_get_value_as_integer(from));
	case BT_FIELD_CLASS_TYPE_SINGLE_PRECISION_REAL:
	case BT_FIELD_CLASS_TYPE_DOUBLE_PRECISION_REAL:
		return stow_real(stow, from, type);
	default:
		return stow_compound(stow, from, type);
	}
}

/**
 * ht_unstow_field() - set a field's value, and all below it
 * @at: where its bytes begin; moved to where they end
 * @to: a field whose class is from ht_copy_class() of the other's
 *
 * Return: 0 or -ENOMEM.
 */
int ht_unstow_field(const uint8_t **at, bt_field *to)
{
	bt_field_class_type type = bt_field_get_class_type(to);

	switch (type) {
	case BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER:
	case BT_FIELD_CLASS_TYPE_UNSIGNED_ENUMERATION:
		bt_field_integer_unsigned_set_value(to, get_number(at));
		return 0;
	case BT_FIELD_CLASS_TYPE_SIGNED_INTEGER:
	case BT_FIELD_CLASS_TYPE_SIGNED_ENUMERATION:
		bt_field_integer_signed_set_value(to, unfold(get_number(at)));
		return 0;
	case BT_FIELD_CLASS_TYPE_STRING:
		return unstow_string(at, to);
	case BT_FIELD_CLASS_TYPE_STRUCTURE:
		return unstow_structure(at, to);
	case BT_FIELD_CLASS_TYPE_BOOL:
		bt_field_bool_set_value(to, get_number(at) != 0);
		return 0;
	case BT_FIELD_CLASS_TYPE_BIT_ARRAY:
		bt_field_bit_array_set_value_as_integer(to, get_number(at));
		return 0;
	case BT_FIELD_CLASS_TYPE_SINGLE_PRECISION_REAL:
	case BT_FIELD_CLASS_TYPE_DOUBLE_PRECISION_REAL:
		unstow_real(at, to, type);
		return 0;
	default:
		return unstow_compound(at, to, type);
	}
}

/**
 * ht_stow_exit() - release the bytes
 * @stow: empty afterwards
 */
void ht_stow_exit(struct ht_stow *stow)
{
	free(stow->bytes);
	*stow = (struct ht_stow){ 0 };
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bytes of libbabeltrace2's fields. This is on the way of every event that is written, in the
 * thread that decodes, so integers, which nearly all fields are, are looked at first.
 */
#include <errno.h>

#include "ctf_class.h"

static int put_members(struct ht_ctf_bytes *bytes, const struct ht_ctf_type *type,
		       const bt_field *field)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < type->count; i++)
		ret = ht_ctf_put_field(bytes, type->members[i].type,
				       bt_field_structure_borrow_member_field_by_index_const(field,
											     i));
	return ret;
}

static int put_elements(struct ht_ctf_bytes *bytes, const struct ht_ctf_type *type,
			const bt_field *field)
{
	const struct ht_ctf_type *element = type->members[0].type;
	uint64_t count = bt_field_array_get_length(field), i;
	int ret = 0;

	if (element->kind == HT_CTF_UNSIGNED) {
		if (count > SIZE_MAX / 16 || ht_ctf_bytes_room(bytes, count * element->size))
			return -ENOMEM;
		for (i = 0; i < count; i++)
			ht_ctf_bytes_int(bytes,
					 bt_field_integer_unsigned_get_value(
						 bt_field_array_borrow_element_field_by_index_const(
							 field, i)),
					 element->size);
		return 0;
	}
	for (i = 0; !ret && i < count; i++)
		ret = ht_ctf_put_field(bytes, element,
				       bt_field_array_borrow_element_field_by_index_const(field,
											  i));
	return ret;
}

static int put_sequence(struct ht_ctf_bytes *bytes, const struct ht_ctf_type *type,
			const bt_field *field)
{
	uint64_t count = bt_field_array_get_length(field);

	if (type->ref_is_ours) {
		if (count > UINT32_MAX)
			return -E2BIG;
		if (ht_ctf_bytes_room(bytes, HT_CTF_LENGTH_BYTES))
			return -ENOMEM;
		ht_ctf_bytes_int(bytes, count, HT_CTF_LENGTH_BYTES);
	}
	return put_elements(bytes, type, field);
}

static int put_option(struct ht_ctf_bytes *bytes, const struct ht_ctf_type *type,
		      const bt_field *field)
{
	const bt_field *content = bt_field_option_borrow_field_const(field);

	if (ht_ctf_bytes_room(bytes, HT_CTF_OPTION_BYTES))
		return -ENOMEM;
	ht_ctf_bytes_int(bytes, content != NULL, HT_CTF_OPTION_BYTES);
	return content ? ht_ctf_put_field(bytes, type->members[0].type, content) : 0;
}

static int put_variant(struct ht_ctf_bytes *bytes, const struct ht_ctf_type *type,
		       const bt_field *field)
{
	uint64_t index = bt_field_variant_get_selected_option_index(field);

	if (type->ref_is_ours) {
		if (ht_ctf_bytes_room(bytes, HT_CTF_SELECTOR_BYTES))
			return -ENOMEM;
		ht_ctf_bytes_int(bytes, index, HT_CTF_SELECTOR_BYTES);
	}
	return ht_ctf_put_field(bytes, type->members[index].type,
				bt_field_variant_borrow_selected_option_field_const(field));
}

static int put_real(struct ht_ctf_bytes *bytes, const struct ht_ctf_type *type,
		    const bt_field *field)
{
	float single;
	double real;

	if (type->kind == HT_CTF_SINGLE) {
		single = bt_field_real_single_precision_get_value(field);
		return ht_ctf_bytes_put(bytes, &single, sizeof(single));
	}
	real = bt_field_real_double_precision_get_value(field);
	return ht_ctf_bytes_put(bytes, &real, sizeof(real));
}

/* Babeltrace 2.0's string of no length may show what the field held in an event before. */
static int put_string(struct ht_ctf_bytes *bytes, const bt_field *field)
{
	return ht_ctf_bytes_text(bytes, bt_field_string_get_value(field),
				 bt_field_string_get_length(field));
}

/**
 * ht_ctf_put_field() - append a field, and all below it
 * @bytes: where to
 * @type: from ht_ctf_type_of() for its class
 * @field: the field
 *
 * Return: 0, -E2BIG: an array that is too long, or -ENOMEM.
 */
int ht_ctf_put_field(struct ht_ctf_bytes *bytes, const struct ht_ctf_type *type,
		     const bt_field *field)
{
	uint64_t value;

	switch (type->kind) {
	case HT_CTF_UNSIGNED:
		value = bt_field_integer_unsigned_get_value(field);
		break;
	case HT_CTF_SIGNED:
		value = (uint64_t)bt_field_integer_signed_get_value(field);
		break;
	case HT_CTF_BOOL:
		value = bt_field_bool_get_value(field) != 0;
		break;
	case HT_CTF_BITS:
		value = bt_field_bit_array_get_value_as_integer(field);
		break;
	case HT_CTF_STRING:
		return put_string(bytes, field);
	case HT_CTF_STRUCT:
		return put_members(bytes, type, field);
	case HT_CTF_ARRAY:
		return put_elements(bytes, type, field);
	case HT_CTF_SEQUENCE:
		return put_sequence(bytes, type, field);
	case HT_CTF_OPTION:
		return put_option(bytes, type, field);
	case HT_CTF_VARIANT:
		return put_variant(bytes, type, field);
	default:
		return put_real(bytes, type, field);
	}
	if (ht_ctf_bytes_room(bytes, sizeof(value)))
		return -ENOMEM;
	ht_ctf_bytes_int(bytes, value, type->size);
	return 0;
}

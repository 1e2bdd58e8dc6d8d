// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies of field classes. Nothing here knows what a field is about; it has to carry whatever an
 * LTTng probe can write, and what other tracers of CTF 1.8 write.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "copy.h"

/* Names that are longer than a line. */
#define VARIANT(what) bt_field_class_variant_with_selector_field_##what
#define OPTION(what) bt_field_class_option_with_selector_field_##what
#define ARRAY(what) bt_field_class_array_dynamic_with_length_field_##what

static bt_field_class *copy_integer(struct ht_copier *copier, const bt_field_class *from,
				    bt_field_class *to)
{
	if (!to)
		return NULL;
	bt_field_class_integer_set_field_value_range(
		to, bt_field_class_integer_get_field_value_range(from));
	bt_field_class_integer_set_preferred_display_base(
		to, bt_field_class_integer_get_preferred_display_base(from));
	return to;
}

static int copy_signed(const bt_field_class *from, bt_field_class *to, uint64_t i)
{
	const bt_field_class_enumeration_signed_mapping *mapping =
		bt_field_class_enumeration_signed_borrow_mapping_by_index_const(from, i);

	return bt_field_class_enumeration_signed_add_mapping(
		to,
		bt_field_class_enumeration_mapping_get_label(
			bt_field_class_enumeration_signed_mapping_as_mapping_const(mapping)),
		bt_field_class_enumeration_signed_mapping_borrow_ranges_const(mapping));
}

static int copy_unsigned(const bt_field_class *from, bt_field_class *to, uint64_t i)
{
	const bt_field_class_enumeration_unsigned_mapping *mapping =
		bt_field_class_enumeration_unsigned_borrow_mapping_by_index_const(from, i);

	return bt_field_class_enumeration_unsigned_add_mapping(
		to,
		bt_field_class_enumeration_mapping_get_label(
			bt_field_class_enumeration_unsigned_mapping_as_mapping_const(mapping)),
		bt_field_class_enumeration_unsigned_mapping_borrow_ranges_const(mapping));
}

static bt_field_class *copy_enumeration(struct ht_copier *copier, const bt_field_class *from,
					bool is_signed)
{
	bt_field_class *to =
		is_signed ? bt_field_class_enumeration_signed_create(copier->trace_class) :
			    bt_field_class_enumeration_unsigned_create(copier->trace_class);
	uint64_t count = bt_field_class_enumeration_get_mapping_count(from);
	uint64_t i;

	if (!copy_integer(copier, from, to))
		return NULL;
	for (i = 0; i < count; i++) {
		if (is_signed ? copy_signed(from, to, i) : copy_unsigned(from, to, i)) {
			bt_field_class_put_ref(to);
			return NULL;
		}
	}
	return to;
}

static bt_field_class *copy_structure(struct ht_copier *copier, const bt_field_class *from)
{
	bt_field_class *to = bt_field_class_structure_create(copier->trace_class);
	uint64_t count = bt_field_class_structure_get_member_count(from);
	uint64_t i;

	for (i = 0; to && i < count; i++) {
		const bt_field_class_structure_member *member =
			bt_field_class_structure_borrow_member_by_index_const(from, i);
		bt_field_class *copy = ht_copy_class(
			copier, bt_field_class_structure_member_borrow_field_class_const(member));

		if (!copy || bt_field_class_structure_append_member(
				     to, bt_field_class_structure_member_get_name(member), copy) !=
				     BT_FIELD_CLASS_STRUCTURE_APPEND_MEMBER_STATUS_OK) {
			bt_field_class_put_ref(to);
			to = NULL;
		}
		bt_field_class_put_ref(copy);
	}
	return to;
}

static const bt_field_class *root_of(const struct ht_copier *copier, const bt_field_path *path)
{
	switch (bt_field_path_get_root_scope(path)) {
	case BT_FIELD_PATH_SCOPE_PACKET_CONTEXT:
		return copier->packet_context;
	case BT_FIELD_PATH_SCOPE_EVENT_COMMON_CONTEXT:
		return copier->common_context;
	case BT_FIELD_PATH_SCOPE_EVENT_SPECIFIC_CONTEXT:
		return copier->specific_context;
	default:
		return copier->payload;
	}
}

static const bt_field_class *child(const bt_field_class *parent, uint64_t index)
{
	if (bt_field_class_type_is(bt_field_class_get_type(parent), BT_FIELD_CLASS_TYPE_STRUCTURE))
		return bt_field_class_structure_member_borrow_field_class_const(
			bt_field_class_structure_borrow_member_by_index_const(parent, index));
	return bt_field_class_variant_option_borrow_field_class_const(
		bt_field_class_variant_borrow_option_by_index_const(parent, index));
}

/*
 * The copy of the length or the selector that @path leads to; it comes before who needs it. NULL:
 * it is in an array's element or in an option, and sink.ctf.fs of Babeltrace 2.0 aborts on such
 * paths. Without, it writes a length or a selector of its own.
 */
static bt_field_class *copy_of(struct ht_copier *copier, const bt_field_path *path)
{
	const bt_field_class *at = root_of(copier, path);
	uint64_t count = bt_field_path_get_item_count(path);
	uint64_t i;

	for (i = 0; at && i < count; i++) {
		const bt_field_path_item *item = bt_field_path_borrow_item_by_index_const(path, i);

		if (bt_field_path_item_get_type(item) != BT_FIELD_PATH_ITEM_TYPE_INDEX)
			return NULL;
		at = child(at, bt_field_path_item_index_get_index(item));
	}
	return at ? ht_ptrmap_get(&copier->copies, at) : NULL;
}

static bt_field_class *copy_array(struct ht_copier *copier, const bt_field_class *from,
				  bt_field_class_type type)
{
	bt_field_class *length = NULL, *to = NULL;
	bt_field_class *element =
		ht_copy_class(copier, bt_field_class_array_borrow_element_field_class_const(from));

	if (!element)
		return NULL;
	if (type == BT_FIELD_CLASS_TYPE_DYNAMIC_ARRAY_WITH_LENGTH_FIELD)
		length = copy_of(copier, ARRAY(borrow_length_field_path_const)(from));
	if (type == BT_FIELD_CLASS_TYPE_STATIC_ARRAY)
		to = bt_field_class_array_static_create(
			copier->trace_class, element, bt_field_class_array_static_get_length(from));
	else
		to = bt_field_class_array_dynamic_create(copier->trace_class, element, length);
	bt_field_class_put_ref(element);
	return to;
}

static bt_field_class *create_option(struct ht_copier *copier, const bt_field_class *from,
				     bt_field_class_type type, bt_field_class *content)
{
	bt_trace_class *tc = copier->trace_class;
	bt_field_class *selector = NULL, *to;
	bt_bool reversed;

	if (type != BT_FIELD_CLASS_TYPE_OPTION_WITHOUT_SELECTOR_FIELD)
		selector = copy_of(copier, OPTION(borrow_selector_field_path_const)(from));
	if (!selector)
		return bt_field_class_option_without_selector_create(tc, content);
	switch (type) {
	case BT_FIELD_CLASS_TYPE_OPTION_WITH_UNSIGNED_INTEGER_SELECTOR_FIELD:
		return OPTION(integer_unsigned_create)(
			tc, content, selector,
			OPTION(integer_unsigned_borrow_selector_ranges_const)(from));
	case BT_FIELD_CLASS_TYPE_OPTION_WITH_SIGNED_INTEGER_SELECTOR_FIELD:
		return OPTION(integer_signed_create)(
			tc, content, selector,
			OPTION(integer_signed_borrow_selector_ranges_const)(from));
	default:
		reversed = OPTION(bool_selector_is_reversed)(from);
		to = OPTION(bool_create)(tc, content, selector);
		if (to)
			bt_field_class_option_with_selector_field_bool_set_selector_is_reversed(
				to, reversed);
		return to;
	}
}

static bt_field_class *copy_option(struct ht_copier *copier, const bt_field_class *from,
				   bt_field_class_type type)
{
	bt_field_class *to,
		*content =
			ht_copy_class(copier, bt_field_class_option_borrow_field_class_const(from));

	if (!content)
		return NULL;
	to = create_option(copier, from, type, content);
	bt_field_class_put_ref(content);
	return to;
}

/* @to has a selector, too, or it has lost it. */
static int append_choice(const bt_field_class *from, bt_field_class *to, uint64_t i,
			 const char *name, bt_field_class *choice)
{
	switch (bt_field_class_get_type(to)) {
	case BT_FIELD_CLASS_TYPE_VARIANT_WITH_UNSIGNED_INTEGER_SELECTOR_FIELD:
		return VARIANT(integer_unsigned_append_option)(
			to, name, choice,
			VARIANT(integer_unsigned_option_borrow_ranges_const)(
				VARIANT(integer_unsigned_borrow_option_by_index_const)(from, i)));
	case BT_FIELD_CLASS_TYPE_VARIANT_WITH_SIGNED_INTEGER_SELECTOR_FIELD:
		return VARIANT(integer_signed_append_option)(
			to, name, choice,
			VARIANT(integer_signed_option_borrow_ranges_const)(
				VARIANT(integer_signed_borrow_option_by_index_const)(from, i)));
	default:
		return bt_field_class_variant_without_selector_append_option(to, name, choice);
	}
}

static bt_field_class *copy_variant(struct ht_copier *copier, const bt_field_class *from,
				    bt_field_class_type type)
{
	uint64_t count = bt_field_class_variant_get_option_count(from);
	bt_field_class *selector = NULL, *to;
	uint64_t i;

	if (type != BT_FIELD_CLASS_TYPE_VARIANT_WITHOUT_SELECTOR_FIELD)
		selector = copy_of(copier, VARIANT(borrow_selector_field_path_const)(from));
	to = bt_field_class_variant_create(copier->trace_class, selector);
	for (i = 0; to && i < count; i++) {
		const bt_field_class_variant_option *option =
			bt_field_class_variant_borrow_option_by_index_const(from, i);
		bt_field_class *choice = ht_copy_class(
			copier, bt_field_class_variant_option_borrow_field_class_const(option));

		if (!choice ||
		    append_choice(from, to, i, bt_field_class_variant_option_get_name(option),
				  choice)) {
			bt_field_class_put_ref(to);
			to = NULL;
		}
		bt_field_class_put_ref(choice);
	}
	return to;
}

static bt_field_class *copy_one(struct ht_copier *copier, const bt_field_class *from)
{
	bt_field_class_type type = bt_field_class_get_type(from);
	bt_trace_class *tc = copier->trace_class;

	switch (type) {
	case BT_FIELD_CLASS_TYPE_BOOL:
		return bt_field_class_bool_create(tc);
	case BT_FIELD_CLASS_TYPE_BIT_ARRAY:
		return bt_field_class_bit_array_create(tc,
						       bt_field_class_bit_array_get_length(from));
	case BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER:
		return copy_integer(copier, from, bt_field_class_integer_unsigned_create(tc));
	case BT_FIELD_CLASS_TYPE_SIGNED_INTEGER:
		return copy_integer(copier, from, bt_field_class_integer_signed_create(tc));
	case BT_FIELD_CLASS_TYPE_UNSIGNED_ENUMERATION:
		return copy_enumeration(copier, from, false);
	case BT_FIELD_CLASS_TYPE_SIGNED_ENUMERATION:
		return copy_enumeration(copier, from, true);
	case BT_FIELD_CLASS_TYPE_SINGLE_PRECISION_REAL:
		return bt_field_class_real_single_precision_create(tc);
	case BT_FIELD_CLASS_TYPE_DOUBLE_PRECISION_REAL:
		return bt_field_class_real_double_precision_create(tc);
	case BT_FIELD_CLASS_TYPE_STRING:
		return bt_field_class_string_create(tc);
	case BT_FIELD_CLASS_TYPE_STRUCTURE:
		return copy_structure(copier, from);
	default:
		break;
	}
	if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_ARRAY))
		return copy_array(copier, from, type);
	if (bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_OPTION))
		return copy_option(copier, from, type);
	return copy_variant(copier, from, type);
}

/**
 * ht_copy_class() - copy a field class and all below it
 * @copier: what it belongs to
 * @from: the class
 *
 * Return: the copy, with a reference for the caller, or NULL without memory.
 */
bt_field_class *ht_copy_class(struct ht_copier *copier, const bt_field_class *from)
{
	bt_field_class *to = copy_one(copier, from);

	if (to && ht_ptrmap_set(&copier->copies, from, to)) {
		bt_field_class_put_ref(to);
		return NULL;
	}
	return to;
}

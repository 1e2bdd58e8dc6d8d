// SPDX-License-Identifier: GPL-2.0-only
/*
 * Types of CTF for classes of libbabeltrace2's. A length or a selector is referred to by its name,
 * from where it is used, as LTTng does: CTF 1.8, "Dynamic scope prefixes" and "Type system". Where
 * that cannot be said, the field gets one of its own.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctf_ref.h"

/* Names that are longer than a line. */
#define VARIANT(what) bt_field_class_variant_with_selector_field_##what
#define ARRAY(what) bt_field_class_array_dynamic_with_length_field_##what
#define UNSIGNED(what) bt_field_class_enumeration_unsigned_##what
#define SIGNED(what) bt_field_class_enumeration_signed_##what

static struct ht_ctf_type *type_of(struct ht_ctf_place *place, const bt_field_class *class);

/*
 * As wide as integers of C: of others an event that ends with one would not end at a byte, and
 * Babeltrace 1 gives up on 24 bits that begin at one.
 */
static uint8_t bits_of(uint64_t bits)
{
	uint8_t wide = 8;

	while (wide < bits)
		wide *= 2;
	return wide;
}

static uint8_t base_of(const bt_field_class *class)
{
	switch (bt_field_class_integer_get_preferred_display_base(class)) {
	case BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_BINARY:
		return 2;
	case BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_OCTAL:
		return 8;
	case BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL:
		return 16;
	default:
		return 10;
	}
}

/* The values that an enumeration has a word for. */
static const bt_integer_range_set_unsigned *unsigned_ranges(const bt_field_class *class, uint64_t i)
{
	return UNSIGNED(mapping_borrow_ranges_const)(
		UNSIGNED(borrow_mapping_by_index_const)(class, i));
}

static const bt_integer_range_set_signed *signed_ranges(const bt_field_class *class, uint64_t i)
{
	return SIGNED(mapping_borrow_ranges_const)(SIGNED(borrow_mapping_by_index_const)(class, i));
}

/* And the word. */
static const char *word(const bt_field_class *class, uint64_t i)
{
	if (ht_ctf_is_a(class, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
		return bt_field_class_enumeration_mapping_get_label(SIGNED(
			mapping_as_mapping_const)(SIGNED(borrow_mapping_by_index_const)(class, i)));
	return bt_field_class_enumeration_mapping_get_label(UNSIGNED(mapping_as_mapping_const)(
		UNSIGNED(borrow_mapping_by_index_const)(class, i)));
}

static int label_unsigned(struct ht_ctf_type *type, const bt_field_class *class, uint64_t i)
{
	const bt_integer_range_set_unsigned *ranges = unsigned_ranges(class, i);
	uint64_t count = bt_integer_range_set_get_range_count(
		bt_integer_range_set_unsigned_as_range_set_const(ranges));
	uint64_t j;
	int ret = 0;

	for (j = 0; !ret && j < count; j++) {
		const bt_integer_range_unsigned *range =
			bt_integer_range_set_unsigned_borrow_range_by_index_const(ranges, j);

		ret = ht_ctf_type_label(type, word(class, i),
					bt_integer_range_unsigned_get_lower(range),
					bt_integer_range_unsigned_get_upper(range));
	}
	return ret;
}

static int label_signed(struct ht_ctf_type *type, const bt_field_class *class, uint64_t i)
{
	const bt_integer_range_set_signed *ranges = signed_ranges(class, i);
	uint64_t count = bt_integer_range_set_get_range_count(
		bt_integer_range_set_signed_as_range_set_const(ranges));
	uint64_t j;
	int ret = 0;

	for (j = 0; !ret && j < count; j++) {
		const bt_integer_range_signed *range =
			bt_integer_range_set_signed_borrow_range_by_index_const(ranges, j);

		ret = ht_ctf_type_label(type, word(class, i),
					(uint64_t)bt_integer_range_signed_get_lower(range),
					(uint64_t)bt_integer_range_signed_get_upper(range));
	}
	return ret;
}

static int add_labels(struct ht_ctf_type *type, const bt_field_class *class)
{
	uint64_t count, i;
	int ret = 0;

	if (!ht_ctf_is_a(class, BT_FIELD_CLASS_TYPE_ENUMERATION))
		return 0;
	count = bt_field_class_enumeration_get_mapping_count(class);
	for (i = 0; !ret && i < count; i++)
		ret = type->kind == HT_CTF_SIGNED ? label_signed(type, class, i) :
						    label_unsigned(type, class, i);
	return ret;
}

static struct ht_ctf_type *integer_of(const bt_field_class *class)
{
	bool is_signed = ht_ctf_is_a(class, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
	struct ht_ctf_type *type =
		ht_ctf_type_new(is_signed ? HT_CTF_SIGNED : HT_CTF_UNSIGNED,
				bits_of(bt_field_class_integer_get_field_value_range(class)));

	if (!type)
		return NULL;
	type->base = base_of(class);
	if (!add_labels(type, class))
		return type;
	ht_ctf_type_free(type);
	return NULL;
}

/* Type of a member of what was entered last. */
static struct ht_ctf_type *inner(struct ht_ctf_place *place, uint64_t index,
				 const bt_field_class *class)
{
	place->levels[place->depth - 1].index = index;
	return type_of(place, class);
}

static bool enter(struct ht_ctf_place *place, const bt_field_class *class, struct ht_ctf_type *type)
{
	if (!type || place->depth == HT_CTF_LEVELS)
		return false;
	place->levels[place->depth++] = (struct ht_ctf_level){ .class = class, .type = type };
	return true;
}

static int structure_fill(struct ht_ctf_place *place, struct ht_ctf_type *type,
			  const bt_field_class *class)
{
	uint64_t count = bt_field_class_structure_get_member_count(class);
	uint64_t i;

	for (i = 0; i < count; i++) {
		const bt_field_class_structure_member *from =
			bt_field_class_structure_borrow_member_by_index_const(class, i);
		const char *name = bt_field_class_structure_member_get_name(from);
		struct ht_ctf_member *member = ht_ctf_type_add(
			type, name,
			inner(place, i,
			      bt_field_class_structure_member_borrow_field_class_const(from)));

		if (!member)
			return -ENOMEM;
		if (ht_ctf_is_bare(place->scope, place->depth - 1, name))
			strcpy(member->tsdl, name);
	}
	return 0;
}

/* A length or a selector of its own, which is called after the field. */
static int own_reference(const struct ht_ctf_place *place, struct ht_ctf_type *type,
			 const char *what)
{
	const struct ht_ctf_level *level = place->depth ? &place->levels[place->depth - 1] : NULL;

	if (!level || !ht_ctf_is_a(level->class, BT_FIELD_CLASS_TYPE_STRUCTURE))
		return -ENOTSUP;
	type->ref_is_ours = true;
	return asprintf(&type->ref, "__%s_%s",
			bt_field_class_structure_member_get_name(
				bt_field_class_structure_borrow_member_by_index_const(
					level->class, level->index)),
			what) < 0 ?
		       -ENOMEM :
		       0;
}

static int sequence_refer(const struct ht_ctf_place *place, struct ht_ctf_type *type,
			  const bt_field_class *class)
{
	if (bt_field_class_get_type(class) == BT_FIELD_CLASS_TYPE_DYNAMIC_ARRAY_WITH_LENGTH_FIELD)
		type->ref = ht_ctf_reference(place, ARRAY(borrow_length_field_path_const)(class));
	return type->ref ? 0 : own_reference(place, type, "len");
}

static int array_fill(struct ht_ctf_place *place, struct ht_ctf_type *type,
		      const bt_field_class *class)
{
	if (type->kind == HT_CTF_ARRAY)
		type->length = bt_field_class_array_static_get_length(class);
	return ht_ctf_type_add(
		       type, NULL,
		       inner(place, 0,
			     bt_field_class_array_borrow_element_field_class_const(class))) ?
		       0 :
		       -ENOMEM;
}

static int option_fill(struct ht_ctf_place *place, struct ht_ctf_type *type,
		       const bt_field_class *class)
{
	return ht_ctf_type_add(type, "content",
			       inner(place, 0,
				     bt_field_class_option_borrow_field_class_const(class))) ?
		       0 :
		       -ENOMEM;
}

static bool is_chosen_by(const bt_field_class *variant, uint64_t option,
			 const bt_field_class *selector, uint64_t i)
{
	if (ht_ctf_is_a(selector, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
		return bt_integer_range_set_signed_is_equal(
			VARIANT(integer_signed_option_borrow_ranges_const)(VARIANT(
				integer_signed_borrow_option_by_index_const)(variant, option)),
			signed_ranges(selector, i));
	return bt_integer_range_set_unsigned_is_equal(
		VARIANT(integer_unsigned_option_borrow_ranges_const)(
			VARIANT(integer_unsigned_borrow_option_by_index_const)(variant, option)),
		unsigned_ranges(selector, i));
}

/* An option is called as the selector's values are, for which it is chosen. */
static const char *label_of(const bt_field_class *variant, const bt_field_class *selector,
			    uint64_t option)
{
	uint64_t count = bt_field_class_enumeration_get_mapping_count(selector), i;

	for (i = 0; i < count; i++) {
		if (is_chosen_by(variant, option, selector, i))
			return word(selector, i);
	}
	return NULL;
}

static bool is_identifier(const char *text)
{
	if (!text || isdigit((unsigned char)*text) || !*text)
		return false;
	while (isalnum((unsigned char)*text) || *text == '_')
		text++;
	return !*text;
}

/* The selector's class, if it names each option. */
static const bt_field_class *selector_of(const struct ht_ctf_place *place,
					 const bt_field_class *class)
{
	bt_field_class_type type = bt_field_class_get_type(class);
	const bt_field_class *selector;
	uint64_t i;

	if (!bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_VARIANT_WITH_SELECTOR_FIELD))
		return NULL;
	selector = ht_ctf_follow(place, VARIANT(borrow_selector_field_path_const)(class));
	if (!selector || !ht_ctf_is_a(selector, BT_FIELD_CLASS_TYPE_ENUMERATION))
		return NULL;
	for (i = 0; i < bt_field_class_variant_get_option_count(class); i++) {
		if (!is_identifier(label_of(class, selector, i)))
			return NULL;
	}
	return selector;
}

static int variant_fill(struct ht_ctf_place *place, struct ht_ctf_type *type,
			const bt_field_class *class)
{
	const bt_field_class *selector = type->ref_is_ours ? NULL : selector_of(place, class);
	uint64_t count = bt_field_class_variant_get_option_count(class), i;

	for (i = 0; i < count; i++) {
		const bt_field_class_variant_option *from =
			bt_field_class_variant_borrow_option_by_index_const(class, i);
		const char *name = bt_field_class_variant_option_get_name(from);
		struct ht_ctf_member *member = ht_ctf_type_add(
			type, name ? name : "",
			inner(place, i,
			      bt_field_class_variant_option_borrow_field_class_const(from)));

		if (!member)
			return -ENOMEM;
		if (!selector)
			continue;
		free(member->tsdl);
		member->tsdl = strdup(label_of(class, selector, i));
		if (!member->tsdl)
			return -ENOMEM;
	}
	return 0;
}

static int variant_refer(const struct ht_ctf_place *place, struct ht_ctf_type *type,
			 const bt_field_class *class)
{
	if (selector_of(place, class))
		type->ref =
			ht_ctf_reference(place, VARIANT(borrow_selector_field_path_const)(class));
	return type->ref ? 0 : own_reference(place, type, "tag");
}

/**
 * struct compound - what has something in it
 * @class_type: libbabeltrace2's
 * @kind: ours
 * @refer: finds its length or its selector; NULL: it has none
 * @fill: makes what is in it
 */
static const struct compound {
	bt_field_class_type class_type;
	enum ht_ctf_kind kind;
	int (*refer)(const struct ht_ctf_place *place, struct ht_ctf_type *type,
		     const bt_field_class *class);
	int (*fill)(struct ht_ctf_place *place, struct ht_ctf_type *type,
		    const bt_field_class *class);
} compounds[] = {
	{ BT_FIELD_CLASS_TYPE_STRUCTURE, HT_CTF_STRUCT, NULL, structure_fill },
	{ BT_FIELD_CLASS_TYPE_STATIC_ARRAY, HT_CTF_ARRAY, NULL, array_fill },
	{ BT_FIELD_CLASS_TYPE_DYNAMIC_ARRAY, HT_CTF_SEQUENCE, sequence_refer, array_fill },
	{ BT_FIELD_CLASS_TYPE_VARIANT, HT_CTF_VARIANT, variant_refer, variant_fill },
};
#define NR_COMPOUNDS (sizeof(compounds) / sizeof(compounds[0]))

static int option_refer(const struct ht_ctf_place *place, struct ht_ctf_type *type,
			const bt_field_class *class)
{
	return own_reference(place, type, "tag");
}

static const struct compound option = { BT_FIELD_CLASS_TYPE_OPTION, HT_CTF_OPTION, option_refer,
					option_fill };

static const struct compound *compound_of(const bt_field_class *class)
{
	size_t i;

	for (i = 0; i < NR_COMPOUNDS; i++) {
		if (ht_ctf_is_a(class, compounds[i].class_type))
			return &compounds[i];
	}
	return &option;
}

static struct ht_ctf_type *compound_type(struct ht_ctf_place *place, const bt_field_class *class)
{
	const struct compound *compound = compound_of(class);
	struct ht_ctf_type *type = ht_ctf_type_new(compound->kind, 0);
	int ret = type && compound->refer ? compound->refer(place, type, class) : 0;

	if (ret || !enter(place, class, type)) {
		ht_ctf_type_free(type);
		return NULL;
	}
	ret = compound->fill(place, type, class);
	place->depth--;
	if (!ret)
		return type;
	ht_ctf_type_free(type);
	return NULL;
}

static struct ht_ctf_type *type_of(struct ht_ctf_place *place, const bt_field_class *class)
{
	switch (bt_field_class_get_type(class)) {
	case BT_FIELD_CLASS_TYPE_BOOL:
		return ht_ctf_type_new(HT_CTF_BOOL, 8);
	case BT_FIELD_CLASS_TYPE_BIT_ARRAY:
		return ht_ctf_type_new(HT_CTF_BITS,
				       bits_of(bt_field_class_bit_array_get_length(class)));
	case BT_FIELD_CLASS_TYPE_SINGLE_PRECISION_REAL:
		return ht_ctf_type_new(HT_CTF_SINGLE, 8 * sizeof(float));
	case BT_FIELD_CLASS_TYPE_DOUBLE_PRECISION_REAL:
		return ht_ctf_type_new(HT_CTF_DOUBLE, 8 * sizeof(double));
	case BT_FIELD_CLASS_TYPE_STRING:
		return ht_ctf_type_new(HT_CTF_STRING, 0);
	default:
		return ht_ctf_is_a(class, BT_FIELD_CLASS_TYPE_INTEGER) ?
			       integer_of(class) :
			       compound_type(place, class);
	}
}

/**
 * ht_ctf_type_of() - the type of a structure of a stream or of an event
 * @roots: all there are
 * @scope: which one; there is one
 *
 * Return: the type, to be released with ht_ctf_type_free(); NULL without memory, or if it is what
 * CTF 1.8 has no words for, which no trace of CTF 1.8 has.
 */
struct ht_ctf_type *ht_ctf_type_of(const struct ht_ctf_roots *roots, enum ht_ctf_scope scope)
{
	struct ht_ctf_place place = { .roots = roots, .scope = scope };

	return type_of(&place, roots->of[scope]);
}

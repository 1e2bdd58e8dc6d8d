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

#include "ctf_class.h"

/* Names that are longer than a line. */
#define VARIANT(what) bt_field_class_variant_with_selector_field_##what
#define ARRAY(what) bt_field_class_array_dynamic_with_length_field_##what

#define MOST_LEVELS 64

/* How the metadata calls what is in a scope, from anywhere. */
static const char *const prefixes[HT_CTF_SCOPES] = {
	[HT_CTF_PACKET_CONTEXT] = "stream.packet.context",
	[HT_CTF_COMMON_CONTEXT] = "stream.event.context",
	[HT_CTF_SPECIFIC_CONTEXT] = "event.context",
	[HT_CTF_PAYLOAD] = "event.fields",
};

/**
 * struct level - what is around a field
 * @class: a structure, a variant, an array or an option
 * @type: the same, as far as it is made
 * @index: which of its members
 */
struct level {
	const bt_field_class *class;
	struct ht_ctf_type *type;
	uint64_t index;
};

/**
 * struct place - where a field is
 * @roots: all scopes
 * @scope: the one it is in
 * @levels: what is around it, from the outside, @depth of them
 * @depth: see @levels
 */
struct place {
	const struct ht_ctf_roots *roots;
	enum ht_ctf_scope scope;
	struct level levels[MOST_LEVELS];
	size_t depth;
};

static struct ht_ctf_type *type_of(struct place *place, const bt_field_class *class);

static bool is_a(const bt_field_class *class, bt_field_class_type type)
{
	return bt_field_class_type_is(bt_field_class_get_type(class), type);
}

/* Trace Compass looks for a packet's CPU by the name that LTTng gave it, without an underscore. */
static bool is_bare(enum ht_ctf_scope scope, size_t depth, const char *name)
{
	return scope == HT_CTF_PACKET_CONTEXT && !depth && !strcmp(name, "cpu_id");
}

static char *tsdl_name(enum ht_ctf_scope scope, size_t depth, const char *name)
{
	return is_bare(scope, depth, name) ? strdup(name) : ht_ctf_name(name);
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

static int label_unsigned(struct ht_ctf_type *type, const bt_field_class *class, uint64_t i)
{
	const bt_field_class_enumeration_unsigned_mapping *mapping =
		bt_field_class_enumeration_unsigned_borrow_mapping_by_index_const(class, i);
	const bt_integer_range_set_unsigned *ranges =
		bt_field_class_enumeration_unsigned_mapping_borrow_ranges_const(mapping);
	uint64_t count = bt_integer_range_set_get_range_count(
		bt_integer_range_set_unsigned_as_range_set_const(ranges));
	uint64_t j;
	int ret = 0;

	for (j = 0; !ret && j < count; j++) {
		const bt_integer_range_unsigned *range =
			bt_integer_range_set_unsigned_borrow_range_by_index_const(ranges, j);

		ret = ht_ctf_type_label(
			type,
			bt_field_class_enumeration_mapping_get_label(
				bt_field_class_enumeration_unsigned_mapping_as_mapping_const(
					mapping)),
			bt_integer_range_unsigned_get_lower(range),
			bt_integer_range_unsigned_get_upper(range));
	}
	return ret;
}

static int label_signed(struct ht_ctf_type *type, const bt_field_class *class, uint64_t i)
{
	const bt_field_class_enumeration_signed_mapping *mapping =
		bt_field_class_enumeration_signed_borrow_mapping_by_index_const(class, i);
	const bt_integer_range_set_signed *ranges =
		bt_field_class_enumeration_signed_mapping_borrow_ranges_const(mapping);
	uint64_t count = bt_integer_range_set_get_range_count(
		bt_integer_range_set_signed_as_range_set_const(ranges));
	uint64_t j;
	int ret = 0;

	for (j = 0; !ret && j < count; j++) {
		const bt_integer_range_signed *range =
			bt_integer_range_set_signed_borrow_range_by_index_const(ranges, j);

		ret = ht_ctf_type_label(
			type,
			bt_field_class_enumeration_mapping_get_label(
				bt_field_class_enumeration_signed_mapping_as_mapping_const(mapping)),
			(uint64_t)bt_integer_range_signed_get_lower(range),
			(uint64_t)bt_integer_range_signed_get_upper(range));
	}
	return ret;
}

static int add_labels(struct ht_ctf_type *type, const bt_field_class *class)
{
	uint64_t count, i;
	int ret = 0;

	if (!is_a(class, BT_FIELD_CLASS_TYPE_ENUMERATION))
		return 0;
	count = bt_field_class_enumeration_get_mapping_count(class);
	for (i = 0; !ret && i < count; i++)
		ret = type->kind == HT_CTF_SIGNED ? label_signed(type, class, i) :
						    label_unsigned(type, class, i);
	return ret;
}

static struct ht_ctf_type *integer_of(const bt_field_class *class)
{
	bool is_signed = is_a(class, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
	struct ht_ctf_type *type =
		ht_ctf_type_new(is_signed ? HT_CTF_SIGNED : HT_CTF_UNSIGNED,
				(uint8_t)bt_field_class_integer_get_field_value_range(class));

	if (!type)
		return NULL;
	type->base = base_of(class);
	if (!add_labels(type, class))
		return type;
	ht_ctf_type_free(type);
	return NULL;
}

/* Type of a member of what was entered last. */
static struct ht_ctf_type *inner(struct place *place, uint64_t index, const bt_field_class *class)
{
	place->levels[place->depth - 1].index = index;
	return type_of(place, class);
}

static bool enter(struct place *place, const bt_field_class *class, struct ht_ctf_type *type)
{
	if (!type || place->depth == MOST_LEVELS)
		return false;
	place->levels[place->depth++] = (struct level){ .class = class, .type = type };
	return true;
}

static int structure_fill(struct place *place, struct ht_ctf_type *type,
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
		if (is_bare(place->scope, place->depth - 1, name))
			strcpy(member->tsdl, name);
	}
	return 0;
}

/* The structure that a path leads to a member of; NULL: it leads elsewhere. */
static const bt_field_class *step(const bt_field_class *at, const bt_field_path_item *item)
{
	if (!at || !is_a(at, BT_FIELD_CLASS_TYPE_STRUCTURE) ||
	    bt_field_path_item_get_type(item) != BT_FIELD_PATH_ITEM_TYPE_INDEX)
		return NULL;
	return bt_field_class_structure_member_borrow_field_class_const(
		bt_field_class_structure_borrow_member_by_index_const(
			at, bt_field_path_item_index_get_index(item)));
}

static enum ht_ctf_scope scope_of(const bt_field_path *path)
{
	switch (bt_field_path_get_root_scope(path)) {
	case BT_FIELD_PATH_SCOPE_PACKET_CONTEXT:
		return HT_CTF_PACKET_CONTEXT;
	case BT_FIELD_PATH_SCOPE_EVENT_COMMON_CONTEXT:
		return HT_CTF_COMMON_CONTEXT;
	case BT_FIELD_PATH_SCOPE_EVENT_SPECIFIC_CONTEXT:
		return HT_CTF_SPECIFIC_CONTEXT;
	default:
		return HT_CTF_PAYLOAD;
	}
}

/* How many steps of a path are those that led here, too. */
static size_t common_steps(const struct place *place, const bt_field_path *path)
{
	uint64_t count = bt_field_path_get_item_count(path);
	size_t i;

	for (i = 0; i < place->depth && i < count; i++) {
		const bt_field_path_item *item = bt_field_path_borrow_item_by_index_const(path, i);
		bool is_index = bt_field_path_item_get_type(item) == BT_FIELD_PATH_ITEM_TYPE_INDEX;
		const struct level *level = &place->levels[i];

		if (is_index != (is_a(level->class, BT_FIELD_CLASS_TYPE_STRUCTURE) ||
				 is_a(level->class, BT_FIELD_CLASS_TYPE_VARIANT)) ||
		    (is_index && bt_field_path_item_index_get_index(item) != level->index))
			break;
	}
	return i;
}

/* The names of a path's steps from @first on, behind @prefix; NULL: it leads through no structures. */
static char *join(const bt_field_class *at, const bt_field_path *path, uint64_t first,
		  const char *prefix)
{
	enum ht_ctf_scope scope = scope_of(path);
	uint64_t count = bt_field_path_get_item_count(path), i;
	char *text = strdup(prefix), *name, *more;

	for (i = first; text && i < count; i++) {
		const bt_field_path_item *item = bt_field_path_borrow_item_by_index_const(path, i);
		const bt_field_class *next = step(at, item);

		name = next ? tsdl_name(
				      scope, i,
				      bt_field_class_structure_member_get_name(
					      bt_field_class_structure_borrow_member_by_index_const(
						      at,
						      bt_field_path_item_index_get_index(item)))) :
			      NULL;
		if (!name || asprintf(&more, "%s%s%s", text, *text ? "." : "", name) < 0)
			more = NULL;
		free(name);
		free(text);
		text = more;
		at = next;
	}
	return text;
}

/* Has anything that is nearer the name that @ref begins with? */
static bool is_hidden(const struct place *place, size_t steps, const char *ref)
{
	size_t len = strcspn(ref, "."), i, j;

	for (i = steps + 1; i < place->depth; i++) {
		const struct ht_ctf_type *type = place->levels[i].type;

		for (j = 0; type->kind == HT_CTF_STRUCT && j < type->count; j++) {
			if (!strncmp(type->members[j].tsdl, ref, len) &&
			    !type->members[j].tsdl[len])
				return true;
		}
	}
	return false;
}

/* What the metadata calls, here, what a path leads to; NULL: there are no words for it. */
static char *reference(const struct place *place, const bt_field_path *path)
{
	enum ht_ctf_scope scope = scope_of(path);
	size_t steps = scope == place->scope ? common_steps(place, path) : 0;
	char *ref;

	if (scope == place->scope && steps < place->depth) {
		ref = join(place->levels[steps].class, path, steps, "");
		if (ref && *ref && !is_hidden(place, steps, ref))
			return ref;
		free(ref);
	}
	return join(place->roots->of[scope], path, 0, prefixes[scope]);
}

/* A length or a selector of its own, which is called after the field. */
static int own_reference(const struct place *place, struct ht_ctf_type *type, const char *what)
{
	const struct level *level = place->depth ? &place->levels[place->depth - 1] : NULL;

	if (!level || !is_a(level->class, BT_FIELD_CLASS_TYPE_STRUCTURE))
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

static int sequence_refer(const struct place *place, struct ht_ctf_type *type,
			  const bt_field_class *class)
{
	if (bt_field_class_get_type(class) == BT_FIELD_CLASS_TYPE_DYNAMIC_ARRAY_WITH_LENGTH_FIELD)
		type->ref = reference(place, ARRAY(borrow_length_field_path_const)(class));
	return type->ref ? 0 : own_reference(place, type, "len");
}

static int array_fill(struct place *place, struct ht_ctf_type *type, const bt_field_class *class)
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

static int option_fill(struct place *place, struct ht_ctf_type *type, const bt_field_class *class)
{
	return ht_ctf_type_add(type, "content",
			       inner(place, 0,
				     bt_field_class_option_borrow_field_class_const(class))) ?
		       0 :
		       -ENOMEM;
}

/* An option is called as the selector's values are, for which it is chosen. */
static const char *label_of(const bt_field_class *variant, const bt_field_class *selector,
			    uint64_t option)
{
	bool is_signed = is_a(selector, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER);
	uint64_t count = bt_field_class_enumeration_get_mapping_count(selector), i;

	for (i = 0; i < count; i++) {
		if (is_signed ?
			    bt_integer_range_set_signed_is_equal(
				    VARIANT(integer_signed_option_borrow_ranges_const)(VARIANT(
					    integer_signed_borrow_option_by_index_const)(variant,
											 option)),
				    bt_field_class_enumeration_signed_mapping_borrow_ranges_const(
					    bt_field_class_enumeration_signed_borrow_mapping_by_index_const(
						    selector, i))) :
			    bt_integer_range_set_unsigned_is_equal(
				    VARIANT(integer_unsigned_option_borrow_ranges_const)(VARIANT(
					    integer_unsigned_borrow_option_by_index_const)(variant,
											   option)),
				    bt_field_class_enumeration_unsigned_mapping_borrow_ranges_const(
					    bt_field_class_enumeration_unsigned_borrow_mapping_by_index_const(
						    selector, i))))
			return bt_field_class_enumeration_mapping_get_label(
				is_signed ?
					bt_field_class_enumeration_signed_mapping_as_mapping_const(
						bt_field_class_enumeration_signed_borrow_mapping_by_index_const(
							selector, i)) :
					bt_field_class_enumeration_unsigned_mapping_as_mapping_const(
						bt_field_class_enumeration_unsigned_borrow_mapping_by_index_const(
							selector, i)));
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

static const bt_field_class *follow(const struct place *place, const bt_field_path *path)
{
	const bt_field_class *at = place->roots->of[scope_of(path)];
	uint64_t count = bt_field_path_get_item_count(path), i;

	for (i = 0; at && i < count; i++)
		at = step(at, bt_field_path_borrow_item_by_index_const(path, i));
	return at;
}

/* The selector's class, if it names each option. */
static const bt_field_class *selector_of(const struct place *place, const bt_field_class *class)
{
	bt_field_class_type type = bt_field_class_get_type(class);
	const bt_field_class *selector;
	uint64_t i;

	if (!bt_field_class_type_is(type, BT_FIELD_CLASS_TYPE_VARIANT_WITH_SELECTOR_FIELD))
		return NULL;
	selector = follow(place, VARIANT(borrow_selector_field_path_const)(class));
	if (!selector || !is_a(selector, BT_FIELD_CLASS_TYPE_ENUMERATION))
		return NULL;
	for (i = 0; i < bt_field_class_variant_get_option_count(class); i++) {
		if (!is_identifier(label_of(class, selector, i)))
			return NULL;
	}
	return selector;
}

static int variant_fill(struct place *place, struct ht_ctf_type *type, const bt_field_class *class)
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

static int variant_refer(const struct place *place, struct ht_ctf_type *type,
			 const bt_field_class *class)
{
	if (selector_of(place, class))
		type->ref = reference(place, VARIANT(borrow_selector_field_path_const)(class));
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
	int (*refer)(const struct place *place, struct ht_ctf_type *type,
		     const bt_field_class *class);
	int (*fill)(struct place *place, struct ht_ctf_type *type, const bt_field_class *class);
} compounds[] = {
	{ BT_FIELD_CLASS_TYPE_STRUCTURE, HT_CTF_STRUCT, NULL, structure_fill },
	{ BT_FIELD_CLASS_TYPE_STATIC_ARRAY, HT_CTF_ARRAY, NULL, array_fill },
	{ BT_FIELD_CLASS_TYPE_DYNAMIC_ARRAY, HT_CTF_SEQUENCE, sequence_refer, array_fill },
	{ BT_FIELD_CLASS_TYPE_VARIANT, HT_CTF_VARIANT, variant_refer, variant_fill },
};
#define NR_COMPOUNDS (sizeof(compounds) / sizeof(compounds[0]))

static int option_refer(const struct place *place, struct ht_ctf_type *type,
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
		if (is_a(class, compounds[i].class_type))
			return &compounds[i];
	}
	return &option;
}

static struct ht_ctf_type *compound_type(struct place *place, const bt_field_class *class)
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

static struct ht_ctf_type *type_of(struct place *place, const bt_field_class *class)
{
	switch (bt_field_class_get_type(class)) {
	case BT_FIELD_CLASS_TYPE_BOOL:
		return ht_ctf_type_new(HT_CTF_BOOL, 8);
	case BT_FIELD_CLASS_TYPE_BIT_ARRAY:
		return ht_ctf_type_new(HT_CTF_BITS,
				       (uint8_t)bt_field_class_bit_array_get_length(class));
	case BT_FIELD_CLASS_TYPE_SINGLE_PRECISION_REAL:
		return ht_ctf_type_new(HT_CTF_SINGLE, 8 * sizeof(float));
	case BT_FIELD_CLASS_TYPE_DOUBLE_PRECISION_REAL:
		return ht_ctf_type_new(HT_CTF_DOUBLE, 8 * sizeof(double));
	case BT_FIELD_CLASS_TYPE_STRING:
		return ht_ctf_type_new(HT_CTF_STRING, 0);
	default:
		return is_a(class, BT_FIELD_CLASS_TYPE_INTEGER) ? integer_of(class) :
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
	struct place place = { .roots = roots, .scope = scope };

	return type_of(&place, roots->of[scope]);
}

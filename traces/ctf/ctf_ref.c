// SPDX-License-Identifier: GPL-2.0-only
/*
 * Words for what stands elsewhere. See ctf_ref.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctf_ref.h"

/* How the metadata calls what is in a scope, from anywhere. */
static const char *const prefixes[HT_CTF_SCOPES] = {
	[HT_CTF_PACKET_CONTEXT] = "stream.packet.context",
	[HT_CTF_COMMON_CONTEXT] = "stream.event.context",
	[HT_CTF_SPECIFIC_CONTEXT] = "event.context",
	[HT_CTF_PAYLOAD] = "event.fields",
};

/**
 * ht_ctf_is_bare() - does a name stand as it is, without an underscore?
 * @scope: where
 * @depth: structures around it, but for the scope's own
 * @name: the name
 *
 * Trace Compass looks for a packet's CPU by the name that LTTng gave it.
 */
bool ht_ctf_is_bare(enum ht_ctf_scope scope, size_t depth, const char *name)
{
	return scope == HT_CTF_PACKET_CONTEXT && !depth && !strcmp(name, "cpu_id");
}

static char *tsdl_name(enum ht_ctf_scope scope, size_t depth, const char *name)
{
	return ht_ctf_is_bare(scope, depth, name) ? strdup(name) : ht_ctf_name(name);
}

/* The structure that a path leads to a member of; NULL: it leads elsewhere. */
static const bt_field_class *step(const bt_field_class *at, const bt_field_path_item *item)
{
	if (!at || !ht_ctf_is_a(at, BT_FIELD_CLASS_TYPE_STRUCTURE) ||
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
static size_t common_steps(const struct ht_ctf_place *place, const bt_field_path *path)
{
	uint64_t count = bt_field_path_get_item_count(path);
	size_t i;

	for (i = 0; i < place->depth && i < count; i++) {
		const bt_field_path_item *item = bt_field_path_borrow_item_by_index_const(path, i);
		bool is_index = bt_field_path_item_get_type(item) == BT_FIELD_PATH_ITEM_TYPE_INDEX;
		const struct ht_ctf_level *level = &place->levels[i];

		if (is_index != (ht_ctf_is_a(level->class, BT_FIELD_CLASS_TYPE_STRUCTURE) ||
				 ht_ctf_is_a(level->class, BT_FIELD_CLASS_TYPE_VARIANT)) ||
		    (is_index && bt_field_path_item_index_get_index(item) != level->index))
			break;
	}
	return i;
}

/* What the metadata calls the member that a step of a path leads to; NULL: it leads to none. */
static char *step_name(const bt_field_class *at, const bt_field_path *path, uint64_t number)
{
	const bt_field_path_item *item = bt_field_path_borrow_item_by_index_const(path, number);

	if (!step(at, item))
		return NULL;
	return tsdl_name(scope_of(path), number,
			 bt_field_class_structure_member_get_name(
				 bt_field_class_structure_borrow_member_by_index_const(
					 at, bt_field_path_item_index_get_index(item))));
}

/* The names of a path's steps from @first on, behind @prefix; NULL: it is not all structures. */
static char *join(const bt_field_class *at, const bt_field_path *path, uint64_t first,
		  const char *prefix)
{
	uint64_t count = bt_field_path_get_item_count(path), i;
	char *text = strdup(prefix), *name, *more;

	for (i = first; text && i < count; i++) {
		name = step_name(at, path, i);
		if (!name || asprintf(&more, "%s%s%s", text, *text ? "." : "", name) < 0)
			more = NULL;
		free(name);
		free(text);
		text = more;
		at = step(at, bt_field_path_borrow_item_by_index_const(path, i));
	}
	return text;
}

/* Has anything that is nearer the name that @ref begins with? */
static bool is_hidden(const struct ht_ctf_place *place, size_t steps, const char *ref)
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

/**
 * ht_ctf_reference() - what the metadata calls, here, what a path leads to
 * @place: here
 * @path: the path
 *
 * By its name, if it is around here and nothing nearer has that; else by where it is from the
 * scope on: CTF 1.8, 7.3.1 and 7.3.2.
 *
 * Return: the words, to be freed; NULL: there are none, or there is no memory.
 */
char *ht_ctf_reference(const struct ht_ctf_place *place, const bt_field_path *path)
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

/**
 * ht_ctf_follow() - what a path leads to
 * @place: where the scopes are
 * @path: the path
 *
 * Return: the class; NULL: it leads through something else than structures.
 */
const bt_field_class *ht_ctf_follow(const struct ht_ctf_place *place, const bt_field_path *path)
{
	enum ht_ctf_scope scope = scope_of(path);
	uint64_t count = bt_field_path_get_item_count(path), i;
	/* In the same element of an array there are words for it, but not from the outside. */
	size_t steps = scope == place->scope ? common_steps(place, path) : 0;
	const bt_field_class *at = steps && steps < place->depth ? place->levels[steps].class :
								   place->roots->of[scope];

	for (i = steps < place->depth ? steps : 0; at && i < count; i++)
		at = step(at, bt_field_path_borrow_item_by_index_const(path, i));
	return at;
}

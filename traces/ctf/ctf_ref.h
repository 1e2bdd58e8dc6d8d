/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How the metadata calls, where a field is, what stands elsewhere: the length of an array, the
 * selector of a variant.
 */
#ifndef HT_CTF_REF_H
#define HT_CTF_REF_H

#include "ctf_class.h"

#define HT_CTF_LEVELS 64

/**
 * struct ht_ctf_level - what is around a field
 * @class: a structure, a variant, an array or an option
 * @type: the same, as far as it is made
 * @index: which of its members
 */
struct ht_ctf_level {
	const bt_field_class *class;
	struct ht_ctf_type *type;
	uint64_t index;
};

/**
 * struct ht_ctf_place - where a field is
 * @roots: all scopes
 * @scope: the one it is in
 * @levels: what is around it, from the outside, @depth of them
 * @depth: see @levels
 */
struct ht_ctf_place {
	const struct ht_ctf_roots *roots;
	enum ht_ctf_scope scope;
	struct ht_ctf_level levels[HT_CTF_LEVELS];
	size_t depth;
};

static inline bool ht_ctf_is_a(const bt_field_class *class, bt_field_class_type type)
{
	return bt_field_class_type_is(bt_field_class_get_type(class), type);
}

bool ht_ctf_is_bare(enum ht_ctf_scope scope, size_t depth, const char *name);
const bt_field_class *ht_ctf_follow(const struct ht_ctf_place *place, const bt_field_path *path);
char *ht_ctf_reference(const struct ht_ctf_place *place, const bt_field_path *path);

#endif /* HT_CTF_REF_H */

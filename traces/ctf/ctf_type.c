// SPDX-License-Identifier: GPL-2.0-only
/*
 * Making types of fields, and names for the metadata.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctf_type.h"

/**
 * ht_ctf_type_new() - make a type
 * @kind: what it is
 * @bits: of a number: 8, 16, 32 or 64; else 0
 *
 * Return: the type, to be released with ht_ctf_type_free(), or NULL without memory.
 */
struct ht_ctf_type *ht_ctf_type_new(enum ht_ctf_kind kind, uint8_t bits)
{
	struct ht_ctf_type *type = calloc(1, sizeof(*type));

	if (!type)
		return NULL;
	type->kind = kind;
	type->bits = bits;
	type->size = bits / 8;
	type->base = 10;
	return type;
}

/**
 * ht_ctf_name() - a name for the metadata
 * @name: any text
 *
 * Readers take an underscore from the beginning of a name; with one no name is a keyword. Only
 * other tracers than LTTng have names that are no identifiers.
 *
 * Return: the name, to be freed, or NULL without memory.
 */
char *ht_ctf_name(const char *name)
{
	char *tsdl, *at;

	if (asprintf(&tsdl, "_%s", name) < 0)
		return NULL;
	for (at = tsdl; *at; at++) {
		if (!isalnum((unsigned char)*at))
			*at = '_';
	}
	return tsdl;
}

/**
 * ht_ctf_type_add() - add a member
 * @type: a structure, a variant, or an array that has none
 * @name: its name; NULL of an array's
 * @member: its type, taken over, whatever is returned; NULL: it could not be made
 *
 * Return: the member, valid until another is added; or NULL without memory.
 */
struct ht_ctf_member *ht_ctf_type_add(struct ht_ctf_type *type, const char *name,
				      struct ht_ctf_type *member)
{
	struct ht_ctf_member *more =
		member ? reallocarray(type->members, type->count + 1, sizeof(*more)) : NULL;

	if (!more) {
		ht_ctf_type_free(member);
		return NULL;
	}
	type->members = more;
	more += type->count++;
	*more = (struct ht_ctf_member){ .type = member };
	if (!name)
		return more;
	more->name = strdup(name);
	more->tsdl = ht_ctf_name(name);
	return more->name && more->tsdl ? more : NULL;
}

/**
 * ht_ctf_type_label() - name values of an integer
 * @type: the integer
 * @text: the word for them
 * @lower: the first of them
 * @upper: the last
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_type_label(struct ht_ctf_type *type, const char *text, uint64_t lower, uint64_t upper)
{
	struct ht_ctf_label *more = reallocarray(type->labels, type->nr_labels + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	type->labels = more;
	more += type->nr_labels;
	*more = (struct ht_ctf_label){ .text = strdup(text), .lower = lower, .upper = upper };
	if (!more->text)
		return -ENOMEM;
	type->nr_labels++;
	return 0;
}

static bool same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool same_labels(const struct ht_ctf_type *a, const struct ht_ctf_type *b)
{
	size_t i;

	for (i = 0; i < a->nr_labels; i++) {
		if (a->labels[i].lower != b->labels[i].lower ||
		    a->labels[i].upper != b->labels[i].upper ||
		    strcmp(a->labels[i].text, b->labels[i].text))
			return false;
	}
	return true;
}

/**
 * ht_ctf_type_is_same() - do two types mean the same, whatever their bytes are?
 * @a: one, or NULL
 * @b: the other, or NULL
 */
bool ht_ctf_type_is_same(const struct ht_ctf_type *a, const struct ht_ctf_type *b)
{
	size_t i;

	if (!a || !b)
		return a == b;
	if (a->kind != b->kind || a->bits != b->bits || a->base != b->base ||
	    a->length != b->length || a->count != b->count || a->nr_labels != b->nr_labels ||
	    a->ref_is_ours != b->ref_is_ours || !same_text(a->ref, b->ref) || !same_labels(a, b))
		return false;
	for (i = 0; i < a->count; i++) {
		if (!same_text(a->members[i].tsdl, b->members[i].tsdl) ||
		    !ht_ctf_type_is_same(a->members[i].type, b->members[i].type))
			return false;
	}
	return true;
}

/**
 * ht_ctf_type_is_whole() - are all lengths and selectors of a payload within it?
 * @type: the payload
 */
bool ht_ctf_type_is_whole(const struct ht_ctf_type *type)
{
	size_t i;

	if (type->ref && !type->ref_is_ours &&
	    (!strncmp(type->ref, "stream.", 7) || !strncmp(type->ref, "event.context.", 14)))
		return false;
	for (i = 0; i < type->count; i++) {
		if (!ht_ctf_type_is_whole(type->members[i].type))
			return false;
	}
	return true;
}

/**
 * ht_ctf_type_free() - release a type, with all below it
 * @type: the type, or NULL
 */
void ht_ctf_type_free(struct ht_ctf_type *type)
{
	size_t i;

	if (!type)
		return;
	for (i = 0; i < type->count; i++) {
		free(type->members[i].name);
		free(type->members[i].tsdl);
		ht_ctf_type_free(type->members[i].type);
	}
	for (i = 0; i < type->nr_labels; i++)
		free(type->labels[i].text);
	free(type->members);
	free(type->labels);
	free(type->ref);
	free(type);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Types of fields, as CTF 1.8 has them. All of them begin at a whole byte, so the bytes of a field
 * are the same wherever it is: an event can be put together once, and written anywhere.
 */
#ifndef HT_CTF_TYPE_H
#define HT_CTF_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ht_ctf_kind {
	HT_CTF_UNSIGNED,
	HT_CTF_SIGNED,
	HT_CTF_BOOL, /* written as an unsigned integer, as all that CTF 1.8 does not know is */
	HT_CTF_BITS,
	HT_CTF_SINGLE,
	HT_CTF_DOUBLE,
	HT_CTF_STRING, /* ends with a zero */
	HT_CTF_STRUCT,
	HT_CTF_ARRAY,
	HT_CTF_SEQUENCE,
	HT_CTF_OPTION, /* written as a variant of nothing and of the content */
	HT_CTF_VARIANT,
};

/**
 * struct ht_ctf_member - a field of a structure, an option of a variant, the elements of an array
 * @name: its name, NULL of an array's
 * @tsdl: what it is called in the metadata
 * @type: its type
 */
struct ht_ctf_member {
	char *name;
	char *tsdl;
	struct ht_ctf_type *type;
};

/**
 * struct ht_ctf_label - a word for some values of an integer, as bits of 64
 * @text: the word
 * @lower: the first of them
 * @upper: the last
 */
struct ht_ctf_label {
	char *text;
	uint64_t lower;
	uint64_t upper;
};

/**
 * struct ht_ctf_type - a type
 * @kind: what it is
 * @bits: of a number: 8, 16, 32 or 64
 * @size: the same in bytes
 * @base: of an integer: 2, 8, 10 or 16, for who shows it
 * @length: of an array: elements
 * @count: members
 * @members: those of a structure, of a variant; of arrays and options one, the element's
 * @nr_labels: words for values; not 0: an enumeration
 * @labels: these
 * @ref: of HT_CTF_SEQUENCE, HT_CTF_OPTION, HT_CTF_VARIANT: what its length or its selector is
 *	called in the metadata
 * @ref_is_ours: and that is written before it, as the trace has none that could be referred to
 */
struct ht_ctf_type {
	enum ht_ctf_kind kind;
	uint8_t bits;
	uint8_t size;
	uint8_t base;
	uint64_t length;
	size_t count;
	struct ht_ctf_member *members;
	size_t nr_labels;
	struct ht_ctf_label *labels;
	char *ref;
	bool ref_is_ours;
};

/* What is written before a field whose length or selector is ours takes so many bytes. */
#define HT_CTF_LENGTH_BYTES 4
#define HT_CTF_OPTION_BYTES 1
#define HT_CTF_SELECTOR_BYTES 2

struct ht_ctf_type *ht_ctf_type_new(enum ht_ctf_kind kind, uint8_t bits);
struct ht_ctf_member *ht_ctf_type_add(struct ht_ctf_type *type, const char *name,
				      struct ht_ctf_type *member);
int ht_ctf_type_label(struct ht_ctf_type *type, const char *text, uint64_t lower, uint64_t upper);
bool ht_ctf_type_is_same(const struct ht_ctf_type *a, const struct ht_ctf_type *b);
bool ht_ctf_type_is_whole(const struct ht_ctf_type *type);
void ht_ctf_type_free(struct ht_ctf_type *type);

char *ht_ctf_name(const char *name);

#endif /* HT_CTF_TYPE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An event's fields as plain values, for those who only read: a copy that takes a tenth of the
 * memory of libbabeltrace2's event, and in which a field is found by one comparison.
 *
 *	bt_event ──► ht_view_copy() ──┐
 *	                              ├──► struct ht_view
 *	ht_packed's record ──► records.c ┘
 */
#ifndef HT_VIEW_H
#define HT_VIEW_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ht_value_kind {
	HT_VALUE_NONE, /* a type that nobody of us reads */
	HT_VALUE_UNSIGNED,
	HT_VALUE_SIGNED,
	HT_VALUE_TEXT,
	HT_VALUE_BYTES, /* an array of uint8_t */
	HT_VALUE_NUMBERS, /* an array of larger unsigned integers */
};

/**
 * union ht_value - the value of a field
 * @u: of HT_VALUE_UNSIGNED
 * @s: of HT_VALUE_SIGNED
 * @text: of HT_VALUE_TEXT
 * @bytes: of HT_VALUE_BYTES: uint32_t how many, then they
 * @numbers: of HT_VALUE_NUMBERS: how many, then they
 */
union ht_value {
	uint64_t u;
	int64_t s;
	const char *text;
	const uint8_t *bytes;
	const uint64_t *numbers;
};

/**
 * struct ht_view_member - a field of a class
 * @name: its name
 * @kind: what it holds
 * @hex: to be shown in hexadecimal
 * @from: index of the event's field that it is a copy of
 */
struct ht_view_member {
	const char *name;
	enum ht_value_kind kind;
	bool hex;
	uint32_t from;
};

#define HT_VIEW_KNOWN 64
#define HT_VIEW_MEMOS 16

/* Nothing is remembered. */
#define HT_VIEW_NO_MEMO INT32_MIN

/**
 * struct ht_view_memo - something that is remembered
 * @key: of what, by its address
 * @value: what
 */
struct ht_view_memo {
	const void *key;
	int32_t value;
};

/**
 * struct ht_view_class - what events of one class have in common
 * @users: who keeps it
 * @name: theirs
 * @is_ours: it begins as those of hypertrace do
 * @count: how many fields they have
 * @plain: the first that may not fit in its value
 * @members: these
 * @known: the indices of fields that were looked up before, by their names
 * @memos: what readers remember of the class, see ht_view_memo()
 */
struct ht_view_class {
	unsigned int users;
	const char *name;
	bool is_ours;
	uint32_t count;
	uint32_t plain;
	struct ht_view_member *members;
	struct ht_view_memo known[HT_VIEW_KNOWN];
	struct ht_view_memo memos[HT_VIEW_MEMOS];
};

/**
 * struct ht_view - an event's fields; valid as long as its owner says
 * @class: their class
 * @values: one for each member
 */
struct ht_view {
	struct ht_view_class *class;
	union ht_value values[];
};

struct ht_view_class *ht_view_class_create(const char *name, uint32_t count);
struct ht_view_class *ht_view_class_of(const bt_event_class *class, bool brief);
void ht_view_class_get(struct ht_view_class *class);
void ht_view_class_put(void *class);

size_t ht_view_need(const struct ht_view_class *class, const bt_field *payload);
void ht_view_copy(struct ht_view *view, struct ht_view_class *class, const bt_field *payload);
size_t ht_view_size(const struct ht_view *view);
void ht_view_clone(struct ht_view *to, const struct ht_view *from);
int32_t ht_view_search(struct ht_view_class *class, const char *name);
int32_t *ht_view_memo_search(struct ht_view_class *class, const void *key);

uint32_t ht_view_bytes_count(const uint8_t *bytes);
#define HT_VIEW_BYTES_HEAD sizeof(uint32_t)

/* One of a power of two, by the highest bits, which depend on all of the address's. */
static inline size_t ht_view_place(const void *key, size_t places)
{
	return ((uintptr_t)key * 0x9e3779b97f4a7c15ull) / (UINT64_MAX / places + 1);
}

/**
 * ht_view_index() - find a field
 * @class: the event's class
 * @name: its name: a literal, or another text that never changes, as it is remembered by address
 *
 * Return: its index, or -1.
 */
static inline int32_t ht_view_index(struct ht_view_class *class, const char *name)
{
	const struct ht_view_memo *known = &class->known[ht_view_place(name, HT_VIEW_KNOWN)];

	return known->key == name ? known->value : ht_view_search(class, name);
}

/**
 * ht_view_memo() - what a reader remembers of a class, as which of its handlers takes the events
 * @class: the class
 * @key: an address that is the reader's
 *
 * Return: a number to read and write; HT_VIEW_NO_MEMO: it is new, or was forgotten.
 */
static inline int32_t *ht_view_memo(struct ht_view_class *class, const void *key)
{
	struct ht_view_memo *memo = &class->memos[ht_view_place(key, HT_VIEW_MEMOS)];

	return memo->key == key ? &memo->value : ht_view_memo_search(class, key);
}

#endif /* HT_VIEW_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copying events' fields. A trace is a file that anyone can have written: what a field is was
 * looked at once, when its class was met, and libbabeltrace2 sees to it that its events keep to it.
 */
#include <cache_line.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "records.h"
#include "view.h"

#define BYTE 8

/**
 * ht_view_class_create() - make a class whose members are still to be filled
 * @name: its name
 * @count: members
 *
 * Return: the class, to be put by ht_view_class_put(), or NULL without memory.
 */
struct ht_view_class *ht_view_class_create(const char *name, uint32_t count)
{
	struct ht_view_class *class = ht_lines_alloc(sizeof(*class));

	if (!class)
		return NULL;
	class->users = 1;
	class->name = strdup(name);
	class->is_ours = !strncmp(name, HT_NAME_PREFIX, strlen(HT_NAME_PREFIX));
	class->members = ht_lines_alloc(((size_t)count + 1) * sizeof(*class->members));
	class->count = count;
	if (class->name && class->members)
		return class;
	ht_view_class_put(class);
	return NULL;
}

/**
 * ht_view_class_get() - keep a class
 * @class: the class
 */
void ht_view_class_get(struct ht_view_class *class)
{
	class->users++;
}

/**
 * ht_view_class_put() - keep a class no longer
 * @class: a struct ht_view_class, freed if that was the last who kept it; or NULL
 */
void ht_view_class_put(void *class)
{
	struct ht_view_class *mine = class;
	uint32_t i;

	if (!mine || --mine->users)
		return;
	for (i = 0; mine->members && i < mine->count; i++)
		free((char *)mine->members[i].name);
	free(mine->members);
	free((char *)mine->name);
	free(mine);
}

static bool is_a(const bt_field_class *class, bt_field_class_type type)
{
	return bt_field_class_type_is(bt_field_class_get_type(class), type);
}

static enum ht_value_kind array_kind(const bt_field_class *array, bool *hex)
{
	const bt_field_class *element =
		bt_field_class_array_borrow_element_field_class_const(array);

	if (!is_a(element, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
		return HT_VALUE_NONE;
	*hex = bt_field_class_integer_get_preferred_display_base(element) ==
	       BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL;
	return bt_field_class_integer_get_field_value_range(element) <= BYTE ? HT_VALUE_BYTES :
									       HT_VALUE_NUMBERS;
}

static enum ht_value_kind kind_of(const bt_field_class *class, bool *hex)
{
	*hex = false;
	if (is_a(class, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER)) {
		*hex = bt_field_class_integer_get_preferred_display_base(class) ==
		       BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL;
		return HT_VALUE_UNSIGNED;
	}
	if (is_a(class, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
		return HT_VALUE_SIGNED;
	if (is_a(class, BT_FIELD_CLASS_TYPE_STRING))
		return HT_VALUE_TEXT;
	if (is_a(class, BT_FIELD_CLASS_TYPE_ARRAY))
		return array_kind(class, hex);
	return HT_VALUE_NONE;
}

/* What is recorded by the thousand says more than counting takes: this is for whole events only. */
static const struct {
	const char *event;
	const char *fields[5];
} details[] = {
	{ "hypertrace_sched_switch", { "prev_comm", "prev_prio", "prev_state", "next_prio" } },
	{ "hypertrace_sched_wakeup", { "comm", "tid", "prio", "target_cpu", "is_new" } },
	{ "hypertrace_syscall_entry", { "tid", "args" } },
	{ "hypertrace_syscall_exit", { "nr", "ret" } },
	{ "hypertrace_irq_entry", { "irq", "name" } },
	{ "hypertrace_irq_exit", { "irq", "ret" } },
	{ "hypertrace_page_fault", { "address", "ip", "error_code" } },
	{ "hypertrace_func_entry", { "func", "parent" } },
	{ "hypertrace_func_exit", { "func", "parent" } },
	{ "hypertrace_exit", { "guest_rip" } },
};
#define NR_DETAILS (sizeof(details) / sizeof(details[0]))
#define NR_FIELDS (sizeof(details[0].fields) / sizeof(details[0].fields[0]))

static bool is_detail(const char *event, const char *field)
{
	size_t i, j;

	for (i = 0; i < NR_DETAILS; i++) {
		for (j = 0; !strcmp(event, details[i].event) && j < NR_FIELDS; j++) {
			if (details[i].fields[j] && !strcmp(field, details[i].fields[j]))
				return true;
		}
	}
	return false;
}

static int add_member(struct ht_view_class *mine, const bt_field_class *payload, uint32_t from)
{
	const bt_field_class_structure_member *in =
		bt_field_class_structure_borrow_member_by_index_const(payload, from);
	struct ht_view_member *member = &mine->members[mine->count];

	member->from = from;
	member->kind =
		kind_of(bt_field_class_structure_member_borrow_field_class_const(in), &member->hex);
	member->name = strdup(bt_field_class_structure_member_get_name(in));
	if (!member->name)
		return -ENOMEM;
	if (mine->plain == mine->count &&
	    (member->kind == HT_VALUE_UNSIGNED || member->kind == HT_VALUE_SIGNED))
		mine->plain++;
	mine->count++;
	return 0;
}

/**
 * ht_view_class_of() - make a class for events of the input
 * @class: the input's
 * @brief: without the details of what is recorded by the thousand, see above
 *
 * Return: the class, to be put by ht_view_class_put(), or NULL without memory.
 */
struct ht_view_class *ht_view_class_of(const bt_event_class *class, bool brief)
{
	const bt_field_class *payload = bt_event_class_borrow_payload_field_class_const(class);
	const char *name = bt_event_class_get_name(class);
	uint64_t count = payload ? bt_field_class_structure_get_member_count(payload) : 0;
	struct ht_view_class *mine = ht_view_class_create(name ? name : "", (uint32_t)count);
	uint32_t i;

	if (!mine)
		return NULL;
	mine->count = 0;
	for (i = 0; i < count; i++) {
		const char *field = bt_field_class_structure_member_get_name(
			bt_field_class_structure_borrow_member_by_index_const(payload, i));

		if (brief && is_detail(mine->name, field))
			continue;
		if (add_member(mine, payload, i)) {
			ht_view_class_put(mine);
			return NULL;
		}
	}
	return mine;
}

/* How many places something may be away from its own. */
#define NEAR 3

/* Where a key is, or is to be: where two have one place, the second one is near it. */
static struct ht_view_memo *find_memo(struct ht_view_memo *memos, size_t places, const void *key)
{
	size_t at = ht_view_place(key, places), i;
	struct ht_view_memo *memo = &memos[at];

	for (i = NEAR; i > 0; i--) {
		struct ht_view_memo *near = &memos[(at + i) % places];

		if (near->key == key)
			return near;
		if (memos[at].key && !near->key)
			memo = near;
	}
	return memo;
}

/**
 * ht_view_search() - find a field that is not where it is looked for first
 * @class: the event's class
 * @name: see ht_view_index()
 *
 * Return: its index, or -1.
 */
int32_t ht_view_search(struct ht_view_class *class, const char *name)
{
	struct ht_view_memo *known = find_memo(class->known, HT_VIEW_KNOWN, name);
	int32_t index = -1;
	uint32_t i;

	if (known->key == name)
		return known->value;
	for (i = 0; index < 0 && i < class->count; i++)
		if (!strcmp(class->members[i].name, name))
			index = (int32_t)i;
	*known = (struct ht_view_memo){ .key = name, .value = index };
	return index;
}

/**
 * ht_view_memo_search() - what a reader remembers that is not in its own place
 * @class: the class
 * @key: see ht_view_memo()
 *
 * Return: see ht_view_memo().
 */
int32_t *ht_view_memo_search(struct ht_view_class *class, const void *key)
{
	struct ht_view_memo *memo = find_memo(class->memos, HT_VIEW_MEMOS, key);

	if (memo->key != key)
		*memo = (struct ht_view_memo){ .key = key, .value = HT_VIEW_NO_MEMO };
	return &memo->value;
}

/**
 * ht_view_bytes_count() - how many bytes an array has
 * @bytes: the value
 */
uint32_t ht_view_bytes_count(const uint8_t *bytes)
{
	uint32_t count;

	memcpy(&count, bytes, sizeof(count));
	return count;
}

/* Babeltrace 2.0's string of no length may show what the field held in an event before. */
static uint64_t text_size(const bt_field *field)
{
	return bt_field_string_get_length(field) + 1;
}

static size_t extra_size(enum ht_value_kind kind, const bt_field *field)
{
	switch (kind) {
	case HT_VALUE_TEXT:
		return text_size(field);
	case HT_VALUE_BYTES:
		return HT_VIEW_BYTES_HEAD + bt_field_array_get_length(field);
	case HT_VALUE_NUMBERS:
		return sizeof(uint64_t) * (2 + bt_field_array_get_length(field));
	default:
		return 0;
	}
}

static char *copy_text(union ht_value *value, const bt_field *field, char *to)
{
	uint64_t size = text_size(field);

	value->text = to;
	if (size > 1)
		memcpy(to, bt_field_string_get_value(field), size - 1);
	to[size - 1] = '\0';
	return to + size;
}

static char *copy_bytes(union ht_value *value, const bt_field *field, char *to)
{
	uint32_t len = (uint32_t)bt_field_array_get_length(field), i;

	value->bytes = (uint8_t *)to;
	memcpy(to, &len, sizeof(len));
	to += HT_VIEW_BYTES_HEAD;
	for (i = 0; i < len; i++)
		to[i] = (char)bt_field_integer_unsigned_get_value(
			bt_field_array_borrow_element_field_by_index_const(field, i));
	return to + len;
}

static char *copy_numbers(union ht_value *value, const bt_field *field, char *to)
{
	uint64_t len = bt_field_array_get_length(field), i;
	uint64_t *numbers = (void *)(((uintptr_t)to + 7) & ~(uintptr_t)7);

	value->numbers = numbers;
	*numbers++ = len;
	for (i = 0; i < len; i++)
		*numbers++ = bt_field_integer_unsigned_get_value(
			bt_field_array_borrow_element_field_by_index_const(field, i));
	return (char *)numbers;
}

static char *copy_value(union ht_value *value, enum ht_value_kind kind, const bt_field *field,
			char *to)
{
	switch (kind) {
	case HT_VALUE_UNSIGNED:
		value->u = bt_field_integer_unsigned_get_value(field);
		return to;
	case HT_VALUE_SIGNED:
		value->s = bt_field_integer_signed_get_value(field);
		return to;
	case HT_VALUE_TEXT:
		return copy_text(value, field, to);
	case HT_VALUE_BYTES:
		return copy_bytes(value, field, to);
	case HT_VALUE_NUMBERS:
		return copy_numbers(value, field, to);
	default:
		value->u = 0;
		return to;
	}
}

/**
 * ht_view_need() - how much memory a copy of an event's fields takes
 * @class: its class
 * @payload: its fields, NULL if it has none
 *
 * Return: bytes.
 */
size_t ht_view_need(const struct ht_view_class *class, const bt_field *payload)
{
	size_t size = sizeof(struct ht_view) + class->count * sizeof(union ht_value);
	uint32_t i;

	for (i = class->plain; i < class->count; i++)
		if (class->members[i].kind > HT_VALUE_SIGNED)
			size += extra_size(class->members[i].kind,
					   bt_field_structure_borrow_member_field_by_index_const(
						   payload, class->members[i].from));
	return size;
}

/**
 * ht_view_copy() - copy an event's fields
 * @view: ht_view_need() large
 * @class: its class
 * @payload: its fields, NULL if it has none
 */
void ht_view_copy(struct ht_view *view, struct ht_view_class *class, const bt_field *payload)
{
	char *to = (char *)&view->values[class->count];
	uint32_t i;

	view->class = class;
	for (i = 0; i < class->plain; i++) {
		const bt_field *field = bt_field_structure_borrow_member_field_by_index_const(
			payload, class->members[i].from);

		if (class->members[i].kind == HT_VALUE_UNSIGNED)
			view->values[i].u = bt_field_integer_unsigned_get_value(field);
		else
			view->values[i].s = bt_field_integer_signed_get_value(field);
	}
	for (; i < class->count; i++)
		to = copy_value(&view->values[i], class->members[i].kind,
				bt_field_structure_borrow_member_field_by_index_const(
					payload, class->members[i].from),
				to);
}

static size_t aligned(size_t size)
{
	return (size + sizeof(uint64_t) - 1) & ~(sizeof(uint64_t) - 1);
}

/* What of a value is not in the value. NULL: of no field that has such. */
static size_t extra_bytes(enum ht_value_kind kind, union ht_value value, const void **extra)
{
	switch (kind) {
	case HT_VALUE_TEXT:
		*extra = value.text;
		return strlen(value.text) + 1;
	case HT_VALUE_BYTES:
		*extra = value.bytes;
		return HT_VIEW_BYTES_HEAD + ht_view_bytes_count(value.bytes);
	case HT_VALUE_NUMBERS:
		*extra = value.numbers;
		return sizeof(uint64_t) * (1 + value.numbers[0]);
	default:
		return 0;
	}
}

/**
 * ht_view_size() - how much memory a copy takes
 * @view: an event's fields
 *
 * Return: bytes.
 */
size_t ht_view_size(const struct ht_view *view)
{
	const struct ht_view_class *class = view->class;
	size_t size = sizeof(*view) + class->count * sizeof(union ht_value);
	const void *extra;
	uint32_t i;

	for (i = class->plain; i < class->count; i++)
		size += aligned(extra_bytes(class->members[i].kind, view->values[i], &extra));
	return size;
}

/**
 * ht_view_clone() - copy a view
 * @to: ht_view_size() large; valid as long as its memory and its class
 * @from: the view
 */
void ht_view_clone(struct ht_view *to, const struct ht_view *from)
{
	const struct ht_view_class *class = from->class;
	char *free = (char *)&to->values[class->count];
	uint32_t i;

	memcpy(to, from, sizeof(*from) + class->count * sizeof(union ht_value));
	for (i = class->plain; i < class->count; i++) {
		const void *extra;
		size_t size = extra_bytes(class->members[i].kind, from->values[i], &extra);

		if (!size)
			continue;
		memcpy(free, extra, size);
		/* All of them are pointers. */
		to->values[i].text = free;
		free += aligned(size);
	}
}

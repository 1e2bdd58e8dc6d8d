// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records as events of libbabeltrace2's.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "record_types.h"

/**
 * ht_member_find() - find a field of a type
 * @payload: a structure, or NULL
 * @name: its name
 * @type: what it has to be
 * @index: filled
 *
 * Return: 0, or -ENOENT: none of that name, or it is something else.
 */
int ht_member_find(const bt_field_class *payload, const char *name, bt_field_class_type type,
		   uint64_t *index)
{
	uint64_t count = payload ? bt_field_class_structure_get_member_count(payload) : 0;
	uint64_t i;

	for (i = 0; i < count; i++) {
		const bt_field_class_structure_member *member =
			bt_field_class_structure_borrow_member_by_index_const(payload, i);

		if (strcmp(bt_field_class_structure_member_get_name(member), name))
			continue;
		*index = i;
		return bt_field_class_type_is(
			       bt_field_class_get_type(
				       bt_field_class_structure_member_borrow_field_class_const(
					       member)),
			       type) ?
			       0 :
			       -ENOENT;
	}
	return -ENOENT;
}

/**
 * ht_common_find() - find the common fields, but for those of exits
 * @payload: the class of an event's payload, or NULL
 * @at: filled
 *
 * Return: 0, or -ENOENT: it lacks one, or one is no integer of the right signedness.
 */
int ht_common_find(const bt_field_class *payload, struct ht_common_at *at)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < HT_COMMON_NO_EXITS; i++)
		ret = ht_member_find(payload, ht_common_members[i].name,
				     ht_common_members[i].kind == HT_MEMBER_S32 ?
					     BT_FIELD_CLASS_TYPE_SIGNED_INTEGER :
					     BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER,
				     &at->index[i]);
	return ret;
}

static int read_one(const bt_field *field, const struct ht_record_member *member,
		    struct ht_common *common)
{
	char *to = (char *)common + member->offset;
	uint64_t wide;

	if (member->kind == HT_MEMBER_S32) {
		int64_t value = bt_field_integer_signed_get_value(field);

		if (value < INT32_MIN || value > INT32_MAX)
			return -ERANGE;
		*(int32_t *)(void *)to = (int32_t)value;
		return 0;
	}
	wide = bt_field_integer_unsigned_get_value(field);
	if (member->kind == HT_MEMBER_U64)
		*(uint64_t *)(void *)to = wide;
	else if (wide <= UINT32_MAX)
		*(uint32_t *)(void *)to = (uint32_t)wide;
	else
		return -ERANGE;
	return 0;
}

/**
 * ht_common_read() - read the common fields
 * @payload: an event's
 * @at: from ht_common_find() for its class
 * @common: filled, but for what is said of exits
 *
 * Return: 0, or -ERANGE: a value is too large.
 */
int ht_common_read(const bt_field *payload, const struct ht_common_at *at, struct ht_common *common)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < HT_COMMON_NO_EXITS; i++)
		ret = read_one(bt_field_structure_borrow_member_field_by_index_const(payload,
										     at->index[i]),
			       &ht_common_members[i], common);
	return ret;
}

/**
 * ht_common_at_view() - where the common fields are in views
 * @class: the views' class, which has all of them
 * @at: from ht_common_find() for the class of the events; changed
 */
void ht_common_at_view(const struct ht_view_class *class, struct ht_common_at *at)
{
	uint32_t i, j;

	for (i = 0; i < HT_COMMON_NO_EXITS; i++) {
		for (j = 0; j < class->count && class->members[j].from != at->index[i]; j++)
			;
		at->index[i] = j;
	}
}

/**
 * ht_common_view() - the same as ht_common_read(), of a view
 * @view: an event's
 * @at: from ht_common_at_view() for its class
 * @common: filled, but for what is said of exits
 *
 * Return: 0, or -ERANGE: a value is too large.
 */
int ht_common_view(const struct ht_view *view, const struct ht_common_at *at,
		   struct ht_common *common)
{
	const union ht_value *values = view->values;
	uint64_t wide = values[at->index[0]].u | values[at->index[2]].u | values[at->index[3]].u |
			values[at->index[4]].u | values[at->index[5]].u;
	int64_t pid = values[at->index[1]].s;

	if (wide > UINT32_MAX || pid < INT32_MIN || pid > INT32_MAX)
		return -ERANGE;
	common->vm_id = (uint32_t)values[at->index[0]].u;
	common->vm_pid = (int32_t)pid;
	common->vcpu_id = (uint32_t)values[at->index[2]].u;
	common->pcpu = (uint32_t)values[at->index[3]].u;
	common->seq = (uint32_t)values[at->index[4]].u;
	common->lost = (uint32_t)values[at->index[5]].u;
	common->time_ns = values[at->index[6]].u;
	common->guest_tsc = values[at->index[7]].u;
	return 0;
}

static bt_field_class *integer_create(bt_trace_class *tc, enum ht_member_kind kind)
{
	bt_field_class *fc = ht_member_is_signed(kind) ? bt_field_class_integer_signed_create(tc) :
							 bt_field_class_integer_unsigned_create(tc);

	if (!fc)
		return NULL;
	bt_field_class_integer_set_field_value_range(fc, ht_member_is_32(kind) ? 32 : 64);
	if (ht_member_is_hex(kind))
		bt_field_class_integer_set_preferred_display_base(
			fc, BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL);
	return fc;
}

static bt_field_class *member_class_create(bt_trace_class *tc, enum ht_member_kind kind)
{
	bt_field_class *element, *array;

	if (kind == HT_MEMBER_COMM || kind == HT_MEMBER_TEXT)
		return bt_field_class_string_create(tc);
	if (kind != HT_MEMBER_ARGS)
		return integer_create(tc, kind);
	element = integer_create(tc, HT_MEMBER_X64);
	if (!element)
		return NULL;
	array = bt_field_class_array_static_create(tc, element, HT_RECORD_ARGS);
	bt_field_class_put_ref(element);
	return array;
}

static int append(bt_trace_class *tc, bt_field_class *payload,
		  const struct ht_record_member *members, size_t count)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < count && members[i].name; i++) {
		bt_field_class *fc = member_class_create(tc, members[i].kind);

		if (!fc || bt_field_class_structure_append_member(payload, members[i].name, fc) !=
				   BT_FIELD_CLASS_STRUCTURE_APPEND_MEMBER_STATUS_OK)
			ret = -ENOMEM;
		bt_field_class_put_ref(fc);
	}
	return ret;
}

/**
 * ht_record_event_class_create() - make the class of a type's events
 * @stream_class: the class it becomes part of
 * @type: enum ht_rec_type, a valid one
 * @has_exits: its host counts exits
 *
 * Return: the class, owned by @stream_class, or NULL without memory.
 */
bt_event_class *ht_record_event_class_create(bt_stream_class *stream_class, uint8_t type,
					     bool has_exits)
{
	bt_trace_class *tc = bt_stream_class_borrow_trace_class(stream_class);
	bt_event_class *ec = bt_event_class_create(stream_class);
	bt_field_class *payload = bt_field_class_structure_create(tc);
	char name[64];
	int ret = -ENOMEM;

	snprintf(name, sizeof(name), HT_NAME_PREFIX "%s", ht_record_types[type].name);
	if (ec && payload && !append(tc, payload, ht_common_members, ht_nr_common(has_exits)) &&
	    !append(tc, payload, ht_record_types[type].members, HT_RECORD_MEMBERS) &&
	    bt_event_class_set_name(ec, name) == BT_EVENT_CLASS_SET_NAME_STATUS_OK &&
	    bt_event_class_set_payload_field_class(ec, payload) ==
		    BT_EVENT_CLASS_SET_FIELD_CLASS_STATUS_OK)
		ret = 0;
	bt_field_class_put_ref(payload);
	/* The stream's class keeps it. */
	bt_event_class_put_ref(ec);
	return ret ? NULL : ec;
}

static int put_text(bt_field *field, const char *text, size_t len)
{
	bt_field_string_clear(field);
	return bt_field_string_append_with_length(field, text, len) ==
			       BT_FIELD_STRING_APPEND_STATUS_OK ?
		       0 :
		       -ENOMEM;
}

static int put_comm(bt_field *field, const char *comm)
{
	char text[HT_COMM_LEN];

	return put_text(field, text, ht_member_comm(text, comm));
}

static int put_args(bt_field *field, const char *args)
{
	uint64_t i;

	for (i = 0; i < HT_RECORD_ARGS; i++)
		bt_field_integer_unsigned_set_value(
			bt_field_array_borrow_element_field_by_index(field, i),
			ht_member_get(args, i * sizeof(uint64_t), HT_MEMBER_X64));
	return 0;
}

static int put(bt_field *field, const struct ht_record_member *member, const char *from)
{
	switch (member->kind) {
	case HT_MEMBER_S32:
	case HT_MEMBER_S64:
		bt_field_integer_signed_set_value(
			field, (int64_t)ht_member_get(from, member->offset, member->kind));
		return 0;
	case HT_MEMBER_COMM:
		return put_comm(field, from + member->offset);
	case HT_MEMBER_ARGS:
		return put_args(field, from + member->offset);
	default:
		bt_field_integer_unsigned_set_value(field, ht_member_get(from, member->offset,
									 member->kind));
		return 0;
	}
}

/**
 * ht_record_event_fill() - fill an event
 * @payload: its payload, of a class from ht_record_event_class_create()
 * @common: its common fields
 * @rec: a record of that type, for which ht_record_check() found nothing wrong; what it is too
 *	short for is zero
 * @has_exits: that class has fields for them
 *
 * Return: 0 or -ENOMEM.
 */
int ht_record_event_fill(bt_field *payload, const struct ht_common *common,
			 const union ht_record *rec, bool has_exits)
{
	const struct ht_record_type *type = &ht_record_types[rec->hdr.type];
	const char *text = (const char *)rec->bytes + type->fixed;
	uint64_t at = 0;
	size_t i;
	int ret = 0;

	for (i = 0; i < ht_nr_common(has_exits); i++)
		put(bt_field_structure_borrow_member_field_by_index(payload, at++),
		    &ht_common_members[i], (const char *)common);
	for (i = 0; !ret && i < HT_RECORD_MEMBERS && type->members[i].name; i++) {
		bt_field *field = bt_field_structure_borrow_member_field_by_index(payload, at++);
		const struct ht_record_member *member = &type->members[i];
		uint16_t len;

		if (member->kind != HT_MEMBER_TEXT) {
			ret = put(field, member, (const char *)rec->bytes);
			continue;
		}
		memcpy(&len, rec->bytes + member->offset, sizeof(len));
		ret = put_text(field, text, len);
		text += len;
	}
	return ret;
}

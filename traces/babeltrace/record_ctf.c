// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records as bytes of events of CTF.
 */
#include <errno.h>
#include <stdio.h>

#include "record_ctf.h"
#include "record_types.h"

static struct ht_ctf_type *integer_type(enum ht_member_kind kind)
{
	struct ht_ctf_type *type =
		ht_ctf_type_new(ht_member_is_signed(kind) ? HT_CTF_SIGNED : HT_CTF_UNSIGNED,
				ht_member_is_32(kind) ? 32 : 64);

	if (type && ht_member_is_hex(kind))
		type->base = 16;
	return type;
}

static struct ht_ctf_type *member_type(enum ht_member_kind kind)
{
	struct ht_ctf_type *array;

	if (kind == HT_MEMBER_COMM || kind == HT_MEMBER_TEXT)
		return ht_ctf_type_new(HT_CTF_STRING, 0);
	if (kind != HT_MEMBER_ARGS)
		return integer_type(kind);
	array = ht_ctf_type_new(HT_CTF_ARRAY, 0);
	if (!array)
		return NULL;
	array->length = HT_RECORD_ARGS;
	if (ht_ctf_type_add(array, NULL, integer_type(HT_MEMBER_X64)))
		return array;
	ht_ctf_type_free(array);
	return NULL;
}

static bool add_members(struct ht_ctf_type *type, const struct ht_record_member *members,
			size_t count)
{
	size_t i;

	for (i = 0; i < count && members[i].name; i++) {
		if (!ht_ctf_type_add(type, members[i].name, member_type(members[i].kind)))
			return false;
	}
	return true;
}

/**
 * ht_record_shape_new() - make the shape of a type's events
 * @type: enum ht_rec_type, a valid one
 * @has_exits: its host counts exits
 *
 * Return: the shape, to be released with ht_ctf_event_shape_free(), or NULL without memory.
 */
struct ht_ctf_event_shape *ht_record_shape_new(uint8_t type, bool has_exits)
{
	struct ht_ctf_event_shape *shape;
	char name[64];

	snprintf(name, sizeof(name), HT_NAME_PREFIX "%s", ht_record_types[type].name);
	shape = ht_ctf_event_shape_new(name);
	if (!shape)
		return NULL;
	shape->payload = ht_ctf_type_new(HT_CTF_STRUCT, 0);
	if (shape->payload &&
	    add_members(shape->payload, ht_common_members, ht_nr_common(has_exits)) &&
	    add_members(shape->payload, ht_record_types[type].members, HT_RECORD_MEMBERS))
		return shape;
	ht_ctf_event_shape_free(shape);
	return NULL;
}

static void put_integer(struct ht_ctf_bytes *bytes, const void *from,
			const struct ht_record_member *member)
{
	ht_ctf_bytes_int(bytes, ht_member_get(from, member->offset, member->kind),
			 ht_member_is_32(member->kind) ? 4 : 8);
}

static void put_args(struct ht_ctf_bytes *bytes, const char *args)
{
	memcpy(bytes->data + bytes->count, args, HT_RECORD_ARGS * sizeof(uint64_t));
	bytes->count += HT_RECORD_ARGS * sizeof(uint64_t);
}

static void put_text(struct ht_ctf_bytes *bytes, const char *text, size_t len)
{
	memcpy(bytes->data + bytes->count, text, len);
	bytes->count += len;
	bytes->data[bytes->count++] = 0;
}

/**
 * ht_record_put() - append the fields of a record's event
 * @bytes: where to
 * @common: its common fields
 * @rec: see ht_record_event_fill()
 * @has_exits: its host counts exits
 *
 * Return: 0 or -ENOMEM.
 */
int ht_record_put(struct ht_ctf_bytes *bytes, const struct ht_common *common,
		  const union ht_record *rec, bool has_exits)
{
	const struct ht_record_type *type = &ht_record_types[rec->hdr.type];
	const char *text = (const char *)rec->bytes + type->fixed;
	char comm[HT_COMM_LEN];
	uint16_t len;
	size_t i;

	/* Each field is in one of them, and a text's zero is less than its length was. */
	if (ht_ctf_bytes_room(bytes, sizeof(*common) + sizeof(*rec) + 2 * HT_RECORD_MEMBERS))
		return -ENOMEM;
	for (i = 0; i < ht_nr_common(has_exits); i++)
		put_integer(bytes, common, &ht_common_members[i]);
	for (i = 0; i < HT_RECORD_MEMBERS && type->members[i].name; i++) {
		const struct ht_record_member *member = &type->members[i];

		switch (member->kind) {
		case HT_MEMBER_COMM:
			put_text(bytes, comm,
				 ht_member_comm(comm, (const char *)rec->bytes + member->offset));
			break;
		case HT_MEMBER_TEXT:
			memcpy(&len, rec->bytes + member->offset, sizeof(len));
			put_text(bytes, text, len);
			text += len;
			break;
		case HT_MEMBER_ARGS:
			put_args(bytes, (const char *)rec->bytes + member->offset);
			break;
		default:
			put_integer(bytes, rec->bytes, member);
		}
	}
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records as plain values, for those who only read.
 */
#include <stdio.h>
#include <string.h>

#include "record_types.h"

static enum ht_value_kind value_kind(enum ht_member_kind kind)
{
	switch (kind) {
	case HT_MEMBER_S32:
	case HT_MEMBER_S64:
		return HT_VALUE_SIGNED;
	case HT_MEMBER_COMM:
	case HT_MEMBER_TEXT:
		return HT_VALUE_TEXT;
	case HT_MEMBER_ARGS:
		return HT_VALUE_NUMBERS;
	default:
		return HT_VALUE_UNSIGNED;
	}
}

static bool view_members(struct ht_view_class *class, const struct ht_record_member *members,
			 size_t count, uint32_t *at)
{
	size_t i;

	for (i = 0; i < count && members[i].name; i++, ++*at) {
		struct ht_view_member *member = &class->members[*at];

		member->name = strdup(members[i].name);
		member->kind = value_kind(members[i].kind);
		member->hex = members[i].kind == HT_MEMBER_X32 ||
			      members[i].kind == HT_MEMBER_X64 || members[i].kind == HT_MEMBER_ARGS;
		if (!member->name)
			return false;
		if (class->plain == *at &&
		    (member->kind == HT_VALUE_UNSIGNED || member->kind == HT_VALUE_SIGNED))
			class->plain++;
	}
	return true;
}

/**
 * ht_record_view_class() - make the class of a type's views
 * @type: enum ht_rec_type, a valid one
 * @has_exits: its host counts exits
 *
 * Return: the class, to be freed by ht_view_class_put(), or NULL without memory.
 */
struct ht_view_class *ht_record_view_class(uint8_t type, bool has_exits)
{
	const struct ht_record_member *members = ht_record_types[type].members;
	uint32_t count = 0, at = 0;
	struct ht_view_class *class;
	char name[64];

	while (count < HT_RECORD_MEMBERS && members[count].name)
		count++;
	snprintf(name, sizeof(name), HT_NAME_PREFIX "%s", ht_record_types[type].name);
	class = ht_view_class_create(name, (uint32_t)ht_nr_common(has_exits) + count);
	if (class && view_members(class, ht_common_members, ht_nr_common(has_exits), &at) &&
	    view_members(class, members, HT_RECORD_MEMBERS, &at))
		return class;
	ht_view_class_put(class);
	return NULL;
}

/* Return: where the next text goes. */
static char *view_text(union ht_value *value, const struct ht_record_member *member,
		       const union ht_record *rec, const char **text, char *to)
{
	uint16_t len;

	value->text = to;
	if (member->kind == HT_MEMBER_COMM) {
		len = (uint16_t)ht_member_comm(to, (const char *)rec->bytes + member->offset);
	} else {
		memcpy(&len, rec->bytes + member->offset, sizeof(len));
		memcpy(to, *text, len);
		*text += len;
	}
	to[len] = '\0';
	return to + len + 1;
}

static char *view_args(union ht_value *value, const char *args, char *to)
{
	uint64_t *numbers = (void *)(((uintptr_t)to + 7) & ~(uintptr_t)7);

	numbers[0] = HT_RECORD_ARGS;
	memcpy(numbers + 1, args, HT_RECORD_ARGS * sizeof(*numbers));
	value->numbers = numbers;
	return (char *)(numbers + 1 + HT_RECORD_ARGS);
}

/**
 * ht_record_view() - what ht_record_event_fill() does, for those who only read
 * @view: HT_RECORD_VIEW_BYTES large, its class from ht_record_view_class()
 * @common: its common fields
 * @rec: see ht_record_event_fill()
 * @has_exits: that class has fields for them
 */
void ht_record_view(struct ht_view *view, const struct ht_common *common,
		    const union ht_record *rec, bool has_exits)
{
	const struct ht_record_type *type = &ht_record_types[rec->hdr.type];
	const char *text = (const char *)rec->bytes + type->fixed;
	union ht_value *value = view->values;
	char *to = (char *)&view->values[view->class->count];
	size_t i;

	for (i = 0; i < ht_nr_common(has_exits); i++, value++)
		value->u = ht_member_get(common, ht_common_members[i].offset,
					 ht_common_members[i].kind);
	for (i = 0; i < HT_RECORD_MEMBERS && type->members[i].name; i++, value++) {
		const struct ht_record_member *member = &type->members[i];

		if (member->kind == HT_MEMBER_COMM || member->kind == HT_MEMBER_TEXT)
			to = view_text(value, member, rec, &text, to);
		else if (member->kind == HT_MEMBER_ARGS)
			to = view_args(value, (const char *)rec->bytes + member->offset, to);
		else
			value->u = ht_member_get(rec->bytes, member->offset, member->kind);
	}
}

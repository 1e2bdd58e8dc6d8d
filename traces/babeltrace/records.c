// SPDX-License-Identifier: GPL-2.0-only
/*
 * The fields of each type of record, as host-kvm's LTTng probe writes them when it is asked for one
 * event a record. Whoever reads a trace cannot tell which way it was recorded.
 */
#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "records.h"

enum kind {
	KIND_NONE, /* ends a table */
	KIND_U32,
	KIND_X32, /* the same, shown in hexadecimal */
	KIND_S32,
	KIND_U64,
	KIND_X64,
	KIND_S64,
	KIND_COMM, /* char[HT_COMM_LEN], any bytes */
	KIND_TEXT, /* at the record's end, as long as a __u16 says; checked to be printable */
	KIND_ARGS, /* __u64[6] */
};

#define NR_ARGS 6

/**
 * struct member - one field
 * @name: in the event
 * @kind: its type, there and in the record
 * @offset: in the record; of text: of its length
 */
struct member {
	const char *name;
	enum kind kind;
	uint16_t offset;
};

#define AT(kind, type, member)                                                                     \
	{                                                                                          \
#member, KIND_##kind, offsetof(struct ht_rec_##type, member)                       \
	}
#define AS(name, kind, type, member)                                                               \
	{                                                                                          \
		name, KIND_##kind, offsetof(struct ht_rec_##type, member)                          \
	}
#define COMMON(kind, member)                                                                       \
	{                                                                                          \
#member, KIND_##kind, offsetof(struct ht_common, member)                           \
	}

static const struct member common_members[] = {
	COMMON(U32, vm_id), COMMON(S32, vm_pid),    COMMON(U32, vcpu_id), COMMON(U32, pcpu),
	COMMON(U32, seq),   COMMON(U32, lost),	    COMMON(U64, time_ns), COMMON(U64, guest_tsc),
	COMMON(U32, exits), COMMON(U64, hv_cycles),
};

_Static_assert(sizeof(common_members) / sizeof(common_members[0]) == HT_COMMON_FIELDS,
	       "all of them");

#define MEMBERS 11

/**
 * struct type - one type of record
 * @name: of the event, behind HT_NAME_PREFIX
 * @fixed: bytes before the text
 * @members: the event's own fields
 */
static const struct type {
	const char *name;
	uint16_t fixed;
	struct member members[MEMBERS];
} types[HT_REC_END] = {
	[HT_REC_GUEST_START] = { "guest_start",
				 sizeof(struct ht_rec_guest_start),
				 { AT(X32, guest_start, abi_version),
				   AT(X32, guest_start, start_flags), AT(U32, guest_start, nr_cpus),
				   AS("release", TEXT, guest_start, release_len) } },
	[HT_REC_INITCALL_LEVEL] = { "initcall_level",
				    sizeof(struct ht_rec_initcall_level),
				    { AS("level", TEXT, initcall_level, name_len) } },
	[HT_REC_INITCALL_START] = { "initcall_start",
				    sizeof(struct ht_rec_initcall_start),
				    { AT(X64, initcall_start, func),
				      AS("name", TEXT, initcall_start, name_len),
				      AS("module", TEXT, initcall_start, module_len) } },
	[HT_REC_INITCALL_FINISH] = { "initcall_finish",
				     sizeof(struct ht_rec_initcall_finish),
				     { AT(X64, initcall_finish, func),
				       AT(S32, initcall_finish, ret) } },
	[HT_REC_USER_START] = { "user_start",
				sizeof(struct ht_rec_user_start),
				{ AS("path", TEXT, user_start, path_len) } },
	[HT_REC_GUEST_STOP] = { "guest_stop",
				sizeof(struct ht_rec_guest_stop),
				{ AT(U64, guest_stop, emitted),
				  AS("total_lost", U64, guest_stop, lost) } },
	[HT_REC_USER_EVENT] = { "user_event",
				sizeof(struct ht_rec_user_event),
				{ AT(S32, user_event, pid), AT(S32, user_event, tid),
				  AT(U32, user_event, id),
				  AS("text", TEXT, user_event, text_len) } },
	[HT_REC_SCHED_SWITCH] = { "sched_switch",
				  sizeof(struct ht_rec_sched_switch),
				  { AT(COMM, sched_switch, prev_comm),
				    AT(S32, sched_switch, prev_tid),
				    AT(S32, sched_switch, prev_prio),
				    AT(U64, sched_switch, prev_state),
				    AT(COMM, sched_switch, next_comm),
				    AT(S32, sched_switch, next_tid),
				    AT(S32, sched_switch, next_prio) } },
	[HT_REC_SCHED_WAKEUP] = { "sched_wakeup",
				  sizeof(struct ht_rec_sched_wakeup),
				  { AT(COMM, sched_wakeup, comm), AT(S32, sched_wakeup, tid),
				    AT(S32, sched_wakeup, prio), AT(U32, sched_wakeup, target_cpu),
				    AT(U32, sched_wakeup, is_new) } },
	[HT_REC_SYSCALL_ENTRY] = { "syscall_entry",
				   sizeof(struct ht_rec_syscall_entry),
				   { AT(U64, syscall_entry, nr), AT(U32, syscall_entry, compat),
				     AT(S32, syscall_entry, tid), AT(ARGS, syscall_entry, args) } },
	[HT_REC_SYSCALL_EXIT] = { "syscall_exit",
				  sizeof(struct ht_rec_syscall_exit),
				  { AT(U64, syscall_exit, nr), AT(S64, syscall_exit, ret) } },
	[HT_REC_IRQ_ENTRY] = { "irq_entry",
			       sizeof(struct ht_rec_irq_entry),
			       { AT(U32, irq_entry, irq), AT(COMM, irq_entry, name) } },
	[HT_REC_IRQ_EXIT] = { "irq_exit",
			      sizeof(struct ht_rec_irq_exit),
			      { AT(U32, irq_exit, irq), AT(S32, irq_exit, ret) } },
	[HT_REC_SOFTIRQ_ENTRY] = { "softirq_entry",
				   sizeof(struct ht_rec_softirq),
				   { AT(U32, softirq, vec) } },
	[HT_REC_SOFTIRQ_EXIT] = { "softirq_exit",
				  sizeof(struct ht_rec_softirq),
				  { AT(U32, softirq, vec) } },
	[HT_REC_PAGE_FAULT] = { "page_fault",
				sizeof(struct ht_rec_page_fault),
				{ AT(X64, page_fault, address), AT(X64, page_fault, ip),
				  AT(U32, page_fault, error_code) } },
	[HT_REC_FUNC_ENTRY] = { "func_entry",
				sizeof(struct ht_rec_func),
				{ AT(X64, func, func), AT(X64, func, parent) } },
	[HT_REC_FUNC_EXIT] = { "func_exit",
			       sizeof(struct ht_rec_func),
			       { AT(X64, func, func), AT(X64, func, parent) } },
	[HT_REC_PANIC] = { "panic",
			   sizeof(struct ht_rec_panic),
			   { AT(X64, panic, ip), AT(X64, panic, branch_from),
			     AT(X64, panic, branch_to), AT(S32, panic, tid), AT(U32, panic, kind),
			     AT(U32, panic, trap), AT(U32, panic, cpu), AT(U32, panic, frames),
			     AT(COMM, panic, comm), AS("reason", TEXT, panic, reason_len) } },
	[HT_REC_FRAME] = { "frame",
			   sizeof(struct ht_rec_frame),
			   { AT(X64, frame, address), AT(U32, frame, index),
			     AS("symbol", TEXT, frame, symbol_len) } },
	[HT_REC_POWER] = { "power",
			   sizeof(struct ht_rec_power),
			   { AT(U32, power, action), AS("text", TEXT, power, text_len) } },
	[HT_REC_STEP_START] = { "step_start",
				sizeof(struct ht_rec_step_start),
				{ AT(X64, step_start, func), AT(U32, step_start, id),
				  AT(U32, step_start, kind), AS("name", TEXT, step_start, name_len),
				  AS("device", TEXT, step_start, device_len) } },
	[HT_REC_STEP_FINISH] = { "step_finish",
				 sizeof(struct ht_rec_step_finish),
				 { AT(X64, step_finish, func), AT(U32, step_finish, id),
				   AT(S32, step_finish, ret) } },
};

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

static size_t nr_common(bool has_exits)
{
	return has_exits ? HT_COMMON_FIELDS : HT_COMMON_NO_EXITS;
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
		ret = ht_member_find(payload, common_members[i].name,
				     common_members[i].kind == KIND_S32 ?
					     BT_FIELD_CLASS_TYPE_SIGNED_INTEGER :
					     BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER,
				     &at->index[i]);
	return ret;
}

static int read_one(const bt_field *field, const struct member *member, struct ht_common *common)
{
	char *to = (char *)common + member->offset;
	uint64_t wide;

	if (member->kind == KIND_S32) {
		int64_t value = bt_field_integer_signed_get_value(field);

		if (value < INT32_MIN || value > INT32_MAX)
			return -ERANGE;
		*(int32_t *)(void *)to = (int32_t)value;
		return 0;
	}
	wide = bt_field_integer_unsigned_get_value(field);
	if (member->kind == KIND_U64)
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
			       &common_members[i], common);
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

static bt_field_class *integer_create(bt_trace_class *tc, enum kind kind)
{
	bool is_signed = kind == KIND_S32 || kind == KIND_S64;
	bool is_hex = kind == KIND_X32 || kind == KIND_X64;
	bool is_32 = kind == KIND_U32 || kind == KIND_X32 || kind == KIND_S32;
	bt_field_class *fc = is_signed ? bt_field_class_integer_signed_create(tc) :
					 bt_field_class_integer_unsigned_create(tc);

	if (!fc)
		return NULL;
	bt_field_class_integer_set_field_value_range(fc, is_32 ? 32 : 64);
	if (is_hex)
		bt_field_class_integer_set_preferred_display_base(
			fc, BT_FIELD_CLASS_INTEGER_PREFERRED_DISPLAY_BASE_HEXADECIMAL);
	return fc;
}

static bt_field_class *member_class_create(bt_trace_class *tc, enum kind kind)
{
	bt_field_class *element, *array;

	if (kind == KIND_COMM || kind == KIND_TEXT)
		return bt_field_class_string_create(tc);
	if (kind != KIND_ARGS)
		return integer_create(tc, kind);
	element = integer_create(tc, KIND_X64);
	if (!element)
		return NULL;
	array = bt_field_class_array_static_create(tc, element, NR_ARGS);
	bt_field_class_put_ref(element);
	return array;
}

static int append(bt_trace_class *tc, bt_field_class *payload, const struct member *members,
		  size_t count)
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

	snprintf(name, sizeof(name), HT_NAME_PREFIX "%s", types[type].name);
	if (ec && payload && !append(tc, payload, common_members, nr_common(has_exits)) &&
	    !append(tc, payload, types[type].members, MEMBERS) &&
	    bt_event_class_set_name(ec, name) == BT_EVENT_CLASS_SET_NAME_STATUS_OK &&
	    bt_event_class_set_payload_field_class(ec, payload) ==
		    BT_EVENT_CLASS_SET_FIELD_CLASS_STATUS_OK)
		ret = 0;
	bt_field_class_put_ref(payload);
	/* The stream's class keeps it. */
	bt_event_class_put_ref(ec);
	return ret ? NULL : ec;
}

static uint64_t get(const void *from, uint16_t offset, enum kind kind)
{
	uint32_t narrow;
	uint64_t wide;

	if (kind == KIND_U32 || kind == KIND_X32 || kind == KIND_S32) {
		memcpy(&narrow, (const char *)from + offset, sizeof(narrow));
		return kind == KIND_S32 ? (uint64_t)(int32_t)narrow : narrow;
	}
	memcpy(&wide, (const char *)from + offset, sizeof(wide));
	return wide;
}

static int put_text(bt_field *field, const char *text, size_t len)
{
	bt_field_string_clear(field);
	return bt_field_string_append_with_length(field, text, len) ==
			       BT_FIELD_STRING_APPEND_STATUS_OK ?
		       0 :
		       -ENOMEM;
}

static size_t comm_text(char *text, const char *comm)
{
	size_t len = 0;

	for (; len < HT_COMM_LEN && comm[len]; len++)
		text[len] = comm[len] >= 0x20 && comm[len] <= 0x7e ? comm[len] : '?';
	return len;
}

static int put_comm(bt_field *field, const char *comm)
{
	char text[HT_COMM_LEN];

	return put_text(field, text, comm_text(text, comm));
}

static int put_args(bt_field *field, const char *args)
{
	uint64_t i;

	for (i = 0; i < NR_ARGS; i++)
		bt_field_integer_unsigned_set_value(
			bt_field_array_borrow_element_field_by_index(field, i),
			get(args, i * sizeof(uint64_t), KIND_X64));
	return 0;
}

static int put(bt_field *field, const struct member *member, const char *from)
{
	switch (member->kind) {
	case KIND_S32:
	case KIND_S64:
		bt_field_integer_signed_set_value(field,
						  (int64_t)get(from, member->offset, member->kind));
		return 0;
	case KIND_COMM:
		return put_comm(field, from + member->offset);
	case KIND_ARGS:
		return put_args(field, from + member->offset);
	default:
		bt_field_integer_unsigned_set_value(field, get(from, member->offset, member->kind));
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
	const struct type *type = &types[rec->hdr.type];
	const char *text = (const char *)rec->bytes + type->fixed;
	uint64_t at = 0;
	size_t i;
	int ret = 0;

	for (i = 0; i < nr_common(has_exits); i++)
		put(bt_field_structure_borrow_member_field_by_index(payload, at++),
		    &common_members[i], (const char *)common);
	for (i = 0; !ret && i < MEMBERS && type->members[i].name; i++) {
		bt_field *field = bt_field_structure_borrow_member_field_by_index(payload, at++);
		const struct member *member = &type->members[i];
		uint16_t len;

		if (member->kind != KIND_TEXT) {
			ret = put(field, member, (const char *)rec->bytes);
			continue;
		}
		memcpy(&len, rec->bytes + member->offset, sizeof(len));
		ret = put_text(field, text, len);
		text += len;
	}
	return ret;
}

static enum ht_value_kind value_kind(enum kind kind)
{
	switch (kind) {
	case KIND_S32:
	case KIND_S64:
		return HT_VALUE_SIGNED;
	case KIND_COMM:
	case KIND_TEXT:
		return HT_VALUE_TEXT;
	case KIND_ARGS:
		return HT_VALUE_NUMBERS;
	default:
		return HT_VALUE_UNSIGNED;
	}
}

static bool view_members(struct ht_view_class *class, const struct member *members, size_t count,
			 uint32_t *at)
{
	size_t i;

	for (i = 0; i < count && members[i].name; i++, ++*at) {
		struct ht_view_member *member = &class->members[*at];

		member->name = strdup(members[i].name);
		member->kind = value_kind(members[i].kind);
		member->hex = members[i].kind == KIND_X32 || members[i].kind == KIND_X64 ||
			      members[i].kind == KIND_ARGS;
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
	const struct member *members = types[type].members;
	uint32_t count = 0, at = 0;
	struct ht_view_class *class;
	char name[64];

	while (count < MEMBERS && members[count].name)
		count++;
	snprintf(name, sizeof(name), HT_NAME_PREFIX "%s", types[type].name);
	class = ht_view_class_create(name, (uint32_t)nr_common(has_exits) + count);
	if (class && view_members(class, common_members, nr_common(has_exits), &at) &&
	    view_members(class, members, MEMBERS, &at))
		return class;
	ht_view_class_put(class);
	return NULL;
}

/* Return: where the next text goes. */
static char *view_text(union ht_value *value, const struct member *member,
		       const union ht_record *rec, const char **text, char *to)
{
	uint16_t len;

	value->text = to;
	if (member->kind == KIND_COMM) {
		len = (uint16_t)comm_text(to, (const char *)rec->bytes + member->offset);
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

	numbers[0] = NR_ARGS;
	memcpy(numbers + 1, args, NR_ARGS * sizeof(*numbers));
	value->numbers = numbers;
	return (char *)(numbers + 1 + NR_ARGS);
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
	const struct type *type = &types[rec->hdr.type];
	const char *text = (const char *)rec->bytes + type->fixed;
	union ht_value *value = view->values;
	char *to = (char *)&view->values[view->class->count];
	size_t i;

	for (i = 0; i < nr_common(has_exits); i++, value++)
		value->u = get(common, common_members[i].offset, common_members[i].kind);
	for (i = 0; i < MEMBERS && type->members[i].name; i++, value++) {
		const struct member *member = &type->members[i];

		if (member->kind == KIND_COMM || member->kind == KIND_TEXT)
			to = view_text(value, member, rec, &text, to);
		else if (member->kind == KIND_ARGS)
			to = view_args(value, (const char *)rec->bytes + member->offset, to);
		else
			value->u = get(rec->bytes, member->offset, member->kind);
	}
}

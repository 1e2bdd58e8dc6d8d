// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fields of an event by name. A trace is a file that anyone can have written: a field is used only
 * after its type was looked at, and a value only if it fits where it goes.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "trace_event.h"

static int bad_field(const struct ht_event *event, const char *field, const char *expected)
{
	return ht_err_set(event->err, -EBADMSG,
			  "event %s has no field '%s' that is %s: the trace is damaged, or from "
			  "another version of hypertrace (see hypertrace doctor)",
			  event->name, field, expected);
}

static const union ht_value *find(const struct ht_event *event, const char *field,
				  enum ht_value_kind kind)
{
	struct ht_view_class *class = event->view->class;
	int32_t index = ht_view_index(class, field);

	if (index < 0 || class->members[index].kind != kind)
		return NULL;
	return &event->view->values[index];
}

/**
 * ht_event_which() - which of several events is this?
 * @event: the event
 * @names: what they are called; stays, as what was found is remembered by its address
 * @count: how many
 *
 * Return: its index, or -1.
 */
int32_t ht_event_which(const struct ht_event *event, const char *const *names, int32_t count)
{
	int32_t *memo = ht_view_memo(event->view->class, names);
	int32_t i;

	if (*memo != HT_VIEW_NO_MEMO)
		return *memo;
	*memo = -1;
	for (i = 0; i < count; i++) {
		if (!strcmp(event->name, names[i]))
			*memo = i;
	}
	return *memo;
}

/**
 * ht_event_is_usual() - are fields where they usually are, so that they can be read from there?
 * @event: the event
 * @fields: they; stays, as what was found is remembered by its address
 * @count: how many
 */
bool ht_event_is_usual(const struct ht_event *event, const struct ht_usual *fields, size_t count)
{
	struct ht_view_class *class = event->view->class;
	int32_t *memo = ht_view_memo(class, fields);
	size_t i;

	if (*memo != HT_VIEW_NO_MEMO)
		return *memo;
	*memo = true;
	for (i = 0; *memo && i < count; i++) {
		int32_t index = ht_view_index(class, fields[i].name);

		*memo = index == fields[i].index && class->members[index].kind == fields[i].kind;
	}
	return *memo;
}

/**
 * ht_event_has_u64() - an unsigned integer field that not every host writes
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: false if there is no such field, or it is something else.
 */
bool ht_event_has_u64(const struct ht_event *event, const char *field, uint64_t *value)
{
	const union ht_value *found = find(event, field, HT_VALUE_UNSIGNED);

	if (!found)
		return false;
	*value = found->u;
	return true;
}

/**
 * ht_event_u64() - an unsigned integer field
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, or not unsigned.
 */
int ht_event_u64(const struct ht_event *event, const char *field, uint64_t *value)
{
	const union ht_value *found = find(event, field, HT_VALUE_UNSIGNED);

	if (!found)
		return bad_field(event, field, "an unsigned integer");
	*value = found->u;
	return 0;
}

/**
 * ht_event_u32() - an unsigned integer field of at most 32 bits
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, not unsigned, too large.
 */
int ht_event_u32(const struct ht_event *event, const char *field, uint32_t *value)
{
	const union ht_value *found = find(event, field, HT_VALUE_UNSIGNED);

	if (!found)
		return bad_field(event, field, "an unsigned integer");
	if (found->u > UINT32_MAX)
		return bad_field(event, field, "an unsigned integer of 32 bits");
	*value = (uint32_t)found->u;
	return 0;
}

/**
 * ht_event_s32() - a signed integer field of at most 32 bits
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, not signed, too large.
 */
int ht_event_s32(const struct ht_event *event, const char *field, int32_t *value)
{
	const union ht_value *found = find(event, field, HT_VALUE_SIGNED);

	if (!found)
		return bad_field(event, field, "a signed integer");
	if (found->s < INT32_MIN || found->s > INT32_MAX)
		return bad_field(event, field, "a signed integer of 32 bits");
	*value = (int32_t)found->s;
	return 0;
}

/**
 * ht_event_s64() - a signed integer field
 * @event: the event
 * @field: the field's name
 * @value: filled
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, or not signed.
 */
int ht_event_s64(const struct ht_event *event, const char *field, int64_t *value)
{
	const union ht_value *found = find(event, field, HT_VALUE_SIGNED);

	if (!found)
		return bad_field(event, field, "a signed integer");
	*value = found->s;
	return 0;
}

/**
 * ht_event_u64s() - an array or a sequence of unsigned integers
 * @event: the event
 * @field: the field's name
 * @values: filled; those that the trace does not have are 0, those that do not fit are left out
 * @count: how many fit
 *
 * Return: 0, or -EBADMSG with the event's error filled: no such field, or something else.
 */
int ht_event_u64s(const struct ht_event *event, const char *field, uint64_t *values, size_t count)
{
	const union ht_value *found = find(event, field, HT_VALUE_NUMBERS);
	const union ht_value *bytes = found ? NULL : find(event, field, HT_VALUE_BYTES);
	uint64_t len, i;

	if (!found && !bytes)
		return bad_field(event, field, "an array of unsigned integers");
	memset(values, 0, count * sizeof(*values));
	len = found ? found->numbers[0] : ht_view_bytes_count(bytes->bytes);
	for (i = 0; i < len && i < count; i++)
		values[i] = found ? found->numbers[1 + i] : bytes->bytes[HT_VIEW_BYTES_HEAD + i];
	return 0;
}

/**
 * ht_event_text() - a text field: a CTF string, or an array or sequence of bytes
 * @event: the event
 * @field: the field's name
 * @text: a new string to free(); what follows a zero byte is not part of it
 *
 * Return: 0, -EBADMSG (no such field, not text) or -ENOMEM, with the event's error filled.
 */
int ht_event_text(const struct ht_event *event, const char *field, char **text)
{
	const union ht_value *found = find(event, field, HT_VALUE_TEXT);

	if (found) {
		*text = strdup(found->text);
	} else {
		found = find(event, field, HT_VALUE_BYTES);
		if (!found)
			return bad_field(event, field, "text");
		*text = strndup((const char *)found->bytes + HT_VIEW_BYTES_HEAD,
				ht_view_bytes_count(found->bytes));
	}
	return *text ? 0 : ht_err_nomem(event->err);
}

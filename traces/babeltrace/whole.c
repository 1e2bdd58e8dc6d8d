// SPDX-License-Identifier: GPL-2.0-only
/*
 * Whole events: putting them together, and looking into them again.
 */
#include <errno.h>

#include <ctf_class.h>

#include "mirror.h"
#include "whole.h"

/**
 * ht_whole_take() - put an event's fields together
 * @bytes: filled; what was in it is dropped
 * @stream: its stream
 * @class: its class; NULL: the common context only
 * @event: the event
 * @contexts: set: how many bytes of that are contexts
 *
 * Return: 0, -E2BIG: it is larger than an event can be, or -ENOMEM.
 */
int ht_whole_take(struct ht_ctf_bytes *bytes, const struct ht_stream *stream,
		  const struct ht_class *class, const bt_event *event, size_t *contexts)
{
	const struct ht_ctf_stream_shape *shape = &stream->class->shape;
	int ret = 0;

	bytes->count = 0;
	if (shape->common_context)
		ret = ht_ctf_put_field(bytes, shape->common_context,
				       bt_event_borrow_common_context_field_const(event));
	if (!ret && class && class->shape->context)
		ret = ht_ctf_put_field(bytes, class->shape->context,
				       bt_event_borrow_specific_context_field_const(event));
	*contexts = bytes->count;
	if (!ret && class && class->shape->payload)
		ret = ht_ctf_put_field(bytes, class->shape->payload,
				       bt_event_borrow_payload_field_const(event));
	return ret ? ret : bytes->count > UINT32_MAX ? -E2BIG : 0;
}

/**
 * struct walk - a walk over the fields of a payload
 * @at: where it is
 * @view: filled
 * @class: its class
 * @extra: where what is not in a value goes
 */
struct walk {
	const uint8_t *at;
	struct ht_view *view;
	const struct ht_ctf_type *payload;
	char *extra;
};

static uint64_t get_odd(const uint8_t **at, uint8_t size)
{
	uint64_t value = 0;

	memcpy(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? (uint8_t *)&value :
							   (uint8_t *)&value + 8 - size,
	       *at, size);
	*at += size;
	return value;
}

/* Those that nearly all are, as single moves. */
static inline uint64_t get_unsigned(const uint8_t **at, uint8_t size)
{
	uint32_t half;
	uint64_t value;

	if (size == sizeof(half)) {
		memcpy(&half, *at, sizeof(half));
		*at += sizeof(half);
		return half;
	}
	if (size != sizeof(value))
		return get_odd(at, size);
	memcpy(&value, *at, sizeof(value));
	*at += sizeof(value);
	return value;
}

static int64_t get_signed(const uint8_t **at, uint8_t size)
{
	unsigned int shift = 64 - 8 * size;

	return (int64_t)(get_unsigned(at, size) << shift) >> shift;
}

static char *aligned(char *at)
{
	return (char *)(((uintptr_t)at + 7) & ~(uintptr_t)7);
}

/* How many elements an array has; a length is an integer before it in the same payload. */
static bool length_of(const struct walk *walk, const struct ht_ctf_type *array, size_t before,
		      uint64_t *length)
{
	const struct ht_ctf_type *type;
	size_t i;

	*length = array->length;
	for (i = 0; array->kind == HT_CTF_SEQUENCE && i < before; i++) {
		if (strcmp(walk->payload->members[i].tsdl, array->ref))
			continue;
		type = walk->payload->members[i].type;
		*length = walk->view->values[i].u;
		return type->kind == HT_CTF_UNSIGNED;
	}
	return array->kind == HT_CTF_ARRAY;
}

static void put_bytes(struct walk *walk, union ht_value *value, uint64_t length)
{
	uint32_t count = (uint32_t)length;

	value->bytes = (uint8_t *)walk->extra;
	memcpy(walk->extra, &count, sizeof(count));
	memcpy(walk->extra + HT_VIEW_BYTES_HEAD, walk->at, count);
	walk->extra += HT_VIEW_BYTES_HEAD + count;
	walk->at += count;
}

static void put_numbers(struct walk *walk, union ht_value *value, uint64_t length, uint8_t size)
{
	uint64_t *numbers = (void *)aligned(walk->extra), i;

	value->numbers = numbers;
	*numbers++ = length;
	for (i = 0; i < length; i++)
		*numbers++ = get_unsigned(&walk->at, size);
	walk->extra = (char *)numbers;
}

static bool step_array(struct walk *walk, const struct ht_ctf_type *array, size_t member)
{
	const struct ht_ctf_type *element = array->members[0].type;
	union ht_value *value = &walk->view->values[member];
	uint64_t length;

	if (!element->size || !length_of(walk, array, member, &length))
		return false;
	if (walk->view->class->members[member].kind == HT_VALUE_BYTES)
		put_bytes(walk, value, length);
	else if (walk->view->class->members[member].kind == HT_VALUE_NUMBERS)
		put_numbers(walk, value, length, element->size);
	else
		walk->at += length * element->size;
	return true;
}

static bool step(struct walk *walk, const struct ht_ctf_type *type, size_t member)
{
	union ht_value *value = &walk->view->values[member];

	value->u = 0;
	switch (type->kind) {
	case HT_CTF_UNSIGNED:
	case HT_CTF_BOOL:
	case HT_CTF_BITS:
		value->u = get_unsigned(&walk->at, type->size);
		return true;
	case HT_CTF_SIGNED:
		value->s = get_signed(&walk->at, type->size);
		return true;
	case HT_CTF_STRING:
		value->text = (const char *)walk->at;
		walk->at += strlen(value->text) + 1;
		return true;
	case HT_CTF_SINGLE:
	case HT_CTF_DOUBLE:
		walk->at += type->size;
		return true;
	case HT_CTF_ARRAY:
	case HT_CTF_SEQUENCE:
		return !type->ref_is_ours && step_array(walk, type, member);
	default:
		return false;
	}
}

/**
 * ht_whole_view() - the fields of an event as plain values
 * @event: the event
 *
 * Return: the view, valid until the next one is made of any event of its reader; NULL without
 * memory, or if it has a field of a kind that no event of ours has: structures within it, or arrays
 * of something else than numbers.
 */
const struct ht_view *ht_whole_view(const struct ht_whole_event *event)
{
	const struct ht_ctf_type *payload = event->shape->payload;
	size_t count = payload ? payload->count : 0, i;
	struct walk walk = { .at = event->bytes + event->contexts, .payload = payload };
	struct ht_ctf_bytes *memory = &event->views->memory;

	if (event->views->of == event->bytes)
		return (const struct ht_view *)(const void *)memory->data;
	event->views->of = NULL;
	/* A number of an array takes at most eight times what it takes in the event. */
	memory->count = 0;
	if (count != event->view_class->count ||
	    ht_ctf_bytes_room(memory, sizeof(*walk.view) + 24 * count +
					      8 * (event->size - event->contexts) + 8))
		return NULL;
	walk.view = (void *)memory->data;
	walk.view->class = event->view_class;
	walk.extra = (char *)&walk.view->values[count];
	for (i = 0; i < count; i++) {
		if (!step(&walk, payload->members[i].type, i))
			return NULL;
	}
	event->views->of = event->bytes;
	return walk.view;
}

/**
 * ht_whole_find() - where the common fields are in the bytes of a payload
 * @payload: its type
 * @at: their indices in it
 * @common_at: HT_COMMON_NO_EXITS places, filled
 *
 * Return: false: that is not the same in all, or one is not as wide as LTTng's probe has it.
 */
bool ht_whole_find(const struct ht_ctf_type *payload, const struct ht_common_at *at,
		   uint32_t *common_at)
{
	uint32_t offset = 0;
	size_t i, member, found = 0;

	for (member = 0; member < payload->count && found < HT_COMMON_NO_EXITS; member++) {
		const struct ht_ctf_type *type = payload->members[member].type;

		for (i = 0; i < HT_COMMON_NO_EXITS; i++) {
			if (at->index[i] != member)
				continue;
			/* The last two are 64 bits wide. */
			if (type->size != (i < HT_COMMON_NO_EXITS - 2 ? 4 : 8))
				return false;
			common_at[i] = offset;
			found++;
		}
		if (!type->size)
			return false;
		offset += type->size;
	}
	return found == HT_COMMON_NO_EXITS;
}

/**
 * ht_whole_read() - read the common fields from where they are in all
 * @class: the event's; has its &ht_class.common_at
 * @payload: the bytes of its fields
 * @common: filled, but for what is said of exits
 *
 * Return: 0; their values are as wide as struct ht_common's.
 */
int ht_whole_read(const struct ht_class *class, const uint8_t *payload, struct ht_common *common)
{
	const uint32_t *at = class->common_at;

	memcpy(&common->vm_id, payload + at[0], sizeof(common->vm_id));
	memcpy(&common->vm_pid, payload + at[1], sizeof(common->vm_pid));
	memcpy(&common->vcpu_id, payload + at[2], sizeof(common->vcpu_id));
	memcpy(&common->pcpu, payload + at[3], sizeof(common->pcpu));
	memcpy(&common->seq, payload + at[4], sizeof(common->seq));
	memcpy(&common->lost, payload + at[5], sizeof(common->lost));
	memcpy(&common->time_ns, payload + at[6], sizeof(common->time_ns));
	memcpy(&common->guest_tsc, payload + at[7], sizeof(common->guest_tsc));
	return 0;
}

/**
 * ht_whole_is_guest() - is it one of a guest's records?
 * @event: the event
 */
bool ht_whole_is_guest(const struct ht_whole_event *event)
{
	return event->common || event->class->kind == HT_EVENT_GUEST;
}

/**
 * ht_whole_common() - the common fields of a guest's event
 * @event: it
 * @common: filled, but for what is said of exits
 *
 * Return: 0, or -ERANGE: they cannot be.
 */
int ht_whole_common(const struct ht_whole_event *event, struct ht_common *common)
{
	const struct ht_view *view;

	if (event->common) {
		*common = *event->common;
		return 0;
	}
	if (event->class->has_common_at)
		return ht_whole_read(event->class, event->bytes + event->contexts, common);
	view = ht_whole_view(event);
	return view ? ht_common_view(view, &event->class->at.common, common) : -ERANGE;
}

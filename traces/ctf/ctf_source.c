// SPDX-License-Identifier: GPL-2.0-only
/*
 * Shapes of what libbabeltrace2 reads: nothing that CTF 1.8 can say gets lost.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "ctf_class.h"
#include "ctf_source.h"

/**
 * ht_ctf_envs_of() - what a trace says of where it comes from
 * @envs: says nothing yet; to be released, whatever is returned
 * @trace: the trace
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_envs_of(struct ht_ctf_envs *envs, const bt_trace *trace)
{
	uint64_t count = bt_trace_get_environment_entry_count(trace), i;
	int ret = 0;

	for (i = 0; !ret && i < count; i++) {
		const bt_value *value;
		const char *name;

		bt_trace_borrow_environment_entry_by_index_const(trace, i, &name, &value);
		if (bt_value_is_signed_integer(value))
			ret = ht_ctf_env_number(envs, name, bt_value_integer_signed_get(value));
		else if (bt_value_is_string(value))
			ret = ht_ctf_env_text(envs, name, bt_value_string_get(value));
	}
	return ret;
}

static struct ht_ctf_clock *clock_of(const bt_clock_class *class)
{
	bt_uuid uuid = bt_clock_class_get_uuid(class);
	struct ht_ctf_clock clock = {
		/* Copied below. */
		.name = (char *)bt_clock_class_get_name(class),
		.description = (char *)bt_clock_class_get_description(class),
		.has_uuid = uuid != NULL,
		.frequency = bt_clock_class_get_frequency(class),
		.precision = bt_clock_class_get_precision(class),
		.is_absolute = bt_clock_class_origin_is_unix_epoch(class),
	};

	bt_clock_class_get_offset(class, &clock.offset_s, &clock.offset);
	if (uuid)
		memcpy(clock.uuid, uuid, sizeof(clock.uuid));
	return ht_ctf_clock_copy(&clock);
}

/**
 * ht_ctf_stream_shape_of() - the shape of a class of streams
 * @shape: filled; to be released, whatever is returned
 * @class: the class
 *
 * Return: 0 or -ENOMEM.
 */
int ht_ctf_stream_shape_of(struct ht_ctf_stream_shape *shape, const bt_stream_class *class)
{
	const bt_clock_class *clock = bt_stream_class_borrow_default_clock_class_const(class);
	const struct ht_ctf_roots roots = {
		.of = { [HT_CTF_PACKET_CONTEXT] =
				bt_stream_class_borrow_packet_context_field_class_const(class),
			[HT_CTF_COMMON_CONTEXT] =
				bt_stream_class_borrow_event_common_context_field_class_const(
					class) },
	};

	*shape = (struct ht_ctf_stream_shape){
		.id = bt_stream_class_get_id(class),
		.counts_discarded = bt_stream_class_supports_discarded_events(class),
	};
	if (clock)
		shape->clock = clock_of(clock);
	if (roots.of[HT_CTF_PACKET_CONTEXT])
		shape->packet_context = ht_ctf_type_of(&roots, HT_CTF_PACKET_CONTEXT);
	if (roots.of[HT_CTF_COMMON_CONTEXT])
		shape->common_context = ht_ctf_type_of(&roots, HT_CTF_COMMON_CONTEXT);
	return (clock && !shape->clock) ||
			       (roots.of[HT_CTF_PACKET_CONTEXT] && !shape->packet_context) ||
			       (roots.of[HT_CTF_COMMON_CONTEXT] && !shape->common_context) ?
		       -ENOMEM :
		       0;
}

/* As LTTng numbers them; libbabeltrace2's enumeration has the same order. */
static int level_of(const bt_event_class *class)
{
	bt_event_class_log_level level;

	if (bt_event_class_get_log_level(class, &level) != BT_PROPERTY_AVAILABILITY_AVAILABLE)
		return -1;
	return (int)level;
}

static int fields_of(struct ht_ctf_event_shape *shape, const bt_event_class *class)
{
	const bt_stream_class *stream = bt_event_class_borrow_stream_class_const(class);
	const struct ht_ctf_roots roots = {
		.of = { [HT_CTF_PACKET_CONTEXT] =
				bt_stream_class_borrow_packet_context_field_class_const(stream),
			[HT_CTF_COMMON_CONTEXT] =
				bt_stream_class_borrow_event_common_context_field_class_const(
					stream),
			[HT_CTF_SPECIFIC_CONTEXT] =
				bt_event_class_borrow_specific_context_field_class_const(class),
			[HT_CTF_PAYLOAD] = bt_event_class_borrow_payload_field_class_const(class) },
	};

	if (roots.of[HT_CTF_SPECIFIC_CONTEXT])
		shape->context = ht_ctf_type_of(&roots, HT_CTF_SPECIFIC_CONTEXT);
	if (roots.of[HT_CTF_PAYLOAD])
		shape->payload = ht_ctf_type_of(&roots, HT_CTF_PAYLOAD);
	return (roots.of[HT_CTF_SPECIFIC_CONTEXT] && !shape->context) ||
			       (roots.of[HT_CTF_PAYLOAD] && !shape->payload) ?
		       -ENOMEM :
		       0;
}

/**
 * ht_ctf_event_shape_of() - the shape of a class of events
 * @class: the class
 *
 * Return: the shape, to be released with ht_ctf_event_shape_free(), or NULL without memory.
 */
struct ht_ctf_event_shape *ht_ctf_event_shape_of(const bt_event_class *class)
{
	const char *uri = bt_event_class_get_emf_uri(class);
	struct ht_ctf_event_shape *shape = ht_ctf_event_shape_new(bt_event_class_get_name(class));

	if (!shape)
		return NULL;
	shape->level = level_of(class);
	shape->uri = uri ? strdup(uri) : NULL;
	if ((!uri || shape->uri) && !fields_of(shape, class))
		return shape;
	ht_ctf_event_shape_free(shape);
	return NULL;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Copies of events, in the arena that readers have theirs in, but without a second thread.
 */
#include <stdlib.h>
#include <string.h>

#include "keep.h"

/* Memory for a copy; what is free again is used before more is taken. */
static struct ht_kept *get(struct ht_keep *keep, size_t size)
{
	uint64_t count;
	struct ht_block *full = ht_arena_close(&keep->arena, size, &count);

	if (full)
		ht_arena_closed(&keep->use, full, count);
	ht_arena_take_back(&keep->arena, keep->use.free[0]);
	keep->use.free[0] = NULL;
	return ht_arena_get(&keep->arena, size);
}

static int stow_event(struct ht_stow *stow, const struct ht_stream *stream,
		      const struct ht_class *class, const bt_event *event)
{
	int ret = 0;

	stow->count = 0;
	if (stream->class->has_common_context)
		ret = ht_stow_field(stow, bt_event_borrow_common_context_field_const(event));
	if (!ret && class->has_specific_context)
		ret = ht_stow_field(stow, bt_event_borrow_specific_context_field_const(event));
	if (!ret && class->has_payload)
		ret = ht_stow_field(stow, bt_event_borrow_payload_field_const(event));
	return ret;
}

/**
 * ht_keep_event() - keep an event
 * @keep: with all others
 * @stream: its stream
 * @class: its class
 * @message: it; not needed any more afterwards
 *
 * Return: the copy, for ht_keep_put(), or NULL without memory.
 */
const struct ht_kept *ht_keep_event(struct ht_keep *keep, const struct ht_stream *stream,
				    const struct ht_class *class, const bt_message *message)
{
	struct ht_stow *stow = &keep->stow;
	struct ht_kept *kept;

	if (stow_event(stow, stream, class, bt_message_event_borrow_event_const(message)))
		return NULL;
	kept = get(keep, sizeof(*kept) + stow->count);
	if (!kept)
		return NULL;
	kept->cycles = 0;
	if (stream->class->clock)
		kept->cycles = bt_clock_snapshot_get_value(
			bt_message_event_borrow_default_clock_snapshot_const(message));
	if (stow->count)
		memcpy(kept->fields, stow->bytes, stow->count);
	return kept;
}

/**
 * ht_kept_fill() - set the fields of an event of the output
 * @kept: what they are
 * @stream: its stream
 * @class: its class
 * @to: the event
 *
 * Return: 0 or -ENOMEM.
 */
int ht_kept_fill(const struct ht_kept *kept, const struct ht_stream *stream,
		 const struct ht_class *class, bt_event *to)
{
	const uint8_t *at = kept->fields;
	int ret = 0;

	if (stream->class->has_common_context)
		ret = ht_unstow_field(&at, bt_event_borrow_common_context_field(to));
	if (!ret && class->has_specific_context)
		ret = ht_unstow_field(&at, bt_event_borrow_specific_context_field(to));
	if (!ret && class->has_payload)
		ret = ht_unstow_field(&at, bt_event_borrow_payload_field(to));
	return ret;
}

/**
 * ht_keep_put() - keep an event no longer
 * @keep: where it is
 * @kept: the event
 */
void ht_keep_put(struct ht_keep *keep, const struct ht_kept *kept)
{
	ht_arena_put(&keep->use, kept);
}

/**
 * ht_keep_context() - copy the context that events have in common
 * @keep: has room for that meanwhile
 * @event: an event that has one
 *
 * Return: the bytes of the field, to be freed, or NULL without memory.
 */
uint8_t *ht_keep_context(struct ht_keep *keep, const bt_event *event)
{
	struct ht_stow *stow = &keep->stow;
	uint8_t *bytes;

	stow->count = 0;
	if (ht_stow_field(stow, bt_event_borrow_common_context_field_const(event)))
		return NULL;
	bytes = malloc(stow->count + 1);
	if (bytes && stow->count)
		memcpy(bytes, stow->bytes, stow->count);
	return bytes;
}

/**
 * ht_keep_exit() - release all that is kept
 * @keep: empty afterwards
 */
void ht_keep_exit(struct ht_keep *keep)
{
	ht_arena_exit(&keep->arena);
	ht_stow_exit(&keep->stow);
}

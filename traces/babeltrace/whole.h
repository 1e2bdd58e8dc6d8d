/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Whole events, for who writes them: the bytes of all their fields, as CTF has them.
 *
 *	bt_event ──► ht_whole_take() ──► struct ht_whole ──┐
 *	ht_packed's record ──────────────► records ────────┴──► struct ht_whole_event
 */
#ifndef HT_WHOLE_H
#define HT_WHOLE_H

#include <babeltrace2/babeltrace.h>
#include <ctf_bytes.h>
#include <ctf_shape.h>
#include <stddef.h>
#include <stdint.h>

#include "view.h"

struct ht_class;
struct ht_common;
struct ht_common_at;
struct ht_loss;
struct ht_stream;

/**
 * struct ht_whole - an event that waits
 * @cycles: when it was recorded, on its stream's clock; 0 without one
 * @contexts: bytes of its contexts
 * @size: bytes of these, and of its fields
 * @bytes: they
 */
struct ht_whole {
	uint64_t cycles;
	uint32_t contexts;
	uint32_t size;
	uint8_t bytes[];
};

/**
 * struct ht_whole_views - memory for the view of an event; all zero: none
 * @memory: the view
 * @of: the bytes of the event that it is of; NULL: of none
 */
struct ht_whole_views {
	struct ht_ctf_bytes memory;
	const uint8_t *of;
};

/**
 * struct ht_whole_event - an event that leaves; not valid after the callback
 * @stream: its stream
 * @shape: its class; has the same address for all of a class
 * @view_class: the class of its views
 * @class: how it was recorded; NULL: as a record of ht_packed
 * @common: of such a record: its common fields
 * @cycles: when it happened, not before the one before; 0 without a clock
 * @contexts: bytes of its contexts
 * @size: bytes of these, and of its fields
 * @bytes: they
 * @views: memory for its view
 */
struct ht_whole_event {
	struct ht_stream *stream;
	const struct ht_ctf_event_shape *shape;
	struct ht_view_class *view_class;
	const struct ht_class *class;
	const struct ht_common *common;
	uint64_t cycles;
	size_t contexts;
	size_t size;
	const uint8_t *bytes;
	struct ht_whole_views *views;
};

/**
 * struct ht_whole_ops - who gets them, in the thread that works
 * @stream: a stream begins, before anything of it
 * @context: what the context of its packets says from now on
 * @event: an event, in the order in which they happened
 * @lost: the tracer discarded something since @cycles, if it is counted
 * @cut: what it discarded, it discarded until @cycles
 *
 * All return 0 to go on, or a negative errno to stop.
 */
struct ht_whole_ops {
	int (*stream)(void *data, struct ht_stream *stream);
	int (*context)(void *data, struct ht_stream *stream, const void *bytes, size_t size);
	int (*event)(void *data, const struct ht_whole_event *event);
	int (*lost)(void *data, struct ht_stream *stream, uint64_t cycles,
		    const struct ht_loss *loss);
	int (*cut)(void *data, struct ht_stream *stream, uint64_t cycles);
};

int ht_whole_take(struct ht_ctf_bytes *bytes, const struct ht_stream *stream,
		  const struct ht_class *class, const bt_event *event, size_t *contexts);
const struct ht_view *ht_whole_view(const struct ht_whole_event *event);
bool ht_whole_find(const struct ht_ctf_type *payload, const struct ht_common_at *at,
		   uint32_t *common_at);
int ht_whole_read(const struct ht_class *class, const uint8_t *payload, struct ht_common *common);
bool ht_whole_is_guest(const struct ht_whole_event *event);
int ht_whole_common(const struct ht_whole_event *event, struct ht_common *common);

#endif /* HT_WHOLE_H */

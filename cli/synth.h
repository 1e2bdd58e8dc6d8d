/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events of our own making, in streams of their own: one for each CPU that has some.
 */
#ifndef HT_SYNTH_H
#define HT_SYNTH_H

#include <babeltrace2/babeltrace.h>
#include <messages.h>
#include <stddef.h>
#include <stdint.h>

/* As many as an event of ours has. */
#define HT_SYNTH_FIELDS 8

enum ht_synth_kind {
	HT_SYNTH_NONE, /* there is no such field */
	HT_SYNTH_U32,
	HT_SYNTH_S32,
	HT_SYNTH_U64,
	HT_SYNTH_X64, /* the same, shown in hexadecimal */
	HT_SYNTH_S64,
	HT_SYNTH_TEXT,
};

/**
 * struct ht_synth_layout - a class of events
 * @name: what they are called
 * @fields: their fields, HT_SYNTH_NONE behind the last one
 */
struct ht_synth_layout {
	const char *name;
	struct {
		const char *name;
		enum ht_synth_kind kind;
	} fields[HT_SYNTH_FIELDS + 1];
};

/* A field's value, by its kind. */
union ht_synth_value {
	uint64_t u;
	int64_t s;
	const char *text;
};

/**
 * struct ht_synth - streams of one trace
 * @self: who makes the messages
 * @trace: what they are in, kept
 * @class: of the streams
 * @streams: one for each CPU, @nr_streams of them
 * @nr_streams: see @streams
 * @mark: cycles of the latest event: none is before it
 * @messages: what is ready
 */
struct ht_synth {
	bt_self_message_iterator *self;
	bt_trace *trace;
	bt_stream_class *class;
	struct ht_synth_stream *streams;
	size_t nr_streams;
	uint64_t mark;
	struct ht_messages messages;
};

int ht_synth_init(struct ht_synth *synth, bt_self_message_iterator *self, bt_trace *trace,
		  uint64_t class_id, bt_clock_class *clock, const char *name);
bt_event_class *ht_synth_class(struct ht_synth *synth, const struct ht_synth_layout *layout,
			       const char *name);
bt_message *ht_synth_event(struct ht_synth *synth, uint32_t cpu, uint64_t cycles,
			   const bt_event_class *class);
int ht_synth_put(struct ht_synth *synth, uint32_t cpu, uint64_t cycles, const bt_event_class *class,
		 const struct ht_synth_layout *layout, const union ht_synth_value *values);
int ht_synth_end(struct ht_synth *synth);
void ht_synth_exit(struct ht_synth *synth);

#endif /* HT_SYNTH_H */

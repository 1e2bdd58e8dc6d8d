/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Events of our own making, in streams of their own: one for each CPU that has some.
 */
#ifndef HT_SYNTH_H
#define HT_SYNTH_H

#include <ctf_trace.h>
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
 * struct ht_synth_shape - a class of events, for any number of traces; all zero: not made yet
 * @layout: its fields; NULL: not made
 * @shape: the same as traces have it
 * @memo: of that; so this stays where it is
 */
struct ht_synth_shape {
	const struct ht_synth_layout *layout;
	struct ht_ctf_event_shape *shape;
	char *memo;
};

/**
 * struct ht_synth - streams of one trace; all zero: none
 * @shape: their class
 * @class: the same in the trace; NULL: nothing was made yet
 * @name: what they are called
 * @streams: one for each CPU, @nr_streams of them
 * @nr_streams: see @streams
 * @mark: cycles of the latest event: none is before it
 * @bytes: the event that is made
 */
struct ht_synth {
	struct ht_ctf_stream_shape shape;
	struct ht_ctf_class *class;
	const char *name;
	struct ht_synth_stream *streams;
	size_t nr_streams;
	uint64_t mark;
	struct ht_ctf_bytes bytes;
};

int ht_synth_init(struct ht_synth *synth, struct ht_ctf_trace *trace, uint64_t class_id,
		  const struct ht_ctf_clock *clock, const char *name);
int ht_synth_write(struct ht_synth *synth, uint32_t cpu, uint64_t cycles,
		   const struct ht_ctf_event_shape *shape, const void *bytes, size_t size);
int ht_synth_put(struct ht_synth *synth, uint32_t cpu, uint64_t cycles,
		 const struct ht_synth_shape *shape, const union ht_synth_value *values);
void ht_synth_exit(struct ht_synth *synth);

int ht_synth_shape(struct ht_synth_shape *shape, const struct ht_synth_layout *layout,
		   const char *name);
void ht_synth_shape_exit(struct ht_synth_shape *shape);

#endif /* HT_SYNTH_H */

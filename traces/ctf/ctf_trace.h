/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trace that is written: a directory with a file for each stream, and the metadata at the end.
 *
 *	ht_ctf_trace_new() ─► ht_ctf_class_get() ─┬► ht_ctf_class_event() ┬► ht_ctf_stream_event() …
 *	ht_ctf_trace_end()                        └► ht_ctf_stream_new() ─┘
 */
#ifndef HT_CTF_TRACE_H
#define HT_CTF_TRACE_H

#include <ptrmap.h>

#include "ctf_stream.h"

/**
 * struct ht_ctf_class - a class of streams
 * @trace: its trace
 * @shape: what it is
 * @events: classes of events, by their numbers, @nr_events of them
 * @nr_events: see @events
 * @ids: from shapes of events to their numbers; those that say the same have one
 * @clock: what its clock is called, when the metadata is written
 */
struct ht_ctf_class {
	struct ht_ctf_trace *trace;
	const struct ht_ctf_stream_shape *shape;
	const struct ht_ctf_event_shape **events;
	uint32_t nr_events;
	struct ht_ptrmap ids;
	char *clock;
};

/**
 * struct ht_ctf_trace - a trace
 * @dir: its directory
 * @metadata: the metadata's file there; NULL: it was never written
 * @metadata_bytes: so much of it was
 * @is_told: it has all there is
 * @uuid: its own, made up
 * @envs: what it says of where it comes from
 * @disk: where packets go of all traces that are written together
 * @classes: of its streams, @nr_classes of them
 * @nr_classes: see @classes
 * @streams: all of them, @nr_streams
 * @nr_streams: see @streams
 */
struct ht_ctf_trace {
	char *dir;
	char *metadata;
	uint64_t metadata_bytes;
	bool is_told;
	uint8_t uuid[16];
	struct ht_ctf_envs envs;
	struct ht_ctf_disk *disk;
	struct ht_ctf_class **classes;
	size_t nr_classes;
	struct ht_ctf_stream **streams;
	size_t nr_streams;
};

int ht_ctf_trace_new(struct ht_ctf_trace **trace, const char *dir, struct ht_ctf_disk *disk);
struct ht_ctf_class *ht_ctf_class_get(struct ht_ctf_trace *trace,
				      const struct ht_ctf_stream_shape *shape);
int ht_ctf_class_event(struct ht_ctf_class *class, const struct ht_ctf_event_shape *shape,
		       uint32_t *id);
struct ht_ctf_stream *ht_ctf_stream_new(struct ht_ctf_class *class, const char *name, uint64_t id);
int ht_ctf_trace_flush(struct ht_ctf_trace *trace);
int ht_ctf_trace_settle(struct ht_ctf_trace *trace);
int ht_ctf_trace_end(struct ht_ctf_trace *trace);
void ht_ctf_trace_free(struct ht_ctf_trace *trace);

#endif /* HT_CTF_TRACE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trace that is written as it is read: its streams, its classes, its events, all of them or some.
 *
 *	struct ht_whole_event ─► struct ht_copy ─► struct ht_ctf_trace
 */
#ifndef HT_CTF_COPY_H
#define HT_CTF_COPY_H

#include <ctf_trace.h>
#include <mirror.h>
#include <ptrmap.h>
#include <whole.h>

/**
 * struct ht_copy - a trace
 * @name: of what is read
 * @trace: what is written
 * @classes: from the input's struct ht_stream_class to struct ht_ctf_class
 * @streams: from the input's struct ht_stream to struct ht_copy_stream
 * @latest: the stream asked for last
 */
struct ht_copy {
	char *name;
	struct ht_ctf_trace *trace;
	struct ht_ptrmap classes;
	struct ht_ptrmap streams;
	struct ht_copy_stream *latest;
};

int ht_copy_init(struct ht_copy *copy, const char *dir, const struct ht_trace *in,
		 struct ht_ctf_disk *disk);
int ht_copy_stream(struct ht_copy *copy, const struct ht_stream *in);
int ht_copy_context(struct ht_copy *copy, const struct ht_stream *in, const void *bytes,
		    size_t size);
int ht_copy_event(struct ht_copy *copy, const struct ht_whole_event *event);
int ht_copy_lost(struct ht_copy *copy, const struct ht_stream *in, uint64_t cycles,
		 const struct ht_loss *loss);
int ht_copy_cut(struct ht_copy *copy, const struct ht_stream *in, uint64_t cycles);
void ht_copy_exit(struct ht_copy *copy);

#endif /* HT_CTF_COPY_H */

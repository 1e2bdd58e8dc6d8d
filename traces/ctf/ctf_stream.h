/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A stream of a trace that is written: a file of packets. CTF tells losses by counters in packets,
 * which a reader takes for the time from the end of the packet before to the end of that packet:
 *
 *	  packet ──┤ lost 25 ├── packet ──┤ packet …
 *	           ▲                      ▲
 *	           begin of the loss      its end: ht_ctf_stream_cut()
 *
 * A packet without events may only be the first one or the last: Trace Compass takes another for
 * the end of its stream, and says nothing. So where there are no events between, a loss seems to
 * begin with the last event before it, and to end with the first one behind it, and losses become
 * one.
 */
#ifndef HT_CTF_STREAM_H
#define HT_CTF_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "ctf_bytes.h"
#include "ctf_disk.h"
#include "ctf_shape.h"

/**
 * struct ht_ctf_stream - a stream
 * @path: its file, which is there as soon as a packet is
 * @shape: its class
 * @uuid: its trace's
 * @id: its number
 * @disk: where its packets go
 * @packet: the packet that is open, as it is written; no bytes: none is
 * @context: what the packets' context says, besides times and counts
 * @events: in the packet
 * @begin: when the packet began, in cycles of the clock, as all below
 * @last: of its latest event
 * @end: when the packet before ended
 * @any: there was one
 * @discarded: events that the tracer discarded, until now
 * @packets: and packets; with those that were written
 * @carries: something was discarded, which the next packet will say
 * @ends_soon: and that has ended, too: its first event is its last
 * @bytes: of packets that were written
 */
struct ht_ctf_stream {
	char *path;
	const struct ht_ctf_stream_shape *shape;
	const uint8_t *uuid;
	uint64_t id;
	struct ht_ctf_disk *disk;
	struct ht_ctf_bytes packet;
	struct ht_ctf_bytes context;
	uint64_t events;
	uint64_t begin;
	uint64_t last;
	uint64_t end;
	bool any;
	uint64_t discarded;
	uint64_t packets;
	bool carries;
	bool ends_soon;
	uint64_t bytes;
};

int ht_ctf_stream_context(struct ht_ctf_stream *stream, const void *bytes, size_t size);
int ht_ctf_stream_event(struct ht_ctf_stream *stream, uint32_t id, uint64_t cycles,
			const void *bytes, size_t size);
int ht_ctf_stream_lost(struct ht_ctf_stream *stream, uint64_t cycles, uint64_t events,
		       uint64_t packets);
void ht_ctf_stream_lost_some(struct ht_ctf_stream *stream);
int ht_ctf_stream_cut(struct ht_ctf_stream *stream, uint64_t cycles);
int ht_ctf_stream_flush(struct ht_ctf_stream *stream);
int ht_ctf_stream_end(struct ht_ctf_stream *stream);
void ht_ctf_stream_free(struct ht_ctf_stream *stream);

#endif /* HT_CTF_STREAM_H */

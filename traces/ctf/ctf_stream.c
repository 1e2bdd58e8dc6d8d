// SPDX-License-Identifier: GPL-2.0-only
/*
 * Packets. One is put together in memory, and written as a whole: what precedes its events can only
 * be known at its end.
 */
#include <errno.h>
#include <stdlib.h>

#include "ctf_stream.h"

#define MAGIC 0xc1fc1fc1u

/* A packet ends when it has so many events, or bytes; Trace Compass looks for times by packets. */
#define PACKET_EVENTS 4096
#define PACKET_BYTES ((size_t)60 << 10) /* memory for one is a power of two */

/* All open packets together may have so many. */
#define OPEN_BYTES ((size_t)8 << 20)

static void put(struct ht_ctf_bytes *packet, uint64_t value, uint8_t size)
{
	ht_ctf_bytes_int(packet, value, size);
}

#define HEADER_BYTES (4 + 16 + 8 + 8)
#define CONTEXT_BYTES (6 * 8)

/* What is before the events, as ht_ctf_text_trace() and ht_ctf_text_stream() say. */
static void put_head(struct ht_ctf_stream *stream, size_t size)
{
	struct ht_ctf_bytes *packet = &stream->packet;

	packet->count = 0;
	put(packet, MAGIC, 4);
	memcpy(packet->data + packet->count, stream->uuid, 16);
	packet->count += 16;
	put(packet, stream->shape->id, 8);
	put(packet, stream->id, 8);
	put(packet, 8 * size, 8);
	put(packet, 8 * size, 8);
	if (stream->shape->clock) {
		put(packet, stream->begin, 8);
		put(packet, stream->end, 8);
	}
	if (stream->shape->counts_discarded)
		put(packet, stream->discarded, 8);
	put(packet, stream->packets, 8);
	if (stream->context.count)
		memcpy(packet->data + packet->count, stream->context.data, stream->context.count);
	packet->count += stream->context.count;
}

/* Memory of this stream's packet was so much before. */
static void count_memory(struct ht_ctf_stream *stream, size_t before)
{
	struct ht_ctf_disk *disk = stream->disk;

	disk->open_bytes += stream->packet.room - before;
	disk->is_full = disk->open_bytes > OPEN_BYTES;
}

/* Room for @size more in the packet, which counts. */
static int make_room(struct ht_ctf_stream *stream, size_t size)
{
	size_t before = stream->packet.room;
	int ret = ht_ctf_bytes_room(&stream->packet, size);

	count_memory(stream, before);
	return ret;
}

static bool is_open(const struct ht_ctf_stream *stream)
{
	return stream->packet.count;
}

static bool is_full(const struct ht_ctf_stream *stream)
{
	return is_open(stream) &&
	       (stream->events >= PACKET_EVENTS || stream->packet.count >= PACKET_BYTES);
}

static int packet_open(struct ht_ctf_stream *stream, uint64_t cycles)
{
	if (make_room(stream, HEADER_BYTES + CONTEXT_BYTES + stream->context.count))
		return -ENOMEM;
	stream->begin = cycles;
	stream->last = cycles;
	stream->events = 0;
	stream->carries = false;
	put_head(stream, 0);
	return 0;
}

static int packet_close(struct ht_ctf_stream *stream, uint64_t cycles)
{
	size_t size = stream->packet.count, room = stream->packet.room;
	int ret;

	stream->end = cycles > stream->begin ? cycles : stream->begin;
	put_head(stream, size);
	stream->packet.count = size;
	ret = ht_ctf_disk_put(stream->disk, stream->path, &stream->packet);
	count_memory(stream, room);
	stream->bytes += size;
	stream->packets++;
	stream->any = true;
	return ret;
}

/* Ends the packet, and makes one that is empty if none is open. */
static int packet_end_at(struct ht_ctf_stream *stream, uint64_t cycles)
{
	int ret = is_open(stream) ? 0 : packet_open(stream, cycles);

	return ret ?: packet_close(stream, cycles);
}

/**
 * ht_ctf_stream_context() - what the context of packets says, from now on
 * @stream: the stream
 * @bytes: of &ht_ctf_stream_shape.packet_context; LTTng's say the same for a whole stream: its CPU
 * @size: how many
 *
 * Return: 0, -ENOMEM, or what writing the packet that is open gave.
 */
int ht_ctf_stream_context(struct ht_ctf_stream *stream, const void *bytes, size_t size)
{
	int ret = 0;

	if (stream->context.count == size && (!size || !memcmp(stream->context.data, bytes, size)))
		return 0;
	if (is_open(stream))
		ret = packet_close(stream, stream->last);
	stream->context.count = 0;
	return ret ?: ht_ctf_bytes_put(&stream->context, bytes, size);
}

/**
 * ht_ctf_stream_event() - write an event
 * @stream: the stream
 * @id: number of its class
 * @cycles: when, not before the one before; 0 without a clock
 * @bytes: its contexts and its fields
 * @size: how many
 *
 * Return: 0, -ENOMEM, or what writing a packet gave.
 */
int ht_ctf_stream_event(struct ht_ctf_stream *stream, uint32_t id, uint64_t cycles,
			const void *bytes, size_t size)
{
	struct ht_ctf_bytes *packet = &stream->packet;
	int ret;

	/* Not before: what may come first is a loss, and a packet then ends where that begins. */
	if (is_full(stream)) {
		ret = packet_close(stream, stream->last);
		if (ret)
			return ret;
	}
	if (!is_open(stream) && packet_open(stream, cycles))
		return -ENOMEM;
	if (make_room(stream, size + sizeof(id) + sizeof(cycles)))
		return -ENOMEM;
	put(packet, id, sizeof(id));
	if (stream->shape->clock)
		put(packet, cycles, sizeof(cycles));
	if (size)
		memcpy(packet->data + packet->count, bytes, size);
	packet->count += size;
	stream->last = cycles;
	stream->events++;
	if (!stream->ends_soon)
		return 0;
	stream->ends_soon = false;
	return packet_close(stream, cycles);
}

/**
 * ht_ctf_stream_lost() - the tracer discarded something
 * @stream: the stream
 * @cycles: since when
 * @events: how many events
 * @packets: how many packets
 *
 * The packet that is open ends here, so that the loss does not seem to begin earlier. Before a
 * stream's first count there has to be one.
 *
 * Return: 0, -ENOMEM, or what writing a packet gave.
 */
int ht_ctf_stream_lost(struct ht_ctf_stream *stream, uint64_t cycles, uint64_t events,
		       uint64_t packets)
{
	int ret = 0;

	if (is_open(stream) || !stream->any)
		ret = packet_end_at(stream, cycles);
	stream->carries = true;
	stream->discarded += events;
	stream->packets += packets;
	return ret;
}

/**
 * ht_ctf_stream_lost_some() - the tracer discarded it does not know how many events
 * @stream: the stream
 *
 * CTF can say that of a stream's first packet only, by any count.
 */
void ht_ctf_stream_lost_some(struct ht_ctf_stream *stream)
{
	stream->carries = true;
	stream->discarded++;
}

/**
 * ht_ctf_stream_cut() - what was discarded was discarded up to here
 * @stream: the stream
 * @cycles: when
 *
 * Return: 0, -ENOMEM, or what writing a packet gave.
 */
int ht_ctf_stream_cut(struct ht_ctf_stream *stream, uint64_t cycles)
{
	if (is_open(stream))
		return packet_close(stream, cycles);
	stream->ends_soon = stream->carries;
	return 0;
}

/**
 * ht_ctf_stream_flush() - write what there is, and hold no memory
 * @stream: the stream
 *
 * Return: 0, or what writing a packet gave.
 */
int ht_ctf_stream_flush(struct ht_ctf_stream *stream)
{
	int ret = is_open(stream) ? packet_close(stream, stream->last) : 0;
	size_t room = stream->packet.room;

	ht_ctf_bytes_exit(&stream->packet);
	count_memory(stream, room);
	return ret;
}

/**
 * ht_ctf_stream_end() - write all that is left
 * @stream: the stream
 *
 * Return: 0, -ENOMEM, or what writing a packet gave.
 */
int ht_ctf_stream_end(struct ht_ctf_stream *stream)
{
	int ret = 0;

	if (stream->carries)
		ret = packet_end_at(stream, stream->last);
	return ret ?: ht_ctf_stream_flush(stream);
}

/**
 * ht_ctf_stream_free() - release a stream; what was not written is lost
 * @stream: the stream
 */
void ht_ctf_stream_free(struct ht_ctf_stream *stream)
{
	ht_ctf_bytes_exit(&stream->packet);
	ht_ctf_bytes_exit(&stream->context);
	free(stream->path);
	free(stream);
}

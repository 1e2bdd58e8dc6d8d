// SPDX-License-Identifier: GPL-2.0-only
/*
 * The records within ht_packed. The host checked them when it recorded them, but a trace is a file
 * that anyone can have written: each record is checked again, by the code the host uses, before a
 * byte of it is looked at.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "unpack.h"

/* As the host has it: older records are lies of the guest. */
#define MAX_AGE_NS (86400ull * 1000000000)

static bool has_integers(const bt_field_class *payload, uint64_t index)
{
	const bt_field_class *element = bt_field_class_array_borrow_element_field_class_const(
		bt_field_class_structure_member_borrow_field_class_const(
			bt_field_class_structure_borrow_member_by_index_const(payload, index)));

	return bt_field_class_type_is(bt_field_class_get_type(element),
				      BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER);
}

/**
 * ht_packed_find() - find the fields of ht_packed
 * @payload: the class of its payload, or NULL
 * @at: filled
 *
 * Return: 0, or -ENOENT: it lacks one, or one is of another type. That of exits may be missing.
 */
int ht_packed_find(const bt_field_class *payload, struct ht_packed_at *at)
{
	int ret = ht_common_find(payload, &at->common);

	ret = ret   ?:
		      ht_member_find(payload, "guest_khz", BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER,
				     &at->khz);
	ret = ret ?: ht_member_find(payload, "records", BT_FIELD_CLASS_TYPE_ARRAY, &at->records);
	at->has_exits =
		!ht_member_find(payload, "exit_log", BT_FIELD_CLASS_TYPE_ARRAY, &at->exit_log) &&
		has_integers(payload, at->exit_log);
	return ret ?: has_integers(payload, at->records) ? 0 : -ENOENT;
}

/* Return: 0, or -EBADMSG: something in it is no byte. */
static int read_bytes(const bt_field *records, struct ht_chunk *chunk)
{
	uint64_t all = 0;
	uint32_t i;

	for (i = 0; i < chunk->len; i++) {
		uint64_t byte = bt_field_integer_unsigned_get_value(
			bt_field_array_borrow_element_field_by_index_const(records, i));

		all |= byte;
		chunk->bytes[i] = (uint8_t)byte;
	}
	return all > UINT8_MAX ? -EBADMSG : 0;
}

static int read_log(const bt_field *words, struct ht_chunk *chunk)
{
	uint64_t i;

	chunk->exit_words = bt_field_array_get_length(words);
	if (!chunk->exit_words)
		return 0;
	chunk->exit_log = calloc(chunk->exit_words, sizeof(*chunk->exit_log));
	if (!chunk->exit_log)
		return -ENOMEM;
	for (i = 0; i < chunk->exit_words; i++)
		chunk->exit_log[i] = bt_field_integer_unsigned_get_value(
			bt_field_array_borrow_element_field_by_index_const(words, i));
	return 0;
}

static int read_chunk(const bt_field *payload, const struct ht_packed_at *at,
		      struct ht_chunk *chunk)
{
	const bt_field *records =
		bt_field_structure_borrow_member_field_by_index_const(payload, at->records);

	if (ht_common_read(payload, &at->common, &chunk->common) || read_bytes(records, chunk))
		return -EBADMSG;
	if (!at->has_exits)
		return 0;
	return read_log(bt_field_structure_borrow_member_field_by_index_const(payload,
									      at->exit_log),
			chunk);
}

/**
 * ht_chunk_create() - copy ht_packed's fields
 * @payload: its payload
 * @at: where they are
 * @created: the chunk, with one user; its context and when it was recorded are for the caller
 *
 * Return: 0, -EBADMSG: a value that cannot be, or -ENOMEM.
 */
int ht_chunk_create(const bt_field *payload, const struct ht_packed_at *at,
		    struct ht_chunk **created)
{
	const bt_field *records =
		bt_field_structure_borrow_member_field_by_index_const(payload, at->records);
	uint64_t khz = bt_field_integer_unsigned_get_value(
		bt_field_structure_borrow_member_field_by_index_const(payload, at->khz));
	uint64_t len = bt_field_array_get_length(records);
	struct ht_chunk *chunk;
	int ret;

	if (khz > UINT32_MAX || len > UINT32_MAX - HT_REC_MAX_LEN)
		return -EBADMSG;
	chunk = malloc(sizeof(*chunk) + len);
	if (!chunk)
		return -ENOMEM;
	*chunk = (struct ht_chunk){ .users = 1 };
	chunk->khz = (uint32_t)khz;
	chunk->has_exits = at->has_exits;
	chunk->len = (uint32_t)len;
	ret = read_chunk(payload, at, chunk);
	if (ret)
		ht_chunk_put(chunk);
	else
		*created = chunk;
	return ret;
}

/**
 * ht_chunk_put() - drop a use of a chunk, which frees it if that was the last
 * @chunk: the chunk
 */
void ht_chunk_put(struct ht_chunk *chunk)
{
	if (--chunk->users)
		return;
	free(chunk->context);
	free(chunk->exit_log);
	free(chunk);
}

/**
 * ht_chunk_record() - copy a record
 * @chunk: the chunk
 * @offset: from ht_unpack_next()
 * @rec: filled, with zeros behind what any type has before its text
 */
void ht_chunk_record(const struct ht_chunk *chunk, uint32_t offset, union ht_record *rec)
{
	uint16_t len;

	memcpy(&len, chunk->bytes + offset + offsetof(struct ht_rec_hdr, len), sizeof(len));
	memset(rec, 0, sizeof(struct ht_rec_syscall_entry));
	memcpy(rec, chunk->bytes + offset, len);
}

/**
 * ht_chunk_time() - when was that?
 * @chunk: the chunk, whose anchor is one instant on both clocks
 * @tsc: a record's time stamp, which nobody has checked
 *
 * Return: nanoseconds of CLOCK_MONOTONIC: not after the chunk was recorded, nor more than a day
 * before its anchor, nor before the clock began.
 */
uint64_t ht_chunk_time(const struct ht_chunk *chunk, uint64_t tsc)
{
	int64_t ticks = (int64_t)(chunk->common.guest_tsc - tsc);
	uint64_t anchor = chunk->common.time_ns;
	__int128 age = 0, ns;

	if (chunk->khz)
		age = (__int128)ticks * 1000000 / chunk->khz;
	if (age > (__int128)MAX_AGE_NS)
		age = MAX_AGE_NS;
	ns = (__int128)anchor - age;
	if (ns > chunk->recorded_ns)
		return chunk->recorded_ns;
	return ns > 0 ? (uint64_t)ns : 0;
}

/**
 * ht_unpack_begin() - begin to take a chunk apart
 * @unpack: the state, which holds no chunk
 * @chunk: the chunk; its use passes to @unpack
 */
void ht_unpack_begin(struct ht_unpack *unpack, struct ht_chunk *chunk)
{
	unpack->chunk = chunk;
	unpack->offset = 0;
	unpack->next_seq = chunk->common.seq;
	unpack->lost = chunk->common.lost;
}

static enum ht_skip skip_of(int error)
{
	switch (error) {
	case -HT_EPROTONOSUPPORT:
		return HT_SKIP_TYPE;
	case -HT_EILSEQ:
		return HT_SKIP_TEXT;
	default:
		return HT_SKIP_FIELDS;
	}
}

static int skip_rest(struct ht_unpack *unpack, struct ht_retime_stats *stats, enum ht_skip why)
{
	stats->skipped[why]++;
	unpack->offset = unpack->chunk->len;
	return -ENOENT;
}

/* Steps over the next record, if its length can be one. */
static int step(struct ht_unpack *unpack, struct ht_retime_stats *stats, uint32_t *offset)
{
	uint32_t left = unpack->chunk->len - unpack->offset;
	struct ht_rec_hdr hdr;

	if (left < sizeof(hdr))
		return skip_rest(unpack, stats, HT_SKIP_CUT);
	memcpy(&hdr, unpack->chunk->bytes + unpack->offset, sizeof(hdr));
	if (hdr.len < sizeof(hdr) || hdr.len % HT_REC_ALIGN || hdr.len > HT_REC_MAX_LEN)
		return skip_rest(unpack, stats, HT_SKIP_LENGTH);
	if (hdr.len > left)
		return skip_rest(unpack, stats, HT_SKIP_CUT);
	*offset = unpack->offset;
	unpack->offset += hdr.len;
	return 0;
}

/* How many are missing before record @seq. Numbers that run backwards are a new beginning. */
static uint32_t gap(struct ht_unpack *unpack, uint32_t seq)
{
	uint32_t missing = seq - unpack->next_seq;

	if (missing > INT32_MAX)
		missing = 0;
	missing += unpack->lost;
	unpack->lost = 0;
	unpack->next_seq = seq + 1;
	return missing;
}

/**
 * ht_unpack_next() - find the next record
 * @unpack: the state
 * @stats: counts what is skipped
 * @hdr: the record's header
 * @offset: where it is, for ht_chunk_record()
 * @lost: how many are missing before it
 *
 * Return: 0, or -ENOENT: that was all.
 */
int ht_unpack_next(struct ht_unpack *unpack, struct ht_retime_stats *stats, struct ht_rec_hdr *hdr,
		   uint32_t *offset, uint32_t *lost)
{
	union ht_record rec;
	int ret;

	while (unpack->offset < unpack->chunk->len) {
		ret = step(unpack, stats, offset);
		if (ret)
			return ret;
		ht_chunk_record(unpack->chunk, *offset, &rec);
		ret = ht_record_check(&rec);
		if (!ret) {
			*hdr = rec.hdr;
			*lost = gap(unpack, rec.hdr.seq);
			return 0;
		}
		stats->skipped[skip_of(ret)]++;
	}
	return -ENOENT;
}

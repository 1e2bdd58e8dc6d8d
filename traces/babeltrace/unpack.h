/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Taking ht_packed apart.
 */
#ifndef HT_UNPACK_H
#define HT_UNPACK_H

#include <hypertrace/record.h>

#include "records.h"
#include "retime.h"

/**
 * struct ht_chunk - one ht_packed, as long as one of its records waits
 * @users: records that wait, plus one while it is taken apart
 * @context: the event's common context, which those of its records share, as ht_stow_field() has
 *	it, or for who writes whole events as CTF has it; NULL: there is none
 * @context_size: of whole events: its bytes
 * @common: its common fields; time and TSC are the anchor
 * @khz: rate of the guest's TSC, 0: not known
 * @recorded_ns: when it was recorded, on CLOCK_MONOTONIC: no record in it is younger
 * @has_exits: the host counts exits
 * @exit_log: what it says of them, until the chunk is taken apart; NULL: nothing
 * @exit_words: how many words that is
 * @len: bytes of @bytes
 * @bytes: the records
 */
struct ht_chunk {
	unsigned int users;
	uint8_t *context;
	size_t context_size;
	struct ht_common common;
	uint32_t khz;
	uint64_t recorded_ns;
	bool has_exits;
	uint64_t *exit_log;
	uint64_t exit_words;
	uint32_t len;
	uint8_t bytes[];
};

/**
 * struct ht_packed_at - where ht_packed's fields are
 * @common: the common ones
 * @khz: index of guest_khz
 * @records: index of records
 * @has_exits: there is an exit_log
 * @exit_log: its index
 */
struct ht_packed_at {
	struct ht_common_at common;
	uint64_t khz;
	uint64_t records;
	bool has_exits;
	uint64_t exit_log;
};

/**
 * struct ht_unpack - a chunk that is being taken apart
 * @chunk: the chunk; NULL: none
 * @offset: of the next record
 * @next_seq: the number it should have
 * @lost: how many were missing before the chunk, until a record was found that says so
 */
struct ht_unpack {
	struct ht_chunk *chunk;
	uint32_t offset;
	uint32_t next_seq;
	uint32_t lost;
};

int ht_packed_find(const bt_field_class *payload, struct ht_packed_at *at);
int ht_chunk_create(const bt_field *payload, const struct ht_packed_at *at,
		    struct ht_chunk **created);
void ht_chunk_put(struct ht_chunk *chunk);

void ht_unpack_begin(struct ht_unpack *unpack, struct ht_chunk *chunk);
int ht_unpack_next(struct ht_unpack *unpack, struct ht_retime_stats *stats, struct ht_rec_hdr *hdr,
		   uint32_t *offset, uint32_t *lost);
void ht_chunk_record(const struct ht_chunk *chunk, uint32_t offset, union ht_record *rec);
uint64_t ht_chunk_time(const struct ht_chunk *chunk, uint64_t tsc);

#endif /* HT_UNPACK_H */

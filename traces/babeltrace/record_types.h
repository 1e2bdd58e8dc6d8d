/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which fields each type of record has as an event: the table that all who make something of
 * records go by.
 */
#ifndef HT_RECORD_TYPES_H
#define HT_RECORD_TYPES_H

#include "records.h"

enum ht_member_kind {
	HT_MEMBER_NONE, /* ends a table */
	HT_MEMBER_U32,
	HT_MEMBER_X32, /* the same, shown in hexadecimal */
	HT_MEMBER_S32,
	HT_MEMBER_U64,
	HT_MEMBER_X64,
	HT_MEMBER_S64,
	HT_MEMBER_COMM, /* char[HT_COMM_LEN], any bytes */
	HT_MEMBER_TEXT, /* at the record's end, as long as a __u16 says; checked to be printable */
	HT_MEMBER_ARGS, /* __u64[6] */
};

#define HT_RECORD_ARGS 6

/**
 * struct ht_record_member - one field
 * @name: in the event
 * @kind: its type, there and in the record
 * @offset: in the record; of text: of its length
 */
struct ht_record_member {
	const char *name;
	enum ht_member_kind kind;
	uint16_t offset;
};

#define HT_RECORD_MEMBERS 11

/**
 * struct ht_record_type - one type of record
 * @name: of the event, behind HT_NAME_PREFIX
 * @fixed: bytes before the text
 * @members: the event's own fields
 */
struct ht_record_type {
	const char *name;
	uint16_t fixed;
	struct ht_record_member members[HT_RECORD_MEMBERS];
};

extern const struct ht_record_member ht_common_members[HT_COMMON_FIELDS];
extern const struct ht_record_type ht_record_types[HT_REC_END];

/* What of a member is the same for whatever is made of it. */
static inline bool ht_member_is_signed(enum ht_member_kind kind)
{
	return kind == HT_MEMBER_S32 || kind == HT_MEMBER_S64;
}

static inline bool ht_member_is_hex(enum ht_member_kind kind)
{
	return kind == HT_MEMBER_X32 || kind == HT_MEMBER_X64;
}

static inline bool ht_member_is_32(enum ht_member_kind kind)
{
	return kind == HT_MEMBER_U32 || kind == HT_MEMBER_X32 || kind == HT_MEMBER_S32;
}

static inline size_t ht_nr_common(bool has_exits)
{
	return has_exits ? HT_COMMON_FIELDS : HT_COMMON_NO_EXITS;
}

uint64_t ht_member_get(const void *from, uint16_t offset, enum ht_member_kind kind);
size_t ht_member_comm(char *text, const char *comm);

#endif /* HT_RECORD_TYPES_H */

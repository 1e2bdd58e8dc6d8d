/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the metadata of a trace says: shapes are made once, and then only read, so that any thread
 * may; nothing in them is libbabeltrace2's.
 */
#ifndef HT_CTF_SHAPE_H
#define HT_CTF_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ctf_type.h"

/**
 * struct ht_ctf_clock - a clock
 * @name: its name, NULL: none
 * @description: what it is, for people, or NULL
 * @has_uuid: @uuid says who it is
 * @uuid: see @has_uuid
 * @frequency: Hz
 * @precision: cycles
 * @offset_s: seconds from its origin to its cycle 0
 * @offset: cycles more
 * @is_absolute: its origin is 1970
 */
struct ht_ctf_clock {
	char *name;
	char *description;
	bool has_uuid;
	uint8_t uuid[16];
	uint64_t frequency;
	uint64_t precision;
	int64_t offset_s;
	uint64_t offset;
	bool is_absolute;
};

/**
 * struct ht_ctf_env - something that a trace says of where it comes from
 * @name: of the entry
 * @text: its value; NULL: @number is
 * @number: see @text
 */
struct ht_ctf_env {
	char *name;
	char *text;
	int64_t number;
};

/**
 * struct ht_ctf_envs - all that a trace says; all zero: nothing
 * @list: its entries, @count of them
 * @count: see @list
 */
struct ht_ctf_envs {
	struct ht_ctf_env *list;
	size_t count;
};

/**
 * struct ht_ctf_stream_shape - a class of streams
 * @id: its number
 * @clock: its clock; NULL: none
 * @packet_context: what is said of each packet, besides times and counts; NULL: nothing
 * @common_context: what all events have in common, or NULL
 * @counts_discarded: events that the tracer discards are counted
 */
struct ht_ctf_stream_shape {
	uint64_t id;
	struct ht_ctf_clock *clock;
	struct ht_ctf_type *packet_context;
	struct ht_ctf_type *common_context;
	bool counts_discarded;
};

/**
 * struct ht_ctf_event_shape - a class of events
 * @name: theirs, or NULL
 * @uri: of their model, or NULL
 * @level: their log level, as LTTng numbers them; -1: none
 * @context: what they have as a context of their own, or NULL
 * @payload: their fields; NULL: none
 * @memo: where what the metadata says of these two is kept as soon as it was written once, for
 *	other traces that have the same class; to be freed by whoever set this. NULL: nowhere
 */
struct ht_ctf_event_shape {
	char *name;
	char *uri;
	int level;
	struct ht_ctf_type *context;
	struct ht_ctf_type *payload;
	char **memo;
};

struct ht_ctf_clock *ht_ctf_clock_copy(const struct ht_ctf_clock *clock);
void ht_ctf_clock_free(struct ht_ctf_clock *clock);

int ht_ctf_env_text(struct ht_ctf_envs *envs, const char *name, const char *text);
int ht_ctf_env_number(struct ht_ctf_envs *envs, const char *name, int64_t number);
const char *ht_ctf_env_find(const struct ht_ctf_envs *envs, const char *name);
int ht_ctf_envs_copy(struct ht_ctf_envs *to, const struct ht_ctf_envs *from);
void ht_ctf_envs_exit(struct ht_ctf_envs *envs);

void ht_ctf_stream_shape_exit(struct ht_ctf_stream_shape *shape);
struct ht_ctf_event_shape *ht_ctf_event_shape_new(const char *name);
bool ht_ctf_event_shape_is_same(const struct ht_ctf_event_shape *a,
				const struct ht_ctf_event_shape *b);
void ht_ctf_event_shape_free(struct ht_ctf_event_shape *shape);

#endif /* HT_CTF_SHAPE_H */

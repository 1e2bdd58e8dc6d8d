/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Fields of messages, for who has these and no struct ht_event.
 */
#ifndef HT_FIELD_H
#define HT_FIELD_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

const char *ht_field_text(const bt_field *field);
const char *ht_field_find_text(const bt_field *payload, const char *name);
bool ht_field_find_u64(const bt_field *payload, const char *name, uint64_t *value);
bool ht_field_find_u32(const bt_field *payload, const char *name, uint32_t *value);
bool ht_field_find_s32(const bt_field *payload, const char *name, int32_t *value);
bool ht_field_find_u64s(const bt_field *payload, const char *name, uint64_t *values, size_t count);

#endif /* HT_FIELD_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON under construction. A failure, which can only be a lack of memory, is remembered, so that
 * the caller adds all there is and asks once:
 *
 *	struct ht_json json;
 *
 *	ht_json_init(&json);
 *	ht_json_put_text(&json, "name", name);
 *	ht_json_put_uint(&json, "count", count);
 *	return ht_json_print(&json, JSON_C_TO_STRING_PRETTY, err);
 */
#ifndef HT_JSON_H
#define HT_JSON_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>

#include "err.h"

/**
 * struct ht_json - an object or an array
 * @value: it, or NULL
 * @failed: memory ran out on the way
 */
struct ht_json {
	json_object *value;
	bool failed;
};

void ht_json_init(struct ht_json *object);
void ht_json_init_array(struct ht_json *array);
json_object *ht_json_take(struct ht_json *json);
void ht_json_exit(struct ht_json *json);

void ht_json_append(struct ht_json *array, json_object *value);
void ht_json_append_text(struct ht_json *array, const char *text);

void ht_json_put(struct ht_json *object, const char *key, json_object *value);
void ht_json_put_null(struct ht_json *object, const char *key);
void ht_json_put_int(struct ht_json *object, const char *key, int64_t value);
void ht_json_put_uint(struct ht_json *object, const char *key, uint64_t value);
void ht_json_put_address(struct ht_json *object, const char *key, uint64_t value);
void ht_json_put_bool(struct ht_json *object, const char *key, bool value);
void ht_json_put_known(struct ht_json *object, const char *key, bool known, int64_t value);
void ht_json_put_text(struct ht_json *object, const char *key, const char *text);
void ht_json_put_optional(struct ht_json *object, const char *key, const char *text);

const char *ht_json_string(const struct ht_json *json, int style);
int ht_json_print(struct ht_json *json, int style, struct ht_err *err);
bool ht_json_print_item(struct ht_json *object, bool first);
bool ht_json_print_open(struct ht_json *object, bool first);

#endif /* HT_JSON_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * JSON under construction, above json-c. See json.h.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json.h"
#include "text.h"

static void init(struct ht_json *json, json_object *value)
{
	json->value = value;
	json->failed = !value;
}

/**
 * ht_json_init() - begin an object
 * @object: filled; ht_json_take(), ht_json_exit() or ht_json_print() ends it
 */
void ht_json_init(struct ht_json *object)
{
	init(object, json_object_new_object());
}

/**
 * ht_json_init_array() - begin an array
 * @array: filled; ht_json_take(), ht_json_exit() or ht_json_print() ends it
 */
void ht_json_init_array(struct ht_json *array)
{
	init(array, json_object_new_array());
}

/**
 * ht_json_take() - end it, and put it into another one
 * @json: an object or an array
 *
 * Return: its value, the caller's now, or NULL if anything failed.
 */
json_object *ht_json_take(struct ht_json *json)
{
	json_object *value = json->value;

	if (!json->failed)
		return value;
	ht_json_exit(json);
	return NULL;
}

/**
 * ht_json_exit() - end it, and free it
 * @json: an object or an array
 */
void ht_json_exit(struct ht_json *json)
{
	json_object_put(json->value);
	json->value = NULL;
}

/**
 * ht_json_append() - put a value at the end of an array
 * @array: the array
 * @value: taken over; NULL is a failure, not JSON's null
 */
void ht_json_append(struct ht_json *array, json_object *value)
{
	if (value && !array->failed && !json_object_array_add(array->value, value))
		return;
	json_object_put(value);
	array->failed = true;
}

static json_object *new_text(const char *text)
{
	char *ascii = ht_text_ascii(text);
	json_object *value = ascii ? json_object_new_string(ascii) : NULL;

	free(ascii);
	return value;
}

/**
 * ht_json_append_text() - put a string at the end of an array
 * @array: the array
 * @text: any bytes
 */
void ht_json_append_text(struct ht_json *array, const char *text)
{
	ht_json_append(array, new_text(text));
}

/* Here NULL is JSON's null. */
static void put(struct ht_json *object, const char *key, json_object *value)
{
	if (!object->failed &&
	    !json_object_object_add_ex(object->value, key, value, JSON_C_OBJECT_ADD_CONSTANT_KEY))
		return;
	json_object_put(value);
	object->failed = true;
}

/**
 * ht_json_put() - put a value into an object
 * @object: the object
 * @key: a literal that is not in it yet
 * @value: taken over; NULL is a failure, not JSON's null
 */
void ht_json_put(struct ht_json *object, const char *key, json_object *value)
{
	if (value)
		put(object, key, value);
	else
		object->failed = true;
}

/**
 * ht_json_put_null() - put JSON's null into an object
 * @object: the object
 * @key: a literal
 */
void ht_json_put_null(struct ht_json *object, const char *key)
{
	put(object, key, NULL);
}

/**
 * ht_json_put_int() - put a number into an object
 * @object: the object
 * @key: a literal
 * @value: the number
 */
void ht_json_put_int(struct ht_json *object, const char *key, int64_t value)
{
	ht_json_put(object, key, json_object_new_int64(value));
}

/**
 * ht_json_put_uint() - put a number that is not negative into an object
 * @object: the object
 * @key: a literal
 * @value: the number
 */
void ht_json_put_uint(struct ht_json *object, const char *key, uint64_t value)
{
	ht_json_put(object, key, json_object_new_uint64(value));
}

/**
 * ht_json_put_address() - put a place in memory into an object
 * @object: the object
 * @key: a literal
 * @value: the address; as text, since readers of JSON have 53 bits for a number; 0 is null
 */
void ht_json_put_address(struct ht_json *object, const char *key, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "0x%" PRIx64, value);
	ht_json_put_optional(object, key, value ? text : NULL);
}

/**
 * ht_json_put_bool() - put true or false into an object
 * @object: the object
 * @key: a literal
 * @value: which
 */
void ht_json_put_bool(struct ht_json *object, const char *key, bool value)
{
	ht_json_put(object, key, json_object_new_boolean(value));
}

/**
 * ht_json_put_known() - put a number, or null, into an object
 * @object: the object
 * @key: a literal
 * @known: it is the number
 * @value: the number
 */
void ht_json_put_known(struct ht_json *object, const char *key, bool known, int64_t value)
{
	if (known)
		ht_json_put_int(object, key, value);
	else
		ht_json_put_null(object, key);
}

/**
 * ht_json_put_text() - put a string into an object
 * @object: the object
 * @key: a literal
 * @text: any bytes
 */
void ht_json_put_text(struct ht_json *object, const char *key, const char *text)
{
	ht_json_put(object, key, new_text(text));
}

/**
 * ht_json_put_optional() - put a string, or null, into an object
 * @object: the object
 * @key: a literal
 * @text: any bytes; NULL and "" are null
 */
void ht_json_put_optional(struct ht_json *object, const char *key, const char *text)
{
	if (text && *text)
		ht_json_put_text(object, key, text);
	else
		ht_json_put_null(object, key);
}

/**
 * ht_json_string() - as text
 * @json: an object or an array
 * @style: JSON_C_TO_STRING_ flags; JSON_C_TO_STRING_PLAIN is one line
 *
 * Return: the text, until @json ends or is asked again; NULL if memory has run out.
 */
const char *ht_json_string(const struct ht_json *json, int style)
{
	if (json->failed)
		return NULL;
	return json_object_to_json_string_ext(json->value, style | JSON_C_TO_STRING_NOSLASHESCAPE);
}

/**
 * ht_json_print() - print it on standard output, and end it
 * @json: an object or an array
 * @style: as ht_json_string()
 * @err: says what is wrong
 *
 * Return: 0 or -ENOMEM.
 */
int ht_json_print(struct ht_json *json, int style, struct ht_err *err)
{
	const char *text = ht_json_string(json, style);
	int ret = text ? 0 : ht_err_nomem(err);

	if (text)
		puts(text);
	ht_json_exit(json);
	return ret;
}

/**
 * ht_json_print_item() - print it as one line of a list on standard output, and end it
 * @object: an object
 * @first: nothing precedes it in the list
 *
 * Return: false if memory has run out.
 */
bool ht_json_print_item(struct ht_json *object, bool first)
{
	const char *text = ht_json_string(object, JSON_C_TO_STRING_SPACED);

	if (text)
		printf("%s\n   %s", first ? "" : ",", text);
	ht_json_exit(object);
	return text != NULL;
}

/**
 * ht_json_print_open() - the same, without the brace that ends the object
 * @object: an object, which is not empty
 * @first: nothing precedes it in the list
 *
 * For lists that are printed piece by piece: those come next, after a comma, and then the brace.
 *
 * Return: false if memory has run out.
 */
bool ht_json_print_open(struct ht_json *object, bool first)
{
	const char *text = ht_json_string(object, JSON_C_TO_STRING_SPACED);

	if (text)
		printf("%s\n  %.*s", first ? "" : ",", (int)(strrchr(text, '}') - text - 1), text);
	ht_json_exit(object);
	return text != NULL;
}

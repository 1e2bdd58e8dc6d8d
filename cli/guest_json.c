// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMs for programs. One VM is the same object wherever it appears; what the manual page says of it
 * holds for list, show and watch.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest_json.h"
#include "text.h"

/**
 * ht_guest_json_add() - put a value into an object
 * @object: the object
 * @key: a literal
 * @value: taken over; NULL is a failure, not JSON's null
 *
 * Return: false if memory has run out, or had when @value was made.
 */
bool ht_guest_json_add(json_object *object, const char *key, json_object *value)
{
	if (value && !json_object_object_add(object, key, value))
		return true;
	json_object_put(value);
	return false;
}

static json_object *new_text(const char *text)
{
	char *ascii = ht_text_ascii(text);
	json_object *value = ascii ? json_object_new_string(ascii) : NULL;

	free(ascii);
	return value;
}

static bool add_process(json_object *object, const struct ht_guest *guest)
{
	if (!guest->comm[0])
		return !json_object_object_add(object, "process", NULL);
	return ht_guest_json_add(object, "process", new_text(guest->comm));
}

/* "boot sched" becomes two texts, "none" an empty list. */
static json_object *new_classes(const char *list)
{
	json_object *array = json_object_new_array();
	char copy[HT_GUEST_TEXT], *rest = copy, *word;

	snprintf(copy, sizeof(copy), "%s", strcmp(list, "none") ? list : "");
	while (array && (word = strsep(&rest, " "))) {
		json_object *text = *word ? new_text(word) : NULL;

		if (!*word || (text && !json_object_array_add(array, text)))
			continue;
		json_object_put(text);
		json_object_put(array);
		array = NULL;
	}
	return array;
}

static json_object *new_counters(const struct ht_guest *guest)
{
	json_object *object = json_object_new_object();
	bool ok = object;
	size_t i;

	for (i = 0; ok && i < HT_GUEST_NR_COUNTERS; i++)
		ok = ht_guest_json_add(object, ht_guest_counters[i],
				       json_object_new_uint64(guest->counters[i]));
	if (ok)
		return object;
	json_object_put(object);
	return NULL;
}

static bool fill(json_object *object, const struct ht_guest *guest)
{
	return ht_guest_json_add(object, "vm_id", json_object_new_uint64(guest->id)) &&
	       ht_guest_json_add(object, "vm_pid", json_object_new_int(guest->pid)) &&
	       add_process(object, guest) &&
	       ht_guest_json_add(object, "allowed", json_object_new_boolean(guest->allowed)) &&
	       ht_guest_json_add(object, "events_allow", new_classes(guest->events_allow)) &&
	       ht_guest_json_add(object, "events_want", new_classes(guest->events_want)) &&
	       ht_guest_json_add(object, "rate", json_object_new_uint64(guest->rate)) &&
	       ht_guest_json_add(object, "quota", json_object_new_uint64(guest->quota)) &&
	       ht_guest_json_add(object, "counters", new_counters(guest));
}

/**
 * ht_guest_json() - one VM
 * @schema: what document this is, NULL if it is within another one
 * @guest: the VM
 *
 * Return: the object, or NULL without memory.
 */
json_object *ht_guest_json(const char *schema, const struct ht_guest *guest)
{
	json_object *object = json_object_new_object();

	if (object && (!schema || ht_guest_json_add(object, "schema", new_text(schema))) &&
	    fill(object, guest))
		return object;
	json_object_put(object);
	return NULL;
}

/**
 * ht_guest_json_list() - a document with VMs
 * @schema: what document this is
 *
 * Return: the document, its array "vms" empty, or NULL without memory.
 */
json_object *ht_guest_json_list(const char *schema)
{
	json_object *root = json_object_new_object();

	if (root && ht_guest_json_add(root, "schema", new_text(schema)) &&
	    ht_guest_json_add(root, "vms", json_object_new_array()))
		return root;
	json_object_put(root);
	return NULL;
}

/**
 * ht_guest_json_add_vm() - put a VM into a document with VMs
 * @root: from ht_guest_json_list(), or NULL: without memory
 * @vm: taken over; NULL is a failure
 *
 * Return: false if memory has run out.
 */
bool ht_guest_json_add_vm(json_object *root, json_object *vm)
{
	if (root && vm && !json_object_array_add(json_object_object_get(root, "vms"), vm))
		return true;
	json_object_put(vm);
	return false;
}

/**
 * ht_guest_json_print() - print a document, and free it
 * @object: the document, or NULL if memory ran out on the way
 * @style: JSON_C_TO_STRING_PRETTY, or JSON_C_TO_STRING_PLAIN for one line
 * @err: says so
 *
 * Return: 0 or -ENOMEM.
 */
int ht_guest_json_print(json_object *object, int style, struct ht_err *err)
{
	const char *text = object ? json_object_to_json_string_ext(
					    object, style | JSON_C_TO_STRING_NOSLASHESCAPE) :
				    NULL;

	if (text)
		puts(text);
	json_object_put(object);
	return text ? 0 : ht_err_nomem(err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The boot report for programs, schema hypertrace.report.boot/1. One object of json-c exists at a
 * time, for one level or initcall: a million of them as one tree would need gigabytes.
 */
#include <errno.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot_report.h"
#include "text.h"

#define STYLE (JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

/**
 * struct object - one JSON object under construction
 * @json: the object
 * @failed: memory ran out on the way
 */
struct object {
	json_object *json;
	bool failed;
};

static void object_init(struct object *object)
{
	object->json = json_object_new_object();
	object->failed = !object->json;
}

/* Takes over @value; NULL stands for JSON's null, so failures are told apart by the callers. */
static void put(struct object *object, const char *key, json_object *value)
{
	if (object->failed ||
	    json_object_object_add_ex(object->json, key, value, JSON_C_OBJECT_ADD_CONSTANT_KEY)) {
		object->failed = true;
		json_object_put(value);
	}
}

static void put_new(struct object *object, const char *key, json_object *value)
{
	if (!value)
		object->failed = true;
	put(object, key, value);
}

static void put_int(struct object *object, const char *key, int64_t value)
{
	put_new(object, key, json_object_new_int64(value));
}

static void put_uint(struct object *object, const char *key, uint64_t value)
{
	put_new(object, key, json_object_new_uint64(value));
}

static void put_bool(struct object *object, const char *key, bool value)
{
	put_new(object, key, json_object_new_boolean(value));
}

static void put_known(struct object *object, const char *key, bool known, int64_t value)
{
	if (known)
		put_int(object, key, value);
	else
		put(object, key, NULL);
}

static void put_text(struct object *object, const char *key, const char *text)
{
	char *ascii = ht_text_ascii(text);

	put_new(object, key, ascii ? json_object_new_string(ascii) : NULL);
	free(ascii);
}

static void put_optional(struct object *object, const char *key, const char *text)
{
	if (text && *text)
		put_text(object, key, text);
	else
		put(object, key, NULL);
}

/* The object's text, which lives as long as it; NULL: memory ran out. */
static const char *object_text(const struct object *object)
{
	return object->failed ? NULL : json_object_to_json_string_ext(object->json, STYLE);
}

/* One line of a list, its comma first. */
static bool print_item(struct object *object, bool first)
{
	const char *text = object_text(object);

	if (text)
		printf("%s\n   %s", first ? "" : ",", text);
	json_object_put(object->json);
	return text != NULL;
}

static bool print_level(const struct ht_boot *boot, const struct ht_level *level, bool first)
{
	struct object object;

	object_init(&object);
	put_text(&object, "name", level->name);
	put_int(&object, "start_ns", ht_boot_since(boot, level->start_ns));
	put_known(&object, "duration_ns", level->has_duration, level->duration_ns);
	put_uint(&object, "initcalls", level->initcalls);
	return print_item(&object, first);
}

static bool print_initcall(const struct ht_boot *boot, const struct ht_initcall *call, bool first)
{
	struct object object;

	object_init(&object);
	put_text(&object, "name", call->name);
	put_optional(&object, "module", call->module);
	put_text(&object, "level", call->level ? call->level->name : "module");
	put_uint(&object, "vcpu", call->vcpu);
	put_int(&object, "start_ns", ht_boot_since(boot, call->start_ns));
	put_known(&object, "duration_ns", call->finished, call->duration_ns);
	put_known(&object, "ret", call->finished, call->ret);
	return print_item(&object, first);
}

static bool print_levels(const struct ht_boot *boot)
{
	size_t i;

	fputs("   \"levels\": [", stdout);
	for (i = 0; i < boot->nr_levels; i++) {
		if (!print_level(boot, boot->levels[i], !i))
			return false;
	}
	fputs("\n   ],\n", stdout);
	return true;
}

static bool print_initcalls(const struct ht_boot *boot, size_t top)
{
	size_t i;

	fputs("   \"initcalls\": [", stdout);
	for (i = 0; i < boot->nr_initcalls && i < top; i++) {
		if (!print_initcall(boot, boot->initcalls[i], !i))
			return false;
	}
	fputs("\n   ]", stdout);
	return true;
}

/* The host's losses may be of any VM, so each boot shows all of them. */
static void put_losses(struct object *object, const struct ht_boot_model *model,
		       const struct ht_boot *boot)
{
	put_uint(object, "lost", boot->lost);
	put_uint(object, "discarded", model->discarded_events);
	put_uint(object, "discarded_packets", model->discarded_packets);
	put_bool(object, "discarded_uncounted", model->discarded_uncounted);
	put_uint(object, "unfinished", boot->unfinished);
	put_uint(object, "stray_finishes", boot->stray_finishes);
}

static void put_boot(struct object *object, const struct ht_boot_model *model,
		     const struct ht_boot *boot)
{
	int64_t total = 0;
	bool has_total = ht_boot_total(boot, &total);

	put_uint(object, "vm_id", boot->vm_id);
	put_int(object, "vm_pid", boot->vm_pid);
	put_uint(object, "boot", boot->index);
	put_bool(object, "complete", ht_boot_is_complete(model, boot));
	put_optional(object, "release", boot->release);
	put_known(object, "nr_cpus", boot->has_start, boot->nr_cpus);
	put_optional(object, "init", boot->init_path);
	put_uint(object, "origin_ns", boot->origin_ns);
	put_known(object, "total_ns", has_total, total);
	put_int(object, "initcalls_ns", boot->builtin_ns);
	put_int(object, "modules_ns", boot->module_ns);
	put_losses(object, model, boot);
}

/* The boot's own values, with the two lists put before the object's closing brace. */
static bool print_boot(const struct ht_boot_model *model, const struct ht_boot *boot, size_t top,
		       bool first)
{
	struct object object;
	const char *text;
	bool ok;

	object_init(&object);
	put_boot(&object, model, boot);
	text = object_text(&object);
	ok = text != NULL;
	if (ok)
		printf("%s\n  %.*s,\n", first ? "" : ",", (int)(strrchr(text, '}') - text - 1),
		       text);
	json_object_put(object.json);
	if (!ok || !print_levels(boot) || !print_initcalls(boot, top))
		return false;
	fputs("\n  }", stdout);
	return true;
}

/**
 * ht_boot_print_json() - print the boot report for programs on standard output
 * @model: a finished model
 * @top: how many initcalls of each boot at most, HT_TOP_ALL for all
 * @err: says what is wrong
 *
 * Return: 0, or -ENOMEM with an unfinished document on standard output.
 */
int ht_boot_print_json(const struct ht_boot_model *model, size_t top, struct ht_err *err)
{
	size_t i;

	printf("{\n \"schema\": \"hypertrace.report.boot/1\",\n \"truncated\": %s,\n \"vms\": [",
	       model->truncated ? "true" : "false");
	for (i = 0; i < model->nr_boots; i++) {
		if (!print_boot(model, model->boots[i], top, !i))
			return ht_err_nomem(err);
	}
	puts("\n ]\n}");
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about panics for programs, schema hypertrace.report.panic/1. One life is in memory at
 * a time.
 */
#include <inttypes.h>
#include <stdio.h>

#include "hosts_chosen.h"
#include "json.h"
#include "panic_report.h"

static const char *const ends[] = {
	[HT_END_NONE] = "none", [HT_END_PANIC] = "panic",     [HT_END_STOP] = "stop",
	[HT_END_GONE] = "gone", [HT_END_ANEW] = "began_anew",
};

static const char *kind_name(uint32_t kind)
{
	return kind == HT_PANIC ? "panic" : kind == HT_PANIC_OOPS ? "oops" : "unknown";
}

static json_object *new_frames(const struct ht_fall *fall)
{
	struct ht_json frames, object;
	size_t i;

	ht_json_init_array(&frames);
	for (i = 0; i < HT_FRAMES_MAX; i++) {
		if (!fall->frames[i].symbol)
			continue;
		ht_json_init(&object);
		ht_json_put_uint(&object, "index", i);
		ht_json_put_address(&object, "address", fall->frames[i].address);
		ht_json_put_text(&object, "symbol", fall->frames[i].symbol);
		ht_json_append(&frames, ht_json_take(&object));
	}
	return ht_json_take(&frames);
}

static json_object *new_fall(const struct ht_panic_life *life, const struct ht_fall *fall)
{
	const struct ht_panic *panic = &fall->panic;
	bool is_oops = panic->kind == HT_PANIC_OOPS;
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_text(&object, "kind", kind_name(panic->kind));
	ht_json_put_text(&object, "reason", panic->reason);
	ht_json_put_int(&object, "at_ns", ht_boot_since(life->boot, panic->now));
	ht_json_put_uint(&object, "vcpu", panic->vcpu);
	ht_json_put_uint(&object, "cpu", panic->cpu);
	ht_json_put_uint(&object, "pcpu", panic->pcpu);
	ht_json_put_text(&object, "comm", panic->comm);
	ht_json_put_int(&object, "tid", panic->tid);
	ht_json_put_known(&object, "trap", is_oops, panic->trap);
	ht_json_put_optional(&object, "trap_name", is_oops ? ht_trap_name(panic->trap) : NULL);
	ht_json_put_address(&object, "ip", panic->ip);
	ht_json_put_optional(&object, "symbol", ht_fall_symbol(fall));
	ht_json_put_address(&object, "branch_from", panic->branch_from);
	ht_json_put_address(&object, "branch_to", panic->branch_to);
	ht_json_put_uint(&object, "lost", panic->lost);
	ht_json_put(&object, "frames", new_frames(fall));
	ht_json_put_uint(&object, "frames_missing", ht_fall_missing(fall));
	return ht_json_take(&object);
}

static void put_fall(struct ht_json *object, const char *key, const struct ht_panic_life *life,
		     const struct ht_fall *fall)
{
	if (fall)
		ht_json_put(object, key, new_fall(life, fall));
	else
		ht_json_put_null(object, key);
}

static json_object *new_others(const struct ht_panic_life *life)
{
	struct ht_json others;
	size_t i;

	ht_json_init_array(&others);
	for (i = 0; i < life->nr_falls; i++) {
		if (life->falls[i] != life->panic && life->falls[i] != life->oops)
			ht_json_append(&others, new_fall(life, life->falls[i]));
	}
	return ht_json_take(&others);
}

static json_object *new_call(const struct ht_panic_life *life, const struct ht_initcall *call,
			     bool finished)
{
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_text(&object, "name", call->name);
	ht_json_put_optional(&object, "module", call->module);
	ht_json_put_uint(&object, "vcpu", call->vcpu);
	ht_json_put_int(&object, "start_ns", ht_boot_since(life->boot, call->start_ns));
	ht_json_put_int(&object, "duration_ns",
			finished ? call->duration_ns : (int64_t)(life->scene.now - call->start_ns));
	ht_json_put_known(&object, "ret", finished, call->ret);
	return ht_json_take(&object);
}

static json_object *new_initcalls(const struct ht_panic_life *life)
{
	struct ht_json calls;
	size_t i;

	ht_json_init_array(&calls);
	for (i = 0; i < life->scene.nr_running; i++)
		ht_json_append(&calls, new_call(life, life->scene.running[i], false));
	return ht_json_take(&calls);
}

static json_object *new_event(const struct ht_scene *scene, const struct ht_tail_event *event)
{
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_int(&object, "when_ns", (int64_t)(event->now - scene->now));
	ht_json_put_uint(&object, "lost", event->lost);
	ht_json_put_text(&object, "event", event->name);
	ht_json_put_text(&object, "fields", event->text);
	return ht_json_take(&object);
}

static json_object *new_vcpus(const struct ht_scene *scene)
{
	struct ht_json vcpus, object, events;
	size_t i, j;

	ht_json_init_array(&vcpus);
	for (i = 0; i < scene->tail.nr_vcpus; i++) {
		const struct ht_tail_lines *vcpu = &scene->tail.vcpus[i];

		ht_json_init_array(&events);
		for (j = 0; j < vcpu->count; j++)
			ht_json_append(&events, new_event(scene, &vcpu->events[j]));
		ht_json_init(&object);
		ht_json_put_uint(&object, "vcpu", vcpu->key.vcpu);
		ht_json_put(&object, "events", ht_json_take(&events));
		ht_json_append(&vcpus, ht_json_take(&object));
	}
	return ht_json_take(&vcpus);
}

static json_object *new_scene(const struct ht_panic_life *life)
{
	const struct ht_scene *scene = &life->scene;
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_int(&object, "at_ns", ht_boot_since(life->boot, scene->now));
	ht_json_put_optional(&object, "level", scene->level ? scene->level->name : NULL);
	ht_json_put_bool(&object, "after_boot", scene->in_user);
	ht_json_put(&object, "initcalls", new_initcalls(life));
	ht_json_put_uint(&object, "initcalls_running", scene->all_running);
	if (scene->done)
		ht_json_put(&object, "last_initcall", new_call(life, scene->done, true));
	else
		ht_json_put_null(&object, "last_initcall");
	ht_json_put(&object, "vcpus", new_vcpus(scene));
	return ht_json_take(&object);
}

static bool print_life(const struct ht_panic_life *life, bool first)
{
	const struct ht_boot *boot = life->boot;
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_uint(&object, "vm_id", boot->vm_id);
	ht_json_put_int(&object, "vm_pid", boot->vm_pid);
	ht_json_put_uint(&object, "boot", boot->index);
	ht_json_put_optional(&object, "release", boot->release);
	ht_json_put_known(&object, "nr_cpus", boot->has_start, boot->nr_cpus);
	ht_json_put_uint(&object, "origin_ns", boot->origin_ns);
	ht_json_put_text(&object, "end", ends[life->end]);
	ht_json_put_known(&object, "end_ns", life->has_ended, ht_boot_since(boot, life->end_ns));
	ht_json_put_bool(&object, "survived",
			 life->oops && (life->end == HT_END_NONE || life->end == HT_END_STOP));
	ht_json_put_uint(&object, "lost", life->lost);
	put_fall(&object, "panic", life, life->panic);
	put_fall(&object, "oops", life, life->oops);
	ht_json_put(&object, "others", new_others(life));
	ht_json_put_uint(&object, "others_left_out", life->more_falls);
	if (ht_panic_has_scene(life))
		ht_json_put(&object, "scene", new_scene(life));
	else
		ht_json_put_null(&object, "scene");
	return ht_json_print_item(&object, first);
}

/**
 * ht_panic_print_json() - print the report about panics for programs on standard output
 * @report: it
 * @err: says what is wrong
 *
 * Return: 0, or -ENOMEM with an unfinished document on standard output.
 */
int ht_panic_print_json(const struct ht_panic_report *report, struct ht_err *err)
{
	const struct ht_panic_model *model = report->model;
	const struct ht_boot_model *boots = &model->boots;
	bool first = true;
	size_t i;

	printf("{\n \"schema\": \"hypertrace.report.panic/1\",\n%s \"truncated\": %s,\n"
	       " \"discarded\": %" PRIu64 ", \"discarded_packets\": %" PRIu64
	       ", \"discarded_uncounted\": %s,\n \"vms\": [",
	       ht_hosts_json(), boots->truncated ? "true" : "false", boots->discarded_events,
	       boots->discarded_packets, boots->discarded_uncounted ? "true" : "false");
	for (i = 0; i < model->nr_lives; i++) {
		if (!ht_panic_is_chosen(report, model->lives[i]))
			continue;
		if (!print_life(model->lives[i], first))
			return ht_err_nomem(err);
		first = false;
	}
	puts("\n ]\n}");
	return 0;
}

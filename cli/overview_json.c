// SPDX-License-Identifier: GPL-2.0-only
/*
 * The overview for programs, schema hypertrace.report.overview/1.
 */
#include <stdio.h>

#include "hosts_chosen.h"
#include "json.h"
#include "overview_phase.h"
#include "overview_report.h"

static void put_cost(struct ht_json *object, const struct ht_life *life,
		     const struct ht_life_sum *sum, uint32_t khz)
{
	const struct ht_phase_cost cost = ht_overview_cost(life, sum, khz);
	char text[32];

	ht_json_put_known(object, "exits", cost.known, (int64_t)cost.exits);
	ht_json_put_known(object, "hypervisor_ns", cost.has_ns, cost.ns);
	snprintf(text, sizeof(text), "%.6f", cost.share);
	if (cost.has_share)
		ht_json_put(object, "hypervisor_share", json_object_new_double_s(cost.share, text));
	else
		ht_json_put_null(object, "hypervisor_share");
}

static bool print_phase(const struct ht_life *life, const struct ht_life_phase *phase, uint32_t khz,
			bool first)
{
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_text(&object, "kind", ht_overview_kind(phase->kind));
	ht_json_put_optional(&object, "level", phase->name);
	ht_json_put_uint(&object, "boot", phase->boot);
	ht_json_put_int(&object, "start_ns", ht_life_since(life, phase->begin_ns));
	ht_json_put_int(&object, "duration_ns", (int64_t)(phase->end_ns - phase->begin_ns));
	put_cost(&object, life, &phase->sum, khz);
	ht_json_put_known(&object, "migrations", life->counts_moves,
			  (int64_t)phase->sum.migrations);
	ht_json_put_uint(&object, "lost", phase->sum.lost);
	return ht_json_print_item(&object, first);
}

static bool print_note(const struct ht_note *note, bool first)
{
	struct ht_json object;
	char see[64] = "";

	if (note->see)
		snprintf(see, sizeof(see), "hypertrace %s", note->see);
	ht_json_init(&object);
	ht_json_put_text(&object, "what", note->what);
	ht_json_put_text(&object, "text", note->text);
	ht_json_put_known(&object, "duration_ns", note->has_ns, note->ns);
	ht_json_put_known(&object, "boot", note->boot, note->boot);
	ht_json_put_optional(&object, "see", see);
	return ht_json_print_item(&object, first);
}

static void put_losses(struct ht_json *object, const struct ht_lives *lives,
		       const struct ht_life *life)
{
	ht_json_put_uint(object, "lost", life->lost);
	ht_json_put_known(object, "host_records", life->counted, (int64_t)life->records);
	ht_json_put_known(object, "host_lost", life->counted, (int64_t)life->host_lost);
	ht_json_put_known(object, "host_rejected", life->counted, (int64_t)life->rejected);
	ht_json_put_uint(object, "discarded", lives->discarded_events);
	ht_json_put_uint(object, "discarded_packets", lives->discarded_packets);
	ht_json_put_bool(object, "discarded_uncounted", lives->discarded_uncounted);
}

static void put_vm(struct ht_json *object, const struct ht_lives *lives, const struct ht_life *life,
		   uint32_t khz)
{
	const struct ht_life_sum total = ht_overview_total(life);
	bool panicked = ht_life_end(life) == HT_LIFE_PANICKED;

	ht_json_put_uint(object, "vm_id", life->key.vm_id);
	ht_json_put_int(object, "vm_pid", life->vm_pid);
	ht_json_put_known(object, "parent_id", life->parent_id, life->parent_id);
	ht_json_put_known(object, "depth", life->depth, life->depth);
	ht_json_put_known(object, "inner_id", life->parent_id, life->inner_id);
	ht_json_put_optional(object, "release", life->release);
	ht_json_put_known(object, "nr_cpus", life->release, life->nr_cpus);
	ht_json_put_text(object, "ended", ht_overview_end(life));
	ht_json_put_optional(object, "reason", panicked ? life->panic.panic.reason : NULL);
	ht_json_put_bool(object, "destroyed", life->destroyed);
	ht_json_put_uint(object, "boots", life->boots);
	ht_json_put_uint(object, "origin_ns", life->phases[0]->begin_ns);
	ht_json_put_int(object, "duration_ns", ht_life_lasted(life));
	ht_json_put_known(object, "tsc_khz", khz, khz);
	put_cost(object, life, &total, khz);
	ht_json_put_known(object, "exits_of_several", life->counts_exits,
			  (int64_t)life->several.cost.exits);
	ht_json_put_known(object, "migrations", life->counts_moves, (int64_t)life->migrations);
	put_losses(object, lives, life);
}

static bool print_vm(const struct ht_lives *lives, const struct ht_life *life, bool first)
{
	uint32_t khz = ht_life_khz(lives, life);
	struct ht_note notes[HT_NOTES_MAX];
	size_t count = ht_overview_notes(lives, life, notes), i;
	struct ht_json object;
	bool ok;

	ht_json_init(&object);
	put_vm(&object, lives, life, khz);
	ok = ht_json_print_open(&object, first);
	if (ok)
		fputs(",\n   \"phases\": [", stdout);
	for (i = 0; ok && i < life->nr_phases; i++)
		ok = print_phase(life, life->phases[i], khz, !i);
	if (ok)
		fputs("\n   ],\n   \"notes\": [", stdout);
	for (i = 0; ok && i < count; i++)
		ok = print_note(&notes[i], !i);
	if (ok)
		fputs("\n   ]\n  }", stdout);
	return ok;
}

/**
 * ht_overview_print_json() - print the overview for programs on standard output
 * @overview: what is reported
 * @err: says what is wrong
 *
 * Return: 0, or -ENOMEM with an unfinished document on standard output.
 */
int ht_overview_print_json(const struct ht_overview *overview, struct ht_err *err)
{
	const struct ht_lives *lives = overview->lives;
	bool first = true;
	size_t i;

	printf("{\n \"schema\": \"hypertrace.report.overview/1\",\n%s \"truncated\": %s,\n "
	       "\"vms\": [",
	       ht_hosts_json(), lives->truncated ? "true" : "false");
	for (i = 0; i < lives->count; i++) {
		if (!ht_overview_has(overview, lives->list[i]))
			continue;
		if (!print_vm(lives, lives->list[i], first))
			return ht_err_nomem(err);
		first = false;
	}
	puts("\n ]\n}");
	return 0;
}

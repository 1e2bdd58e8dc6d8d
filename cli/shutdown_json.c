// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about shutdowns for programs, schema hypertrace.report.shutdown/1. One step is in
 * memory as JSON at a time.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hosts_chosen.h"
#include "json.h"
#include "shutdown_report.h"

static const char *const ends[] = {
	[HT_SHUTDOWN_RUNS] = "none",	 [HT_SHUTDOWN_STOP] = "stop",
	[HT_SHUTDOWN_RESUME] = "resume", [HT_SHUTDOWN_DONE] = "done",
	[HT_SHUTDOWN_GONE] = "gone",	 [HT_SHUTDOWN_ANEW] = "began_anew",
	[HT_SHUTDOWN_PANIC] = "panic",	 [HT_SHUTDOWN_NEXT] = "next",
};

static void put_cost(struct ht_json *object, const struct ht_shutdown_report *report,
		     const struct ht_shutdown *shutdown, bool known, const struct ht_cost *cost)
{
	uint32_t khz = ht_boot_khz(&report->model->boots, shutdown->boot);

	if (!shutdown->boot->has_exits)
		return;
	ht_json_put_known(object, "exits", known, (int64_t)cost->exits);
	ht_json_put_known(object, "hypervisor_ns", known && khz,
			  known && khz ? (int64_t)ht_cycles_to_ns(cost->cycles, khz) : 0);
}

/* "driver device" */
static void put_device(struct ht_json *object, const char *text)
{
	const char *space = strchr(text, ' ');
	char *driver = strndup(text, space ? (size_t)(space - text) : 0);

	if (!driver) {
		object->failed = true;
		return;
	}
	ht_json_put_optional(object, "driver", driver);
	ht_json_put_optional(object, "device", space ? space + 1 : text);
	free(driver);
}

static void put_times(struct ht_json *object, const struct ht_shutdown *shutdown,
		      const struct ht_down *down)
{
	ht_json_put_int(object, "start_ns", (int64_t)(down->step.now - shutdown->begin_ns));
	ht_json_put_int(object, "duration_ns", down->took_ns);
	ht_json_put_int(object, "self_ns", ht_down_self(down));
	ht_json_put_bool(object, "finished", down->finished);
	ht_json_put_bool(object, "hangs", ht_down_hangs(shutdown, down));
}

static bool print_step(const struct ht_shutdown_report *report, const struct ht_shutdown *shutdown,
		       const struct ht_down *down, bool first)
{
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_text(&object, "kind", ht_step_kind_name(down->step.kind));
	ht_json_put_text(&object, "name", down->step.name);
	put_device(&object, down->step.device);
	ht_json_put_address(&object, "func", down->step.func);
	ht_json_put_uint(&object, "id", down->step.id);
	ht_json_put_uint(&object, "vcpu", down->step.vcpu);
	put_times(&object, shutdown, down);
	ht_json_put_known(&object, "end_vcpu", down->finished, down->end_vcpu);
	ht_json_put_known(&object, "ret", down->finished, down->ret);
	put_cost(&object, report, shutdown, down->has_cost, &down->cost);
	return ht_json_print_item(&object, first);
}

static bool print_phase(const struct ht_shutdown *shutdown, const struct ht_down *down,
			const char *name, bool first)
{
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_text(&object, "name", name);
	put_times(&object, shutdown, down);
	ht_json_put_uint(&object, "steps", down->steps);
	return ht_json_print_item(&object, first);
}

static bool print_phases(const struct ht_shutdown *shutdown)
{
	bool first = true;
	size_t i;

	fputs(",\n   \"phases\": [", stdout);
	if (shutdown->notifiers.steps) {
		if (!print_phase(shutdown, &shutdown->notifiers, "reboot notifiers", first))
			return false;
		first = false;
	}
	for (i = 0; i < shutdown->phases.count; i++) {
		const struct ht_down *down = shutdown->phases.list[i];

		if (!print_phase(shutdown, down, down->step.name, first))
			return false;
		first = false;
	}
	fputs("\n   ]", stdout);
	return true;
}

static bool print_steps(const struct ht_shutdown_report *report, const struct ht_shutdown *shutdown)
{
	size_t finished = 0, i;

	fputs(",\n   \"steps\": [", stdout);
	for (i = 0; i < shutdown->steps.count; i++) {
		const struct ht_down *down = shutdown->steps.list[i];

		finished += down->finished;
		if (finished > report->top)
			break;
		if (!print_step(report, shutdown, down, !i))
			return false;
	}
	fputs("\n   ]", stdout);
	return true;
}

static void put_counts(struct ht_json *object, const struct ht_shutdown *shutdown)
{
	ht_json_put_int(object, "in_steps_ns", (int64_t)shutdown->root.covered_ns);
	ht_json_put_uint(object, "nr_steps", shutdown->nr_steps);
	ht_json_put_uint(object, "nr_phases", shutdown->nr_phases);
	ht_json_put_uint(object, "unfinished", shutdown->unfinished);
	ht_json_put_uint(object, "failed", shutdown->failed);
	ht_json_put_uint(object, "stray_finishes", shutdown->strays);
	ht_json_put_uint(object, "left_out", shutdown->forgotten);
	ht_json_put_uint(object, "lost", shutdown->lost);
}

static bool print_one(const struct ht_shutdown_report *report, const struct ht_shutdown *shutdown,
		      bool first)
{
	const struct ht_boot *boot = shutdown->boot;
	struct ht_json object;

	ht_json_init(&object);
	ht_json_put_uint(&object, "vm_id", boot->vm_id);
	ht_json_put_int(&object, "vm_pid", boot->vm_pid);
	ht_json_put_uint(&object, "boot", boot->index);
	ht_json_put_optional(&object, "action",
			     shutdown->action ? ht_power_name(shutdown->action) : NULL);
	ht_json_put_optional(&object, "text", shutdown->text);
	ht_json_put_int(&object, "begin_ns", ht_boot_since(boot, shutdown->begin_ns));
	ht_json_put_int(&object, "total_ns", ht_shutdown_total(shutdown));
	ht_json_put_text(&object, "end", ends[shutdown->end]);
	ht_json_put_optional(&object, "next", shutdown->next ? ends[shutdown->next] : NULL);
	ht_json_put_known(&object, "next_after_ns", shutdown->next,
			  (int64_t)(shutdown->next_ns - shutdown->end_ns));
	put_counts(&object, shutdown);
	put_cost(&object, report, shutdown, true, &shutdown->cost);
	if (!ht_json_print_open(&object, first) || !print_phases(shutdown) ||
	    !print_steps(report, shutdown))
		return false;
	fputs("\n  }", stdout);
	return true;
}

/**
 * ht_shutdown_print_json() - print the report about shutdowns for programs on standard output
 * @report: it
 * @err: says what is wrong
 *
 * Return: 0, or -ENOMEM with an unfinished document on standard output.
 */
int ht_shutdown_print_json(const struct ht_shutdown_report *report, struct ht_err *err)
{
	const struct ht_shutdown_model *model = report->model;
	const struct ht_boot_model *boots = &model->boots;
	bool first = true;
	size_t i;

	printf("{\n \"schema\": \"hypertrace.report.shutdown/1\",\n%s \"truncated\": %s,\n"
	       " \"discarded\": %" PRIu64 ", \"discarded_packets\": %" PRIu64
	       ", \"discarded_uncounted\": %s,\n \"shutdowns\": [",
	       ht_hosts_json(), boots->truncated ? "true" : "false", boots->discarded_events,
	       boots->discarded_packets, boots->discarded_uncounted ? "true" : "false");
	for (i = 0; i < model->count; i++) {
		if (!ht_shutdown_is_chosen(report, model->list[i]))
			continue;
		if (!print_one(report, model->list[i], first))
			return ht_err_nomem(err);
		first = false;
	}
	puts("\n ]\n}");
	return 0;
}

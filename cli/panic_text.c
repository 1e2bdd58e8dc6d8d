// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about panics for people: per death what, why, when, where and what ran; then the
 * backtraces and the last events. What ended orderly is one line.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "boot_report.h"
#include "panic_report.h"
#include "term.h"
#include "text.h"

static void print_label(const char *label)
{
	printf("  %-12s ", label);
}

static void print_bad(const char *label, const char *text)
{
	print_label(label);
	printf("%s%s%s", ht_term_begin(HT_COLOR_BAD), text, ht_term_end(HT_COLOR_BAD));
}

static void print_duration(int64_t ns, const char *what)
{
	char text[HT_TEXT_SHORT];

	ht_text_duration(text, sizeof(text), ns);
	printf("%s%s", text, what);
}

/* Longest text of a guest in a line: with the rest it has to fit into 100 columns. */
#define WORD 64

static void escape_fit(char *out, size_t size, const char *text)
{
	ht_text_escape(out, size, text);
	ht_text_fit(out, WORD);
}

/* "page fault", "exception 33"; "" of a panic */
static void trap_text(char *out, size_t size, const struct ht_panic *panic)
{
	const char *name = ht_trap_name(panic->trap);

	*out = '\0';
	if (panic->kind != HT_PANIC_OOPS)
		return;
	if (name)
		snprintf(out, size, "%s", name);
	else
		snprintf(out, size, "exception %" PRIu32, panic->trap);
}

static void place_text(char *out, size_t size, const struct ht_fall *fall)
{
	const char *symbol = ht_fall_symbol(fall);

	if (symbol)
		escape_fit(out, size, symbol);
	else
		snprintf(out, size, "0x%" PRIx64, fall->panic.ip);
}

/* "Oops: page fault" */
static void fall_text(char *out, size_t size, const struct ht_fall *fall)
{
	char reason[4 * WORD], trap[HT_TEXT_SHORT];

	escape_fit(reason, sizeof(reason), fall->panic.reason);
	trap_text(trap, sizeof(trap), &fall->panic);
	if (!strcmp(reason, trap)) /* the kernel has no more to say than that */
		*trap = '\0';
	snprintf(out, size, "%s%s%s", *reason ? reason : "(no reason given)", *trap ? ": " : "",
		 trap);
}

static bool is_silent(const struct ht_panic_life *life)
{
	return life->end == HT_END_GONE || life->end == HT_END_ANEW;
}

static void print_headline(const struct ht_panic_life *life)
{
	char text[6 * WORD], place[4 * WORD];

	if (life->panic) {
		fall_text(text, sizeof(text), life->panic);
		print_bad("Panic", text);
		putchar('\n');
	} else if (life->end == HT_END_GONE) {
		print_bad("Ended", "without a word");
		puts(": killed, or a triple fault");
	} else if (life->end == HT_END_ANEW) {
		print_bad("Ended", "without a word");
		puts(", and began anew: a reset, or a triple fault");
	}
	if (!life->oops)
		return;
	fall_text(text, sizeof(text), life->oops);
	place_text(place, sizeof(place), life->oops);
	print_bad(life->panic ? "Root cause" : is_silent(life) ? "Oops" : "Survived", text);
	if (life->panic) {
		fputs(", ", stdout);
		print_duration((int64_t)(life->panic->panic.now - life->oops->panic.now),
			       " before");
	}
	printf("\n  %-12s at %s\n", "", place);
}

static void print_when(const struct ht_panic_life *life)
{
	const struct ht_scene *scene = &life->scene;
	char name[4 * WORD];

	print_label("When");
	print_duration(ht_boot_since(life->boot, scene->now),
		       life->boot->has_start ? " after the guest's start, " :
					       " after its first event in this trace, ");
	if (scene->in_user) {
		puts("after the boot");
	} else if (scene->level) {
		escape_fit(name, sizeof(name), scene->level->name);
		printf("in boot level %s\n", name);
	} else {
		puts(life->boot->has_start ? "before the first boot level" :
					     "at which level is not known");
	}
}

static void print_where(const struct ht_panic *panic)
{
	char comm[4 * WORD];

	escape_fit(comm, sizeof(comm), panic->comm);
	print_label("Where");
	printf("vCPU %" PRIu32 ", the guest's CPU %" PRIu32 ", on pCPU %" PRIu32 "\n", panic->vcpu,
	       panic->cpu, panic->pcpu);
	print_label("Task");
	printf("%s, tid %" PRId32 "\n", *comm ? comm : "?", panic->tid);
	if (!panic->branch_from && !panic->branch_to)
		return;
	print_label("Last branch");
	printf("from 0x%" PRIx64 " to 0x%" PRIx64 "\n", panic->branch_from, panic->branch_to);
}

static void print_call(const struct ht_initcall *call)
{
	char text[4 * WORD];

	escape_fit(text, sizeof(text), call->name);
	printf("%s", *text ? text : "?");
	escape_fit(text, sizeof(text), call->module);
	if (*text)
		printf(" [%s]", text);
}

static void print_done(const struct ht_scene *scene)
{
	const struct ht_initcall *done = scene->done;
	char ret[HT_TEXT_SHORT];

	print_label("Initcall");
	fputs("none ran", stdout);
	if (done) {
		ht_text_ret(ret, sizeof(ret), done->ret);
		fputs("; the last was ", stdout);
		print_call(done);
		printf(", which returned %s ", ret);
		print_duration((int64_t)(scene->now - done->start_ns - (uint64_t)done->duration_ns),
			       " before");
	}
	putchar('\n');
}

static void print_initcalls(const struct ht_scene *scene)
{
	size_t i;

	if (!scene->nr_running)
		print_done(scene);
	for (i = 0; i < scene->nr_running; i++) {
		const struct ht_initcall *call = scene->running[i];

		print_label(i ? "" : "Initcall");
		print_call(call);
		fputs(", for ", stdout);
		print_duration((int64_t)(scene->now - call->start_ns), "");
		printf(", vCPU %" PRIu32 "\n", call->vcpu);
	}
	if (scene->all_running > scene->nr_running) {
		print_label("");
		printf("and %zu more\n", scene->all_running - scene->nr_running);
	}
}

static void print_losses(const struct ht_panic_model *model, const struct ht_panic_life *life)
{
	const struct ht_boot_model *boots = &model->boots;
	const struct ht_fall *head = ht_panic_head(life);
	uint32_t before = head ? head->panic.lost : 0;

	if (before) {
		print_label("Lost");
		printf("%" PRIu32 " event%s of vCPU %" PRIu32 " right before it\n", before,
		       ht_text_plural(before), head->panic.vcpu);
	}
	if (life->lost > before) {
		print_label(before ? "" : "Lost");
		printf("%" PRIu64 " event%s in all between guest and host\n", life->lost,
		       ht_text_plural(life->lost));
	}
	if (boots->discarded_events || boots->discarded_packets || boots->discarded_uncounted) {
		print_label("Discarded");
		printf("%" PRIu64 " event%s and %" PRIu64 " packet%s by LTTng%s, of any VM\n",
		       boots->discarded_events, ht_text_plural(boots->discarded_events),
		       boots->discarded_packets, ht_text_plural(boots->discarded_packets),
		       boots->discarded_uncounted ? ", and some uncounted" : "");
	}
}

static void print_other(const struct ht_panic_life *life, const struct ht_fall *fall)
{
	int64_t later = (int64_t)(fall->panic.now - life->scene.now);
	char text[6 * WORD], place[4 * WORD];

	fall_text(text, sizeof(text), fall);
	place_text(place, sizeof(place), fall);
	print_label("Also");
	printf("%s, vCPU %" PRIu32 ", ", text, fall->panic.vcpu);
	print_duration(later < 0 ? -later : later, later < 0 ? " before\n" : " later\n");
	printf("  %-12s at %s\n", "", place);
}

static void print_others(const struct ht_panic_life *life)
{
	size_t i;

	for (i = 0; i < life->nr_falls; i++) {
		if (life->falls[i] != life->panic && life->falls[i] != life->oops)
			print_other(life, life->falls[i]);
	}
	if (life->more_falls) {
		print_label("Also");
		printf("%" PRIu64 " more\n", life->more_falls);
	}
}

static int print_scene(const struct ht_panic_model *model, const struct ht_panic_life *life)
{
	const struct ht_fall *head = ht_panic_head(life);

	fputs("\n\n", stdout);
	print_headline(life);
	print_when(life);
	if (head)
		print_where(&head->panic);
	print_initcalls(&life->scene);
	print_others(life);
	print_losses(model, life);
	if (life->oops)
		ht_panic_print_frames("Backtrace of the oops", life->oops);
	if (life->panic)
		ht_panic_print_frames("Backtrace of the panic", life->panic);
	return ht_panic_print_tail(life);
}

static void print_line(const struct ht_panic_life *life)
{
	if (life->end == HT_END_STOP) {
		fputs(": stopped orderly, ", stdout);
		print_duration(ht_boot_since(life->boot, life->end_ns),
			       life->boot->has_start ? " after its start\n" :
						       " after its first event\n");
	} else {
		puts(": no panic before the trace ends");
	}
}

/**
 * ht_panic_print_text() - print the report about panics for people on standard output
 * @report: it
 * @err: says what is wrong
 *
 * Return: 0 or -ENOMEM.
 */
int ht_panic_print_text(const struct ht_panic_report *report, struct ht_err *err)
{
	const struct ht_panic_model *model = report->model;
	bool any = false, apart = false;
	size_t i;

	for (i = 0; i < model->nr_lives; i++) {
		const struct ht_panic_life *life = model->lives[i];

		if (!ht_panic_is_chosen(report, life))
			continue;
		if (apart || (any && ht_panic_has_scene(life)))
			puts("\n");
		any = true;
		apart = ht_panic_has_scene(life);
		ht_boot_print_title(life->boot);
		if (!apart)
			print_line(life);
		else if (print_scene(model, life))
			return ht_err_nomem(err);
	}
	if (model->boots.truncated)
		puts("\nThe trace is damaged or cut short: there may have been more.");
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace doctor: its command line, and the list of findings for people and for programs.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "checkup.h"
#include "doctor.h"
#include "err.h"
#include "json.h"
#include "term.h"
#include "text.h"

static const struct {
	const char *word;
	enum ht_color color;
} looks[HT_NR_STATUS] = {
	[HT_OK] = { "ok", HT_COLOR_GOOD },
	[HT_INFO] = { "info", HT_COLOR_DIM },
	[HT_WARN] = { "warn", HT_COLOR_WARN },
	[HT_FAIL] = { "FAIL", HT_COLOR_BAD },
};

static const struct argp_option options[] = {
	{ "json", 'j', NULL, 0, "Print JSON, schema hypertrace.doctor/1", 0 },
	{ 0 },
};

static const char doc[] =
	"What this machine has and lacks for tracing VMs, and what to do about each.\vNothing is "
	"changed. Some things show only to root.\n\n"
	"Example:\n"
	"  sudo hypertrace doctor\n"
	"  hypertrace doctor --json | jq '.checks[] | select(.status == \"fail\")'\n\n"
	"Environment: HT_SYSROOT names a directory that stands for / (for tests).\n\n"
	"Exit status: 0 nothing fails, 1 something does, 2 usage.";

static error_t parse(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case 'j':
		*(bool *)state->input = true;
		return 0;
	case ARGP_KEY_ARG:
		argp_error(state, "takes no arguments, not '%s' either", arg);
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static void print_check(const struct ht_check *check)
{
	enum ht_color color = looks[check->status].color;
	char detail[4 * sizeof(check->detail)];

	ht_text_escape(detail, sizeof(detail), check->detail);
	printf("%s%-4s%s  %-19s  %s\n", ht_term_begin(color), looks[check->status].word,
	       ht_term_end(color), check->what, detail);
	if (check->hint[0])
		printf("        %s\n", check->hint);
}

static void print_summary(const struct ht_checkup *checkup)
{
	size_t fails = ht_checkup_count(checkup, HT_FAIL);
	size_t warns = ht_checkup_count(checkup, HT_WARN);

	if (fails)
		printf("\n%zu FAIL, %zu warn: VMs cannot be traced on this machine yet.\n", fails,
		       warns);
	else if (warns)
		printf("\nNothing fails, %zu warn: see there before you trace.\n", warns);
	else
		puts("\nEverything is there.");
}

static void print_text(const struct ht_checkup *checkup)
{
	size_t i;

	for (i = 0; i < checkup->count; i++)
		print_check(&checkup->checks[i]);
	print_summary(checkup);
}

static const char *json_status(enum ht_status status)
{
	return status == HT_FAIL ? "fail" : looks[status].word;
}

static json_object *json_check(const struct ht_check *check)
{
	struct ht_json json;

	ht_json_init(&json);
	ht_json_put_text(&json, "status", json_status(check->status));
	ht_json_put_text(&json, "what", check->what);
	ht_json_put_text(&json, "detail", check->detail);
	ht_json_put_optional(&json, "hint", check->hint);
	return ht_json_take(&json);
}

static int print_json(const struct ht_checkup *checkup, struct ht_err *err)
{
	struct ht_json root, checks;
	size_t i;

	ht_json_init_array(&checks);
	for (i = 0; i < checkup->count; i++)
		ht_json_append(&checks, json_check(&checkup->checks[i]));
	ht_json_init(&root);
	ht_json_put_text(&root, "schema", "hypertrace.doctor/1");
	ht_json_put_text(&root, "version", HT_VERSION);
	ht_json_put(&root, "checks", ht_json_take(&checks));
	return ht_json_print(&root, JSON_C_TO_STRING_PRETTY, err);
}

/**
 * ht_doctor_main() - hypertrace doctor
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_doctor_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, NULL, doc, NULL, NULL, NULL };
	struct ht_checkup checkup = { 0 };
	struct ht_err err = { "" };
	bool json = false;

	argp_parse(&argp, argc, argv, 0, NULL, &json);
	ht_doctor_guest(&checkup);
	checkup.for_host = true;
	ht_doctor_kvm(&checkup);
	ht_doctor_lttng(&checkup);
	checkup.for_host = false;
	ht_doctor_system(&checkup);
	if (!json) {
		print_text(&checkup);
	} else if (print_json(&checkup, &err)) {
		ht_err_print(&err);
		return EXIT_FAILURE;
	}
	return ht_checkup_count(&checkup, HT_FAIL) ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report boot: its command line, and which form of the report goes out.
 */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "arg.h"
#include "boot_events.h"
#include "boot_report.h"
#include "report.h"

#define DEFAULT_TOP 20

enum {
	KEY_JSON = 'j',
	KEY_TOP = 'n',
};

/**
 * struct args - what the user asked for
 * @path: the trace
 * @json: for a program
 * @has_top: @top was given
 * @top: at most so many initcalls
 */
struct args {
	const char *path;
	bool json;
	bool has_top;
	size_t top;
};

static const struct argp_option options[] = {
	{ "json", KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.report.boot/1", 0 },
	{ "top", KEY_TOP, "N", 0,
	  "List only the N slowest initcalls of a boot, or 'all' (default: 20, with --json all)",
	  0 },
	{ 0 },
};

static const char doc[] =
	"Which boot levels and initcalls a VM's boot spent its time in, one section for each boot "
	"in the trace.\vTRACE is the directory that LTTng wrote, or one above it. Initcalls that "
	"never returned come first: that is where a boot hangs or panics.\n\n"
	"Example:\n"
	"  hypertrace report boot ~/lttng-traces/boot-20240101-120000\n"
	"  hypertrace report boot --json TRACE | jq '.vms[].initcalls[:5][].name'\n\n"
	"Exit status: 0 reported, 1 the trace could not be read (to its end), 2 usage.";

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case KEY_JSON:
		args->json = true;
		return 0;
	case KEY_TOP:
		args->has_top = true;
		args->top = ht_arg_top(state, arg);
		return 0;
	case ARGP_KEY_ARG:
		if (args->path)
			argp_error(state, "one trace at a time; give the directory above several");
		args->path = arg;
		return 0;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which trace?");
		return EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int print(const struct ht_boot_model *model, const struct args *args, struct ht_err *err)
{
	if (args->json)
		return ht_boot_print_json(model, args->has_top ? args->top : HT_TOP_ALL, err);
	ht_boot_print_text(model, args->has_top ? args->top : DEFAULT_TOP);
	return 0;
}

/**
 * ht_report_boot_main() - hypertrace report boot
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_boot_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, "TRACE", doc, NULL, NULL, NULL };
	struct args args = { 0 };
	struct ht_boot_model model;
	struct ht_err err = { "" };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	ret = ht_boot_read(args.path, &model, &err);
	if (!ret || (ret == -EIO && model.nr_boots)) {
		int printed = print(&model, &args, &err);

		ret = ret ?: printed;
		fflush(stdout);
	}
	ht_boot_model_exit(&model);
	if (ret)
		ht_err_print(&err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

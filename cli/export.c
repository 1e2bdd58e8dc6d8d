// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace export: its command line, and which form is asked for.
 */
#include <argp.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "export.h"

enum {
	KEY_HTML = 'H',
	KEY_CHROME = 'c',
	KEY_TRACE_COMPASS = 't',
	KEY_FORCE = 'f',
	KEY_VM = 'v',
};

typedef int ht_export_fn(struct ht_export *export, struct ht_err *err);

/**
 * struct args - what the user asked for
 * @export: the work
 * @write: which form; NULL: none yet
 */
struct args {
	struct ht_export export;
	ht_export_fn *write;
};

static const struct argp_option options[] = {
	{ "html", KEY_HTML, NULL, 0, "One HTML file that any browser shows, without a network", 0 },
	{ "chrome", KEY_CHROME, NULL, 0, "JSON for the Perfetto UI and chrome://tracing", 0 },
	{ "trace-compass", KEY_TRACE_COMPASS, NULL, 0,
	  "A directory of CTF traces for Trace Compass: the host's, and one for each guest", 0 },
	{ "vm", KEY_VM, "VM", 0, "Only this VM: its number, or its VMM's process id", 1 },
	{ "force", KEY_FORCE, NULL, 0, "Replace OUT, if it is there", 1 },
	{ 0 },
};

static const char doc[] =
	"Write a trace in a form that other programs draw.\vTRACE is the directory that LTTng "
	"wrote, or one above it.\n\n"
	"Example:\n"
	"  hypertrace export --html ~/lttng-traces/boot-20240101-120000 boot.html\n"
	"  hypertrace export --chrome TRACE boot.json   then open it at ui.perfetto.dev\n\n"
	"Exit status: 0 written, 1 the trace could not be read (to its end) or written, 2 usage.";

static void choose(struct argp_state *state, struct args *args, ht_export_fn *write)
{
	if (args->write && args->write != write)
		argp_error(state, "one of --html, --chrome and --trace-compass at a time");
	args->write = write;
}

static void parse_path(struct argp_state *state, struct ht_export *export, const char *path)
{
	if (!export->path)
		export->path = path;
	else if (!export->out)
		export->out = path;
	else
		argp_error(state, "one trace at a time; give the directory above several");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case KEY_HTML:
		choose(state, args, ht_export_html);
		return 0;
	case KEY_CHROME:
		choose(state, args, ht_export_chrome);
		return 0;
	case KEY_TRACE_COMPASS:
		choose(state, args, ht_export_trace_compass);
		return 0;
	case KEY_FORCE:
		args->export.force = true;
		return 0;
	case KEY_VM:
		args->export.vm = arg;
		return 0;
	case ARGP_KEY_ARG:
		parse_path(state, &args->export, arg);
		return 0;
	case ARGP_KEY_END:
		if (!args->write)
			argp_error(state, "which form: --html, --chrome or --trace-compass?");
		if (!args->export.out)
			argp_error(state, "which trace, and where to?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/**
 * ht_export_main() - hypertrace export
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_export_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, "TRACE OUT", doc, NULL, NULL, NULL };
	struct args args = { 0 };
	struct ht_err err = { "" };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	ret = args.write(&args.export, &err);
	if (!ret || args.export.truncated)
		printf("%s: %" PRIu64 " events, %" PRIu64 " bytes\n", args.export.out,
		       args.export.events, args.export.bytes);
	fflush(stdout);
	if (ret)
		ht_err_print(&err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

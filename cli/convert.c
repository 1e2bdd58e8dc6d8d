// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace convert: its command line.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "convert_write.h"

/* A day, as the filter has it. */
#define LARGEST_WINDOW_MS 86400000u

enum {
	KEY_JSON = 'j',
	KEY_WINDOW = 'w',
	KEY_MAX_EVENTS = 'm',
	KEY_FORCE = 'f',
};

/**
 * struct args - what the user asked for
 * @convert: the work
 * @json: for a program
 */
struct args {
	struct ht_convert convert;
	bool json;
};

static const struct argp_option options[] = {
	{ "window", KEY_WINDOW, "MS", 0,
	  "Hold events for so many milliseconds, instead of as long as is needed", 0 },
	{ "max-events", KEY_MAX_EVENTS, "N", 0,
	  "Hold no more than N events, of some 150 bytes of memory each (default: 196608)", 0 },
	{ "force", KEY_FORCE, NULL, 0, "Replace OUT, if it is a CTF trace", 0 },
	{ "json", KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.convert/1", 0 },
	{ 0 },
};

static const char doc[] =
	"Write a trace anew, with the events of guests where they happened, and with packed ones "
	"taken apart.\vTRACE is the directory that LTTng wrote, or one above it. OUT becomes a CTF "
	"trace for babeltrace2 and Trace Compass.\n\n"
	"A host records what a guest reports later than it happened, and many at a time. Reports "
	"of hypertrace see to that by themselves; other programs need this command.\n\n"
	"Example:\n"
	"  hypertrace convert ~/lttng-traces/boot-20240101-120000 boot\n"
	"  babeltrace2 boot\n\n"
	"Exit status: 0 written, 1 the trace could not be read (to its end) or written, 2 usage.";

/* A number from @least to @most, or a usage error that says what the option @wants. */
static uint64_t parse_number(struct argp_state *state, const char *text, uint64_t least,
			     uint64_t most, const char *wants)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (text[0] < '0' || text[0] > '9' || *end || errno || value < least || value > most)
		argp_error(state, "%s, not '%s'", wants, text);
	return value;
}

static void parse_path(struct argp_state *state, struct ht_convert *convert, const char *path)
{
	if (!convert->path)
		convert->path = path;
	else if (!convert->out)
		convert->out = path;
	else
		argp_error(state, "one trace at a time; give the directory above several");
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case KEY_JSON:
		args->json = true;
		return 0;
	case KEY_FORCE:
		args->convert.force = true;
		return 0;
	case KEY_WINDOW:
		args->convert.has_window = true;
		args->convert.window_ms =
			parse_number(state, arg, 0, LARGEST_WINDOW_MS,
				     "--window wants a number of milliseconds, at most a day's");
		return 0;
	case KEY_MAX_EVENTS:
		args->convert.max_events = parse_number(state, arg, 1, UINT64_MAX,
							"--max-events wants a number above 0");
		return 0;
	case ARGP_KEY_ARG:
		parse_path(state, &args->convert, arg);
		return 0;
	case ARGP_KEY_END:
		if (!args->convert.out)
			argp_error(state, "which trace, and where to?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/**
 * ht_convert_main() - hypertrace convert
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_convert_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, "TRACE OUT", doc, NULL, NULL, NULL };
	struct args args = { 0 };
	struct ht_convert_plain plain = { .writer = { .out = NULL } };
	struct ht_err err = { "" };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	plain.writer.out = args.convert.out;
	args.convert.ops = &ht_convert_plain_ops;
	args.convert.data = &plain;
	ret = ht_convert_run(&args.convert, &err);
	if (!ret || args.convert.truncated) {
		if (!args.json)
			ht_convert_print_text(&args.convert);
		else if (ht_convert_print_json(&args.convert, &err))
			ret = -ENOMEM;
		fflush(stdout);
	}
	if (ret)
		ht_err_print(&err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

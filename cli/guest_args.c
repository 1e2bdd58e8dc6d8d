// SPDX-License-Identifier: GPL-2.0-only
/*
 * Command lines of hypertrace guest …. The commands share their options, and differ in which of
 * them they take.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arg.h"
#include "guest_args.h"

struct parse {
	const struct ht_guest_syntax *syntax;
	struct ht_guest_args *args;
};

/* Powers of 1024, as perf and LTTng count buffers. */
static unsigned int suffix_shift(char suffix)
{
	switch (suffix) {
	case 'K':
	case 'k':
		return 10;
	case 'M':
		return 20;
	case 'G':
		return 30;
	default:
		return 0;
	}
}

static uint64_t parse_size(struct argp_state *state, const char *option, const char *text)
{
	unsigned long long value;
	unsigned int shift;
	char *end;

	if (!strcmp(text, "none"))
		return 0;
	errno = 0;
	value = strtoull(text, &end, 10);
	shift = suffix_shift(*end);
	if (text[0] < '0' || text[0] > '9' || end[shift ? 1 : 0] || errno ||
	    value << shift >> shift != value)
		argp_error(state,
			   "%s wants bytes, like 500000, 64K, 10M or 1G, or 'none', not '%s'",
			   option, text);
	return value << shift;
}

static void check_words(struct argp_state *state, const struct parse *parse)
{
	const struct ht_guest_syntax *syntax = parse->syntax;
	const struct ht_guest_args *args = parse->args;
	int min = syntax->min - args->all_vms;
	int max = args->all_vms ? min : syntax->max;

	if (args->count < min)
		argp_error(state, "%s", syntax->missing);
	if (args->count > max)
		argp_error(state, "%s '%s'",
			   args->all_vms ? "--all-vms leaves no room for" :
					   "one argument too many:",
			   args->words[max]);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct parse *parse = state->input;
	struct ht_guest_args *args = parse->args;

	switch (key) {
	case HT_GUEST_KEY_JSON:
		args->json = true;
		return 0;
	case HT_GUEST_KEY_INTERVAL:
		args->interval_ns = ht_arg_interval(state, arg);
		return 0;
	case HT_GUEST_KEY_COUNT:
		args->samples = ht_arg_count(state, arg);
		return 0;
	case HT_GUEST_KEY_ALL_VMS:
		args->all_vms = true;
		return 0;
	case HT_GUEST_KEY_RATE:
		args->has_rate = true;
		args->rate = parse_size(state, "--rate", arg);
		return 0;
	case HT_GUEST_KEY_QUOTA:
		args->has_quota = true;
		args->quota = parse_size(state, "--quota", arg);
		return 0;
	case ARGP_KEY_ARGS:
		args->words = state->argv + state->next;
		args->count = state->argc - state->next;
		return 0;
	case ARGP_KEY_END:
		check_words(state, parse);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/**
 * ht_guest_parse() - read a command line
 * @syntax: what the command takes
 * @argc: arguments
 * @argv: the command's full name, then its arguments; they are permuted
 * @args: filled; points into @argv
 *
 * Does not return from a usage error or --help.
 */
void ht_guest_parse(const struct ht_guest_syntax *syntax, int argc, char **argv,
		    struct ht_guest_args *args)
{
	struct argp argp = {
		syntax->options, parse_option, syntax->args_doc, syntax->doc, NULL, NULL, NULL
	};
	struct parse parse = { syntax, args };

	*args = (struct ht_guest_args){ .interval_ns = 1000000000 };
	argp_parse(&argp, argc, argv, 0, NULL, &parse);
}

/**
 * ht_guest_usage() - end because of arguments that make no sense
 * @err: why
 *
 * Return: exit status.
 */
int ht_guest_usage(const struct ht_err *err)
{
	ht_err_print(err);
	return argp_err_exit_status;
}

/**
 * ht_guest_finish() - end a command
 * @ret: 0, or a negative errno
 * @guests: freed
 * @err: printed if @ret is one
 *
 * Return: exit status.
 */
int ht_guest_finish(int ret, struct ht_guests *guests, const struct ht_err *err)
{
	ht_guests_exit(guests);
	if (ret)
		ht_err_print(err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsing what reports have in common.
 */
#include <errno.h>

#include "arg.h"
#include "hosts.h"
#include "relay.h"
#include "report_args.h"

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct ht_report_args *args = state->input;

	switch (key) {
	case HT_KEY_JSON:
		args->json = true;
		return 0;
	case HT_KEY_LAST:
		args->has_last = true;
		args->last = ht_arg_last(state, arg, args->kind->most);
		return 0;
	case HT_KEY_TOP:
		args->has_top = true;
		args->top = ht_arg_top(state, arg);
		return 0;
	case HT_KEY_VM:
		args->vm = arg;
		return 0;
	case HT_KEY_LIVE:
		if (!ht_relay_is(arg))
			argp_error(state, "--live wants net://HOST[:PORT]/host/HOSTNAME/SESSION");
		/* fall through */
	case ARGP_KEY_ARG:
		if (args->path)
			argp_error(state, "one trace at a time; give the directory above several");
		args->path = arg;
		return 0;
	case ARGP_KEY_END:
		if (!args->path)
			argp_error(state, "which trace?");
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option live[] = {
	{ "live", HT_KEY_LIVE, "URL", 0,
	  "Read a session of lttng-relayd until it is over, or Ctrl-C: "
	  "net://HOST[:PORT]/host/HOSTNAME/SESSION",
	  0 },
	{ 0 },
};

/* For every report, beside its own options. */
static error_t parse_all(int key, char *arg, struct argp_state *state)
{
	if (key != ARGP_KEY_INIT)
		return parse(key, arg, state);
	state->child_inputs[0] = state->input;
	return 0;
}

static error_t parse_live(int key, char *arg, struct argp_state *state)
{
	return key == HT_KEY_LIVE ? parse(key, arg, state) : ARGP_ERR_UNKNOWN;
}

/**
 * ht_report_args_parse() - read a report's command line
 * @argc: arguments
 * @argv: the command's full name, then its arguments; they are permuted
 * @options: those of enum ht_report_key that it takes, with their help
 * @doc: the rest of the help, as argp wants it
 * @args: zero but for its @kind; filled; points into @argv
 *
 * Does not return from a usage error or --help.
 */
void ht_report_args_parse(int argc, char **argv, const struct argp_option *options, const char *doc,
			  struct ht_report_args *args)
{
	static const struct argp live_argp = { live, parse_live, NULL, NULL, NULL, NULL, NULL };
	const struct argp_child children[] = { { &live_argp, 0, NULL, 0 }, { 0 } };
	const struct argp argp = { options, parse_all, "TRACE", doc, children, NULL, NULL };

	argp_parse(&argp, argc, argv, 0, NULL, args);
	ht_report_args_complete(args);
}

static int read_and_print(void *data, struct ht_err *err)
{
	const struct ht_report_args *args = data;
	void *model = ht_report_begin(args, err);
	int ret;

	if (!model)
		return -ENOMEM;
	ret = ht_trace_read(args->path, args->kind->ops, model, err);
	ret = ht_report_end(args, model, ret, err);
	ht_report_exit(args, model);
	return ret;
}

/**
 * ht_report_run() - make a report, for each host whose traces there are
 * @args: what the user asked for, complete
 *
 * Return: exit status.
 */
int ht_report_run(struct ht_report_args *args)
{
	const struct ht_hosts_report report = {
		.path = args->path,
		.vm = &args->vm,
		.json = args->json,
		.print = read_and_print,
		.data = args,
	};

	return ht_hosts_report(&report);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Command line of hypertrace report exits.
 */
#include <stdint.h>
#include <string.h>

#include "arg.h"
#include "exits_args.h"
#include "relay.h"
#include "suggest.h"

#define DEFAULT_TOP 20

enum {
	KEY_BY = 'b',
	KEY_SORT = 's',
	KEY_TOP = 'n',
	KEY_VM = 'v',
	KEY_GROWTH = 'g',
	KEY_LIVE = 'L',
	KEY_JSON = 'j',
};

static const char *const sort_names[] = {
	[HT_EXITS_SORT_TIME] = "time", [HT_EXITS_SORT_COUNT] = "count",
	[HT_EXITS_SORT_NAME] = "name", [HT_EXITS_SORT_MEAN] = "mean",
	[HT_EXITS_SORT_P99] = "p99",   [HT_EXITS_SORT_MAX] = "max",
	[HT_EXITS_SORT_TOOK] = "took",
};
#define NR_SORT (sizeof(sort_names) / sizeof(sort_names[0]))

static const struct argp_option options[] = {
	{ "by", KEY_BY, "WHAT", 0,
	  "A row is a reason (default), vm, vcpu, initcall, level, syscall or process", 0 },
	{ "sort", KEY_SORT, "KEY", 0,
	  "What comes first: time (default), count, name; mean, p99, max, except of phases; took, "
	  "of phases",
	  0 },
	{ "top", KEY_TOP, "N", 0,
	  "No more than N rows a table, or 'all' (default: 20, with --json all)", 0 },
	{ "vm", KEY_VM, "VM", 0, "Only this VM: its number, or its VMM's process id", 0 },
	{ "growth", KEY_GROWTH, NULL, 0, "Also how many exits there were when", 0 },
	{ "live", KEY_LIVE, "URL", 0,
	  "Read a session of lttng-relayd until it is over, or Ctrl-C: "
	  "net://HOST[:PORT]/host/HOSTNAME/SESSION",
	  0 },
	{ "json", KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.report.exits/1", 0 },
	{ 0 },
};

static const char doc[] =
	"Which VM exits there were, how many, how long, and what the guest was doing."
	"\vTRACE is the directory that LTTng wrote, or one above it. Initcalls, levels, system "
	"calls and processes are phases of the guest: for these the table says how much of "
	"their time was the guest's and how much the hypervisor's.\n\n"
	"VM is a number that the report shows, or else the process id of a VMM; vm:ID and "
	"pid:PID say which of the two.\n\n"
	"Example:\n"
	"  hypertrace report exits ~/lttng-traces/boot-20240101-120000\n"
	"  hypertrace report exits --by syscall --sort count --top 10 TRACE\n"
	"  hypertrace report exits --json TRACE | jq '.vms[].rows[] | [.name, .count]'\n\n"
	"Exit status: 0 reported, 1 the trace could not be read (to its end), 2 usage.";

struct parse {
	struct ht_exits_args *args;
	bool has_top;
};

static int choose(struct argp_state *state, const char *option, const char *const *names,
		  size_t count, const char *word)
{
	const char *near = ht_suggest(word, names, count);
	size_t i;

	for (i = 0; i < count; i++) {
		if (!strcmp(names[i], word))
			return (int)i;
	}
	if (near)
		argp_error(state, "%s does not know '%s'; did you mean '%s'?", option, word, near);
	else
		argp_error(state, "%s does not know '%s'; see --help", option, word);
	return 0;
}

static void check(struct argp_state *state, const struct parse *parse)
{
	const struct ht_exits_args *args = parse->args;
	bool of_phases = ht_exits_by_phase(args->by);

	if (!args->path)
		argp_error(state, "which trace?");
	if (of_phases ? args->sort >= HT_EXITS_SORT_MEAN && args->sort < HT_EXITS_SORT_TOOK :
			args->sort == HT_EXITS_SORT_TOOK)
		argp_error(state, "--by %s cannot be sorted by %s", ht_exits_by_names[args->by],
			   sort_names[args->sort]);
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	struct parse *parse = state->input;
	struct ht_exits_args *args = parse->args;

	switch (key) {
	case KEY_BY:
		args->by = choose(state, "--by", ht_exits_by_names, HT_EXITS_NR_BY, arg);
		return 0;
	case KEY_SORT:
		args->sort = choose(state, "--sort", sort_names, NR_SORT, arg);
		return 0;
	case KEY_TOP:
		parse->has_top = true;
		args->top = ht_arg_top(state, arg);
		return 0;
	case KEY_VM:
		args->vm = arg;
		return 0;
	case KEY_GROWTH:
		args->growth = true;
		return 0;
	case KEY_JSON:
		args->json = true;
		return 0;
	case KEY_LIVE:
		if (!ht_relay_is(arg))
			argp_error(state, "--live wants net://HOST[:PORT]/host/HOSTNAME/SESSION");
		/* fall through */
	case ARGP_KEY_ARG:
		if (args->path)
			argp_error(state, "one trace at a time; give the directory above several");
		args->path = arg;
		return 0;
	case ARGP_KEY_END:
		check(state, parse);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/**
 * ht_exits_parse() - read a command line
 * @argc: arguments
 * @argv: the command's full name, then its arguments; they are permuted
 * @args: filled; points into @argv
 *
 * Does not return from a usage error or --help.
 */
void ht_exits_parse(int argc, char **argv, struct ht_exits_args *args)
{
	static const struct argp argp = { options, parse_option, "TRACE", doc, NULL, NULL, NULL };
	struct parse parse = { .args = args };

	*args = (struct ht_exits_args){ 0 };
	argp_parse(&argp, argc, argv, 0, NULL, &parse);
	if (!parse.has_top)
		args->top = args->json ? SIZE_MAX : DEFAULT_TOP;
}

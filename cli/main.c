// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace: finds the command that was asked for. Everything a command needs to know about its
 * own arguments is in its own file.
 */
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "convert.h"
#include "doctor.h"
#include "export.h"
#include "guest.h"
#include "lami.h"
#include "record.h"
#include "report.h"
#include "stat.h"
#include "suggest.h"
#include "term.h"
#include "vmtop.h"

#define EXIT_USAGE 2
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/**
 * struct command - one thing hypertrace does
 * @group: first word, NULL if @name is the only one
 * @name: the word that chooses it
 * @full: how its own help and errors call it
 * @what: one line of help
 * @main: does it
 */
struct command {
	const char *group;
	const char *name;
	const char *full;
	const char *what;
	int (*main)(int argc, char **argv);
};

static const struct command commands[] = {
	{ NULL, "record", "hypertrace record", "record a VM, from its start or one that runs",
	  ht_record_main },
	{ NULL, "load", "hypertrace load", "load a saved LTTng session, for use with lttng",
	  ht_load_main },
	{ "report", "boot", "hypertrace report boot",
	  "where the boot of a VM spends its time, from a trace", ht_report_boot_main },
	{ "report", "overview", "hypertrace report overview", "the life of each VM in one timeline",
	  ht_report_overview_main },
	{ "report", "exits", "hypertrace report exits",
	  "which VM exits there were, how long, and what the guest was doing",
	  ht_report_exits_main },
	{ "report", "migrations", "hypertrace report migrations",
	  "on which pCPUs vCPUs ran, and what their migrations cost", ht_report_migrations_main },
	{ "report", "panic", "hypertrace report panic",
	  "why kernels of VMs died, and what each vCPU did last", ht_report_panic_main },
	{ "report", "shutdown", "hypertrace report shutdown",
	  "which driver or device a restart, power off or suspend waits for",
	  ht_report_shutdown_main },
	{ NULL, "convert", "hypertrace convert",
	  "write a trace with guests' events where they happened, unpacked", ht_convert_main },
	{ NULL, "export", "hypertrace export",
	  "write a trace for browsers, Perfetto or Trace Compass to draw", ht_export_main },
	{ "guest", "list", "hypertrace guest list",
	  "the VMs of this host, and what was traced and lost of each", ht_guest_list_main },
	{ "guest", "show", "hypertrace guest show",
	  "everything about one VM: losses by cause, classes, limits", ht_guest_show_main },
	{ "guest", "watch", "hypertrace guest watch", "events, bytes and losses a second, live",
	  ht_guest_watch_main },
	{ "guest", "allow", "hypertrace guest allow", "let VMs trace", ht_guest_allow_main },
	{ "guest", "deny", "hypertrace guest deny", "no longer let them", ht_guest_deny_main },
	{ "guest", "enable", "hypertrace guest enable", "ask guests to switch event classes on",
	  ht_guest_enable_main },
	{ "guest", "disable", "hypertrace guest disable", "ask them to switch event classes off",
	  ht_guest_disable_main },
	{ "guest", "limit", "hypertrace guest limit", "limit what is taken from a VM",
	  ht_guest_limit_main },
	{ "guest", "exits", "hypertrace guest exits", "count a VM's exits, or do not",
	  ht_guest_exits_main },
	{ NULL, "stat", "hypertrace stat", "exits of this host's VMs, live", ht_stat_main },
	{ NULL, "top", "hypertrace top", "what vCPUs do, as a trace is recorded or goes by",
	  ht_top_main },
	{ NULL, "bench", "hypertrace bench", "what exits of a VM cost on this host, by reason",
	  ht_bench_main },
	{ NULL, "doctor", "hypertrace doctor",
	  "what this machine has and lacks for tracing, and what to do", ht_doctor_main },
};

const char *argp_program_version = "hypertrace " HT_VERSION;

static void print_help(FILE *to)
{
	size_t i;

	fputs("Usage: hypertrace COMMAND [OPTION...]\n"
	      "See what KVM guests do, on the host's clock, next to what the hypervisor does.\n\n"
	      "Commands:\n",
	      to);
	for (i = 0; i < COUNT(commands); i++)
		fprintf(to, "  %-15s %s\n", commands[i].full + strlen("hypertrace "),
			commands[i].what);
	fputs("  help [COMMAND]  this text, or a command's own\n\n"
	      "Options:\n"
	      "  --help          this text\n"
	      "  --version       hypertrace's version\n\n"
	      "Example:\n"
	      "  hypertrace doctor\n"
	      "  hypertrace report boot ~/lttng-traces/boot-20240101-120000\n\n"
	      "Every command has --help and a manual page: 'man hypertrace' lists them\n",
	      to);
}

/* The words that can stand first (@group NULL) or second. */
static size_t words(const char *group, const char **names)
{
	size_t count = 0, i;

	for (i = 0; i < COUNT(commands); i++) {
		const char *own = commands[i].group;

		if (!group)
			names[count++] = own ? own : commands[i].name;
		else if (own && !strcmp(own, group))
			names[count++] = commands[i].name;
	}
	if (!group)
		names[count++] = "help";
	return count;
}

static int usage(const char *group, const char *typed)
{
	const char *names[COUNT(commands) + 1];
	size_t count = words(group, names);
	const char *between = group ? " " : "";
	const char *near;

	group = group ? group : "";
	if (!typed) {
		fprintf(stderr, "hypertrace: '%s' needs one more word: try 'hypertrace %s %s'\n",
			group, group, names[0]);
		return EXIT_USAGE;
	}
	near = ht_suggest(typed, names, count);
	fprintf(stderr, "hypertrace: no command '%s%s%s'; ", group, between, typed);
	if (near)
		fprintf(stderr, "did you mean 'hypertrace %s%s%s'?\n", group, between, near);
	else
		fputs("'hypertrace help' lists what there is\n", stderr);
	return EXIT_USAGE;
}

static const struct command *find(const char *group, const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++) {
		const char *own = commands[i].group;

		if (!strcmp(commands[i].name, name) && !own == !group &&
		    (!group || !strcmp(own, group)))
			return &commands[i];
	}
	return NULL;
}

static int is_group(const char *word)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++) {
		if (commands[i].group && !strcmp(commands[i].group, word))
			return 1;
	}
	return 0;
}

static int is_one_of(const char *word, const char *a, const char *b)
{
	return !strcmp(word, a) || !strcmp(word, b);
}

static int run(const struct command *command, int argc, char **argv)
{
	argv[0] = (char *)command->full;
	if (command->group && !strcmp(command->group, "report"))
		return ht_lami_run(argc, argv, command->name, command->main);
	return command->main(argc, argv);
}

/* @argv: what follows the program's name, @count words: a command and its own arguments. */
static int dispatch(int count, char **argv)
{
	const char *group = is_group(argv[0]) ? argv[0] : NULL;
	const char *name = group ? (count > 1 ? argv[1] : NULL) : argv[0];
	const struct command *command;

	if (group && name && is_one_of(name, "--help", "-?")) {
		print_help(stdout);
		return EXIT_SUCCESS;
	}
	command = name ? find(group, name) : NULL;
	if (!command)
		return usage(group, name);
	return group ? run(command, count - 1, argv + 1) : run(command, count, argv);
}

static int help(int count, char **argv)
{
	char *with_help[4] = { NULL };
	int i;

	if (!count || (count == 1 && is_group(argv[0]))) {
		print_help(stdout);
		return EXIT_SUCCESS;
	}
	for (i = 0; i < count && i < 2; i++)
		with_help[i] = argv[i];
	with_help[i++] = (char *)"--help";
	return dispatch(i, with_help);
}

int main(int argc, char **argv)
{
	argp_err_exit_status = EXIT_USAGE;
	signal(SIGPIPE, SIG_IGN);
	ht_term_init();
	if (argc < 2) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if (is_one_of(argv[1], "--help", "-?")) {
		print_help(stdout);
		return EXIT_SUCCESS;
	}
	if (is_one_of(argv[1], "--version", "-V")) {
		puts(argp_program_version);
		return EXIT_SUCCESS;
	}
	/* Trace Compass asks the program, and not the command that it will run. */
	if (!strcmp(argv[1], "--mi-version")) {
		puts(HT_LAMI_VERSION);
		return EXIT_SUCCESS;
	}
	if (!strcmp(argv[1], "help"))
		return help(argc - 2, argv + 2);
	return dispatch(argc - 1, argv + 1);
}

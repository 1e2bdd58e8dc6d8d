// SPDX-License-Identifier: GPL-2.0-only
/*
 * The command line of hypertrace record. Options end where COMMAND begins, so that its options need
 * no "--" before them.
 */
#include <argp.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest_class.h"
#include "record_append.h"
#include "record_args.h"

#define LIST_MAX 512

enum {
	KEY_DIR = 'o',
	KEY_EVENTS = 'e',
	KEY_TRANSPORT = 't',
	KEY_VM = 'v',
	KEY_RELAY = 'r',
	KEY_NAME = 's',
	KEY_UNPACKED = 'u',
	KEY_QUIET = 'q',
};

static const struct argp_option options[] = {
	{ "output", KEY_DIR, "DIR", 0,
	  "Write the trace to DIR (default: ~/lttng-traces/hypertrace-DATE-TIME)", 0 },
	{ "vm", KEY_VM, "PID", 0, "Record the VM of this process, which runs, until Ctrl-C", 0 },
	{ "events", KEY_EVENTS, "CLASS[,CLASS...]", 0,
	  "Ask the guest for boot, user, sched, syscall, irq, softirq, fault, func, power or all; "
	  "exits: the host records each exit",
	  0 },
	{ "transport", KEY_TRANSPORT, "WAY", 0,
	  "Have the guest send by hypercall, batch or ring: goes into COMMAND's -append", 0 },
	{ "unpacked", KEY_UNPACKED, NULL, 0, "Each record is an event of its own", 0 },
	{ "relay", KEY_RELAY, "HOST[:PORT]", 0,
	  "Stream to the lttng-relayd of HOST, where it can be read live", 0 },
	{ "session", KEY_NAME, "NAME", 0, "Name of the LTTng session", 0 },
	{ "quiet", KEY_QUIET, NULL, 0, "No progress, and no report at the end", 0 },
	{ 0 },
};

static const char doc[] =
	"Record a VM from its first instruction to its end, or one that runs."
	"\vLoads the modules, allows that VM to trace, has LTTng record, and when COMMAND ends, or "
	"at Ctrl-C, prints the overview and where the trace is. COMMAND is a VMM, anything that "
	"starts one, or 'virsh start DOMAIN'. It gets Ctrl-C, too, and is waited for; a VM of "
	"--vm or virsh goes on.\n\n"
	"Example:\n"
	"  sudo hypertrace record -- qemu-system-x86_64 -enable-kvm -m 1G disk.img\n"
	"  sudo hypertrace record --events sched,irq,exits -- virsh start web1\n"
	"  sudo hypertrace record -o /tmp/web1 --vm $(pgrep -f guest=web1)\n"
	"  sudo hypertrace record --relay collector --vm 4242\n\n"
	"Exit status: COMMAND's, 128 + N if signal N ended it; 0 with --vm; 1 failed, 2 usage.";

static void parse_events(struct argp_state *state, struct ht_record_args *args, const char *list)
{
	char classes[LIST_MAX] = "", copy[LIST_MAX], *rest = copy, *word;
	struct ht_err err = { "" };
	size_t len = 0;

	if ((size_t)snprintf(copy, sizeof(copy), "%s", list) >= sizeof(copy))
		argp_error(state, "too many event classes; 'all' is all of them");
	while ((word = strsep(&rest, ","))) {
		if (!strcmp(word, "exits"))
			args->exits = true;
		else
			len += snprintf(classes + len, sizeof(classes) - len, "%s%s",
					len ? "," : "", word);
	}
	if (len || !args->exits) {
		if (ht_guest_class_parse(classes, &args->classes, &err))
			argp_error(state, "%s", err.text);
	}
}

static void parse_transport(struct argp_state *state, struct ht_record_args *args, const char *way)
{
	static const char *const ways[] = { "hypercall", "batch", "ring" };
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!strcmp(way, ways[i]))
			args->transport = ways[i];
	}
	if (!args->transport)
		argp_error(state, "--transport is hypercall, batch or ring, not '%s'", way);
}

/* No call of the ABI tells a guest by which way to send. */
static void check_transport(struct argp_state *state, const struct ht_record_args *args)
{
	if (args->transport && !ht_record_can_append(args))
		argp_error(state,
			   "the transport is the guest's own choice, and COMMAND has no -append to "
			   "tell it: put hypertrace_guest.transport=%s on its kernel command line, "
			   "or there echo %s >/sys/kernel/hypertrace/transport",
			   args->transport, args->transport);
}

static void check_name(struct argp_state *state, const char *name)
{
	if (!*name || *name == '.' || strpbrk(name, "/ \t\n") || strlen(name) > 100)
		argp_error(state, "a session's name has no '/' and no blanks: '%s'", name);
}

static void check(struct argp_state *state, const struct ht_record_args *args)
{
	if (args->vm && args->command)
		argp_error(state, "--vm is a VM that runs, so there is no room for '%s'",
			   args->command[0]);
	if (!args->vm && !args->command)
		argp_error(state, "record what? A command that starts a VM, or --vm PID");
	if (args->relay && args->dir)
		argp_error(state, "--relay keeps the trace there, --output here: one of the two");
	check_transport(state, args);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct ht_record_args *args = state->input;

	switch (key) {
	case KEY_DIR:
		args->dir = arg;
		return 0;
	case KEY_VM:
		args->vm = arg;
		return 0;
	case KEY_EVENTS:
		parse_events(state, args, arg);
		return 0;
	case KEY_TRANSPORT:
		parse_transport(state, args, arg);
		return 0;
	case KEY_UNPACKED:
		args->unpacked = true;
		return 0;
	case KEY_RELAY:
		args->relay = arg;
		return 0;
	case KEY_NAME:
		check_name(state, arg);
		args->name = arg;
		return 0;
	case KEY_QUIET:
		args->quiet = true;
		return 0;
	case ARGP_KEY_ARGS:
		args->command = state->argv + state->next;
		return 0;
	case ARGP_KEY_END:
		check(state, args);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/**
 * ht_record_parse() - read the command line
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 * @args: filled; points into @argv
 *
 * Does not return from a usage error or --help.
 */
void ht_record_parse(int argc, char **argv, struct ht_record_args *args)
{
	static const struct argp argp = { options, parse, "[COMMAND [ARGUMENT...]]", doc, NULL,
					  NULL,	   NULL };

	*args = (struct ht_record_args){ 0 };
	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, NULL, args);
}

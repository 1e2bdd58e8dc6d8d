// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report panic: its command line, and which form of the report goes out.
 */
#include <argp.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "arg.h"
#include "panic_report.h"
#include "report.h"

#define DEFAULT_LAST 8

enum {
	KEY_JSON = 'j',
	KEY_LAST = 'l',
	KEY_VM = 'v',
};

/**
 * struct args - what the user asked for
 * @path: the trace
 * @vm: the one VM, as it was typed; NULL: all
 * @json: for a program
 * @last: events of each vCPU
 */
struct args {
	const char *path;
	const char *vm;
	bool json;
	size_t last;
};

static const struct argp_option options[] = {
	{ "json", KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.report.panic/1", 0 },
	{ "last", KEY_LAST, "K", 0, "So many last events of each vCPU, up to 1000 (default: 8)",
	  0 },
	{ "vm", KEY_VM, "VM", 0, "Only this VM: its number, or its VMM's process id", 0 },
	{ 0 },
};

static const char doc[] =
	"Why kernels of VMs died: the panic or oops, where, which initcall ran, the backtrace, and "
	"the last events of each vCPU.\vTRACE is the directory that LTTng wrote, or one above it. "
	"A VM that ended without a word is reported with what it did last; one that stopped "
	"orderly is one line.\n\n"
	"VM is a number that the report shows, or else the process id of a VMM; vm:ID and "
	"pid:PID say which of the two.\n\n"
	"Example:\n"
	"  hypertrace report panic ~/lttng-traces/boot-20240101-120000\n"
	"  hypertrace report panic --last 30 --vm 4242 TRACE\n"
	"  hypertrace report panic --json TRACE | jq '.vms[].panic.reason'\n\n"
	"Exit status: 0 reported, 1 the trace could not be read (to its end), 2 usage.";

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct args *args = state->input;

	switch (key) {
	case KEY_JSON:
		args->json = true;
		return 0;
	case KEY_LAST:
		args->last = ht_arg_last(state, arg, HT_TAIL_MAX);
		return 0;
	case KEY_VM:
		args->vm = arg;
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

static int print(const struct ht_panic_model *model, const struct args *args, struct ht_err *err)
{
	const struct ht_panic_report report = { .model = model, .vm = args->vm };
	int ret = ht_panic_choose(&report, err);

	if (ret)
		return ret;
	return args->json ? ht_panic_print_json(&report, err) : ht_panic_print_text(&report, err);
}

/**
 * ht_report_panic_main() - hypertrace report panic
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_panic_main(int argc, char **argv)
{
	static const struct argp argp = { options, parse, "TRACE", doc, NULL, NULL, NULL };
	struct args args = { .last = DEFAULT_LAST };
	struct ht_panic_model model = { 0 };
	struct ht_err err = { "" };
	int ret;

	argp_parse(&argp, argc, argv, 0, NULL, &args);
	model.last = args.last;
	ret = ht_panic_model_read(args.path, &model, &err);
	if (!ret || (ret == -EIO && model.nr_lives)) {
		int printed = print(&model, &args, &err);

		ret = ret ?: printed;
		fflush(stdout);
	}
	ht_panic_model_exit(&model);
	if (ret)
		ht_err_print(&err);
	return ret ? EXIT_FAILURE : EXIT_SUCCESS;
}

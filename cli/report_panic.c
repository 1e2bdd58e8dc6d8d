// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report panic: its command line, and which form of the report goes out.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "panic_report.h"
#include "report.h"
#include "report_args.h"

#define DEFAULT_LAST 8

static const struct argp_option options[] = {
	{ "json", HT_KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.report.panic/1", 0 },
	{ "last", HT_KEY_LAST, "K", 0, "So many last events of each vCPU, up to 1000 (default: 8)",
	  0 },
	{ "vm", HT_KEY_VM, "VM", 0, "Only this VM: its number, or its VMM's process id", 0 },
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

static int print(const struct ht_panic_model *model, const struct ht_report_args *args,
		 struct ht_err *err)
{
	const struct ht_panic_report report = { .model = model, .vm = args->vm };
	int ret = ht_panic_choose(&report, err);

	if (ret)
		return ret;
	return args->json ? ht_panic_print_json(&report, err) : ht_panic_print_text(&report, err);
}

static int read_and_print(void *data, struct ht_err *err)
{
	const struct ht_report_args *args = data;
	struct ht_panic_model model = { .last = args->last };
	int ret = ht_panic_model_read(args->path, &model, err);

	if (!ret || (ret == -EIO && model.nr_lives)) {
		int printed = print(&model, args, err);

		ret = ret ?: printed;
	}
	ht_panic_model_exit(&model);
	return ret;
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
	struct ht_report_args args = { .last = DEFAULT_LAST, .most = HT_TAIL_MAX };

	ht_report_args_parse(argc, argv, options, doc, &args);
	return ht_report_run(&args, read_and_print);
}

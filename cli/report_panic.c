// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report panic: its command line.
 */
#include "report.h"
#include "report_args.h"
#include "report_kind.h"

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

/**
 * ht_report_panic_main() - hypertrace report panic
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_panic_main(int argc, char **argv)
{
	struct ht_report_args args = { .kind = &ht_report_panic };

	ht_report_args_parse(argc, argv, options, doc, &args);
	return ht_report_run(&args);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report shutdown: its command line.
 */
#include "report.h"
#include "report_args.h"
#include "report_kind.h"

static const struct argp_option options[] = {
	{ "json", HT_KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.report.shutdown/1", 0 },
	{ "top", HT_KEY_TOP, "N", 0,
	  "List only the N slowest steps of each, or 'all' (default: 20, with --json all)", 0 },
	{ "vm", HT_KEY_VM, "VM", 0, "Only this VM: its number, or its VMM's process id", 0 },
	{ 0 },
};

static const char doc[] =
	"How long VMs take to restart, halt, power off or suspend, and which notifier, driver or "
	"device that is due to.\vTRACE is the directory that LTTng wrote, or one above it. The "
	"guest reports this in its event class 'power'. Steps that never finished come first: "
	"that is where it hangs.\n\n"
	"VM is a number that the report shows, or else the process id of a VMM; vm:ID and "
	"pid:PID say which of the two.\n\n"
	"Example:\n"
	"  hypertrace report shutdown ~/lttng-traces/boot-20240101-120000\n"
	"  hypertrace report shutdown --top 5 --vm 4242 TRACE\n"
	"  hypertrace report shutdown --json TRACE | jq '.shutdowns[].steps[:5][].name'\n\n"
	"Exit status: 0 reported, 1 the trace could not be read (to its end), 2 usage.";

/**
 * ht_report_shutdown_main() - hypertrace report shutdown
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_shutdown_main(int argc, char **argv)
{
	struct ht_report_args args = { .kind = &ht_report_shutdown };

	ht_report_args_parse(argc, argv, options, doc, &args);
	return ht_report_run(&args);
}

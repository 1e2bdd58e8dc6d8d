// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report overview: its command line.
 */
#include "report.h"
#include "report_args.h"
#include "report_kind.h"

static const struct argp_option options[] = {
	{ "vm", HT_KEY_VM, "VM", 0, "Only this VM: its number, or its VMM's process id", 0 },
	{ "json", HT_KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.report.overview/1", 0 },
	{ 0 },
};

static const char doc[] =
	"The life of each VM in one timeline: what it did before its guest spoke, boot levels, user "
	"space, sleep, shutdown or panic, with exits, the hypervisor's time and migrations of each."
	"\vTRACE is the directory that LTTng wrote, or one above it. Below the timeline are a few "
	"lines that are worth a look, each with the report that says more.\n\n"
	"VM is a number that the report shows, or else the process id of a VMM; vm:ID and "
	"pid:PID say which of the two.\n\n"
	"Example:\n"
	"  hypertrace report overview ~/lttng-traces/boot-20240101-120000\n"
	"  hypertrace report overview --json TRACE | jq '.vms[] | [.vm_id, .ended]'\n\n"
	"Exit status: 0 reported, 1 the trace could not be read (to its end), 2 usage.";

/**
 * ht_report_overview_main() - hypertrace report overview
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_overview_main(int argc, char **argv)
{
	struct ht_report_args args = { .kind = &ht_report_overview };

	ht_report_args_parse(argc, argv, options, doc, &args);
	return ht_report_run(&args);
}

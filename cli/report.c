// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report boot: its command line.
 */
#include "report.h"
#include "report_args.h"
#include "report_kind.h"

static const struct argp_option options[] = {
	{ "json", HT_KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.report.boot/1", 0 },
	{ "top", HT_KEY_TOP, "N", 0,
	  "List only the N slowest initcalls of a boot, or 'all' (default: 20, with --json all)",
	  0 },
	{ 0 },
};

static const char doc[] =
	"Which boot levels and initcalls a VM's boot spent its time in, one section for each boot "
	"in the trace.\vTRACE is the directory that LTTng wrote, or one above it. Initcalls that "
	"never returned come first: that is where a boot hangs or panics.\n\n"
	"Example:\n"
	"  hypertrace report boot ~/lttng-traces/boot-20240101-120000\n"
	"  hypertrace report boot --json TRACE | jq '.vms[].initcalls[:5][].name'\n\n"
	"Exit status: 0 reported, 1 the trace could not be read (to its end), 2 usage.";

/**
 * ht_report_boot_main() - hypertrace report boot
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_boot_main(int argc, char **argv)
{
	struct ht_report_args args = { .kind = &ht_report_boot };

	ht_report_args_parse(argc, argv, options, doc, &args);
	return ht_report_run(&args);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report migrations: its command line.
 */
#include "report.h"
#include "report_args.h"
#include "report_kind.h"

static const struct argp_option options[] = {
	{ "json", HT_KEY_JSON, NULL, 0, "Print JSON, schema hypertrace.report.migrations/1", 0 },
	{ "top", HT_KEY_TOP, "N", 0,
	  "List only the N most costly migrations of a VM, or 'all' (default: 20, with --json all)",
	  0 },
	{ "vm", HT_KEY_VM, "VM", 0, "Only this VM: its number, or its VMM's process id", 0 },
	{ 0 },
};

static const char doc[] =
	"Where the vCPUs of VMs ran, how long they had to wait for it, and which migrations from "
	"one pCPU to another there were."
	"\vTRACE is the directory that LTTng wrote, or one above it. What costs a guest most comes "
	"first: the time off the CPU, or, of a vCPU that was halted anyway, the time that it "
	"waited for a pCPU after that.\n\n"
	"VM is a number that the report shows, or else the process id of a VMM; vm:ID and "
	"pid:PID say which of the two.\n\n"
	"Example:\n"
	"  hypertrace report migrations ~/lttng-traces/boot-20240101-120000\n"
	"  hypertrace report migrations --vm 1 --top all TRACE\n"
	"  hypertrace report migrations --json TRACE | jq '.vms[].vcpus[] | [.vcpu, .wait_ns]'\n\n"
	"Exit status: 0 reported, 1 the trace could not be read (to its end), 2 usage.";

/**
 * ht_report_migrations_main() - hypertrace report migrations
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_migrations_main(int argc, char **argv)
{
	struct ht_report_args args = { .kind = &ht_report_migrations };

	ht_report_args_parse(argc, argv, options, doc, &args);
	return ht_report_run(&args);
}

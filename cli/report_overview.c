// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report overview: its command line, and which form of the report goes out.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "life_events.h"
#include "overview_report.h"
#include "report.h"
#include "report_args.h"

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

static struct ht_vm_name name_of(const void *data, size_t number)
{
	const struct ht_lives *lives = data;

	return (struct ht_vm_name){ lives->list[number]->key.vm_id, lives->list[number]->vm_pid };
}

/**
 * ht_overview_has() - does the user want to know of this VM?
 * @overview: what is reported
 * @life: a VM in it
 *
 * Return: true if so. A VM without a phase was seen by one that could not be read.
 */
bool ht_overview_has(const struct ht_overview *overview, const struct ht_life *life)
{
	const struct ht_vm_name name = { life->key.vm_id, life->vm_pid };

	return life->nr_phases && ht_vm_is_chosen(&overview->names, overview->vm, name);
}

static int print(const struct ht_lives *lives, const struct ht_report_args *args,
		 struct ht_err *err)
{
	const struct ht_overview overview = {
		.lives = lives,
		.vm = args->vm,
		.names = { lives->count, name_of, lives },
	};
	int ret = ht_vm_choose(&overview.names, args->vm, err);

	if (ret)
		return ret;
	if (args->json)
		return ht_overview_print_json(&overview, err);
	ht_overview_print_text(&overview);
	return 0;
}

static int read_and_print(void *data, struct ht_err *err)
{
	const struct ht_report_args *args = data;
	struct ht_lives lives;
	int ret = ht_lives_read(args->path, &lives, err);

	if (!ret || (ret == -EIO && lives.count)) {
		int printed = print(&lives, args, err);

		ret = ret ?: printed;
	}
	ht_lives_exit(&lives);
	return ret;
}

/**
 * ht_report_overview_main() - hypertrace report overview
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_overview_main(int argc, char **argv)
{
	struct ht_report_args args = { 0 };

	ht_report_args_parse(argc, argv, options, doc, &args);
	return ht_report_run(&args, read_and_print);
}

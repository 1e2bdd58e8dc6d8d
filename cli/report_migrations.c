// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report migrations: its command line, and which form of the report goes out.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "moves_events.h"
#include "moves_report.h"
#include "report.h"
#include "report_args.h"
#include "vm_choose.h"

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

static struct ht_vm_name name_of(const struct ht_moves_vm *vm)
{
	return (struct ht_vm_name){ vm->key.vm_id, vm->vm_pid };
}

static struct ht_vm_name get_name(const void *data, size_t number)
{
	const struct ht_moves_model *model = data;

	return name_of(model->vms[number]);
}

/**
 * ht_moves_is_chosen() - does the user want to know of this VM?
 * @report: what is reported
 * @vm: a VM in it
 *
 * Return: true if so, or if he named none.
 */
bool ht_moves_is_chosen(const struct ht_moves_report *report, const struct ht_moves_vm *vm)
{
	const struct ht_vm_names names = { report->model->nr_vms, get_name, report->model };

	return ht_vm_is_chosen(&names, report->vm, name_of(vm));
}

static int print(const struct ht_moves_report *report, bool json, struct ht_err *err)
{
	const struct ht_vm_names names = { report->model->nr_vms, get_name, report->model };
	int ret = ht_vm_choose(&names, report->vm, err);

	if (ret)
		return ret;
	return json ? ht_moves_print_json(report, err) : ht_moves_print_text(report, err);
}

static int read_and_print(void *data, struct ht_err *err)
{
	const struct ht_report_args *args = data;
	struct ht_moves_model model = { .top = args->top };
	int ret = ht_moves_read(args->path, &model, err);

	if (!ret || (ret == -EIO && model.nr_vcpus)) {
		const struct ht_moves_report report = { &model, args->vm, args->top };
		int printed = print(&report, args->json, err);

		ret = ret ?: printed;
	}
	ht_moves_model_exit(&model);
	return ret;
}

/**
 * ht_report_migrations_main() - hypertrace report migrations
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_migrations_main(int argc, char **argv)
{
	struct ht_report_args args = { 0 };

	ht_report_args_parse(argc, argv, options, doc, &args);
	return ht_report_run(&args, read_and_print);
}

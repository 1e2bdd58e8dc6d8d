// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which VMs the report about exits is about.
 */
#include "exits_report.h"
#include "vm_choose.h"

static struct ht_vm_name name_of(const void *data, size_t number)
{
	const struct ht_exits_model *model = data;

	return (struct ht_vm_name){ model->vms[number]->vm_id, model->vms[number]->vm_pid };
}

static struct ht_vm_names names_of(const struct ht_exits_report *report)
{
	return (struct ht_vm_names){ report->model->nr_vms, name_of, report->model };
}

/**
 * ht_exits_is_chosen() - does the user want to know of this VM?
 * @report: what is reported
 * @vm: a VM in it
 *
 * Return: true if so, or if he named none.
 */
bool ht_exits_is_chosen(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	const struct ht_vm_names names = names_of(report);

	return ht_vm_is_chosen(&names, report->args->vm,
			       (struct ht_vm_name){ vm->vm_id, vm->vm_pid });
}

/**
 * ht_exits_choose() - is there a VM as the user named one?
 * @report: what is reported
 * @err: says which there are
 *
 * Return: 0 or -ESRCH.
 */
int ht_exits_choose(const struct ht_exits_report *report, struct ht_err *err)
{
	const struct ht_vm_names names = names_of(report);

	return ht_vm_choose(&names, report->args->vm, err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the rows of the report about exits are if they are phases: those that were found as the
 * trace went by, or what each boot has of them.
 */
#include <errno.h>

#include "exits_report.h"

static int add(const struct ht_phase *phase, void *rows)
{
	return ht_phase_rows_add(rows, phase);
}

static int add_initcalls(struct ht_boot *boot, void *rows)
{
	return ht_phases_of_initcalls(boot, add, rows);
}

static int add_levels(struct ht_boot *boot, void *rows)
{
	return ht_phases_of_levels(boot, add, rows);
}

static int add_tracked(struct ht_phase_rows *rows, const struct ht_phases *phases, uint32_t vm_id)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < phases->count; i++) {
		if (phases->list[i]->vm_id == vm_id)
			ret = ht_phase_rows_add(rows, phases->list[i]);
	}
	return ret;
}

/**
 * ht_exits_phases_init() - the phases of a VM
 * @rows: filled, and rewound
 * @report: what is reported
 * @vm: the VM
 *
 * Return: 0, -ENOMEM, or -EIO: a temporary file cannot be read. Release with ht_phase_rows_exit()
 * in every case.
 */
int ht_exits_phases_init(struct ht_phase_rows *rows, const struct ht_exits_report *report,
			 const struct ht_exits_vm *vm)
{
	const struct ht_exits_args *args = report->args;
	struct ht_boot_model *boots = &report->model->boots;
	int ret;

	ht_phase_rows_init(rows, args->sort, args->top);
	if (args->by == HT_EXITS_BY_INITCALL)
		ret = ht_boot_each_of(boots, vm->vm_id, add_initcalls, rows);
	else if (args->by == HT_EXITS_BY_LEVEL)
		ret = ht_boot_each_of(boots, vm->vm_id, add_levels, rows);
	else
		ret = add_tracked(rows, &report->track->phases, vm->vm_id);
	return ret ?: ht_phase_rows_rewind(rows);
}

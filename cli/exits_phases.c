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

/**
 * struct adding - the phases of boots become rows
 * @rows: where to
 * @store: has what ht_exits_put_initcalls() put
 */
struct adding {
	struct ht_phase_rows *rows;
	struct ht_store *store;
};

static int add_initcalls(struct ht_boot *boot, void *data)
{
	struct adding *adding = data;

	if (boot->is_brief)
		return ht_phase_rows_get(adding->rows, adding->store);
	return ht_phases_of_initcalls(boot, add, adding->rows);
}

static int add_levels(struct ht_boot *boot, void *data)
{
	struct adding *adding = data;

	return ht_phases_of_levels(boot, add, adding->rows);
}

/**
 * ht_exits_put_initcalls() - of a boot that is over only rows are needed that may be shown
 * @data: struct ht_exits_args, what the user asked for
 * @boot: the boot
 * @store: where they are put
 *
 * There may be thousands of boots with hundreds of initcalls. Of one boot no more can be among the
 * first of all boots than are among its own.
 *
 * Return: false: they cannot be put.
 */
bool ht_exits_put_initcalls(void *data, const struct ht_boot *boot, struct ht_store *store)
{
	const struct ht_exits_args *args = data;
	struct ht_phase_rows rows;
	int ret;

	ht_phase_rows_init(&rows, args->sort, args->top);
	ret = ht_phases_of_initcalls(boot, add, &rows);
	ret = ret ?: ht_phase_rows_put(&rows, store);
	ht_phase_rows_exit(&rows);
	return !ret;
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
	struct adding adding = { rows, &boots->store };
	int ret;

	ht_phase_rows_init(rows, args->sort, args->top);
	if (args->by == HT_EXITS_BY_INITCALL)
		ret = ht_boot_each_of(boots, vm->vm_id, add_initcalls, &adding);
	else if (args->by == HT_EXITS_BY_LEVEL)
		ret = ht_boot_each_of(boots, vm->vm_id, add_levels, &adding);
	else
		ret = add_tracked(rows, &report->track->phases, vm->vm_id);
	return ret ?: ht_phase_rows_rewind(rows);
}

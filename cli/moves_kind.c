// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about migrations: what it is made of.
 */
#include "moves_events.h"
#include "moves_report.h"
#include "report_kind.h"
#include "vm_choose.h"

static struct ht_vm_name name_of(const struct ht_moves_vm *vm)
{
	return (struct ht_vm_name){ vm->key.vm_id, vm->vm_pid };
}

static struct ht_vm_name get_name(const void *data, size_t number)
{
	const struct ht_moves_model *model = data;

	return name_of(model->vms[number]);
}

static struct ht_vm_names names_of(const struct ht_moves_report *report)
{
	return (struct ht_vm_names){ report->model->nr_vms, get_name, report->model };
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
	const struct ht_vm_names names = names_of(report);

	return ht_vm_is_chosen(&names, report->vm, name_of(vm));
}

static void begin(void *data, const struct ht_report_args *args)
{
	struct ht_moves_model *model = data;

	model->top = args->top;
}

static int end(const char *path, void *model, int ret, struct ht_err *err)
{
	return ht_moves_end(path, model, ret, err);
}

static bool has_any(const void *data)
{
	const struct ht_moves_model *model = data;

	return model->nr_vcpus;
}

static int print(void *model, const struct ht_report_args *args, struct ht_err *err)
{
	const struct ht_moves_report report = { model, args->vm, args->top };
	const struct ht_vm_names names = names_of(&report);
	int ret = ht_vm_choose(&names, report.vm, err);

	if (ret)
		return ret;
	return args->json ? ht_moves_print_json(&report, err) : ht_moves_print_text(&report, err);
}

static void release(void *model)
{
	ht_moves_model_exit(model);
}

const struct ht_report_kind ht_report_migrations = {
	.name = "migrations",
	.has = HT_REPORT_HAS_VM | HT_REPORT_HAS_TOP,
	.size = sizeof(struct ht_moves_model),
	.ops = &ht_moves_ops,
	.begin = begin,
	.end = end,
	.has_any = has_any,
	.print = print,
	.exit = release,
};

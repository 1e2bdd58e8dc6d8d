// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which VMs of a trace the user means. A number is a VM's, or else the process id of a VMM, which
 * may have several.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "exits_report.h"
#include "vm_word.h"

/* More VMs than this are not listed within an error. */
#define LISTED 8

static bool has_vm(const struct ht_exits_model *model, unsigned long vm_id)
{
	size_t i;

	for (i = 0; i < model->nr_vms; i++) {
		if (model->vms[i]->vm_id == vm_id)
			return true;
	}
	return false;
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
	struct ht_vm_word word;

	if (!report->args->vm)
		return true;
	if (!ht_vm_word_parse(&word, report->args->vm))
		return false;
	if (!word.is_pid && (word.is_vm || has_vm(report->model, word.number)))
		return vm->vm_id == word.number;
	return vm->vm_pid > 0 && (unsigned long)vm->vm_pid == word.number;
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
	const struct ht_exits_model *model = report->model;
	char some[512] = "";
	size_t len = 0, i;

	for (i = 0; i < model->nr_vms; i++) {
		if (ht_exits_is_chosen(report, model->vms[i]))
			return 0;
	}
	for (i = 0; i < model->nr_vms && i < LISTED && len < sizeof(some); i++)
		len += snprintf(some + len, sizeof(some) - len, "%s%" PRIu32 " (pid %" PRId32 ")",
				i ? ", " : "", model->vms[i]->vm_id, model->vms[i]->vm_pid);
	return ht_err_set(err, -ESRCH, "no VM '%s' in this trace; there %s: %s%s", report->args->vm,
			  model->nr_vms == 1 ? "is" : "are", some,
			  model->nr_vms > LISTED ? ", ..." : "");
}

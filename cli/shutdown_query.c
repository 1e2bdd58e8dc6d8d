// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions that every form of the report about shutdowns asks a finished model.
 */
#include "shutdown_report.h"
#include "vm_choose.h"

static struct ht_vm_name name_of(const void *data, size_t number)
{
	const struct ht_boot_model *boots = data;
	const struct ht_boot *boot = boots->boots[number];

	return (struct ht_vm_name){ boot->vm_id, boot->vm_pid };
}

static struct ht_vm_names names_of(const struct ht_shutdown_report *report)
{
	const struct ht_boot_model *boots = &report->model->boots;

	return (struct ht_vm_names){ boots->nr_boots, name_of, boots };
}

/**
 * ht_shutdown_is_chosen() - does the user want to know of this one?
 * @report: what is reported
 * @shutdown: one in it
 *
 * Return: true if so, or if he named no VM.
 */
bool ht_shutdown_is_chosen(const struct ht_shutdown_report *report,
			   const struct ht_shutdown *shutdown)
{
	const struct ht_vm_names names = names_of(report);
	const struct ht_boot *boot = shutdown->boot;

	return ht_vm_is_chosen(&names, report->vm,
			       (struct ht_vm_name){ boot->vm_id, boot->vm_pid });
}

/**
 * ht_shutdown_choose() - is there a VM as the user named one?
 * @report: what is reported
 * @err: says which there are
 *
 * Return: 0 or -ESRCH.
 */
int ht_shutdown_choose(const struct ht_shutdown_report *report, struct ht_err *err)
{
	const struct ht_vm_names names = names_of(report);

	return ht_vm_choose(&names, report->vm, err);
}

/**
 * ht_shutdown_total() - how long it took, or goes on
 * @shutdown: it
 *
 * Return: nanoseconds; negative if the guest's clock ran backwards.
 */
int64_t ht_shutdown_total(const struct ht_shutdown *shutdown)
{
	return (int64_t)(shutdown->end_ns - shutdown->begin_ns);
}

/**
 * ht_shutdown_hung() - did it not come to its end?
 * @shutdown: it
 *
 * Return: true if something that runs may be why. If it did, the end of such a step was lost.
 */
bool ht_shutdown_hung(const struct ht_shutdown *shutdown)
{
	return shutdown->end != HT_SHUTDOWN_STOP && shutdown->end != HT_SHUTDOWN_RESUME &&
	       shutdown->end != HT_SHUTDOWN_DONE;
}

/**
 * ht_down_hangs() - is this where it hangs, or what ran when it ended?
 * @shutdown: of which
 * @down: a step or a phase
 *
 * Return: false of one that finished, or waits for another.
 */
bool ht_down_hangs(const struct ht_shutdown *shutdown, const struct ht_down *down)
{
	return !down->finished && !down->inside && ht_shutdown_hung(shutdown);
}

/**
 * ht_down_contains() - did anything run within it?
 * @down: a step or a phase
 */
bool ht_down_contains(const struct ht_down *down)
{
	return down->covered_ns || down->inside || down->steps;
}

/**
 * ht_down_self() - how long did nothing run within it?
 * @down: a step or a phase
 *
 * Return: nanoseconds.
 */
int64_t ht_down_self(const struct ht_down *down)
{
	return (int64_t)((uint64_t)down->took_ns - down->covered_ns);
}

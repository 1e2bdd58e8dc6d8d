// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions that every form of the boot report asks a finished model.
 */
#include <hypertrace/abi.h>

#include "boot_model.h"

/**
 * ht_boot_is_complete() - was the boot seen whole?
 * @model: a finished model
 * @boot: one of its boots
 *
 * Return: true if it was traced from before its first initcall until process 1, each initcall's
 * beginning has its end, and nothing was lost on the way or in the trace. What LTTng dropped may
 * have been of any VM, so it leaves no boot complete.
 */
bool ht_boot_is_complete(const struct ht_boot_model *model, const struct ht_boot *boot)
{
	return boot->has_start && (boot->start_flags & HT_START_EARLY) && boot->has_user &&
	       !boot->unfinished && !boot->stray_finishes && !boot->lost && !model->truncated &&
	       !model->discarded_events && !model->discarded_packets && !model->discarded_uncounted;
}

/**
 * ht_boot_total() - how long the kernel's boot took
 * @boot: a boot
 * @total_ns: filled: from the guest's start of tracing to its process 1
 *
 * Return: false if one of the two was not seen.
 */
bool ht_boot_total(const struct ht_boot *boot, int64_t *total_ns)
{
	if (!boot->has_start || !boot->has_user)
		return false;
	*total_ns = (int64_t)(boot->user_ns - boot->origin_ns);
	return true;
}

/**
 * ht_boot_since() - when something happened, counted from the boot's first event
 * @boot: the boot
 * @when: trace clock
 *
 * Return: nanoseconds, negative if it happened before.
 */
int64_t ht_boot_since(const struct ht_boot *boot, uint64_t when)
{
	return (int64_t)(when - boot->origin_ns);
}

/**
 * ht_boot_vm_khz() - how fast is the TSC that costs are counted in?
 * @model: a model
 * @vm_id: a VM
 *
 * Return: kHz: the host's word, or else what the guest's time stamps say; 0: not known.
 */
uint32_t ht_boot_vm_khz(const struct ht_boot_model *model, uint32_t vm_id)
{
	const struct ht_boot_vm *vm = ht_boot_vm_find(model, vm_id);

	if (model->host_khz)
		return model->host_khz;
	return vm && vm->vcpu ? ht_tsc_guess_khz(&vm->vcpu->tsc) : 0;
}

/**
 * ht_boot_khz() - the same, of a boot
 * @model: a finished model
 * @boot: one of its boots
 *
 * Return: kHz, or 0: not known.
 */
uint32_t ht_boot_khz(const struct ht_boot_model *model, const struct ht_boot *boot)
{
	return ht_boot_vm_khz(model, boot->vm_id);
}

/**
 * ht_initcall_has_reasons() - are the exits on its vCPU its own?
 * @call: an initcall
 *
 * Return: false if it returned on another vCPU than it began on.
 */
bool ht_initcall_has_reasons(const struct ht_initcall *call)
{
	return call->has_cost || !call->finished;
}

/**
 * ht_boot_counts_exits() - is it known how many exits the boot took?
 * @boot: a boot of a finished model
 *
 * Return: false if its beginning was not seen, or its guest began to trace when it had booted.
 */
bool ht_boot_counts_exits(const struct ht_boot *boot)
{
	return boot->has_exits && boot->has_start && (boot->start_flags & HT_START_EARLY);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Questions that every form of the report about panics asks.
 */
#include "panic_report.h"
#include "vm_choose.h"

static struct ht_vm_name name_of(const void *data, size_t number)
{
	const struct ht_panic_model *model = data;
	const struct ht_boot *boot = model->lives[number]->boot;

	return (struct ht_vm_name){ boot->vm_id, boot->vm_pid };
}

static struct ht_vm_names names_of(const struct ht_panic_report *report)
{
	return (struct ht_vm_names){ report->model->nr_lives, name_of, report->model };
}

/**
 * ht_panic_is_chosen() - does the user want to know of this life?
 * @report: what is reported
 * @life: a life in it
 *
 * Return: true if so, or if he named no VM.
 */
bool ht_panic_is_chosen(const struct ht_panic_report *report, const struct ht_panic_life *life)
{
	const struct ht_vm_names names = names_of(report);

	return ht_vm_is_chosen(&names, report->vm,
			       (struct ht_vm_name){ life->boot->vm_id, life->boot->vm_pid });
}

/**
 * ht_panic_choose() - is there a VM as the user named one?
 * @report: what is reported
 * @err: says which there are
 *
 * Return: 0 or -ESRCH.
 */
int ht_panic_choose(const struct ht_panic_report *report, struct ht_err *err)
{
	const struct ht_vm_names names = names_of(report);

	return ht_vm_choose(&names, report->vm, err);
}

/**
 * ht_panic_head() - what this life's story is about
 * @life: a life
 *
 * Return: its panic, or else its first oops, or NULL.
 */
const struct ht_fall *ht_panic_head(const struct ht_panic_life *life)
{
	return life->panic ? life->panic : life->oops;
}

/**
 * ht_panic_has_scene() - is there more to say of this life than how it ended?
 * @life: a life
 */
bool ht_panic_has_scene(const struct ht_panic_life *life)
{
	return ht_panic_head(life) || life->end == HT_END_GONE || life->end == HT_END_ANEW;
}

/**
 * ht_fall_symbol() - where it happened
 * @fall: a panic or an oops
 *
 * Return: the innermost line of its backtrace; NULL: that did not arrive.
 */
const char *ht_fall_symbol(const struct ht_fall *fall)
{
	const char *symbol = fall->frames[0].symbol;

	return symbol && *symbol ? symbol : NULL;
}

/**
 * ht_fall_missing() - how many lines of its backtrace did not arrive?
 * @fall: a panic or an oops
 */
uint64_t ht_fall_missing(const struct ht_fall *fall)
{
	return fall->panic.frames > fall->arrived ? fall->panic.frames - fall->arrived : 0;
}

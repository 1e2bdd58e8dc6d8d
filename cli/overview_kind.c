// SPDX-License-Identifier: GPL-2.0-only
/*
 * The overview: what it is made of.
 */
#include "life_events.h"
#include "overview_report.h"
#include "report_kind.h"

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

static int end(const char *path, void *lives, int ret, struct ht_err *err)
{
	return ht_lives_end(path, lives, ret, err);
}

static bool has_any(const void *data)
{
	const struct ht_lives *lives = data;

	return lives->count;
}

static int print(void *data, const struct ht_report_args *args, struct ht_err *err)
{
	const struct ht_lives *lives = data;
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

static void release(void *lives)
{
	ht_lives_exit(lives);
}

const struct ht_report_kind ht_report_overview = {
	.name = "overview",
	.has = HT_REPORT_HAS_VM,
	.size = sizeof(struct ht_lives),
	.ops = &ht_lives_ops,
	.end = end,
	.has_any = has_any,
	.print = print,
	.exit = release,
};

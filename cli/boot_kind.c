// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about boots: what it is made of.
 */
#include <errno.h>

#include "boot_events.h"
#include "boot_report.h"
#include "report_kind.h"

static void begin(void *data, const struct ht_report_args *args)
{
	struct ht_boot_model *model = data;

	model->top = args->top;
	model->keeps = HT_BOOT_KEEPS_LEVELS;
}

static int end(const char *path, void *model, int ret, struct ht_err *err)
{
	return ht_boot_end(path, model, ret, err);
}

/**
 * ht_boot_print_each() - print all boots
 * @model: a finished model
 * @print: prints one; @data is a struct ht_boot_print
 * @top: how many initcalls of each boot at most
 * @err: says what is wrong
 *
 * Return: 0, -ENOMEM, or -EIO: what waited in the file cannot be read.
 */
int ht_boot_print_each(struct ht_boot_model *model, int (*print)(struct ht_boot *boot, void *data),
		       size_t top, struct ht_err *err)
{
	struct ht_boot_print data = { .model = model, .top = top };
	int ret = ht_boot_each(model, print, &data);

	if (ret == -EIO)
		return ht_store_lost(err);
	return ret ? ht_err_nomem(err) : 0;
}

static bool has_any(const void *data)
{
	const struct ht_boot_model *model = data;

	return model->nr_boots;
}

static int print(void *model, const struct ht_report_args *args, struct ht_err *err)
{
	if (args->json)
		return ht_boot_print_json(model, args->top, err);
	return ht_boot_print_text(model, args->top, err);
}

static void release(void *model)
{
	ht_boot_model_exit(model);
}

const struct ht_report_kind ht_report_boot = {
	.name = "boot",
	.has = HT_REPORT_HAS_TOP,
	.size = sizeof(struct ht_boot_model),
	.ops = &ht_boot_ops,
	.begin = begin,
	.end = end,
	.has_any = has_any,
	.print = print,
	.exit = release,
};

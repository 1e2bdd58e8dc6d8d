// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about boots: what it is made of.
 */
#include "boot_events.h"
#include "boot_report.h"
#include "report_kind.h"

static int end(const char *path, void *model, int ret, struct ht_err *err)
{
	return ht_boot_end(path, model, ret, err);
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
	ht_boot_print_text(model, args->top);
	return 0;
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
	.end = end,
	.has_any = has_any,
	.print = print,
	.exit = release,
};

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about shutdowns: what it is made of.
 */
#include "report_kind.h"
#include "shutdown_report.h"

static void begin(void *data, const struct ht_report_args *args)
{
	struct ht_shutdown_model *model = data;

	model->top = args->top;
}

static int end(const char *path, void *model, int ret, struct ht_err *err)
{
	return ht_shutdown_model_end(path, model, ret, err);
}

static bool has_any(const void *data)
{
	const struct ht_shutdown_model *model = data;

	return model->boots.nr_boots;
}

static int print(void *data, const struct ht_report_args *args, struct ht_err *err)
{
	const struct ht_shutdown_model *model = data;
	const struct ht_shutdown_report report = {
		.model = model,
		.vm = args->vm,
		.top = model->top,
	};
	int ret = ht_shutdown_choose(&report, err);

	if (ret)
		return ret;
	if (args->json)
		return ht_shutdown_print_json(&report, err);
	ht_shutdown_print_text(&report);
	return 0;
}

static void release(void *model)
{
	ht_shutdown_model_exit(model);
}

const struct ht_report_kind ht_report_shutdown = {
	.name = "shutdown",
	.has = HT_REPORT_HAS_VM | HT_REPORT_HAS_TOP,
	.size = sizeof(struct ht_shutdown_model),
	.ops = &ht_shutdown_ops,
	.begin = begin,
	.end = end,
	.has_any = has_any,
	.print = print,
	.exit = release,
};

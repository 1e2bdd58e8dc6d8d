// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about panics: what it is made of.
 */
#include "panic_report.h"
#include "report_kind.h"

#define DEFAULT_LAST 8

static void begin(void *data, const struct ht_report_args *args)
{
	struct ht_panic_model *model = data;

	model->last = args->last;
}

static int end(const char *path, void *model, int ret, struct ht_err *err)
{
	return ht_panic_model_end(path, model, ret, err);
}

static bool has_any(const void *data)
{
	const struct ht_panic_model *model = data;

	return model->nr_lives;
}

static int print(void *model, const struct ht_report_args *args, struct ht_err *err)
{
	const struct ht_panic_report report = { .model = model, .vm = args->vm };
	int ret = ht_panic_choose(&report, err);

	if (ret)
		return ret;
	return args->json ? ht_panic_print_json(&report, err) : ht_panic_print_text(&report, err);
}

static void release(void *model)
{
	ht_panic_model_exit(model);
}

const struct ht_report_kind ht_report_panic = {
	.name = "panic",
	.has = HT_REPORT_HAS_VM | HT_REPORT_HAS_LAST,
	.last = DEFAULT_LAST,
	.most = HT_TAIL_MAX,
	.size = sizeof(struct ht_panic_model),
	.ops = &ht_panic_ops,
	.begin = begin,
	.end = end,
	.has_any = has_any,
	.print = print,
	.exit = release,
};

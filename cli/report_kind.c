// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which reports there are, and what they have in common. See report_kind.h.
 */
#include <cache_line.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "report_kind.h"

const struct ht_report_kind *const ht_report_kinds[] = {
	&ht_report_boot,     &ht_report_exits, &ht_report_migrations,
	&ht_report_overview, &ht_report_panic, &ht_report_shutdown,
};
const size_t ht_report_nr_kinds = sizeof(ht_report_kinds) / sizeof(ht_report_kinds[0]);

/**
 * ht_report_find() - find a report
 * @name: its name
 *
 * Return: the report, or NULL.
 */
const struct ht_report_kind *ht_report_find(const char *name)
{
	size_t i;

	for (i = 0; i < ht_report_nr_kinds; i++) {
		if (!strcmp(ht_report_kinds[i]->name, name))
			return ht_report_kinds[i];
	}
	return NULL;
}

/**
 * ht_report_args_complete() - fill what the user did not tell
 * @args: what he did
 */
void ht_report_args_complete(struct ht_report_args *args)
{
	if (!args->has_top)
		args->top = args->json ? SIZE_MAX : HT_REPORT_TOP;
	if (!args->has_last)
		args->last = args->kind->last;
}

/**
 * ht_report_begin() - begin a report, before its first event
 * @args: what the user asked for, complete
 * @err: says what is wrong
 *
 * Return: its model, for the kind's @ops and for ht_report_exit(); NULL: no memory.
 */
void *ht_report_begin(const struct ht_report_args *args, struct ht_err *err)
{
	void *model = ht_lines_alloc(args->kind->size);

	if (!model)
		ht_err_nomem(err);
	else if (args->kind->begin)
		args->kind->begin(model, args);
	return model;
}

/**
 * ht_report_end() - print a report: there are no more events
 * @args: what the user asked for
 * @model: its model
 * @ret: how reading ended: 0, or a negative errno with @err filled; -EIO: the trace is damaged, and
 *	what precedes the damage is reported
 * @err: says what is wrong
 *
 * Return: @ret, or another negative errno: there is nothing to report, no such VM, no memory.
 */
int ht_report_end(const struct ht_report_args *args, void *model, int ret, struct ht_err *err)
{
	const struct ht_report_kind *kind = args->kind;

	ret = kind->end(args->path, model, ret, err);
	if (!ret || (ret == -EIO && kind->has_any(model))) {
		int printed = kind->print(model, args, err);

		ret = ret ?: printed;
	}
	return ret;
}

/**
 * ht_report_exit() - release a report
 * @args: what the user asked for
 * @model: its model, or NULL
 */
void ht_report_exit(const struct ht_report_args *args, void *model)
{
	if (model)
		args->kind->exit(model);
	free(model);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reports, whoever asks for them and wherever the events come from:
 *
 *	hypertrace report …, ht_trace_read() ─┐
 *	                                      ├─► struct ht_trace_ops ─► a model ─► text or JSON
 *	sink.hypertrace.report ───────────────┘
 */
#ifndef HT_REPORT_KIND_H
#define HT_REPORT_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "trace.h"

#define HT_REPORT_TOP 20

/* What a report can be asked for, besides JSON. */
#define HT_REPORT_HAS_VM 1u
#define HT_REPORT_HAS_TOP 2u
#define HT_REPORT_HAS_LAST 4u

/**
 * struct ht_report_args - what the user asked for
 * @kind: which report
 * @path: what he calls the trace
 * @vm: the one VM, as it was typed; NULL: all
 * @json: for a program
 * @has_top: @top was told
 * @top: rows at most; see ht_report_args_complete()
 * @has_last: @last was told
 * @last: events of each vCPU; likewise
 * @more: what only this report can be asked, or NULL: nothing was
 */
struct ht_report_args {
	const struct ht_report_kind *kind;
	const char *path;
	const char *vm;
	bool json;
	bool has_top;
	size_t top;
	bool has_last;
	size_t last;
	const void *more;
};

/**
 * struct ht_report_kind - a report
 * @name: its command's last word
 * @has: HT_REPORT_HAS_…
 * @last: so many last events, unless told
 * @most: and at most
 * @size: of its model, which is all zero at first
 * @ops: fill the model
 * @begin: before the first event; NULL: there is nothing to do
 * @end: after the last one; @ret says how reading ended, and so does what it returns
 * @has_any: of a trace that is damaged, is there anything to print?
 * @print: print the report
 * @exit: release what the model holds
 */
struct ht_report_kind {
	const char *name;
	unsigned int has;
	size_t last;
	size_t most;
	size_t size;
	const struct ht_trace_ops *ops;
	void (*begin)(void *model, const struct ht_report_args *args);
	int (*end)(const char *path, void *model, int ret, struct ht_err *err);
	bool (*has_any)(const void *model);
	int (*print)(void *model, const struct ht_report_args *args, struct ht_err *err);
	void (*exit)(void *model);
};

extern const struct ht_report_kind ht_report_boot;
extern const struct ht_report_kind ht_report_exits;
extern const struct ht_report_kind ht_report_migrations;
extern const struct ht_report_kind ht_report_overview;
extern const struct ht_report_kind ht_report_panic;
extern const struct ht_report_kind ht_report_shutdown;

extern const struct ht_report_kind *const ht_report_kinds[];
extern const size_t ht_report_nr_kinds;

const struct ht_report_kind *ht_report_find(const char *name);
void ht_report_args_complete(struct ht_report_args *args);

void *ht_report_begin(const struct ht_report_args *args, struct ht_err *err);
int ht_report_end(const struct ht_report_args *args, void *model, int ret, struct ht_err *err);
void ht_report_exit(const struct ht_report_args *args, void *model);

#endif /* HT_REPORT_KIND_H */

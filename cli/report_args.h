/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command lines of reports that take one trace: what they have in common.
 */
#ifndef HT_REPORT_ARGS_H
#define HT_REPORT_ARGS_H

#include <argp.h>
#include <stdbool.h>
#include <stddef.h>

#include "err.h"

/* Keys for a report's table of options; it has those that it takes. */
enum ht_report_key {
	HT_KEY_JSON = 'j',
	HT_KEY_LAST = 'l',
	HT_KEY_LIVE = 'L',
	HT_KEY_TOP = 'n',
	HT_KEY_VM = 'v',
};

#define HT_REPORT_TOP 20

/**
 * struct ht_report_args - what the user asked for
 * @path: the trace
 * @vm: the one VM, as it was typed; NULL: all
 * @json: for a program
 * @has_top: @top was told
 * @top: rows at most; HT_REPORT_TOP or, with @json, all, unless told
 * @last: events of each vCPU; what it was before, unless told
 * @most: that @last may be
 */
struct ht_report_args {
	const char *path;
	const char *vm;
	bool json;
	bool has_top;
	size_t top;
	size_t last;
	size_t most;
};

void ht_report_args_parse(int argc, char **argv, const struct argp_option *options, const char *doc,
			  struct ht_report_args *args);

int ht_report_run(struct ht_report_args *args, int (*print)(void *args, struct ht_err *err));

#endif /* HT_REPORT_ARGS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command lines of reports that take one trace: what they have in common.
 */
#ifndef HT_REPORT_ARGS_H
#define HT_REPORT_ARGS_H

#include <argp.h>

#include "report_kind.h"

/* Keys for a report's table of options; it has those that it takes. */
enum ht_report_key {
	HT_KEY_JSON = 'j',
	HT_KEY_LAST = 'l',
	HT_KEY_LIVE = 'L',
	HT_KEY_TOP = 'n',
	HT_KEY_VM = 'v',
};

void ht_report_args_parse(int argc, char **argv, const struct argp_option *options, const char *doc,
			  struct ht_report_args *args);

int ht_report_run(struct ht_report_args *args);

#endif /* HT_REPORT_ARGS_H */

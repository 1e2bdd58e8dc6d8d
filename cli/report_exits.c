// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace report exits.
 */
#include "exits_args.h"
#include "report.h"
#include "report_args.h"
#include "report_kind.h"

/**
 * ht_report_exits_main() - hypertrace report exits
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_report_exits_main(int argc, char **argv)
{
	struct ht_exits_args more;
	struct ht_report_args args = { .kind = &ht_report_exits, .more = &more };

	ht_exits_parse(argc, argv, &more);
	args.path = more.path;
	args.vm = more.vm;
	args.json = more.json;
	args.has_top = true;
	args.top = more.top;
	return ht_report_run(&args);
}

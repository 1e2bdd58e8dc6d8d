// SPDX-License-Identifier: GPL-2.0-only
/*
 * Prints everything that a report is told of a trace, in the order in which it is: what a report
 * prints may not show that two events changed places. Linked to the command's own objects.
 *
 *   usage: read_events TRACE ours|all|skipped   (what is asked for: our events, all events, and to
 *                                                be told of those that are not ours)
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "../../cli/trace.h"
#include "view.h"

static void print_field(enum ht_value_kind kind, union ht_value value)
{
	if (kind == HT_VALUE_TEXT)
		printf(" '%s'", value.text);
	else if (kind == HT_VALUE_UNSIGNED || kind == HT_VALUE_SIGNED)
		printf(" %" PRIx64, value.u);
}

static int print_event(void *data, const struct ht_event *event)
{
	const struct ht_view *view = event->view;
	uint32_t i;

	printf("%s", event->name);
	if (event->has_stamp)
		printf(" %" PRIu64, event->stamp_ns);
	for (i = 0; i < view->class->count; i++)
		print_field(view->class->members[i].kind, view->values[i]);
	putchar('\n');
	return 0;
}

static void print_loss(void *data, enum ht_discarded what, uint64_t count)
{
	printf("lost %d %" PRIu64 "\n", what, count);
}

static void print_skipped(void *data, uint64_t stamp_ns)
{
	printf("skipped %" PRIu64 "\n", stamp_ns);
}

int main(int argc, char **argv)
{
	struct ht_trace_ops ops = { .event = print_event, .discarded = print_loss };
	struct ht_err err = { "" };
	int ret;

	if (argc != 3)
		return 2;
	ops.foreign = !strcmp(argv[2], "all");
	ops.skipped = strcmp(argv[2], "skipped") ? NULL : print_skipped;
	ret = ht_trace_read(argv[1], &ops, NULL, &err);
	printf("%d %s\n", ret, err.text);
	return ret ? 1 : 0;
}

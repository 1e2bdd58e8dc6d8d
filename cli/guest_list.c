// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace guest list and show: what the host knows of its VMs, at this moment.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "guest.h"
#include "guest_args.h"
#include "guest_class.h"
#include "guest_find.h"
#include "guest_json.h"
#include "guest_table.h"
#include "text.h"

#define LIST_SCHEMA "hypertrace.guest.list/1"
#define SHOW_SCHEMA "hypertrace.guest.show/1"

static const struct ht_column columns[] = {
	{ .title = "VM" },
	{ .title = "PID" },
	{ .title = "process", .is_text = true },
	{ .title = "allowed", .is_text = true },
	{ .title = "rings" },
	{ .title = "emitted" },
	{ .title = "traced" },
	{ .title = "lost" },
	{ .title = "exits", .is_text = true },
	{ .title = "classes", .is_text = true },
	{ .title = "asked for", .is_text = true },
};
#define NR_COLUMNS (sizeof(columns) / sizeof(columns[0]))

static const struct argp_option list_options[] = {
	{ "json", HT_GUEST_KEY_JSON, NULL, 0, "Print JSON, schema " LIST_SCHEMA, 0 },
	{ 0 },
};

static const struct argp_option show_options[] = {
	{ "json", HT_GUEST_KEY_JSON, NULL, 0, "Print JSON, schema " SHOW_SCHEMA, 0 },
	{ 0 },
};

static const struct ht_guest_syntax list_syntax = {
	.options = list_options,
	.doc = "The VMs of this host: whether they may trace, what they sent, what was lost.\v"
	       "Columns: the VM's id, its VMM's process and that one's name; whether the "
	       "administrator allows it; its open rings; records emitted = traced + lost; whether "
	       "its exits are counted, and whether it may ask for them by CPUID, too; the event "
	       "classes the host lets through, and those it asks the guest for.\n\n"
	       "Example:\n"
	       "  hypertrace guest list\n"
	       "  hypertrace guest list --json | jq '.vms[].counters.lost'" HT_GUEST_DOC_STATUS,
};

static const struct ht_guest_syntax show_syntax = {
	.options = show_options,
	.args_doc = "VM",
	.doc = "Everything about one VM: losses by cause, event classes, limits."
	       "\vExample:\n"
	       "  hypertrace guest show 1\n"
	       "  hypertrace guest show --json pid:4242 | jq .counters.lost_guest" HT_GUEST_DOC_VM
		       HT_GUEST_DOC_STATUS,
	.missing = "which VM? 'hypertrace guest list' lists them",
	.min = 1,
	.max = 1,
};

static int print_list_json(const struct ht_guests *guests, struct ht_err *err)
{
	struct ht_json root, vms, vm;
	size_t i;

	ht_json_init_array(&vms);
	for (i = 0; i < guests->count; i++) {
		ht_guest_json(&vm, NULL, &guests->list[i]);
		ht_json_append(&vms, ht_json_take(&vm));
	}
	ht_json_init(&root);
	ht_json_put_text(&root, "schema", LIST_SCHEMA);
	ht_json_put(&root, "vms", ht_json_take(&vms));
	return ht_json_print(&root, JSON_C_TO_STRING_PRETTY, err);
}

static int print_guest_json(const struct ht_guest *guest, struct ht_err *err)
{
	struct ht_json vm;

	ht_guest_json(&vm, SHOW_SCHEMA, guest);
	return ht_json_print(&vm, JSON_C_TO_STRING_PRETTY, err);
}

static void fill_row(const void *data, size_t row, struct ht_cell *cells)
{
	const struct ht_guests *guests = data;
	const struct ht_guest *guest = &guests->list[row];
	size_t i = ht_cells_of_guest(cells, guest);

	ht_cell_set(&cells[i], guest->allowed ? "yes" : "no");
	cells[i++].color = guest->allowed ? HT_COLOR_GOOD : HT_COLOR_DIM;
	ht_cell_set(&cells[i++], "%" PRIu64, guest->counters[HT_GUEST_RINGS]);
	ht_cell_set(&cells[i++], "%" PRIu64, guest->counters[HT_GUEST_EMITTED]);
	ht_cell_set(&cells[i++], "%" PRIu64, guest->counters[HT_GUEST_TRACED]);
	ht_cell_set(&cells[i], "%" PRIu64, guest->counters[HT_GUEST_LOST]);
	cells[i++].color = guest->counters[HT_GUEST_LOST] ? HT_COLOR_WARN : HT_COLOR_NONE;
	ht_cell_set(&cells[i++], !guest->exits ? "off" : guest->exits_cpuid ? "cpuid" : "on");
	ht_guest_class_short(cells[i].text, sizeof(cells[i].text), guest->events_allow);
	i++;
	ht_guest_class_short(cells[i].text, sizeof(cells[i].text), guest->events_want);
}

static bool any_allowed(const struct ht_guests *guests)
{
	size_t i;

	for (i = 0; i < guests->count; i++) {
		if (guests->list[i].allowed)
			return true;
	}
	return false;
}

static void print_list_text(const struct ht_guests *guests)
{
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = NR_COLUMNS,
		.nr_rows = guests->count,
		.fill = fill_row,
		.data = guests,
	};

	if (!guests->count) {
		puts("No VM was seen since kvm-hypertrace was loaded.");
		return;
	}
	ht_table_print(&table);
	if (!any_allowed(guests))
		puts("\nNone of them may trace: sudo hypertrace guest allow PID");
}

/**
 * ht_guest_list_main() - hypertrace guest list
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_list_main(int argc, char **argv)
{
	struct ht_err err = { "" };
	struct ht_guest_args args;
	struct ht_guests guests;
	int ret;

	ht_guest_parse(&list_syntax, argc, argv, &args);
	ret = ht_guests_read(&guests, &err);
	if (!ret && args.json)
		ret = print_list_json(&guests, &err);
	else if (!ret)
		print_list_text(&guests);
	return ht_guest_finish(ret, &guests, &err);
}

static void print_line(const char *what, const char *text)
{
	printf("  %-20s %s\n", what, text);
}

static void print_classes(const char *what, const char *list)
{
	char text[HT_GUEST_TEXT];

	ht_guest_class_short(text, sizeof(text), list);
	print_line(what, text);
}

/* In the largest unit that --rate and --quota take and that is exact. */
static void print_limit(const char *what, uint64_t bytes, const char *unit)
{
	static const char suffixes[][2] = { "", "K", "M", "G" };
	char text[64];
	size_t i;

	for (i = 0; i < 3 && bytes && bytes % 1024 == 0; i++)
		bytes /= 1024;
	snprintf(text, sizeof(text), "%" PRIu64 "%s %s", bytes, suffixes[i], unit);
	print_line(what, bytes ? text : "none");
}

static void print_counter(const struct ht_guest *guest, enum ht_guest_counter counter,
			  const char *what)
{
	uint64_t value = guest->counters[counter];
	bool loss = counter >= HT_GUEST_LOST && counter <= HT_GUEST_LOST_INVALID && value;
	enum ht_color color = loss ? HT_COLOR_WARN : HT_COLOR_NONE;

	printf("  %-20s %s%15" PRIu64 "%s  %s\n", ht_guest_counters[counter], ht_term_begin(color),
	       value, ht_term_end(color), what);
}

static void print_counters(const struct ht_guest *guest)
{
	static const char *const what[HT_GUEST_NR_COUNTERS] = {
		[HT_GUEST_EMITTED] = "records the guest made: traced + lost",
		[HT_GUEST_TRACED] = "of them became events",
		[HT_GUEST_LOST] = "of them did not, for one of these reasons:",
		[HT_GUEST_LOST_GUEST] = "did not arrive: mostly its ring was full",
		[HT_GUEST_LOST_RATE] = "over the rate",
		[HT_GUEST_LOST_QUOTA] = "over the quota",
		[HT_GUEST_LOST_UNTRACED] = "no tracer of the host wanted them",
		[HT_GUEST_LOST_INVALID] = "did not pass the host's checks",
		[HT_GUEST_DRAINED_BYTES] = "bytes read from its rings",
		[HT_GUEST_DRAINS] = "times that something was read there",
		[HT_GUEST_DOORBELLS] = "times that the guest asked for it",
		[HT_GUEST_REJECTED] = "calls that were refused",
		[HT_GUEST_FAULTS] = "times that something was wrong with its rings",
		[HT_GUEST_RINGS] = "rings open now",
	};
	size_t i;

	for (i = 0; i < HT_GUEST_NR_COUNTERS; i++)
		print_counter(guest, i, what[i]);
}

static void print_guest(const struct ht_guest *guest)
{
	char comm[4 * sizeof(guest->comm)];

	ht_text_escape(comm, sizeof(comm), guest->comm[0] ? guest->comm : "-");
	printf("%sVM %" PRIu32 "%s, process %d (%s)\n\n", ht_term_begin(HT_COLOR_STRONG), guest->id,
	       ht_term_end(HT_COLOR_STRONG), guest->pid, comm);
	print_line("allowed", guest->allowed ? "yes" : "no");
	print_classes("classes let through", guest->events_allow);
	print_classes("classes asked for", guest->events_want);
	print_limit("rate limit", guest->rate, "bytes/s");
	print_limit("quota", guest->quota, "bytes");
	print_line("exits counted", guest->exits ? "yes" : "no");
	print_line("exits by CPUID", guest->exits_cpuid ? "yes" : "no");
	putchar('\n');
	print_counters(guest);
}

/**
 * ht_guest_show_main() - hypertrace guest show
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_show_main(int argc, char **argv)
{
	const struct ht_guest *guest;
	struct ht_err err = { "" };
	struct ht_guest_args args;
	struct ht_guests guests;
	int ret;

	ht_guest_parse(&show_syntax, argc, argv, &args);
	ret = ht_guests_read(&guests, &err) ?: ht_guest_find(&guests, args.words[0], &guest, &err);
	if (!ret && args.json)
		ret = print_guest_json(guest, &err);
	else if (!ret)
		print_guest(guest);
	return ht_guest_finish(ret, &guests, &err);
}

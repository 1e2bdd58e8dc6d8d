// SPDX-License-Identifier: GPL-2.0-only
/*
 * hypertrace guest watch: how fast the counters grow.
 */
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "guest.h"
#include "guest_args.h"
#include "guest_find.h"
#include "guest_json.h"
#include "guest_table.h"
#include "live.h"

#define SCHEMA "hypertrace.guest.watch/1"

/* What grows, and how a column and a program's key call it. */
static const struct {
	enum ht_guest_counter counter;
	const char *title;
	const char *key;
} rates[] = {
	{ HT_GUEST_EMITTED, "emitted/s", "emitted_per_s" },
	{ HT_GUEST_TRACED, "traced/s", "traced_per_s" },
	{ HT_GUEST_LOST, "lost/s", "lost_per_s" },
	{ HT_GUEST_DRAINED_BYTES, "bytes/s", "bytes_per_s" },
};
#define NR_RATES (sizeof(rates) / sizeof(rates[0]))
/* VM, PID, process; the rates; all that was ever lost */
#define NR_COLUMNS (3 + NR_RATES + 1)

static const struct argp_option options[] = {
	{ "json", HT_GUEST_KEY_JSON, NULL, 0, "Print JSON, one line a sample, schema " SCHEMA, 0 },
	{ "interval", HT_GUEST_KEY_INTERVAL, "S", 0, "Seconds between samples (default: 1)", 0 },
	{ "count", HT_GUEST_KEY_COUNT, "N", 0, "Stop after N samples (default: at Ctrl-C)", 0 },
	{ 0 },
};

static const struct ht_guest_syntax syntax = {
	.options = options,
	.args_doc = "[VM]",
	.doc = "How many records and bytes a second come from each VM, and how many are lost."
	       "\vThe first sample comes after the first interval. With a VM it ends when that VM "
	       "does.\n\n"
	       "Example:\n"
	       "  hypertrace guest watch --interval 5\n"
	       "  hypertrace guest watch --json 1 | jq '.vms[].lost_per_s'" HT_GUEST_DOC_VM
		       HT_GUEST_DOC_STATUS,
	.max = 1,
};

/**
 * struct watch - what is compared
 * @args: the command line
 * @before: the sample before
 * @now: this sample
 * @only: the one VM that is watched, by id; 0: all of them
 * @live: how samples follow each other
 */
struct watch {
	struct ht_guest_args args;
	struct ht_guests before;
	struct ht_guests now;
	uint32_t only;
	struct ht_live live;
};

static bool is_watched(const struct watch *watch, const struct ht_guest *guest)
{
	return !watch->only || guest->id == watch->only;
}

/* The same VM in the sample before, NULL if it is new. */
static const struct ht_guest *earlier(const struct watch *watch, const struct ht_guest *guest)
{
	size_t i;

	for (i = 0; i < watch->before.count; i++) {
		const struct ht_guest *old = &watch->before.list[i];

		if (old->id == guest->id && old->pid == guest->pid)
			return old;
	}
	return NULL;
}

static double seconds(const struct watch *watch)
{
	return (double)(watch->now.at_ns - watch->before.at_ns) / 1e9;
}

/*
 * A VM that is new has counted from 0. What was thought to be lost may turn up, and all counters
 * begin anew with the module; neither is a speed.
 */
static double rate(const struct watch *watch, const struct ht_guest *guest,
		   enum ht_guest_counter counter)
{
	const struct ht_guest *old = earlier(watch, guest);
	uint64_t value = guest->counters[counter];

	if (old)
		value = value > old->counters[counter] ? value - old->counters[counter] : 0;
	return (double)value / seconds(watch);
}

static json_object *new_double(double value)
{
	char text[64];

	snprintf(text, sizeof(text), "%.6f", value);
	return json_object_new_double_s(value, text);
}

static json_object *vm_json(const struct watch *watch, const struct ht_guest *guest)
{
	struct ht_json vm;
	size_t i;

	ht_guest_json(&vm, NULL, guest);
	for (i = 0; i < NR_RATES; i++)
		ht_json_put(&vm, rates[i].key, new_double(rate(watch, guest, rates[i].counter)));
	return ht_json_take(&vm);
}

static int print_json(const struct watch *watch, struct ht_err *err)
{
	struct ht_json root, vms;
	struct timespec now;
	size_t i;

	clock_gettime(CLOCK_REALTIME, &now);
	ht_json_init_array(&vms);
	for (i = 0; i < watch->now.count; i++) {
		const struct ht_guest *guest = &watch->now.list[i];

		if (is_watched(watch, guest))
			ht_json_append(&vms, vm_json(watch, guest));
	}
	ht_json_init(&root);
	ht_json_put_text(&root, "schema", SCHEMA);
	ht_json_put(&root, "vms", ht_json_take(&vms));
	ht_json_put_int(&root, "time_ns", (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
	ht_json_put(&root, "seconds", new_double(seconds(watch)));
	return ht_json_print(&root, JSON_C_TO_STRING_PLAIN, err);
}

static const struct ht_guest *find_only(const struct watch *watch)
{
	size_t i;

	for (i = 0; i < watch->now.count; i++) {
		if (is_watched(watch, &watch->now.list[i]))
			return &watch->now.list[i];
	}
	return NULL;
}

static void fill_row(const void *data, size_t row, struct ht_cell *cells)
{
	const struct watch *watch = data;
	const struct ht_guest *guest = watch->only ? find_only(watch) : &watch->now.list[row];
	size_t i = ht_cells_of_guest(cells, guest), k;
	uint64_t lost = guest->counters[HT_GUEST_LOST];

	for (k = 0; k < NR_RATES; k++, i++) {
		double value = rate(watch, guest, rates[k].counter);

		ht_cell_set(&cells[i], "%.0f", value);
		if (rates[k].counter == HT_GUEST_LOST && value > 0)
			cells[i].color = HT_COLOR_BAD;
	}
	ht_cell_set(&cells[i], "%" PRIu64, lost);
	cells[i].color = lost ? HT_COLOR_WARN : HT_COLOR_NONE;
}

static void print_table(const struct watch *watch)
{
	struct ht_column columns[NR_COLUMNS] = {
		{ .title = "VM" },
		{ .title = "PID" },
		{ .title = "process", .is_text = true },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = NR_COLUMNS,
		.nr_rows = watch->only ? 1 : watch->now.count,
		.fill = fill_row,
		.data = watch,
	};
	size_t i;

	for (i = 0; i < NR_RATES; i++)
		columns[3 + i].title = rates[i].title;
	columns[NR_COLUMNS - 1].title = "lost in all";
	ht_table_print(&table);
}

static void print_text(struct watch *watch)
{
	ht_live_show(&watch->live, seconds(watch));
	if (watch->now.count)
		print_table(watch);
	else
		puts("no VM yet");
}

static int choose(struct watch *watch, struct ht_err *err)
{
	const struct ht_guest *guest;
	int ret;

	if (!watch->args.count)
		return 0;
	ret = ht_guest_find(&watch->now, watch->args.words[0], &guest, err);
	if (!ret)
		watch->only = guest->id;
	return ret;
}

static bool is_over(const struct watch *watch)
{
	return watch->only && !find_only(watch);
}

static int sample(struct watch *watch, struct ht_err *err)
{
	ht_guests_exit(&watch->before);
	watch->before = watch->now;
	return ht_guests_read(&watch->now, err);
}

/* Returns early, and without an error, if nobody reads any more: the program's end tells. */
static int run(struct watch *watch, struct ht_err *err)
{
	uint64_t i;
	int ret = 0;

	ht_live_init(&watch->live);
	for (i = 0; !ret && (!watch->args.samples || i < watch->args.samples); i++) {
		ht_live_wait(&watch->live, watch->args.interval_ns);
		ret = sample(watch, err);
		if (ret || is_over(watch))
			return ret;
		if (watch->args.json)
			ret = print_json(watch, err);
		else
			print_text(watch);
		if (fflush(stdout))
			return ret;
	}
	return ret;
}

/**
 * ht_guest_watch_main() - hypertrace guest watch
 * @argc: arguments
 * @argv: the command's full name, then its arguments
 *
 * Return: exit status. Does not return from a usage error or --help.
 */
int ht_guest_watch_main(int argc, char **argv)
{
	struct watch watch = { 0 };
	struct ht_err err = { "" };
	int ret;

	ht_guest_parse(&syntax, argc, argv, &watch.args);
	ret = sample(&watch, &err) ?: choose(&watch, &err) ?: run(&watch, &err);
	ht_guests_exit(&watch.before);
	return ht_guest_finish(ret, &watch.now, &err);
}

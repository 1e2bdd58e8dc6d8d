// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two tables of the boot report: levels, and initcalls.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "boot_table.h"
#include "table.h"
#include "term.h"
#include "text.h"

#define LEVEL_NAME 14 /* the kernel's longest is "postcore" */
#define BAR 30
#define NAME_MAX 64

/* Level of an initcall outside of the boot levels: it has no share in the boot either. */
#define MODULE_LEVEL "module"

static void print_header(const char *text)
{
	printf("%s%s%s\n", ht_term_begin(HT_COLOR_DIM), text, ht_term_end(HT_COLOR_DIM));
}

static void print_bar(int64_t part, int64_t whole)
{
	double share = whole > 0 && part > 0 ? (double)part / (double)whole : 0;
	int length = share < 1 ? (int)(share * BAR + 0.5) : BAR;

	if (length)
		fputs("  ", stdout);
	while (length--)
		fputs(ht_term_bar(), stdout);
}

static void escape_fit(char *out, size_t size, const char *text, size_t width)
{
	ht_text_escape(out, size, text);
	ht_text_fit(out, width);
}

static void print_level(const struct ht_boot *boot, const struct ht_level *level, int64_t whole)
{
	char name[NAME_MAX], start[HT_TEXT_SHORT];
	char took[HT_TEXT_SHORT] = "-", share[HT_TEXT_SHORT] = "-";
	bool runs = level->finished < level->initcalls;

	escape_fit(name, sizeof(name), level->name, LEVEL_NAME);
	ht_text_ms(start, sizeof(start), ht_boot_since(boot, level->start_ns));
	if (level->has_duration) {
		ht_text_ms(took, sizeof(took), level->duration_ns);
		ht_text_share(share, sizeof(share), level->duration_ns, whole);
	} else if (runs) {
		strcpy(took, "running");
	}
	printf("  %-*s %13s %13s  %7s %9" PRIu64, LEVEL_NAME, name, start, took, share,
	       level->initcalls);
	print_bar(level->duration_ns, whole);
	putchar('\n');
}

/**
 * ht_boot_print_levels() - print a boot's levels in the order they began
 * @boot: a boot of a finished model
 * @whole: nanoseconds that make 100 %
 */
void ht_boot_print_levels(const struct ht_boot *boot, int64_t whole)
{
	size_t i;

	if (!boot->nr_levels)
		return;
	putchar('\n');
	print_header("  Boot level             start          took    share initcalls");
	for (i = 0; i < boot->nr_levels; i++)
		print_level(boot, boot->levels[i], whole);
}

/**
 * struct initcalls - a table of initcalls
 * @boot: whose
 * @whole: nanoseconds that make 100 %
 */
struct initcalls {
	const struct ht_boot *boot;
	int64_t whole;
};

static void set_name(struct ht_cell *cell, const struct ht_initcall *call)
{
	size_t room = sizeof(cell->text);
	size_t len = ht_text_escape(cell->text, room - 4, call->name);

	if (!len)
		len = strlen(strcpy(cell->text, "?"));
	if (!call->module[0] || len + 4 >= room)
		return;
	strcpy(cell->text + len, " [");
	len += 2;
	len += ht_text_escape(cell->text + len, room - len - 1, call->module);
	strcpy(cell->text + len, "]");
}

static void set_level(struct ht_cell *cell, const struct ht_initcall *call)
{
	escape_fit(cell->text, sizeof(cell->text), call->level ? call->level->name : MODULE_LEVEL,
		   LEVEL_NAME);
}

static void set_ret(struct ht_cell *cell, const struct ht_initcall *call)
{
	if (call->finished && call->ret)
		ht_text_ret(cell->text, sizeof(cell->text), call->ret);
	cell->color = HT_COLOR_WARN;
}

static void set_times(struct ht_cell *took, struct ht_cell *share, const struct ht_initcall *call,
		      int64_t whole)
{
	ht_cell_set(share, "-");
	if (!call->finished) {
		ht_cell_set(took, "running");
		took->color = HT_COLOR_BAD;
		return;
	}
	ht_text_ms(took->text, sizeof(took->text), call->duration_ns);
	if (call->level)
		ht_text_share(share->text, sizeof(share->text), call->duration_ns, whole);
}

static void fill_initcall(const void *data, size_t row, struct ht_cell *cells)
{
	const struct initcalls *table = data;
	const struct ht_initcall *call = table->boot->initcalls[row];

	set_name(&cells[0], call);
	set_times(&cells[1], &cells[2], call, table->whole);
	ht_text_ms(cells[3].text, sizeof(cells[3].text),
		   ht_boot_since(table->boot, call->start_ns));
	set_level(&cells[4], call);
	ht_cell_set(&cells[5], "%" PRIu32, call->vcpu);
	set_ret(&cells[6], call);
}

static void print_rest(const struct ht_boot *boot, size_t shown)
{
	uint64_t failed = 0;
	size_t i;

	if (shown == boot->nr_initcalls)
		return;
	for (i = shown; i < boot->nr_initcalls; i++)
		failed += boot->initcalls[i]->finished && boot->initcalls[i]->ret;
	printf("%s  and %zu more", ht_term_begin(HT_COLOR_DIM), boot->nr_initcalls - shown);
	if (failed)
		printf(", %" PRIu64 " of them returned an error", failed);
	printf(" (--top all lists them)%s\n", ht_term_end(HT_COLOR_DIM));
}

/**
 * ht_boot_print_initcalls() - print a boot's initcalls, those that never returned first
 * @boot: a boot of a finished model
 * @whole: nanoseconds that make 100 %
 * @top: how many at most
 */
void ht_boot_print_initcalls(const struct ht_boot *boot, int64_t whole, size_t top)
{
	static const struct ht_column columns[] = {
		{ .title = "Initcall", .is_text = true, .gives_way = true },
		{ .title = "took" },
		{ .title = "share" },
		{ .title = "start" },
		{ .title = "level", .is_text = true },
		{ .title = "vCPU" },
		{ .title = "returned", .is_text = true, .optional = true },
	};
	const struct initcalls initcalls = { boot, whole };
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = top < boot->nr_initcalls ? top : boot->nr_initcalls,
		.indent = 2,
		.fill = fill_initcall,
		.data = &initcalls,
	};

	if (table.nr_rows) {
		putchar('\n');
		ht_table_print(&table);
	}
	print_rest(boot, table.nr_rows);
}

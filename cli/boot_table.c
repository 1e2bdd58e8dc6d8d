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

/**
 * struct part - a table of one boot
 * @model: all of it
 * @boot: the boot
 * @whole: nanoseconds that make 100 %
 * @khz: rate of the TSC that costs are counted in, 0: not known
 */
struct part {
	const struct ht_boot_model *model;
	const struct ht_boot *boot;
	int64_t whole;
	uint32_t khz;
};

static void set_ms(struct ht_cell *cell, int64_t ns)
{
	ht_cell_set(cell, "%.3f", (double)ns / 1e6);
}

/* Of @took, what was the guest's and what was the hypervisor's. */
static void set_split(struct ht_cell *guest, struct ht_cell *hv, const struct ht_cost *cost,
		      int64_t took, uint32_t khz)
{
	int64_t ns;

	ht_cell_set(guest, "-");
	ht_cell_set(hv, "-");
	if (!khz)
		return;
	ns = (int64_t)ht_cycles_to_ns(cost->cycles, khz);
	set_ms(hv, ns);
	/* The two are from two clocks, so a span that was all the hypervisor's may be shorter. */
	set_ms(guest, took > ns ? took - ns : 0);
}

static void set_exits(struct ht_cell *cell, const struct ht_cost *cost)
{
	ht_cell_set(cell, "%" PRIu64 "%s", cost->exits, cost->gaps ? "+" : "");
}

static void set_top(struct ht_cell *cell, const struct part *part, const struct ht_reasons *reasons)
{
	const struct ht_reason *top = ht_reasons_top(reasons);

	if (top)
		ht_reason_name(cell->text, sizeof(cell->text), part->model->isa, top->number);
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

static void print_plain_levels(const struct ht_boot *boot, int64_t whole)
{
	size_t i;

	print_header("  Boot level             start          took    share initcalls");
	for (i = 0; i < boot->nr_levels; i++)
		print_level(boot, boot->levels[i], whole);
}

static void fill_level(const void *data, size_t row, struct ht_cell *cells)
{
	const struct part *part = data;
	const struct ht_level *level = part->boot->levels[row];

	escape_fit(cells[0].text, sizeof(cells[0].text), level->name, LEVEL_NAME);
	set_ms(&cells[1], ht_boot_since(part->boot, level->start_ns));
	ht_cell_set(&cells[2], level->finished < level->initcalls ? "running" : "-");
	ht_cell_set(&cells[3], "-");
	ht_cell_set(&cells[4], "-");
	ht_cell_set(&cells[5], "-");
	if (level->has_duration) {
		set_ms(&cells[2], level->duration_ns);
		ht_text_share(cells[3].text, sizeof(cells[3].text), level->duration_ns,
			      part->whole);
		set_split(&cells[4], &cells[5], &level->cost, level->duration_ns, part->khz);
	}
	set_exits(&cells[6], &level->cost);
	ht_cell_set(&cells[7], "%" PRIu64, level->initcalls);
	set_top(&cells[8], part, &level->reasons);
}

static void print_cost_levels(const struct part *part)
{
	static const struct ht_column columns[] = {
		{ .title = "Boot level", .is_text = true },
		{ .title = "start ms" },
		{ .title = "took ms" },
		{ .title = "share" },
		{ .title = "guest ms" },
		{ .title = "hv ms" },
		{ .title = "exits" },
		{ .title = "initcalls" },
		{ .title = "top reason", .is_text = true, .optional = true },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = part->boot->nr_levels,
		.indent = 2,
		.fill = fill_level,
		.data = part,
	};

	ht_table_print(&table);
	if (part->boot->cost.gaps)
		print_header("  + and more: the boot went on on another vCPU meanwhile");
}

/**
 * ht_boot_print_levels() - print a boot's levels in the order they began
 * @model: a finished model
 * @boot: one of its boots
 * @whole: nanoseconds that make 100 %
 */
void ht_boot_print_levels(const struct ht_boot_model *model, const struct ht_boot *boot,
			  int64_t whole)
{
	const struct part part = { model, boot, whole, ht_boot_khz(model, boot) };

	if (!boot->nr_levels)
		return;
	putchar('\n');
	if (boot->has_exits)
		print_cost_levels(&part);
	else
		print_plain_levels(boot, whole);
}

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

static void set_running(struct ht_cell *cell)
{
	ht_cell_set(cell, "running");
	cell->color = HT_COLOR_BAD;
}

static void set_times(struct ht_cell *took, struct ht_cell *share, const struct ht_initcall *call,
		      int64_t whole)
{
	ht_cell_set(share, "-");
	if (!call->finished) {
		set_running(took);
		return;
	}
	ht_text_ms(took->text, sizeof(took->text), call->duration_ns);
	if (call->level)
		ht_text_share(share->text, sizeof(share->text), call->duration_ns, whole);
}

static void fill_initcall(const void *data, size_t row, struct ht_cell *cells)
{
	const struct part *part = data;
	const struct ht_initcall *call = part->boot->initcalls[row];

	set_name(&cells[0], call);
	set_times(&cells[1], &cells[2], call, part->whole);
	ht_text_ms(cells[3].text, sizeof(cells[3].text), ht_boot_since(part->boot, call->start_ns));
	set_level(&cells[4], call);
	ht_cell_set(&cells[5], "%" PRIu32, call->vcpu);
	set_ret(&cells[6], call);
}

static void print_plain_initcalls(const struct part *part, size_t rows)
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
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = rows,
		.indent = 2,
		.fill = fill_initcall,
		.data = part,
	};

	ht_table_print(&table);
}

static void fill_cost_initcall(const void *data, size_t row, struct ht_cell *cells)
{
	const struct part *part = data;
	const struct ht_initcall *call = part->boot->initcalls[row];

	set_name(&cells[0], call);
	if (call->finished)
		set_ms(&cells[1], call->duration_ns);
	else
		set_running(&cells[1]);
	ht_cell_set(&cells[2], "-");
	ht_cell_set(&cells[3], "-");
	ht_cell_set(&cells[4], "-");
	if (call->has_cost) {
		set_split(&cells[2], &cells[3], &call->cost, call->duration_ns, part->khz);
		set_exits(&cells[4], &call->cost);
	}
	if (ht_initcall_has_reasons(call))
		set_top(&cells[5], part, &call->reasons);
	set_level(&cells[6], call);
	set_ret(&cells[7], call);
}

static void print_cost_initcalls(const struct part *part, size_t rows)
{
	static const struct ht_column columns[] = {
		{ .title = "Initcall", .is_text = true, .gives_way = true },
		{ .title = "took ms" },
		{ .title = "guest ms" },
		{ .title = "hv ms" },
		{ .title = "exits" },
		{ .title = "top reason", .is_text = true, .optional = true },
		{ .title = "level", .is_text = true },
		{ .title = "returned", .is_text = true, .optional = true },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = rows,
		.indent = 2,
		.fill = fill_cost_initcall,
		.data = part,
	};

	ht_table_print(&table);
}

static void print_rest(const struct ht_boot *boot, size_t shown)
{
	uint64_t failed = boot->failed;
	size_t i;

	if (shown == boot->begun)
		return;
	for (i = 0; i < shown; i++)
		failed -= boot->initcalls[i]->finished && boot->initcalls[i]->ret;
	printf("%s  and %zu more", ht_term_begin(HT_COLOR_DIM), boot->begun - shown);
	if (failed)
		printf(", %" PRIu64 " of them returned an error", failed);
	printf(" (--top all lists them)%s\n", ht_term_end(HT_COLOR_DIM));
}

/**
 * ht_boot_print_initcalls() - print a boot's initcalls, those that never returned first
 * @model: a finished model
 * @boot: one of its boots
 * @whole: nanoseconds that make 100 %
 * @top: how many at most
 */
void ht_boot_print_initcalls(const struct ht_boot_model *model, const struct ht_boot *boot,
			     int64_t whole, size_t top)
{
	const struct part part = { model, boot, whole, ht_boot_khz(model, boot) };
	size_t rows = top < boot->nr_initcalls ? top : boot->nr_initcalls;

	if (rows)
		putchar('\n');
	if (rows && boot->has_exits)
		print_cost_initcalls(&part, rows);
	else if (rows)
		print_plain_initcalls(&part, rows);
	print_rest(boot, rows);
}

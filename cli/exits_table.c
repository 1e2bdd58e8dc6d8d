// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of the report about exits, at most 100 columns wide: so durations have three digits.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "exits_table.h"
#include "table.h"
#include "text.h"

#define BAR 30

static void set_share(struct ht_cell *cell, uint64_t part, uint64_t whole)
{
	ht_text_percent(cell->text, sizeof(cell->text), part, whole);
}

static void set_cycles(struct ht_cell *cell, uint64_t cycles, uint32_t khz)
{
	ht_text_cycles(cell->text, sizeof(cell->text), cycles, khz);
}

/* "<" says that it is an upper bound. */
static void set_at_most(struct ht_cell *cell, bool is_bound, uint64_t cycles, uint32_t khz)
{
	char text[HT_TEXT_SHORT];

	ht_text_cycles(text, sizeof(text), cycles, khz);
	ht_cell_set(cell, "%s%s", is_bound ? "<" : "", text);
}

static void fill_row(const void *data, size_t number, struct ht_cell *cells)
{
	const struct ht_exits_rows *rows = data;
	const struct ht_exits_row *row = &rows->list[number];
	const struct ht_exit_counts *counts = &row->counts;
	bool is_bound = row->vm->source != HT_EXITS_SINGLE;
	uint32_t khz = row->vm->khz;

	ht_cell_set(&cells[0], "%s", row->name);
	ht_cell_set(&cells[1], "%" PRIu64, counts->count);
	set_share(&cells[2], counts->count, rows->total.counts.count);
	set_cycles(&cells[3], counts->cycles, khz);
	set_share(&cells[4], counts->cycles, rows->total.counts.cycles);
	set_cycles(&cells[5], ht_exit_counts_mean(counts), khz);
	set_at_most(&cells[6], is_bound, row->p50, khz);
	set_at_most(&cells[7], is_bound, row->p99, khz);
	set_at_most(&cells[8], counts->max_is_bound, counts->max, khz);
	set_share(&cells[9], counts->fast, counts->count);
	set_share(&cells[10], counts->user_cycles, counts->cycles);
}

/**
 * ht_exits_print_rows() - print a table of exits
 * @title: of the first column
 * @rows: they
 * @top: how many at most
 */
void ht_exits_print_rows(const char *title, const struct ht_exits_rows *rows, size_t top)
{
	const struct ht_column columns[] = {
		{ .title = title, .is_text = true, .gives_way = true },
		{ .title = "exits" },
		{ .title = "share" },
		{ .title = "time" },
		{ .title = "share" },
		{ .title = "mean" },
		{ .title = "p50" },
		{ .title = "p99" },
		{ .title = "max" },
		{ .title = "fast" },
		{ .title = "VMM" },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = top < rows->count ? top : rows->count,
		.indent = 2,
		.fill = fill_row,
		.data = rows,
	};

	putchar('\n');
	ht_table_print(&table);
	ht_table_print_rest(rows->count, table.nr_rows);
}

/**
 * struct phases - a table of phases
 * @vm: whose
 * @rows: they
 * @row: the latest of them; NULL: it cannot be read, nor can those that follow
 */
struct phases {
	const struct ht_exits_vm *vm;
	struct ht_phase_rows *rows;
	const struct ht_phase_row *row;
};

static void set_ms(struct ht_cell *cell, int64_t ns)
{
	ht_cell_set(cell, "%.3f", (double)ns / 1e6);
}

/* Rows come one after the other, then again from the first one. */
static void go_to(struct phases *table, size_t row)
{
	if (!row ? ht_phase_rows_rewind(table->rows) : !table->row)
		table->row = NULL;
	else if (ht_phase_rows_next(table->rows, &table->row))
		table->row = NULL;
}

static void fill_phase(const void *data, size_t number, struct ht_cell *cells)
{
	struct phases *table = *(struct phases *const *)data;
	const struct ht_phase_row *row;
	uint32_t khz = table->vm->khz;
	size_t i;

	go_to(table, number);
	row = table->row;
	if (!row)
		return;
	ht_text_escape(cells[0].text, sizeof(cells[0].text), ht_phase_row_name(row));
	ht_cell_set(&cells[1], "%" PRIu64, row->times);
	set_ms(&cells[2], row->took_ns);
	for (i = 3; i < 7; i++)
		ht_cell_set(&cells[i], "-");
	if (row->has_cost && khz) {
		int64_t ns = (int64_t)ht_cycles_to_ns(row->cost.cycles, khz);

		set_ms(&cells[3], row->took_ns > ns ? row->took_ns - ns : 0);
		set_ms(&cells[4], ns);
	}
	if (row->has_cost) {
		set_share(&cells[5], row->cost.cycles, table->rows->cost.cycles);
		ht_cell_set(&cells[6], "%" PRIu64 "%s", row->cost.exits, row->cost.gaps ? "+" : "");
	}
	if (row->nr_reasons)
		ht_reason_name(cells[7].text, sizeof(cells[7].text), table->vm->isa,
			       row->reasons[0].number);
}

/**
 * ht_exits_print_phases() - print a table of what a guest was doing
 * @title: of the first column
 * @vm: its VM
 * @rows: the phases
 * @top: how many at most
 *
 * Return: 0, or -EIO: a temporary file cannot be read.
 */
int ht_exits_print_phases(const char *title, const struct ht_exits_vm *vm,
			  struct ht_phase_rows *rows, size_t top)
{
	const struct ht_column columns[] = {
		{ .title = title, .is_text = true, .gives_way = true },
		{ .title = "times" },
		{ .title = "took ms" },
		{ .title = "guest ms" },
		{ .title = "hv ms" },
		{ .title = "share" },
		{ .title = "exits" },
		{ .title = "top reason", .is_text = true, .optional = true },
	};
	struct phases phases = { vm, rows, NULL }, *data = &phases;
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = top < rows->count ? top : rows->count,
		.indent = 2,
		.fill = fill_phase,
		.data = &data,
	};

	putchar('\n');
	ht_table_print(&table);
	ht_table_print_rest(rows->count, table.nr_rows);
	return table.nr_rows && !phases.row ? -EIO : 0;
}

/**
 * struct spans - a table of spans of time
 * @growth: they
 * @khz: rate of the TSC that counts cycles
 * @most: exits in one of them
 */
struct spans {
	const struct ht_growth *growth;
	uint32_t khz;
	uint64_t most;
};

static void set_bar(struct ht_cell *cell, uint64_t part, uint64_t whole)
{
	size_t length = whole ? (size_t)((unsigned __int128)part * BAR / whole) : 0;
	char *to = cell->text;

	while (length--)
		*to++ = '#';
	*to = '\0';
}

static void fill_span(const void *data, size_t row, struct ht_cell *cells)
{
	const struct spans *table = data;
	const struct ht_growth_span *span = &table->growth->spans[row];
	uint64_t origin = table->growth->spans[0].begin_ns;
	uint64_t ns = span->end_ns - span->begin_ns;

	ht_cell_set(&cells[0], "%.3f", (double)(int64_t)(span->begin_ns - origin) / 1e9);
	ht_cell_set(&cells[1], "%.3f", (double)(int64_t)(span->end_ns - origin) / 1e9);
	ht_cell_set(&cells[2], "%" PRIu64, span->exits);
	ht_cell_set(&cells[3], "-");
	if (ns)
		ht_cell_set(&cells[3], "%.0f", (double)span->exits * 1e9 / (double)ns);
	set_cycles(&cells[4], span->cycles, table->khz);
	set_bar(&cells[5], span->exits, table->most);
}

/**
 * ht_exits_print_growth() - print how many exits there were when
 * @vm: of which VM
 * @growth: spans of time
 */
void ht_exits_print_growth(const struct ht_exits_vm *vm, const struct ht_growth *growth)
{
	static const struct ht_column columns[] = {
		{ .title = "From s" },	{ .title = "to s" }, { .title = "exits" },
		{ .title = "exits/s" }, { .title = "time" }, { .title = "", .is_text = true },
	};
	struct spans spans = { growth, vm->khz, 0 };
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = growth->count,
		.indent = 2,
		.fill = fill_span,
		.data = &spans,
	};
	size_t i;

	for (i = 0; i < growth->count; i++) {
		if (growth->spans[i].exits > spans.most)
			spans.most = growth->spans[i].exits;
	}
	putchar('\n');
	ht_table_print(&table);
}

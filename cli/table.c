// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables whose columns are as wide as what is in them.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "table.h"
#include "text.h"

#define LINE 100
#define GAP 2
/* A column that gives way to the others has no less than this. */
#define LEAST 16
/* So many rows are made once, and kept until they are printed. */
#define FEW 64

/**
 * ht_cell_set() - fill a cell
 * @cell: has no colour afterwards
 * @fmt: printf format
 */
void ht_cell_set(struct ht_cell *cell, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(cell->text, sizeof(cell->text), fmt, args);
	va_end(args);
	cell->color = HT_COLOR_NONE;
}

static void fill_row(const struct ht_table *table, size_t row, struct ht_cell *cells)
{
	size_t i;

	for (i = 0; i < table->nr_columns; i++) {
		cells[i].text[0] = '\0';
		cells[i].color = HT_COLOR_NONE;
	}
	table->fill(table->data, row, cells);
}

static void fill_titles(const struct ht_table *table, struct ht_cell *cells)
{
	size_t i;

	for (i = 0; i < table->nr_columns; i++) {
		ht_cell_set(&cells[i], "%s", table->columns[i].title);
		cells[i].color = HT_COLOR_DIM;
	}
}

static void widen(int *width, const struct ht_cell *cell)
{
	int len = (int)strlen(cell->text);

	if (len > *width)
		*width = len;
}

/* The widest of those that give way and still can; @nr_columns: none. */
static size_t widest(const struct ht_table *table, const int *widths)
{
	size_t found = table->nr_columns, i;

	for (i = 0; i < table->nr_columns; i++) {
		if (!table->columns[i].gives_way || widths[i] <= LEAST)
			continue;
		if (found == table->nr_columns || widths[i] > widths[found])
			found = i;
	}
	return found;
}

/* A width of 0: the column is not there. */
static void fit(const struct ht_table *table, int *widths)
{
	int line = table->indent - GAP;
	size_t i;

	for (i = 0; i < table->nr_columns; i++) {
		if (table->columns[i].gives_way && widths[i] < LEAST)
			widths[i] = LEAST;
		line += widths[i] ? widths[i] + GAP : 0;
	}
	for (; line > LINE; line--) {
		i = widest(table, widths);
		if (i == table->nr_columns)
			return;
		widths[i]--;
	}
}

/* @kept: where rows stay, one after the other; NULL: nowhere. */
static void measure(const struct ht_table *table, int *widths, struct ht_cell *kept)
{
	struct ht_cell one[HT_TABLE_COLUMNS], *cells = one;
	size_t row, i;

	memset(widths, 0, HT_TABLE_COLUMNS * sizeof(*widths));
	for (row = 0; row < table->nr_rows; row++) {
		if (kept)
			cells = &kept[row * table->nr_columns];
		fill_row(table, row, cells);
		for (i = 0; i < table->nr_columns; i++)
			widen(&widths[i], &cells[i]);
	}
	cells = one;
	fill_titles(table, cells);
	for (i = 0; i < table->nr_columns; i++) {
		if (widths[i] || !table->columns[i].optional)
			widen(&widths[i], &cells[i]);
	}
	fit(table, widths);
}

static void print_spaces(int count)
{
	while (count-- > 0)
		putchar_unlocked(' ');
}

/* No line ends in spaces, so those before a cell wait until something follows. */
static void print_row(const struct ht_table *table, const int *widths, struct ht_cell *cells)
{
	int waiting = table->indent;
	size_t i;

	for (i = 0; i < table->nr_columns; i++) {
		bool is_text = table->columns[i].is_text;
		int padding;

		if (!widths[i])
			continue;
		if (table->columns[i].gives_way)
			ht_text_fit(cells[i].text, widths[i]);
		padding = widths[i] - (int)strlen(cells[i].text);
		if (cells[i].text[0]) {
			print_spaces(waiting + (is_text ? 0 : padding));
			fputs(ht_term_begin(cells[i].color), stdout);
			fputs(cells[i].text, stdout);
			fputs(ht_term_end(cells[i].color), stdout);
			waiting = GAP + (is_text ? padding : 0);
		} else {
			waiting += padding + GAP;
		}
	}
	putchar('\n');
}

/**
 * ht_table_print() - print a table with its header
 * @table: the table
 */
void ht_table_print(const struct ht_table *table)
{
	struct ht_cell one[HT_TABLE_COLUMNS], *kept = NULL;
	int widths[HT_TABLE_COLUMNS];
	size_t row;

	assert(table->nr_columns <= HT_TABLE_COLUMNS);
	if (table->nr_rows <= FEW)
		kept = calloc(table->nr_rows * table->nr_columns, sizeof(*kept));
	measure(table, widths, kept);
	fill_titles(table, one);
	print_row(table, widths, one);
	for (row = 0; row < table->nr_rows; row++) {
		if (!kept)
			fill_row(table, row, one);
		print_row(table, widths, kept ? &kept[row * table->nr_columns] : one);
	}
	free(kept);
}

/**
 * ht_table_print_rest() - say what a table of the user's choice of rows leaves out
 * @rows: how many there are
 * @shown: how many of these it shows
 */
void ht_table_print_rest(size_t rows, size_t shown)
{
	if (rows > shown)
		printf("%s  and %zu more (--top all lists them)%s\n", ht_term_begin(HT_COLOR_DIM),
		       rows - shown, ht_term_end(HT_COLOR_DIM));
}

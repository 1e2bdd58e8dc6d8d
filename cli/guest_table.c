// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tables whose columns are as wide as what is in them, one row a VM.
 */
#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "guest_table.h"
#include "text.h"

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

/**
 * ht_cells_of_guest() - who a VM is: the first columns "VM", "PID" and "process"
 * @cells: three or more
 * @guest: the VM
 *
 * Return: how many were filled.
 */
size_t ht_cells_of_guest(struct ht_cell *cells, const struct ht_guest *guest)
{
	ht_cell_set(&cells[0], "%" PRIu32, guest->id);
	ht_cell_set(&cells[1], "%d", guest->pid);
	ht_cell_set(&cells[2], "-");
	if (guest->comm[0])
		ht_text_escape(cells[2].text, sizeof(cells[2].text), guest->comm);
	return 3;
}

/* The last column is not padded: no line ends in spaces. */
static void print_cell(const struct ht_column *column, const struct ht_cell *cell, int width,
		       bool last)
{
	int padding = width - (int)strlen(cell->text);

	printf("%*s%s%s%s%*s", column->is_text ? 0 : padding, "", ht_term_begin(cell->color),
	       cell->text, ht_term_end(cell->color), column->is_text && !last ? padding : 0, "");
	fputs(last ? "\n" : "  ", stdout);
}

/**
 * ht_table_print() - print a table with its header
 * @columns: its columns
 * @nr_columns: at most HT_TABLE_COLUMNS
 * @cells: row by row, each @nr_columns long
 * @nr_rows: how many
 */
void ht_table_print(const struct ht_column *columns, size_t nr_columns, const struct ht_cell *cells,
		    size_t nr_rows)
{
	int widths[HT_TABLE_COLUMNS];
	struct ht_cell title;
	size_t i;

	assert(nr_columns <= HT_TABLE_COLUMNS);
	for (i = 0; i < nr_columns; i++)
		widths[i] = (int)strlen(columns[i].title);
	for (i = 0; i < nr_rows * nr_columns; i++) {
		int len = (int)strlen(cells[i].text);

		if (len > widths[i % nr_columns])
			widths[i % nr_columns] = len;
	}
	for (i = 0; i < nr_columns; i++) {
		ht_cell_set(&title, "%s", columns[i].title);
		title.color = HT_COLOR_DIM;
		print_cell(&columns[i], &title, widths[i], i + 1 == nr_columns);
	}
	for (i = 0; i < nr_rows * nr_columns; i++)
		print_cell(&columns[i % nr_columns], &cells[i], widths[i % nr_columns],
			   (i + 1) % nr_columns == 0);
}

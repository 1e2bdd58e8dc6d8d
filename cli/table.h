/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables whose columns are as wide as what is in them. Of many rows each is made when it is needed,
 * twice: to find out how wide it is, and to print it. So a table may have any number of rows.
 */
#ifndef HT_TABLE_H
#define HT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "term.h"

/* Most columns of a table. */
#define HT_TABLE_COLUMNS 12

/**
 * struct ht_column - one column
 * @title: its header
 * @is_text: text is aligned left, numbers are aligned right
 * @gives_way: what is too long is cut, so that a line has no more than 100 characters
 * @optional: left out if there is nothing in it
 */
struct ht_column {
	const char *title;
	bool is_text;
	bool gives_way;
	bool optional;
};

/**
 * struct ht_cell - one value
 * @text: printable ASCII
 * @color: how it looks
 */
struct ht_cell {
	char text[200];
	enum ht_color color;
};

/**
 * struct ht_table - a table
 * @columns: its columns, @nr_columns of them
 * @nr_columns: at most HT_TABLE_COLUMNS
 * @nr_rows: how many
 * @indent: spaces before each line
 * @fill: fills the cells of a row, which are empty; rows come in order, all of them once or twice
 * @data: for @fill
 */
struct ht_table {
	const struct ht_column *columns;
	size_t nr_columns;
	size_t nr_rows;
	int indent;
	void (*fill)(const void *data, size_t row, struct ht_cell *cells);
	const void *data;
};

void ht_cell_set(struct ht_cell *cell, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void ht_table_print(const struct ht_table *table);
void ht_table_print_rest(size_t rows, size_t shown);

#endif /* HT_TABLE_H */

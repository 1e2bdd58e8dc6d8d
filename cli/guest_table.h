/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Tables whose columns are as wide as what is in them.
 */
#ifndef HT_GUEST_TABLE_H
#define HT_GUEST_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "guest_sysfs.h"
#include "term.h"

/* Most columns of a table. */
#define HT_TABLE_COLUMNS 12

/**
 * struct ht_column - one column
 * @title: its header
 * @is_text: text is aligned left, numbers are aligned right
 */
struct ht_column {
	const char *title;
	bool is_text;
};

/**
 * struct ht_cell - one value
 * @text: printable ASCII
 * @color: how it looks
 */
struct ht_cell {
	char text[128];
	enum ht_color color;
};

void ht_cell_set(struct ht_cell *cell, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
size_t ht_cells_of_guest(struct ht_cell *cells, const struct ht_guest *guest);
void ht_table_print(const struct ht_column *columns, size_t nr_columns, const struct ht_cell *cells,
		    size_t nr_rows);

#endif /* HT_GUEST_TABLE_H */

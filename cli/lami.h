/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The reports as LAMI 1.0 has them, by which Trace Compass runs programs as external analyses.
 *
 *	a report ─► its JSON, by its schema ─► tables, described in lami_tables.c ─► LAMI
 */
#ifndef HT_LAMI_H
#define HT_LAMI_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/types.h>

#define HT_LAMI_VERSION "1.0"
/* Names from the document's root down to what is a row; arrays are gone through. */
#define HT_LAMI_DEPTH 4
#define HT_LAMI_COLUMNS 16

/* What a cell is: a class of LAMI's. */
enum ht_lami_class {
	HT_LAMI_NONE, /* there is no such column */
	HT_LAMI_NUMBER,
	HT_LAMI_STRING,
	HT_LAMI_BOOL,
	HT_LAMI_RATIO,
	HT_LAMI_DURATION,
	HT_LAMI_TIMESTAMP,
	HT_LAMI_TIME_RANGE,
	HT_LAMI_CPU,
	HT_LAMI_PROCESS,
};

/**
 * struct ht_lami_column - a column
 * @title: what it is called
 * @class: what its cells are
 * @key: of the report's value: a number, a text, a name or when it begins
 * @more: of a time range its duration, of a process its number
 * @up: the value is in the object so many steps of the path above the row
 * @unit: of a number, or NULL
 */
struct ht_lami_column {
	const char *title;
	enum ht_lami_class class;
	const char *key;
	const char *more;
	unsigned int up;
	const char *unit;
};

/**
 * struct ht_lami_table - a table
 * @name: of its class
 * @title: for people
 * @path: where its rows are
 * @needs: rows without this key are of another table; NULL: all rows are of this one
 * @origin_up: times in it count from "origin_ns" so many steps above the row
 * @columns: its columns
 */
struct ht_lami_table {
	const char *name;
	const char *title;
	const char *path[HT_LAMI_DEPTH + 1];
	const char *needs;
	unsigned int origin_up;
	struct ht_lami_column columns[HT_LAMI_COLUMNS + 1];
};

/**
 * struct ht_lami_report - a report
 * @name: its command's last word
 * @title: for people
 * @description: the same, longer
 * @tables: its tables, @nr_tables of them
 * @nr_tables: see @tables
 */
struct ht_lami_report {
	const char *name;
	const char *title;
	const char *description;
	const struct ht_lami_table *tables;
	size_t nr_tables;
};

/**
 * struct ht_lami_source - a report's JSON
 * @file: it
 * @document: where a document's first key is
 * @text: @len characters of what was read last
 * @len: see @text
 * @room: for how many there is room
 */
struct ht_lami_source {
	FILE *file;
	off_t document;
	char *text;
	size_t len;
	size_t room;
};

/**
 * struct ht_lami_time - how a report's times are to be told
 * @begin_ns: what was looked at, since 1970
 * @end_ns: see @begin_ns
 * @offset_ns: from the trace clock to that
 */
struct ht_lami_time {
	int64_t begin_ns;
	int64_t end_ns;
	int64_t offset_ns;
};

const struct ht_lami_report *ht_lami_find(const char *name);
bool ht_lami_print_metadata(const struct ht_lami_report *report);
bool ht_lami_print_results(const struct ht_lami_report *report, struct ht_lami_source *source,
			   const struct ht_lami_time *time, size_t limit);
void ht_lami_print_error(const char *text);

int ht_lami_document(struct ht_lami_source *source);
int ht_lami_document_end(struct ht_lami_source *source);
int ht_lami_list(struct ht_lami_source *source, const char *name);
int ht_lami_next(struct ht_lami_source *source, json_object **object, const char *list, off_t *at);
int ht_lami_enter(struct ht_lami_source *source, off_t *at);

int ht_lami_run(int argc, char **argv, const char *name, int (*main)(int argc, char **argv));

#endif /* HT_LAMI_H */

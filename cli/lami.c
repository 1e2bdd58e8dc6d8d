// SPDX-License-Identifier: GPL-2.0-only
/*
 * LAMI 1.0 (LTTng analyses machine interface): descriptions of tables, and their rows. What a
 * report does not know is an object of the class "unknown". Whole numbers are plain: of an object
 * Trace Compass makes 1.0.
 */
#include <stdio.h>

#include "lami.h"

static const char *const classes[] = {
	[HT_LAMI_NUMBER] = "number",
	[HT_LAMI_STRING] = "string",
	[HT_LAMI_BOOL] = "bool",
	[HT_LAMI_RATIO] = "ratio",
	[HT_LAMI_DURATION] = "duration",
	[HT_LAMI_TIMESTAMP] = "timestamp",
	[HT_LAMI_TIME_RANGE] = "time-range",
	[HT_LAMI_CPU] = "cpu",
	[HT_LAMI_PROCESS] = "process",
};

static json_object *new_object(const char *class)
{
	json_object *object = json_object_new_object();

	if (object)
		json_object_object_add(object, "class", json_object_new_string(class));
	return object;
}

static json_object *new_with(const char *class, const char *key, json_object *value)
{
	json_object *object = new_object(class);

	if (object)
		json_object_object_add(object, key, value);
	else
		json_object_put(value);
	return object;
}

static json_object *new_timestamp(int64_t ns)
{
	return new_with("timestamp", "value", json_object_new_int64(ns));
}

static json_object *new_range(int64_t begin, int64_t end)
{
	json_object *range = new_with("time-range", "begin", new_timestamp(begin));

	if (range)
		json_object_object_add(range, "end", new_timestamp(end));
	return range;
}

static json_object *new_column(const struct ht_lami_column *column)
{
	json_object *object = json_object_new_object();

	json_object_object_add(object, "title", json_object_new_string(column->title));
	json_object_object_add(object, "class", json_object_new_string(classes[column->class]));
	if (column->unit)
		json_object_object_add(object, "unit", json_object_new_string(column->unit));
	return object;
}

static json_object *new_table(const struct ht_lami_table *table)
{
	json_object *object = json_object_new_object();
	json_object *columns = json_object_new_array();
	const struct ht_lami_column *column;

	json_object_object_add(object, "title", json_object_new_string(table->title));
	for (column = table->columns; column->class; column++)
		json_object_array_add(columns, new_column(column));
	json_object_object_add(object, "column-descriptions", columns);
	return object;
}

static json_object *new_version(void)
{
	json_object *version = json_object_new_object();
	int major = 0, minor = 0, patch = 0;

	sscanf(HT_VERSION, "%d.%d.%d", &major, &minor, &patch);
	json_object_object_add(version, "major", json_object_new_int(major));
	json_object_object_add(version, "minor", json_object_new_int(minor));
	json_object_object_add(version, "patch", json_object_new_int(patch));
	return version;
}

static json_object *new_tags(void)
{
	json_object *tags = json_object_new_array();

	json_object_array_add(tags, json_object_new_string("kvm"));
	json_object_array_add(tags, json_object_new_string("virtual-machine"));
	json_object_array_add(tags, json_object_new_string("hypertrace"));
	return tags;
}

/**
 * ht_lami_print_metadata() - print what tables a report may have
 * @report: the report
 *
 * Return: false without memory.
 */
bool ht_lami_print_metadata(const struct ht_lami_report *report)
{
	json_object *object = json_object_new_object(), *mi = json_object_new_object();
	json_object *tables = json_object_new_object();
	const char *text;
	size_t i;

	json_object_object_add(mi, "major", json_object_new_int(1));
	json_object_object_add(mi, "minor", json_object_new_int(0));
	json_object_object_add(object, "mi-version", mi);
	json_object_object_add(object, "version", new_version());
	json_object_object_add(object, "title", json_object_new_string(report->title));
	json_object_object_add(object, "description", json_object_new_string(report->description));
	json_object_object_add(object, "tags", new_tags());
	for (i = 0; i < report->nr_tables; i++)
		json_object_object_add(tables, report->tables[i].name,
				       new_table(&report->tables[i]));
	json_object_object_add(object, "table-classes", tables);
	text = json_object_to_json_string_ext(object, JSON_C_TO_STRING_PRETTY |
							      JSON_C_TO_STRING_SPACED |
							      JSON_C_TO_STRING_NOSLASHESCAPE);
	if (text)
		puts(text);
	json_object_put(object);
	return text;
}

/**
 * struct rows - rows that are being printed
 * @table: whose
 * @time: how times are told
 * @path: from the document down to the row
 * @depth: of the row
 * @count: rows so far
 * @limit: and at most
 */
struct rows {
	const struct ht_lami_table *table;
	const struct ht_lami_time *time;
	json_object *path[HT_LAMI_DEPTH + 1];
	unsigned int depth;
	size_t count;
	size_t limit;
};

/* NULL: it is not known. */
static json_object *value_of(const struct rows *rows, unsigned int up, const char *key)
{
	json_object *value = NULL;

	if (key && up <= rows->depth &&
	    json_object_is_type(rows->path[rows->depth - up], json_type_object))
		json_object_object_get_ex(rows->path[rows->depth - up], key, &value);
	return value;
}

/* Times of the JSON count from the origin of a boot or a VM, on the trace clock. */
static bool time_of(const struct rows *rows, json_object *value, int64_t *ns)
{
	json_object *origin = value_of(rows, rows->table->origin_up, "origin_ns");
	int64_t at;

	if (!value || !origin)
		return false;
	at = (int64_t)((uint64_t)json_object_get_int64(origin) +
		       (uint64_t)json_object_get_int64(value));
	*ns = (int64_t)((uint64_t)at + (uint64_t)rows->time->offset_ns);
	return true;
}

static json_object *new_time_cell(const struct rows *rows, const struct ht_lami_column *column,
				  json_object *value)
{
	json_object *duration = value_of(rows, column->up, column->more);
	int64_t begin;

	if (!time_of(rows, value, &begin))
		return new_object("unknown");
	if (column->class == HT_LAMI_TIMESTAMP)
		return new_timestamp(begin);
	if (!duration || json_object_get_int64(duration) < 0)
		return new_object("unknown");
	return new_range(begin,
			 (int64_t)((uint64_t)begin + (uint64_t)json_object_get_int64(duration)));
}

static json_object *new_process(json_object *name, json_object *number, bool is_thread)
{
	json_object *object = new_object("process");

	if (name)
		json_object_object_add(object, "name", json_object_get(name));
	if (number)
		json_object_object_add(object, is_thread ? "tid" : "pid", json_object_get(number));
	return object;
}

static json_object *new_cell(const struct rows *rows, const struct ht_lami_column *column)
{
	json_object *value = value_of(rows, column->up, column->key);
	json_object *more = value_of(rows, column->up, column->more);

	if (column->class == HT_LAMI_PROCESS)
		return value || more ? new_process(value, more, column->key) :
				       new_object("unknown");
	if (!value)
		return new_object("unknown");
	if (column->class == HT_LAMI_NUMBER && json_object_is_type(value, json_type_int))
		return json_object_get(value);
	switch (column->class) {
	case HT_LAMI_TIMESTAMP:
	case HT_LAMI_TIME_RANGE:
		return new_time_cell(rows, column, value);
	case HT_LAMI_CPU:
		return new_with("cpu", "id", json_object_get(value));
	default:
		return new_with(classes[column->class], "value", json_object_get(value));
	}
}

static bool print_row(struct rows *rows)
{
	json_object *cells = json_object_new_array();
	const struct ht_lami_column *column;
	const char *text;

	for (column = rows->table->columns; cells && column->class; column++)
		json_object_array_add(cells, new_cell(rows, column));
	text = cells ? json_object_to_json_string_ext(
			       cells, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE) :
		       NULL;
	if (text)
		printf("%s\n    %s", rows->count ? "," : "", text);
	json_object_put(cells);
	rows->count++;
	return text;
}

static bool walk(struct rows *rows)
{
	const char *step = rows->table->path[rows->depth];
	json_object *here = value_of(rows, 0, step);
	bool is_list = here && json_object_is_type(here, json_type_array);
	size_t count, i;
	bool ok = true;

	if (!step)
		return rows->table->needs && !value_of(rows, 0, rows->table->needs) ?
			       true :
			       print_row(rows);
	if (!here)
		return true;
	count = is_list ? json_object_array_length(here) : 1;
	rows->depth++;
	for (i = 0; ok && i < count && rows->count < rows->limit; i++) {
		rows->path[rows->depth] = is_list ? json_object_array_get_idx(here, i) : here;
		ok = walk(rows);
	}
	rows->depth--;
	return ok;
}

/* The objects of a list, each with what is below it, but for lists of theirs. */
static bool print_list(struct rows *rows, struct ht_lami_source *source)
{
	unsigned int depth = rows->depth;
	const char *list = rows->table->path[depth];
	int ret = 1, back = 0;
	bool ok = true;
	off_t at;

	while (ok && ret > 0 && !back && rows->count < rows->limit) {
		ret = ht_lami_next(source, &rows->path[depth], list, &at);
		if (ret <= 0)
			break;
		if (!at) {
			ok = walk(rows);
		} else {
			back = ht_lami_enter(source, &at);
			rows->depth++;
			ok = !back && print_list(rows, source);
			rows->depth--;
			back = back ?: ht_lami_enter(source, &at);
		}
		json_object_put(rows->path[depth]);
	}
	return ok && ret >= 0 && !back;
}

/* No table has anything of the document itself, but for the list of objects. */
static bool print_rows(struct rows *rows, struct ht_lami_source *source)
{
	int ret = ht_lami_list(source, rows->table->path[0]);

	rows->depth = 1;
	return ret > 0 ? print_list(rows, source) : !ret;
}

static bool print_table(const struct ht_lami_table *table, struct ht_lami_source *source,
			const struct ht_lami_time *time, size_t limit, bool first)
{
	struct rows rows = { .table = table, .time = time, .limit = limit };
	json_object *range = new_range(time->begin_ns, time->end_ns);
	bool ok = range;

	if (ok)
		printf("%s\n  {\n   \"class\": \"%s\",\n   \"time-range\": %s,\n   \"data\": [",
		       first ? "" : ",", table->name,
		       json_object_to_json_string_ext(range, JSON_C_TO_STRING_PLAIN));
	json_object_put(range);
	ok = ok && print_rows(&rows, source);
	fputs("\n   ]\n  }", stdout);
	return ok;
}

/**
 * ht_lami_print_results() - print a report's tables
 * @report: the report
 * @source: its JSON, at the beginning
 * @time: how times are told
 * @limit: rows of each table at most
 *
 * Return: false without memory.
 */
bool ht_lami_print_results(const struct ht_lami_report *report, struct ht_lami_source *source,
			   const struct ht_lami_time *time, size_t limit)
{
	bool ok = true, first = true;
	size_t i;

	fputs("{\n \"results\": [", stdout);
	while (ok && ht_lami_document(source) > 0) {
		for (i = 0; ok && i < report->nr_tables; i++) {
			ok = print_table(&report->tables[i], source, time, limit, first);
			first = false;
		}
		ok = ok && !ht_lami_document_end(source);
	}
	puts("\n ]\n}");
	return ok;
}

/**
 * ht_lami_print_error() - print that something failed
 * @text: what
 */
void ht_lami_print_error(const char *text)
{
	json_object *object = json_object_new_object();

	json_object_object_add(object, "error-message", json_object_new_string(text));
	puts(json_object_to_json_string_ext(object, JSON_C_TO_STRING_SPACED |
							    JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

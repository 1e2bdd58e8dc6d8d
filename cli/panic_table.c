// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of the report about panics: backtraces, and the last events.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "panic_report.h"
#include "table.h"
#include "text.h"

/* The one of @frames that is in row @row: those that did not arrive have none. */
static size_t frame_at(const struct ht_fall *fall, size_t row)
{
	size_t i;

	for (i = 0; i < HT_FRAMES_MAX; i++) {
		if (fall->frames[i].symbol && !row--)
			return i;
	}
	return 0;
}

static void fill_frame(const void *data, size_t row, struct ht_cell *cells)
{
	const struct ht_fall *fall = data;
	size_t index = frame_at(fall, row);

	ht_cell_set(&cells[0], "%zu", index);
	ht_text_escape(cells[1].text, sizeof(cells[1].text), fall->frames[index].symbol);
	ht_cell_set(&cells[2], "0x%" PRIx64, fall->frames[index].address);
}

/**
 * ht_panic_print_frames() - print a backtrace on standard output
 * @title: whose it is
 * @fall: a panic or an oops
 */
void ht_panic_print_frames(const char *title, const struct ht_fall *fall)
{
	static const struct ht_column columns[] = {
		{ .title = "#" },
		{ .title = "function", .is_text = true, .gives_way = true },
		{ .title = "address", .is_text = true },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = fall->arrived,
		.indent = 4,
		.fill = fill_frame,
		.data = fall,
	};
	uint64_t missing = ht_fall_missing(fall);

	printf("\n  %s%s\n", title, fall->arrived ? ", innermost first" : ": none arrived");
	if (fall->arrived)
		ht_table_print(&table);
	if (missing && fall->arrived)
		printf("    and %" PRIu64 " line%s that did not arrive\n", missing,
		       ht_text_plural(missing));
}

/**
 * struct row - an event
 * @vcpu: whose
 * @event: it
 */
struct row {
	uint32_t vcpu;
	const struct ht_tail_event *event;
};

/**
 * struct rows - the last events of a life
 * @scene: before which
 * @list: they, @count of them
 * @count: see @list
 */
struct rows {
	const struct ht_scene *scene;
	struct row *list;
	size_t count;
};

static void take_vcpu(struct rows *rows, const struct ht_tail_lines *vcpu)
{
	size_t i;

	for (i = 0; i < vcpu->count; i++)
		rows->list[rows->count++] = (struct row){ vcpu->key.vcpu, &vcpu->events[i] };
}

/* The vCPU where it happened comes first, then the others by number. */
static void take_vcpus(struct rows *rows, const struct ht_fall *head)
{
	const struct ht_tail_copy *tail = &rows->scene->tail;
	size_t i;

	for (i = 0; head && i < tail->nr_vcpus; i++) {
		if (tail->vcpus[i].key.vcpu == head->panic.vcpu)
			take_vcpu(rows, &tail->vcpus[i]);
	}
	for (i = 0; i < tail->nr_vcpus; i++) {
		if (!head || tail->vcpus[i].key.vcpu != head->panic.vcpu)
			take_vcpu(rows, &tail->vcpus[i]);
	}
}

static void fill_event(const void *data, size_t row, struct ht_cell *cells)
{
	const struct rows *rows = data;
	const struct ht_tail_event *event = rows->list[row].event;

	ht_cell_set(&cells[0], "%" PRIu32, rows->list[row].vcpu);
	ht_text_ms(cells[1].text, sizeof(cells[1].text), (int64_t)(event->now - rows->scene->now));
	if (event->lost)
		ht_cell_set(&cells[2], "%" PRIu32, event->lost);
	ht_cell_set(&cells[3], "%s", event->name);
	ht_cell_set(&cells[4], "%s", event->text);
}

static void print_rows(const struct rows *rows)
{
	static const struct ht_column columns[] = {
		{ .title = "vCPU" },
		{ .title = "when" },
		{ .title = "lost before", .optional = true },
		{ .title = "event", .is_text = true },
		{ .title = "fields", .is_text = true, .gives_way = true },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = rows->count,
		.indent = 4,
		.fill = fill_event,
		.data = rows,
	};

	ht_table_print(&table);
}

/**
 * ht_panic_print_tail() - print the last events of each vCPU on standard output
 * @life: a life with a scene
 *
 * Return: 0 or -ENOMEM.
 */
int ht_panic_print_tail(const struct ht_panic_life *life)
{
	const struct ht_tail_copy *tail = &life->scene.tail;
	struct rows rows = { .scene = &life->scene };
	size_t count = 0, i;

	for (i = 0; i < tail->nr_vcpus; i++)
		count += tail->vcpus[i].count;
	if (!count)
		return 0;
	rows.list = calloc(count, sizeof(*rows.list));
	if (!rows.list)
		return -ENOMEM;
	take_vcpus(&rows, ht_panic_head(life));
	puts("\n  The last events of each vCPU before that");
	print_rows(&rows);
	free(rows.list);
	return 0;
}

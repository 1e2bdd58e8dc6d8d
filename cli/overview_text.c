// SPDX-License-Identifier: GPL-2.0-only
/*
 * The overview for people: per VM a summary, its phases in the order they began, and what is worth
 * a look. 100 columns wide at most.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "overview_phase.h"
#include "overview_report.h"
#include "table.h"
#include "text.h"

#define BAR 8

/* Numbers that are larger than any VM's are shown so that they still fit. */
#define MS_EXACT 1e6
#define MS_SANE 1e10
#define COUNT_SANE 99999999

static void print_word(const char *text)
{
	char word[HT_TEXT_SHORT + 1];

	ht_text_word(word, sizeof(word), text);
	fputs(word, stdout);
}

static void print_title(const struct ht_life *life)
{
	printf("%sVM %" PRIu32 "%s, process %" PRId32, ht_term_begin(HT_COLOR_STRONG),
	       life->key.vm_id, ht_term_end(HT_COLOR_STRONG), life->vm_pid);
	if (life->release) {
		fputs(", Linux ", stdout);
		print_word(life->release);
		printf(", %" PRIu32 " vCPU%s", life->nr_cpus, ht_text_plural(life->nr_cpus));
	}
	fputs("\n\n", stdout);
}

static void print_label(const char *label, const char *value)
{
	printf("  %-12s %12s   ", label, value);
}

static enum ht_color end_color(enum ht_life_end end)
{
	switch (end) {
	case HT_LIFE_PANICKED:
		return HT_COLOR_BAD;
	case HT_LIFE_SILENT:
		return HT_COLOR_WARN;
	default:
		return HT_COLOR_NONE;
	}
}

static void print_end(const struct ht_life *life)
{
	enum ht_life_end end = ht_life_end(life);
	char text[HT_TEXT_SHORT];

	ht_text_duration(text, sizeof(text), ht_life_lasted(life));
	print_label("Life", text);
	printf("%s%s%s", ht_term_begin(end_color(end)), ht_overview_end(life),
	       ht_term_end(end_color(end)));
	if (end == HT_LIFE_PANICKED && life->panic.panic.reason[0]) {
		fputs(": ", stdout);
		print_word(life->panic.panic.reason);
	}
	if (!life->destroyed && end != HT_LIFE_RUNS)
		fputs("; the VM has not ended", stdout);
	putchar('\n');
	if (life->boots > 1) {
		snprintf(text, sizeof(text), "%" PRIu32, life->boots);
		print_label("Boots", text);
		fputs("one after the other\n", stdout);
	}
}

static void print_nested(const struct ht_life *life)
{
	char text[HT_TEXT_SHORT];

	if (!life->parent_id)
		return;
	snprintf(text, sizeof(text), "depth %" PRIu32, life->depth);
	print_label("Nested", text);
	printf("in VM %" PRIu32 ", which calls it %" PRIu32 "\n", life->parent_id, life->inner_id);
}

static void print_cost(const struct ht_life *life, uint32_t khz)
{
	const struct ht_life_sum total = ht_overview_total(life);
	const struct ht_phase_cost cost = ht_overview_cost(life, &total, khz);
	char text[HT_TEXT_SHORT] = "-";

	if (!cost.known)
		return;
	if (cost.has_ns)
		ht_text_duration(text, sizeof(text), cost.ns);
	print_label("Hypervisor", text);
	if (cost.has_share)
		printf("%.1f %% of its vCPUs' time, halts included; ", 100 * cost.share);
	printf("%" PRIu64 " exit%s\n", cost.exits, ht_text_plural(cost.exits));
}

static void print_record(const struct ht_life *life)
{
	char text[HT_TEXT_SHORT];

	if (life->counts_moves) {
		snprintf(text, sizeof(text), "%" PRIu64, life->migrations);
		print_label("Migrations", text);
		fputs("of its vCPUs to another CPU\n", stdout);
	}
	if (!life->counted)
		return;
	snprintf(text, sizeof(text), "%" PRIu64, life->records);
	print_label("Records", text);
	printf("%" PRIu64 " lost, %" PRIu64 " call%s refused\n", life->host_lost, life->rejected,
	       ht_text_plural(life->rejected));
}

/**
 * struct part - a table of one VM
 * @life: its life
 * @khz: rate of the TSC that exits' time is counted in, 0: not known
 * @notes: what is worth a look
 */
struct part {
	const struct ht_life *life;
	uint32_t khz;
	const struct ht_note *notes;
};

static void set_ms(struct ht_cell *cell, int64_t ns)
{
	double ms = (double)ns / 1e6;
	double abs = ms < 0 ? -ms : ms;

	if (abs < MS_SANE)
		ht_cell_set(cell, "%.*f", abs < MS_EXACT ? 3 : 0, ms);
	else
		ht_cell_set(cell, "%.1e", ms);
}

static void set_count(struct ht_cell *cell, uint64_t count)
{
	if (count <= COUNT_SANE)
		ht_cell_set(cell, "%" PRIu64, count);
	else
		ht_cell_set(cell, "%.1e", (double)count);
}

static void set_cost(struct ht_cell *cells, const struct part *part, const struct ht_life_sum *sum)
{
	const struct ht_phase_cost cost = ht_overview_cost(part->life, sum, part->khz);

	ht_cell_set(&cells[0], "-");
	ht_cell_set(&cells[1], "-");
	ht_cell_set(&cells[2], "-");
	if (cost.known)
		set_count(&cells[0], cost.exits);
	if (cost.has_ns)
		set_ms(&cells[1], cost.ns);
	if (cost.has_share)
		ht_cell_set(&cells[2], "%.1f%%", 100 * cost.share);
}

static void set_bar(struct ht_cell *cell, int64_t part, int64_t whole)
{
	double share = whole > 0 && part > 0 ? (double)part / (double)whole : 0;
	int length = share < 1 ? (int)(share * BAR + 0.5) : BAR;

	ht_cell_set(cell, "%.*s", length, "########");
}

static void fill_phase(const void *data, size_t row, struct ht_cell *cells)
{
	const struct part *part = data;
	const struct ht_life *life = part->life;
	const struct ht_life_phase *phase;
	int64_t took;

	/* The row behind the last phase. */
	if (row == life->nr_phases) {
		ht_cell_set(&cells[2], "(in several of these)");
		set_cost(&cells[3], part, &life->several);
		return;
	}
	phase = life->phases[row];
	took = (int64_t)(phase->end_ns - phase->begin_ns);
	set_ms(&cells[0], ht_life_since(life, phase->begin_ns));
	set_ms(&cells[1], took);
	ht_overview_phase_name(cells[2].text, sizeof(cells[2].text), life, row);
	set_cost(&cells[3], part, &phase->sum);
	ht_cell_set(&cells[6], "-");
	if (life->counts_moves)
		set_count(&cells[6], phase->sum.migrations);
	if (phase->sum.lost)
		set_count(&cells[7], phase->sum.lost);
	cells[7].color = HT_COLOR_WARN;
	set_bar(&cells[8], took, ht_life_lasted(life));
}

static void print_phases(const struct part *part)
{
	static const struct ht_column columns[] = {
		{ .title = "start ms" },
		{ .title = "took ms" },
		{ .title = "Phase", .is_text = true, .gives_way = true },
		{ .title = "exits" },
		{ .title = "hv ms" },
		{ .title = "hv" },
		{ .title = "moves" },
		{ .title = "lost", .optional = true },
		{ .title = "of life", .is_text = true, .optional = true },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = part->life->nr_phases + (part->life->several.cost.exits != 0),
		.indent = 2,
		.fill = fill_phase,
		.data = part,
	};

	putchar('\n');
	ht_table_print(&table);
	if (ht_life_now(part->life)->kind == HT_LIFE_REST)
		printf("%s  no more than %d phases are told apart%s\n", ht_term_begin(HT_COLOR_DIM),
		       HT_LIFE_PHASES - 1, ht_term_end(HT_COLOR_DIM));
}

static void fill_note(const void *data, size_t row, struct ht_cell *cells)
{
	const struct ht_note *note = &((const struct part *)data)->notes[row];

	ht_cell_set(&cells[0], "%s", note->what);
	ht_cell_set(&cells[1], "%s", note->text);
	ht_cell_set(&cells[2], "%s", note->see ? note->see : "");
	cells[2].color = HT_COLOR_DIM;
}

static void print_notes(const struct part *part, size_t count)
{
	static const struct ht_column columns[] = {
		{ .title = "Worth a look", .is_text = true },
		{ .title = "", .is_text = true, .gives_way = true },
		{ .title = "hypertrace ...", .is_text = true, .optional = true },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = count,
		.indent = 2,
		.fill = fill_note,
		.data = part,
	};

	if (!count)
		return;
	putchar('\n');
	ht_table_print(&table);
}

static void print_vm(const struct ht_lives *lives, const struct ht_life *life)
{
	struct ht_note notes[HT_NOTES_MAX];
	const struct part part = { life, ht_life_khz(lives, life), notes };

	print_title(life);
	print_end(life);
	print_nested(life);
	print_cost(life, part.khz);
	print_record(life);
	print_phases(&part);
	print_notes(&part, ht_overview_notes(lives, life, notes));
}

/**
 * ht_overview_print_text() - print the overview for people on standard output
 * @overview: what is reported
 */
void ht_overview_print_text(const struct ht_overview *overview)
{
	const struct ht_lives *lives = overview->lives;
	bool first = true;
	size_t i;

	for (i = 0; i < lives->count; i++) {
		if (!ht_overview_has(overview, lives->list[i]))
			continue;
		if (!first)
			puts("\n");
		first = false;
		print_vm(lives, lives->list[i]);
	}
}

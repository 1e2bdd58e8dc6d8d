// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of the report about shutdowns: phases, and steps.
 */
#include <inttypes.h>
#include <stdio.h>

#include "shutdown_report.h"
#include "table.h"
#include "text.h"

/**
 * struct part - a table of one shutdown
 * @shutdown: it
 * @rows: phases: the first is all reboot notifiers, if there are any
 * @khz: rate of the TSC that costs are counted in, 0: not known
 * @has_exits: it is known which exits there were
 */
struct part {
	const struct ht_shutdown *shutdown;
	size_t rows;
	uint32_t khz;
	bool has_exits;
};

static void set_ms(struct ht_cell *cell, int64_t ns)
{
	ht_cell_set(cell, "%.3f", (double)ns / 1e6);
}

static void set_share(struct ht_cell *cell, const struct part *part, const struct ht_down *down)
{
	ht_text_share(cell->text, sizeof(cell->text), down->took_ns,
		      ht_shutdown_total(part->shutdown));
}

static void set_text(struct ht_cell *cell, const char *text, const char *instead)
{
	if (!ht_text_escape(cell->text, sizeof(cell->text), text))
		ht_cell_set(cell, "%s", instead);
}

/* What became of one that did not finish. */
static void set_unfinished(struct ht_cell *cell, const struct part *part,
			   const struct ht_down *down)
{
	if (!ht_shutdown_hung(part->shutdown))
		ht_cell_set(cell, "end not seen");
	else if (ht_down_hangs(part->shutdown, down) && part->shutdown->end != HT_SHUTDOWN_PANIC)
		ht_cell_set(cell, "never: hangs here");
	else
		ht_cell_set(cell, "never");
	cell->color = HT_COLOR_BAD;
}

static void fill_phase(const void *data, size_t row, struct ht_cell *cells)
{
	const struct part *part = data;
	const struct ht_shutdown *shutdown = part->shutdown;
	bool has_notifiers = part->rows > shutdown->phases.count;
	bool is_notifiers = has_notifiers && !row;
	const struct ht_down *down =
		is_notifiers ? &shutdown->notifiers : shutdown->phases.list[row - has_notifiers];

	set_text(&cells[0], is_notifiers ? "reboot notifiers" : down->step.name, "?");
	set_ms(&cells[1], (int64_t)(down->step.now - shutdown->begin_ns));
	set_ms(&cells[2], down->took_ns);
	set_share(&cells[3], part, down);
	if (ht_down_contains(down))
		set_ms(&cells[4], ht_down_self(down));
	ht_cell_set(&cells[5], "%" PRIu64, down->steps);
	if (!down->finished)
		set_unfinished(&cells[6], part, down);
}

/**
 * ht_shutdown_print_phases() - print phases in the order in which they began
 * @shutdown: of which
 */
void ht_shutdown_print_phases(const struct ht_shutdown *shutdown)
{
	static const struct ht_column columns[] = {
		{ .title = "Phase", .is_text = true, .gives_way = true },
		{ .title = "start ms" },
		{ .title = "took ms" },
		{ .title = "share" },
		{ .title = "self ms", .optional = true },
		{ .title = "steps" },
		{ .title = "ended", .is_text = true, .optional = true },
	};
	const struct part part = {
		.shutdown = shutdown,
		.rows = shutdown->phases.count + !!shutdown->notifiers.steps,
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = part.rows,
		.indent = 2,
		.fill = fill_phase,
		.data = &part,
	};

	if (!part.rows)
		return;
	putchar('\n');
	ht_table_print(&table);
	if (shutdown->nr_phases > shutdown->phases.count)
		printf("  and %" PRIu64 " more\n", shutdown->nr_phases - shutdown->phases.count);
}

static void set_cost(struct ht_cell *cells, const struct part *part, const struct ht_down *down)
{
	ht_cell_set(&cells[0], "-");
	ht_cell_set(&cells[1], "-");
	if (!down->has_cost)
		return;
	if (part->khz)
		set_ms(&cells[0], (int64_t)ht_cycles_to_ns(down->cost.cycles, part->khz));
	ht_cell_set(&cells[1], "%" PRIu64, down->cost.exits);
}

static void fill_step(const void *data, size_t row, struct ht_cell *cells)
{
	const struct part *part = data;
	const struct ht_down *down = part->shutdown->steps.list[row];

	set_ms(&cells[0], down->took_ns);
	if (ht_down_contains(down))
		set_ms(&cells[1], ht_down_self(down));
	set_share(&cells[2], part, down);
	ht_cell_set(&cells[3], "%s", ht_step_kind_name(down->step.kind));
	set_text(&cells[4], down->step.name, "?");
	set_text(&cells[5], down->step.device, "");
	ht_cell_set(&cells[6], "%" PRIu32, down->step.vcpu);
	if (part->has_exits)
		set_cost(&cells[7], part, down);
	if (!down->finished)
		set_unfinished(&cells[9], part, down);
	else if (down->step.kind == HT_STEP_PM && down->ret)
		ht_text_ret(cells[9].text, sizeof(cells[9].text), down->ret);
}

static size_t shown(const struct ht_shutdown_report *report, const struct ht_shutdown *shutdown)
{
	size_t count = shutdown->steps.count, unfinished = 0;

	while (unfinished < count && !shutdown->steps.list[unfinished]->finished)
		unfinished++;
	return count - unfinished > report->top ? unfinished + report->top : count;
}

/**
 * ht_shutdown_print_steps() - print those that never finished, then the slowest
 * @report: says how many
 * @shutdown: of which
 */
void ht_shutdown_print_steps(const struct ht_shutdown_report *report,
			     const struct ht_shutdown *shutdown)
{
	static const struct ht_column columns[] = {
		{ .title = "took ms" },
		{ .title = "self ms", .optional = true },
		{ .title = "share" },
		{ .title = "Step", .is_text = true },
		{ .title = "function", .is_text = true, .gives_way = true },
		{ .title = "driver, device", .is_text = true, .gives_way = true, .optional = true },
		{ .title = "vCPU" },
		{ .title = "hv ms", .optional = true },
		{ .title = "exits", .optional = true },
		{ .title = "returned", .is_text = true, .optional = true },
	};
	const struct ht_boot_model *boots = &report->model->boots;
	const struct part part = {
		.shutdown = shutdown,
		.khz = ht_boot_khz(boots, shutdown->boot),
		.has_exits = shutdown->boot->has_exits,
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = sizeof(columns) / sizeof(columns[0]),
		.nr_rows = shown(report, shutdown),
		.indent = 2,
		.fill = fill_step,
		.data = &part,
	};

	if (!shutdown->nr_steps)
		return;
	if (table.nr_rows) {
		putchar('\n');
		ht_table_print(&table);
	}
	ht_table_print_rest(shutdown->nr_steps, table.nr_rows);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of the report about migrations.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "moves_report.h"
#include "table.h"
#include "text.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static void set_share(struct ht_cell *cell, uint64_t part, uint64_t whole)
{
	ht_text_percent(cell->text, sizeof(cell->text), part, whole);
}

static void set_ns(struct ht_cell *cell, uint64_t ns)
{
	ht_text_brief(cell->text, sizeof(cell->text), ns);
}

/* When it was, from the VM's first event on. */
static void set_time(struct ht_cell *cell, const struct ht_moves_vm *vm, uint64_t when)
{
	ht_cell_set(cell, "%.6f", (double)(int64_t)(when - vm->origin_ns) / 1e9);
}

static void print_table(const struct ht_table *table)
{
	if (!table->nr_rows)
		return;
	putchar('\n');
	ht_table_print(table);
}

static void fill_vcpu(const void *data, size_t row, struct ht_cell *cells)
{
	const struct ht_moves_vm *vm = data;
	const struct ht_moves_vcpu *vcpu = vm->vcpus[row];
	const struct ht_moves *moves = &vcpu->moves;
	const struct ht_times *times = &vcpu->times;
	uint64_t all = ht_times_all(times);

	ht_cell_set(&cells[0], "%" PRIu32, vcpu->key.vcpu);
	set_ns(&cells[1], times->span_ns);
	set_share(&cells[2], times->run_ns, all);
	set_share(&cells[3], times->wait_ns, all);
	set_share(&cells[4], times->halt_ns, all);
	set_share(&cells[5], times->user_ns, all);
	set_share(&cells[6], times->block_ns, all);
	ht_cell_set(&cells[7], "%" PRIu64, moves->counted);
	if (!moves->told)
		return;
	ht_cell_set(&cells[8], "%" PRIu64, moves->across);
	set_ns(&cells[9], moves->off_ns / moves->told);
	set_ns(&cells[10], moves->off_max_ns);
	set_ns(&cells[11], moves->off_ns);
}

/**
 * ht_moves_print_vcpus() - print what each vCPU did
 * @vm: a VM
 */
void ht_moves_print_vcpus(const struct ht_moves_vm *vm)
{
	static const struct ht_column columns[] = {
		{ .title = "vCPU" },
		{ .title = "for" },
		{ .title = "run" },
		{ .title = "wait" },
		{ .title = "halt" },
		{ .title = "VMM" },
		{ .title = "blocked" },
		{ .title = "moves" },
		{ .title = "nodes", .optional = true },
		{ .title = "off mean", .optional = true },
		{ .title = "off max", .optional = true },
		{ .title = "off sum", .optional = true },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = COUNT(columns),
		.nr_rows = vm->nr_vcpus,
		.indent = 2,
		.fill = fill_vcpu,
		.data = vm,
	};

	print_table(&table);
}

static void fill_why(const void *data, size_t row, struct ht_cell *cells)
{
	const struct ht_moves *moves = data;
	const struct ht_offs *offs = &moves->whys[row];

	if (row < HT_OFF_WHYS)
		ht_off_name(cells[0].text, sizeof(cells[0].text), row);
	else
		ht_cell_set(&cells[0], "something else");
	ht_cell_set(&cells[1], "%" PRIu64, offs->count);
	if (!offs->count)
		return;
	set_ns(&cells[2], offs->ns / offs->count);
	set_ns(&cells[3], offs->ns);
	set_share(&cells[4], offs->ns, moves->off_ns);
}

/**
 * ht_moves_print_whys() - print why vCPUs were off the CPU before they migrated
 * @moves: migrations
 */
void ht_moves_print_whys(const struct ht_moves *moves)
{
	static const struct ht_column columns[] = {
		{ .title = "Off because", .is_text = true },
		{ .title = "moves" },
		{ .title = "mean" },
		{ .title = "sum" },
		{ .title = "share" },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = COUNT(columns),
		.nr_rows = HT_OFF_WHYS + (moves->whys[HT_OFF_WHYS].count ? 1 : 0),
		.indent = 2,
		.fill = fill_why,
		.data = moves,
	};

	if (moves->told)
		print_table(&table);
}

/**
 * struct row - where a vCPU ran
 * @vcpu: the vCPU
 * @place: on this pCPU; NULL: on others, or somewhere
 * @others: on so many others; 0: somewhere
 * @run_ns: how long
 */
struct row {
	const struct ht_moves_vcpu *vcpu;
	const struct ht_place *place;
	size_t others;
	uint64_t run_ns;
};

static void fill_place(const void *data, size_t number, struct ht_cell *cells)
{
	const struct row *row = (const struct row *)data + number;

	ht_cell_set(&cells[0], "%" PRIu32, row->vcpu->key.vcpu);
	if (row->place) {
		ht_cell_set(&cells[1], "%" PRIu32, row->place->key.vcpu);
		ht_cell_set(&cells[2], "%" PRIu32, row->place->node);
	} else if (row->others) {
		ht_cell_set(&cells[1], "%zu others", row->others);
	} else {
		ht_cell_set(&cells[1], "unknown");
		cells[1].color = HT_COLOR_WARN;
	}
	set_ns(&cells[3], row->run_ns);
	set_share(&cells[4], row->run_ns, row->vcpu->times.run_ns);
}

/* Rows of one vCPU: no more than @top pCPUs, the others, and what is not known. */
static size_t fill_rows(struct row *rows, const struct ht_moves_vcpu *vcpu, size_t top)
{
	struct row others = { .vcpu = vcpu };
	size_t count = 0, i;

	for (i = 0; i < vcpu->nr_places; i++) {
		const struct ht_place *place = vcpu->places[i];

		if (i < top) {
			rows[count++] = (struct row){ vcpu, place, 0, place->run_ns };
			continue;
		}
		others.others++;
		others.run_ns += place->run_ns;
	}
	if (others.others)
		rows[count++] = others;
	if (vcpu->times.unknown_ns)
		rows[count++] = (struct row){ .vcpu = vcpu, .run_ns = vcpu->times.unknown_ns };
	return count;
}

/**
 * ht_moves_print_places() - print where each vCPU ran
 * @vm: a VM
 * @top: at most so many pCPUs of each vCPU
 *
 * Return: 0 or -ENOMEM.
 */
int ht_moves_print_places(const struct ht_moves_vm *vm, size_t top)
{
	static const struct ht_column columns[] = {
		{ .title = "vCPU" }, { .title = "pCPU" },  { .title = "node", .optional = true },
		{ .title = "ran" },  { .title = "share" },
	};
	struct ht_table table = {
		.columns = columns,
		.nr_columns = COUNT(columns),
		.indent = 2,
		.fill = fill_place,
	};
	size_t most = 0, i;
	struct row *rows;

	for (i = 0; i < vm->nr_vcpus; i++)
		most += vm->vcpus[i]->nr_places + 2;
	rows = calloc(most + 1, sizeof(*rows));
	if (!rows)
		return -ENOMEM;
	for (i = 0; i < vm->nr_vcpus; i++)
		table.nr_rows += fill_rows(rows + table.nr_rows, vm->vcpus[i], top);
	table.data = rows;
	print_table(&table);
	free(rows);
	return 0;
}

static void set_doing(struct ht_cell *cell, const struct ht_boot_model *boots,
		      const struct ht_move *move)
{
	const struct ht_doing *doing = &move->doing;
	char name[sizeof(cell->text) / 2];

	switch (ht_doing_what(boots, move->sched.vm_id, doing)) {
	case HT_DOING_INITCALL:
		ht_text_escape(name, sizeof(name), doing->call->name);
		ht_cell_set(cell, "initcall %s", name);
		break;
	case HT_DOING_LEVEL:
		ht_text_escape(name, sizeof(name), doing->level->name);
		ht_cell_set(cell, "level %s", name);
		break;
	case HT_DOING_KERNEL:
		ht_cell_set(cell, "kernel's start");
		break;
	case HT_DOING_BEFORE:
		ht_cell_set(cell, "before the kernel");
		break;
	case HT_DOING_USER:
		ht_cell_set(cell, "user space");
		break;
	default:
		break;
	}
}

/**
 * struct list - a table of migrations
 * @report: what is reported
 * @vm: whose they are
 */
struct list {
	const struct ht_moves_report *report;
	const struct ht_moves_vm *vm;
};

static void fill_move(const void *data, size_t row, struct ht_cell *cells)
{
	const struct list *list = data;
	const struct ht_move *move = ht_top_get(&list->vm->list, row);
	const struct ht_sched *sched = &move->sched;

	set_time(&cells[0], list->vm, sched->now);
	ht_cell_set(&cells[1], "%" PRIu32, sched->vcpu);
	ht_cell_set(&cells[2], "%" PRIu32 " > %" PRIu32, sched->from_pcpu, sched->pcpu);
	if (sched->from_node != sched->node)
		ht_cell_set(&cells[3], "%" PRIu32 " > %" PRIu32, sched->from_node, sched->node);
	ht_off_name(cells[4].text, sizeof(cells[4].text), sched->why);
	set_ns(&cells[5], sched->off_ns);
	set_ns(&cells[6], sched->queued_ns);
	set_doing(&cells[7], &list->report->model->boots, move);
}

/**
 * ht_moves_print_list() - print the migrations that cost most
 * @report: what is reported
 * @vm: a VM
 */
void ht_moves_print_list(const struct ht_moves_report *report, const struct ht_moves_vm *vm)
{
	static const struct ht_column columns[] = {
		{ .title = "Migration at s" },
		{ .title = "vCPU" },
		{ .title = "pCPUs" },
		{ .title = "nodes", .optional = true },
		{ .title = "why", .is_text = true },
		{ .title = "off" },
		{ .title = "queued" },
		{ .title = "guest", .is_text = true, .gives_way = true },
	};
	const struct list list = { report, vm };
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = COUNT(columns),
		.nr_rows = vm->list.count,
		.indent = 2,
		.fill = fill_move,
		.data = &list,
	};

	print_table(&table);
	ht_table_print_rest(vm->list.seen, vm->list.count);
}

static void fill_ping(const void *data, size_t row, struct ht_cell *cells)
{
	const struct ht_moves_vm *vm = data;
	const struct ht_pingpong *ping = ht_top_get(&vm->pings, row);

	set_time(&cells[0], vm, ping->begin_ns);
	ht_cell_set(&cells[1], "%" PRIu32, ping->vcpu);
	ht_cell_set(&cells[2], "%" PRIu32 " <> %" PRIu32, ping->pcpus[0], ping->pcpus[1]);
	ht_cell_set(&cells[3], "%" PRIu64, ping->moves);
	set_ns(&cells[4], ping->end_ns - ping->begin_ns);
	set_ns(&cells[5], ping->off_ns);
}

/**
 * ht_moves_print_pings() - print the longest stretches of ping-pong
 * @vm: a VM
 */
void ht_moves_print_pings(const struct ht_moves_vm *vm)
{
	static const struct ht_column columns[] = {
		{ .title = "Ping-pong at s" }, { .title = "vCPU" }, { .title = "pCPUs" },
		{ .title = "moves" },	       { .title = "for" },  { .title = "off sum" },
	};
	const struct ht_table table = {
		.columns = columns,
		.nr_columns = COUNT(columns),
		.nr_rows = vm->pings.count,
		.indent = 2,
		.fill = fill_ping,
		.data = vm,
	};

	print_table(&table);
	ht_table_print_rest(vm->pings.seen, vm->pings.count);
}

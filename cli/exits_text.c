// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about exits for people: per VM a summary, where its numbers come from, a table, and on
 * request how many exits there were when.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hypertrace/exits.h>

#include "exits_report.h"
#include "exits_rows.h"
#include "exits_table.h"
#include "term.h"
#include "text.h"

static const char *const titles[] = {
	[HT_EXITS_BY_REASON] = "Reason",   [HT_EXITS_BY_VM] = "VM",
	[HT_EXITS_BY_VCPU] = "vCPU",	   [HT_EXITS_BY_INITCALL] = "Initcall",
	[HT_EXITS_BY_LEVEL] = "Level",	   [HT_EXITS_BY_SYSCALL] = "System call",
	[HT_EXITS_BY_PROCESS] = "Process",
};

/* Where numbers come from, and what would say more. */
static const char *const sources[] = {
	[HT_EXITS_NONE] = "no exit information: not counted (hypertrace guest exits), or the host "
			  "is too old",
	[HT_EXITS_SUMS] = "sums in the guest's events; for reasons record hypertrace_exit_stats",
	[HT_EXITS_SNAPSHOTS] = "snapshots of counters: percentiles are upper bounds; "
			       "hypertrace_exit has exact ones",
	[HT_EXITS_SINGLE] = "an event for each exit: percentiles are exact",
};

static void print_title(const struct ht_exits_vm *vm)
{
	printf("%sVM %" PRIu32 "%s, process %" PRId32 "%s\n\n", ht_term_begin(HT_COLOR_STRONG),
	       vm->vm_id, ht_term_end(HT_COLOR_STRONG), vm->vm_pid,
	       vm->isa == HT_ISA_SVM ? ", AMD" :
	       vm->isa == HT_ISA_VMX ? ", Intel" :
				       "");
}

static void print_label(const char *label, uint64_t count)
{
	printf("  %-12s %12" PRIu64 "   ", label, count);
}

/* The row with the most or the least exits; what is equal, by its number. */
static const struct ht_exits_row *extreme(const struct ht_exits_rows *rows, bool most)
{
	const struct ht_exits_row *found = NULL;
	size_t i;

	for (i = 0; i < rows->count; i++) {
		const struct ht_exits_row *row = &rows->list[i];

		if (!found || (most ? row->counts.count > found->counts.count :
				      row->counts.count < found->counts.count))
			found = row;
	}
	return found;
}

static void print_extreme(const char *label, const struct ht_exits_rows *rows, bool most)
{
	const struct ht_exits_row *row = extreme(rows, most);
	char share[HT_TEXT_SHORT];

	if (!row || rows->count < 2)
		return;
	ht_text_percent(share, sizeof(share), row->counts.count, rows->total.counts.count);
	print_label(label, row->counts.count);
	printf("for %s, %s of all\n", row->name, share);
}

static uint64_t idle_cycles(const struct ht_exits_vm *vm, const struct ht_exits_rows *rows)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < rows->count; i++) {
		if (ht_reason_is_idle(vm->isa, rows->list[i].number))
			sum += rows->list[i].counts.cycles;
	}
	return sum;
}

static void print_totals(const struct ht_exits_vm *vm, const struct ht_exits_rows *rows)
{
	const struct ht_exit_counts *total = &rows->total.counts;
	char time[HT_TEXT_SHORT], user[HT_TEXT_SHORT], idle[HT_TEXT_SHORT];

	ht_text_cycles(time, sizeof(time), total->cycles, vm->khz);
	ht_text_cycles(user, sizeof(user), total->user_cycles, vm->khz);
	ht_text_cycles(idle, sizeof(idle), idle_cycles(vm, rows), vm->khz);
	print_label("Exits", total->count);
	printf("for %zu reason%s\n", rows->count, ht_text_plural(rows->count));
	printf("  %-12s %12s   %s of that halted, %s in the VMM\n", "Hypervisor", time, idle, user);
	print_extreme("Most often", rows, true);
	print_extreme("Least often", rows, false);
}

static void print_sums(const struct ht_exits_model *model, const struct ht_exits_vm *vm)
{
	const struct ht_boot_vm *boot_vm = ht_boot_vm_find(&model->boots, vm->vm_id);
	char time[HT_TEXT_SHORT];

	ht_text_cycles(time, sizeof(time), boot_vm->sum.cycles, vm->khz);
	print_label("Exits", boot_vm->sum.exits);
	printf("before the guest's last event; %s%s in the hypervisor\n", time,
	       vm->khz ? "" : " cycles");
}

/* How many exits does a boot take? */
static int print_boot(struct ht_boot *boot, void *data)
{
	const struct ht_exits_vm *vm = data;
	char label[32], init[HT_TEXT_SHORT], time[HT_TEXT_SHORT];

	if (!ht_boot_counts_exits(boot))
		return 0;
	snprintf(label, sizeof(label), boot->index ? "Boot %" PRIu32 : "Boot", boot->index);
	ht_text_cycles(time, sizeof(time), boot->all.cycles, vm->khz);
	ht_text_escape(init, sizeof(init), boot->has_user ? boot->init_path : "");
	print_label(label, boot->all.exits);
	if (boot->has_user)
		printf("until %s, %s; %" PRIu64 " before the guest's start\n", init, time,
		       boot->all_before.exits);
	else
		printf("so far, %s; init was not executed\n", time);
	return 0;
}

static void print_source(const struct ht_exits_vm *vm)
{
	printf("  %-12s %s\n", "Source", sources[vm->source]);
	if (!vm->khz && vm->source != HT_EXITS_NONE)
		printf("  %-12s %s\n", "Times", "cycles of the host's TSC: its rate is not known");
}

/* Why rows or columns are missing, and what to do about it. */
static void print_advice(const struct ht_exits_report *report, const struct ht_exits_vm *vm,
			 size_t rows)
{
	enum ht_exits_by by = report->args->by;
	const char *advice = NULL;

	if (by == HT_EXITS_BY_SYSCALL && !report->track->seen)
		advice = "no system calls in this trace: sudo hypertrace guest enable syscall VM";
	else if (by == HT_EXITS_BY_PROCESS && !report->track->seen)
		advice = "no processes in this trace: sudo hypertrace guest enable sched VM";
	else if (!rows)
		advice = "no boot in this trace";
	else if (vm->source != HT_EXITS_SINGLE)
		advice = "for reasons record hypertrace_exit (kvm_hypertrace.exits_each=1)";
	if (advice)
		printf("  %-12s %s\n", "More", advice);
	if (by == HT_EXITS_BY_SYSCALL && report->track->seen && !report->track->switches)
		printf("  %-12s %s\n", "Note",
		       "what runs while a call sleeps counts as the call's, without class sched");
}

static int print_phases(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	const struct ht_exits_args *args = report->args;
	struct ht_phase_rows rows;
	int ret = ht_exits_phases_init(&rows, report, vm);

	if (!ret && vm->source != HT_EXITS_NONE) {
		print_advice(report, vm, rows.count);
		if (rows.count)
			ret = ht_exits_print_phases(titles[args->by], vm, &rows, args->top);
	}
	ht_phase_rows_exit(&rows);
	return ret;
}

static int print_rows(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	const struct ht_exits_args *args = report->args;
	struct ht_exits_rows rows;
	int ret = ht_exits_rows_init(&rows, vm, args->by, args->sort);

	if (!ret && rows.count)
		ht_exits_print_rows(titles[args->by], &rows, args->top);
	ht_exits_rows_exit(&rows);
	return ret;
}

static void print_growth(const struct ht_exits_report *report, const struct ht_exits_vm *vm)
{
	const struct ht_growth *growth = ht_exits_growth(vm);

	if (report->args->growth && growth->count)
		ht_exits_print_growth(vm, growth);
}

static int print_summary(const struct ht_exits_report *report, struct ht_exits_vm *vm)
{
	struct ht_exits_rows rows;
	int ret = ht_exits_rows_sums(&rows, vm, HT_EXITS_BY_REASON);

	if (!ret) {
		print_title(vm);
		if (rows.count)
			print_totals(vm, &rows);
		else if (vm->source == HT_EXITS_SUMS)
			print_sums(report->model, vm);
		ret = ht_boot_each_of(&report->model->boots, vm->vm_id, print_boot, vm);
		print_source(vm);
	}
	ht_exits_rows_exit(&rows);
	return ret;
}

static int print_tables(const struct ht_exits_report *report, struct ht_exits_vm *vm)
{
	int ret = print_summary(report, vm);

	if (!ret)
		ret = ht_exits_by_phase(report->args->by) ? print_phases(report, vm) :
							    print_rows(report, vm);
	if (!ret)
		print_growth(report, vm);
	return ret;
}

static int print_vm(const struct ht_exits_report *report, struct ht_exits_vm *vm)
{
	int ret = ht_exits_cells_get(vm);

	ret = ret ?: print_tables(report, vm);
	ht_exits_cells_put(vm);
	return ret;
}

static int append_vm(struct ht_exits_rows *all, struct ht_exits_vm *vm)
{
	struct ht_exits_rows rows = { 0 };
	int ret = ht_exits_cells_get(vm);

	ret = ret ?: ht_exits_rows_init(&rows, vm, HT_EXITS_BY_VM, HT_EXITS_SORT_NAME);
	ret = ret ?: ht_exits_rows_append(all, &rows);
	ht_exits_rows_exit(&rows);
	ht_exits_cells_put(vm);
	return ret;
}

/* One table of all VMs; what would be in each one's summary, line by line. */
static int print_vms(const struct ht_exits_report *report)
{
	const struct ht_exits_model *model = report->model;
	struct ht_exits_rows all = { 0 };
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < model->nr_vms; i++) {
		if (!ht_exits_is_chosen(report, model->vms[i]))
			continue;
		ret = append_vm(&all, model->vms[i]);
		if (!ret)
			printf("VM %-9" PRIu32 " %s\n", model->vms[i]->vm_id,
			       sources[model->vms[i]->source]);
	}
	ht_exits_rows_sort(&all, report->args->sort);
	if (!ret && all.count)
		ht_exits_print_rows(titles[HT_EXITS_BY_VM], &all, report->args->top);
	ht_exits_rows_exit(&all);
	for (i = 0; !ret && report->args->growth && i < model->nr_vms; i++) {
		if (!ht_exits_is_chosen(report, model->vms[i]))
			continue;
		printf("\nVM %" PRIu32, model->vms[i]->vm_id);
		print_growth(report, model->vms[i]);
	}
	return ret;
}

static void print_incomplete(const struct ht_boot_model *boots)
{
	uint64_t events = boots->discarded_events, packets = boots->discarded_packets;

	if (boots->truncated)
		puts("\nThe trace is damaged or cut short: there were more.");
	if (events || packets || boots->discarded_uncounted)
		printf("\nLTTng discarded %" PRIu64 " event%s and %" PRIu64
		       " packet%s%s: there may "
		       "have been more exits.\n",
		       events, ht_text_plural(events), packets, ht_text_plural(packets),
		       boots->discarded_uncounted ? ", and some uncounted" : "");
}

/**
 * ht_exits_print_text() - print the report about exits for people on standard output
 * @report: it
 *
 * Return: 0, -ENOMEM, or -EIO: a temporary file cannot be read.
 */
int ht_exits_print_text(const struct ht_exits_report *report)
{
	const struct ht_exits_model *model = report->model;
	bool any = false;
	size_t i;
	int ret = 0;

	if (report->args->by == HT_EXITS_BY_VM)
		ret = print_vms(report);
	for (i = 0; !ret && i < model->nr_vms && report->args->by != HT_EXITS_BY_VM; i++) {
		if (!ht_exits_is_chosen(report, model->vms[i]))
			continue;
		if (any)
			puts("\n");
		any = true;
		ret = print_vm(report, model->vms[i]);
	}
	print_incomplete(&model->boots);
	return ret;
}

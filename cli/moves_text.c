// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about migrations for people: per VM a summary and tables.
 */
#include <inttypes.h>
#include <stdio.h>

#include "moves_report.h"
#include "term.h"
#include "text.h"

static void print_label(const char *label, uint64_t count)
{
	printf("  %-12s %10" PRIu64 "   ", label, count);
}

static void print_title(const struct ht_moves_vm *vm)
{
	printf("%sVM %" PRIu32 "%s, process %" PRId32 "\n\n", ht_term_begin(HT_COLOR_STRONG),
	       vm->key.vm_id, ht_term_end(HT_COLOR_STRONG), vm->vm_pid);
}

/* Of the time of all vCPUs together. */
static void print_shares(const struct ht_moves_vm *vm)
{
	const struct ht_times *times = &vm->times;
	const struct {
		const char *name;
		uint64_t ns;
	} parts[] = {
		{ "run", times->run_ns },	{ "wait", times->wait_ns },
		{ "halt", times->halt_ns },	{ "VMM", times->user_ns },
		{ "blocked", times->block_ns },
	};
	char share[HT_TEXT_SHORT];
	size_t i;

	print_label("vCPUs", vm->nr_vcpus);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		ht_text_percent(share, sizeof(share), parts[i].ns, ht_times_all(times));
		printf("%s%s %s", i ? ", " : "", parts[i].name, share);
	}
	putchar('\n');
}

static void print_off(const struct ht_moves *moves)
{
	char sum[HT_TEXT_SHORT], mean[HT_TEXT_SHORT], most[HT_TEXT_SHORT], queued[HT_TEXT_SHORT];

	ht_text_brief(sum, sizeof(sum), moves->off_ns);
	ht_text_brief(mean, sizeof(mean), moves->off_ns / moves->told);
	ht_text_brief(most, sizeof(most), moves->off_max_ns);
	ht_text_brief(queued, sizeof(queued), moves->queued_ns);
	printf("  %-12s %10s   for migrations, %s of it queued; %s on average, %s at most\n",
	       "Off the CPU", sum, queued, mean, most);
}

static void print_pingpong(const struct ht_moves *moves)
{
	print_label("Ping-pong", moves->pings);
	if (moves->pings)
		printf("stretch%s, of %" PRIu64 " migrations\n", moves->pings == 1 ? "" : "es",
		       moves->ping_moves);
	else
		puts("no vCPU went to and fro");
}

static void print_missed(const struct ht_moves *moves)
{
	uint64_t missed = ht_moves_missed(moves);

	if (!missed)
		return;
	print_label("Lost", missed);
	puts("of these are not in the trace: where vCPUs ran meanwhile is not known");
}

static void print_summary(const struct ht_moves_vm *vm)
{
	const struct ht_moves *moves = &vm->moves;

	print_shares(vm);
	print_label("Migrations", moves->counted);
	if (moves->counted || moves->told)
		printf("%" PRIu64 " of them to another NUMA node\n", moves->across);
	else
		puts("no vCPU migrated");
	print_missed(moves);
	if (!moves->told)
		return;
	print_off(moves);
	print_pingpong(moves);
}

static int print_vm(const struct ht_moves_report *report, const struct ht_moves_vm *vm)
{
	int ret;

	print_title(vm);
	if (!vm->nr_vcpus) {
		puts("  Nothing says where its vCPUs ran: not allowed, nested, or not recorded.");
		return 0;
	}
	print_summary(vm);
	ht_moves_print_vcpus(vm);
	ht_moves_print_whys(&vm->moves);
	ret = ht_moves_print_places(vm, report->top);
	ht_moves_print_list(report, vm);
	ht_moves_print_pings(vm);
	return ret;
}

static void print_incomplete(const struct ht_boot_model *boots)
{
	uint64_t events = boots->discarded_events, packets = boots->discarded_packets;

	if (boots->truncated)
		puts("\nThe trace is damaged or cut short: there was more.");
	if (events || packets || boots->discarded_uncounted)
		printf("\nLTTng discarded %" PRIu64 " event%s and %" PRIu64
		       " packet%s%s: lost migrations are counted above.\n",
		       events, ht_text_plural(events), packets, ht_text_plural(packets),
		       boots->discarded_uncounted ? ", and some uncounted" : "");
}

/**
 * ht_moves_print_text() - print the report about migrations for people on standard output
 * @report: it
 * @err: says what is wrong
 *
 * Return: 0 or -ENOMEM.
 */
int ht_moves_print_text(const struct ht_moves_report *report, struct ht_err *err)
{
	const struct ht_moves_model *model = report->model;
	bool any = false;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < model->nr_vms; i++) {
		if (!ht_moves_is_chosen(report, model->vms[i]))
			continue;
		if (any)
			puts("\n");
		any = true;
		ret = print_vm(report, model->vms[i]);
	}
	print_incomplete(&model->boots);
	return ret ? ht_err_nomem(err) : 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The report about shutdowns for people: for each how long and until when, where it hangs, its
 * phases, and its steps. 100 columns wide at most.
 */
#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#include "boot_report.h"
#include "shutdown_report.h"
#include "term.h"
#include "text.h"

static const char *const untils[] = {
	[HT_SHUTDOWN_RUNS] = "the last that is seen of it: it goes on, or hangs",
	[HT_SHUTDOWN_STOP] = "the guest's last word",
	[HT_SHUTDOWN_RESUME] = "the guest was back",
	[HT_SHUTDOWN_DONE] = "the last step",
	[HT_SHUTDOWN_GONE] = "the VM ended, without a last word of the guest",
	[HT_SHUTDOWN_ANEW] = "the guest began anew, without a last word",
	[HT_SHUTDOWN_PANIC] = "the kernel panicked: see hypertrace report panic",
	[HT_SHUTDOWN_NEXT] = "the next one began",
};

/* "  label             37.012 ms   " */
static void print_label(const char *label, int64_t ns)
{
	char text[HT_TEXT_SHORT];

	ht_text_duration(text, sizeof(text), ns);
	printf("  %-12s %12s   ", label, text);
}

/* What came with the request. */
static void print_word(const struct ht_shutdown *shutdown)
{
	char word[HT_TEXT_SHORT];

	ht_text_word(word, sizeof(word), shutdown->text ? shutdown->text : "");
	if (*word)
		printf("  %-12s %12s   %s\n",
		       shutdown->action == HT_POWER_SUSPEND ? "Into" : "Command", "", word);
}

static void print_total(const struct ht_shutdown *shutdown)
{
	char label[HT_TEXT_SHORT];

	snprintf(label, sizeof(label), "%s",
		 shutdown->action ? ht_power_name(shutdown->action) : "going down");
	label[0] = (char)toupper((unsigned char)label[0]);
	print_label(label, ht_shutdown_total(shutdown));
	printf("from %s until %s\n",
	       shutdown->action ? "its beginning" : "its first step (no beginning seen)",
	       untils[shutdown->end]);
	print_word(shutdown);
	if (shutdown->next) {
		print_label("Then", (int64_t)(shutdown->next_ns - shutdown->end_ns));
		puts(shutdown->next == HT_SHUTDOWN_GONE ? "until the VM ended" :
							  "until the guest began anew");
	}
}

static void print_cost(const struct ht_boot_model *boots, const struct ht_shutdown *shutdown)
{
	uint32_t khz = ht_boot_khz(boots, shutdown->boot);

	if (!shutdown->boot->has_exits)
		return;
	if (khz) {
		print_label("Hypervisor", (int64_t)ht_cycles_to_ns(shutdown->cost.cycles, khz));
		puts("of all vCPUs together");
	}
	printf("  %-12s %12" PRIu64 "   of all vCPUs\n", "Exits", shutdown->cost.exits);
}

static void print_steps(const struct ht_shutdown *shutdown)
{
	uint64_t count = shutdown->nr_steps;

	print_label("In steps", (int64_t)shutdown->root.covered_ns);
	printf("%" PRIu64 " step%s", count, ht_text_plural(count));
	if (shutdown->failed)
		printf("; %" PRIu64 " did not return 0", shutdown->failed);
	putchar('\n');
}

static void print_hang(const struct ht_shutdown *shutdown, const struct ht_down *down)
{
	char name[HT_TEXT_SHORT], device[HT_TEXT_SHORT];

	ht_text_word(name, sizeof(name), down->step.name);
	ht_text_word(device, sizeof(device), down->step.device);
	print_label(shutdown->end == HT_SHUTDOWN_PANIC ? "Was" : "Hangs", down->took_ns);
	printf("%sin %s%s%s%s%s, vCPU %" PRIu32 "\n", ht_term_begin(HT_COLOR_BAD),
	       *name ? name : "?", *device ? " of " : "", device, ht_term_end(HT_COLOR_BAD),
	       down->step.kind == HT_STEP_PHASE ? ", between its steps" : "", down->step.vcpu);
}

/* The one that began last; the table has the others. */
static void print_hangs(const struct ht_shutdown *shutdown)
{
	const struct ht_down *down = shutdown->steps.count ? shutdown->steps.list[0] : NULL;
	size_t i;

	if (!ht_shutdown_hung(shutdown))
		return;
	if (down && !down->finished) {
		print_hang(shutdown, down);
		return;
	}
	for (i = shutdown->phases.count; i; i--) {
		if (ht_down_hangs(shutdown, shutdown->phases.list[i - 1])) {
			print_hang(shutdown, shutdown->phases.list[i - 1]);
			return;
		}
	}
}

static void print_note(uint64_t count, const char *one, const char *many)
{
	if (count)
		printf("    - %" PRIu64 " %s\n", count, count == 1 ? one : many);
}

static void print_losses(const struct ht_boot_model *boots, const struct ht_shutdown *shutdown)
{
	bool unseen = shutdown->unfinished && !ht_shutdown_hung(shutdown);

	if (!unseen && !shutdown->strays && !shutdown->forgotten && !shutdown->lost &&
	    !boots->discarded_events && !boots->discarded_packets && !boots->discarded_uncounted)
		return;
	puts("  Record         incomplete");
	if (unseen)
		print_note(shutdown->unfinished, "end of a step was not seen",
			   "ends of steps were not seen");
	print_note(shutdown->strays, "step ended that was never seen to begin",
		   "steps ended that were never seen to begin");
	print_note(shutdown->forgotten, "step left out: too many ran at once",
		   "steps left out: too many ran at once");
	print_note(shutdown->lost, "event lost between guest and host",
		   "events lost between guest and host");
	print_note(boots->discarded_events, "event discarded by LTTng, of any VM",
		   "events discarded by LTTng, of any VM");
	print_note(boots->discarded_packets, "packet discarded by LTTng, of any VM",
		   "packets discarded by LTTng, of any VM");
	if (boots->discarded_uncounted)
		puts("    - LTTng discarded events or packets that it did not count");
}

static void print_one(const struct ht_shutdown_report *report, const struct ht_shutdown *shutdown)
{
	const struct ht_boot_model *boots = &report->model->boots;

	ht_boot_print_title(shutdown->boot);
	fputs("\n\n", stdout);
	print_total(shutdown);
	print_hangs(shutdown);
	print_steps(shutdown);
	print_cost(boots, shutdown);
	print_losses(boots, shutdown);
	ht_shutdown_print_phases(shutdown);
	ht_shutdown_print_steps(report, shutdown);
}

/**
 * ht_shutdown_print_text() - print the report about shutdowns for people on standard output
 * @report: it
 */
void ht_shutdown_print_text(const struct ht_shutdown_report *report)
{
	const struct ht_shutdown_model *model = report->model;
	bool any = false;
	size_t i;

	for (i = 0; i < model->count; i++) {
		if (!ht_shutdown_is_chosen(report, model->list[i]))
			continue;
		if (any)
			puts("\n");
		any = true;
		print_one(report, model->list[i]);
	}
	if (!any)
		puts("No restart, halt, power off or suspend in this trace. Guests report them in "
		     "event class\n'power': sudo hypertrace guest enable power VM");
	if (model->boots.truncated)
		puts("\nThe trace is damaged or cut short: there may have been more.");
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The boot report for people: per boot a summary, what makes it incomplete, its levels in order,
 * its initcalls with those that hang first and then the slowest. 100 columns wide at most.
 */
#include <hypertrace/abi.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot_report.h"
#include "boot_table.h"
#include "term.h"
#include "text.h"

static void print_styled(enum ht_color color, const char *text)
{
	printf("%s%s%s", ht_term_begin(color), text, ht_term_end(color));
}

static void print_word(const char *text)
{
	char word[HT_TEXT_SHORT + 1];

	ht_text_word(word, sizeof(word), text);
	fputs(word, stdout);
}

/**
 * ht_boot_print_title() - print which boot of which VM this is, on standard output
 * @boot: the boot
 */
void ht_boot_print_title(const struct ht_boot *boot)
{
	char title[64];

	snprintf(title, sizeof(title), "VM %" PRIu32, boot->vm_id);
	print_styled(HT_COLOR_STRONG, title);
	if (boot->index)
		printf(", boot %" PRIu32, boot->index);
	printf(", process %" PRId32, boot->vm_pid);
	if (boot->has_start) {
		fputs(", Linux ", stdout);
		print_word(boot->release);
		printf(", %" PRIu32 " vCPU%s", boot->nr_cpus, ht_text_plural(boot->nr_cpus));
	}
}

/* "  label             37.012 ms   " */
static void print_label(const char *label, int64_t ns)
{
	char text[HT_TEXT_SHORT];

	ht_text_duration(text, sizeof(text), ns);
	printf("  %-12s %12s   ", label, text);
}

static void print_total(const struct ht_boot *boot)
{
	int64_t total;

	if (ht_boot_total(boot, &total)) {
		print_label("Kernel boot", total);
		fputs("from the guest's start to ", stdout);
		print_word(boot->init_path);
	} else {
		print_label("Seen", ht_boot_since(boot, boot->last_ns));
		fputs(boot->has_user ? "of the boot; its beginning was not traced" :
				       "of the boot; its end was not seen",
		      stdout);
	}
	putchar('\n');
}

/* What the hypervisor took of it, where that is known. */
static void print_cost(const struct ht_boot_model *model, const struct ht_boot *boot, int64_t whole)
{
	const struct ht_reason *top = ht_reasons_top(&boot->reasons);
	uint32_t khz = ht_boot_khz(model, boot);
	char text[HT_TEXT_SHORT];

	if (!boot->has_exits)
		return;
	if (khz) {
		int64_t ns = (int64_t)ht_cycles_to_ns(boot->cost.cycles, khz);

		print_label("Hypervisor", ns);
		ht_text_share(text, sizeof(text), ns, whole);
		printf("%s of that", text);
		if (top) {
			ht_reason_name(text, sizeof(text), model->isa, top->number);
			printf(", most of it for %s", text);
		}
		putchar('\n');
	}
	snprintf(text, sizeof(text), "%" PRIu64 "%s", boot->cost.exits, boot->cost.gaps ? "+" : "");
	printf("  %-12s %12s   %" PRIu64 " of all vCPUs; %" PRIu64 " before the guest's start\n",
	       "Exits", text, boot->all.exits, boot->all_before.exits);
}

static void print_sums(const struct ht_boot *boot)
{
	if (boot->nr_builtin) {
		print_label("Initcalls", boot->builtin_ns);
		printf("%" PRIu64 " in the boot levels\n", boot->nr_builtin);
	}
	if (boot->nr_module) {
		print_label("Modules", boot->module_ns);
		printf("%" PRIu64 " initcall%s outside the boot levels\n", boot->nr_module,
		       ht_text_plural(boot->nr_module));
	}
}

static void print_reason(uint64_t count, const char *one, const char *many)
{
	if (count)
		printf("    - %" PRIu64 " %s\n", count, count == 1 ? one : many);
}

static void print_missing(bool missing, const char *what)
{
	if (missing)
		printf("    - %s\n", what);
}

static void print_record(const struct ht_boot_model *model, const struct ht_boot *boot)
{
	bool late = boot->has_start && !(boot->start_flags & HT_START_EARLY);

	fputs("  Record       ", stdout);
	if (ht_boot_is_complete(model, boot)) {
		print_styled(HT_COLOR_GOOD, "    complete");
		puts("   nothing was lost");
		return;
	}
	print_styled(HT_COLOR_WARN, "  incomplete");
	putchar('\n');
	print_reason(boot->unfinished, "initcall never returned: the first one below",
		     "initcalls never returned: the first ones below");
	print_missing(!boot->has_start, "the guest's start was not seen: was LTTng started late?");
	print_missing(late, "the guest began to trace after its boot (module, not built in)");
	print_missing(!boot->has_user, "init was never executed, or its record did not arrive");
	print_reason(boot->stray_finishes, "initcall returned that was never seen to begin",
		     "initcalls returned that were never seen to begin");
	print_reason(boot->lost, "record lost between guest and host",
		     "records lost between guest and host");
	print_reason(model->discarded_events, "event discarded by LTTng: larger subbuffers help",
		     "events discarded by LTTng: larger subbuffers help");
	print_reason(model->discarded_packets, "packet discarded by LTTng: more subbuffers help",
		     "packets discarded by LTTng: more subbuffers help");
	print_missing(model->discarded_uncounted,
		      "LTTng discarded events or packets that it did not count");
	print_missing(model->truncated, "the trace is damaged or cut short");
}

static int print_boot(struct ht_boot *boot, void *data)
{
	struct ht_boot_print *print = data;
	const struct ht_boot_model *model = print->model;
	int64_t whole;

	if (!ht_boot_total(boot, &whole))
		whole = ht_boot_since(boot, boot->last_ns);
	if (print->any)
		puts("\n");
	print->any = true;
	ht_boot_print_title(boot);
	fputs("\n\n", stdout);
	print_total(boot);
	print_cost(model, boot, whole);
	print_sums(boot);
	print_record(model, boot);
	ht_boot_print_levels(model, boot, whole);
	ht_boot_print_initcalls(model, boot, whole, print->top);
	return 0;
}

/**
 * ht_boot_print_text() - print the boot report for people on standard output
 * @model: a finished model
 * @top: how many initcalls of each boot at most, SIZE_MAX for all
 * @err: says what is wrong
 *
 * Return: 0, or -EIO: what waited in the file cannot be read.
 */
int ht_boot_print_text(struct ht_boot_model *model, size_t top, struct ht_err *err)
{
	return ht_boot_print_each(model, print_boot, top, err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The two tables of the boot report: levels, and initcalls. Numbers are right-aligned in columns
 * as wide as they need; names get what is left of 100 columns.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "boot_table.h"
#include "term.h"
#include "text.h"

#define COLUMNS 100
#define LEVEL_NAME 14 /* the kernel's longest is "postcore" */
#define BAR 30
#define NAME_MIN 16
#define NAME_MAX 200 /* escaped name and module, before they are cut to their column */

/* Level of an initcall outside of the boot levels: it has no share in the boot either. */
#define MODULE_LEVEL "module"

static void print_header(const char *text)
{
	printf("%s%s%s\n", ht_term_begin(HT_COLOR_DIM), text, ht_term_end(HT_COLOR_DIM));
}

static void print_bar(int64_t part, int64_t whole)
{
	double share = whole > 0 && part > 0 ? (double)part / (double)whole : 0;
	int length = share < 1 ? (int)(share * BAR + 0.5) : BAR;

	if (length)
		fputs("  ", stdout);
	while (length--)
		fputs(ht_term_bar(), stdout);
}

static void escape_fit(char *out, size_t size, const char *text, size_t width)
{
	ht_text_escape(out, size, text);
	ht_text_fit(out, width);
}

static void print_level(const struct ht_boot *boot, const struct ht_level *level, int64_t whole)
{
	char name[NAME_MAX], start[HT_TEXT_SHORT];
	char took[HT_TEXT_SHORT] = "-", share[HT_TEXT_SHORT] = "-";
	bool runs = level->finished < level->initcalls;

	escape_fit(name, sizeof(name), level->name, LEVEL_NAME);
	ht_text_ms(start, sizeof(start), ht_boot_since(boot, level->start_ns));
	if (level->has_duration) {
		ht_text_ms(took, sizeof(took), level->duration_ns);
		ht_text_share(share, sizeof(share), level->duration_ns, whole);
	} else if (runs) {
		strcpy(took, "running");
	}
	printf("  %-*s %13s %13s  %7s %9" PRIu64, LEVEL_NAME, name, start, took, share,
	       level->initcalls);
	print_bar(level->duration_ns, whole);
	putchar('\n');
}

/**
 * ht_boot_print_levels() - print a boot's levels in the order they began
 * @boot: a boot of a finished model
 * @whole: nanoseconds that make 100 %
 */
void ht_boot_print_levels(const struct ht_boot *boot, int64_t whole)
{
	size_t i;

	if (!boot->nr_levels)
		return;
	putchar('\n');
	print_header("  Boot level             start          took    share initcalls");
	for (i = 0; i < boot->nr_levels; i++)
		print_level(boot, boot->levels[i], whole);
}

/**
 * struct row - an initcall as text
 * @name: symbol and module
 * @took: its duration, or "running"
 * @share: how much of the boot that is
 * @start: when it began
 * @level: its level
 * @vcpu: where it began
 * @ret: what it returned, "" if that is 0 or not known
 */
struct row {
	char name[NAME_MAX];
	char took[HT_TEXT_SHORT];
	char share[HT_TEXT_SHORT];
	char start[HT_TEXT_SHORT];
	char level[NAME_MAX];
	char vcpu[HT_TEXT_SHORT];
	char ret[HT_TEXT_SHORT];
};

/**
 * struct widths - the widths of the table's columns
 * @name: all other columns are as wide as their widest cell, this one gets the rest
 * @took: see above
 * @share: see above
 * @start: see above
 * @level: see above
 * @vcpu: see above
 * @ret: see above; 0 if every initcall returned 0: then there is no such column
 */
struct widths {
	int name, took, share, start, level, vcpu, ret;
};

static const struct row titles = {
	.name = "Initcall",
	.took = "took",
	.share = "share",
	.start = "start",
	.level = "level",
	.vcpu = "vCPU",
	.ret = "returned",
};

static void row_name(struct row *row, const struct ht_initcall *call)
{
	size_t len = ht_text_escape(row->name, sizeof(row->name) - 4, call->name);

	if (!len)
		len = strlen(strcpy(row->name, "?"));
	if (!call->module[0] || len + 4 >= sizeof(row->name))
		return;
	strcpy(row->name + len, " [");
	len += 2;
	len += ht_text_escape(row->name + len, sizeof(row->name) - len - 1, call->module);
	strcpy(row->name + len, "]");
}

static void row_init(struct row *row, const struct ht_boot *boot, const struct ht_initcall *call,
		     int64_t whole)
{
	memset(row, 0, sizeof(*row));
	row_name(row, call);
	ht_text_ms(row->start, sizeof(row->start), ht_boot_since(boot, call->start_ns));
	escape_fit(row->level, sizeof(row->level), call->level ? call->level->name : MODULE_LEVEL,
		   LEVEL_NAME);
	snprintf(row->vcpu, sizeof(row->vcpu), "%" PRIu32, call->vcpu);
	if (!call->finished) {
		strcpy(row->took, "running");
		strcpy(row->share, "-");
		return;
	}
	ht_text_ms(row->took, sizeof(row->took), call->duration_ns);
	if (call->level)
		ht_text_share(row->share, sizeof(row->share), call->duration_ns, whole);
	else
		strcpy(row->share, "-");
	if (call->ret)
		ht_text_ret(row->ret, sizeof(row->ret), call->ret);
}

static void widen(int *width, const char *cell)
{
	int len = (int)strlen(cell);

	if (len > *width)
		*width = len;
}

static void widths_add(struct widths *widths, const struct row *row)
{
	widen(&widths->name, row->name);
	widen(&widths->took, row->took);
	widen(&widths->share, row->share);
	widen(&widths->start, row->start);
	widen(&widths->level, row->level);
	widen(&widths->vcpu, row->vcpu);
	widen(&widths->ret, row->ret);
}

/* The header counts too, but does not make a column of return values out of nothing. */
static void widths_fit(struct widths *widths)
{
	int others;

	if (!widths->ret) {
		widths_add(widths, &titles);
		widths->ret = 0;
	} else {
		widths_add(widths, &titles);
	}
	others = 2 + 2 + widths->took + 2 + widths->share + 2 + widths->start + 2 + widths->level +
		 2 + widths->vcpu + (widths->ret ? 2 + widths->ret : 0);
	if (widths->name > COLUMNS - others)
		widths->name = COLUMNS - others;
	if (widths->name < NAME_MIN)
		widths->name = NAME_MIN;
}

static void print_row(const struct widths *widths, struct row *row, enum ht_color took,
		      enum ht_color ret)
{
	ht_text_fit(row->name, widths->name);
	printf("  %-*s  %s%*s%s  %*s  %*s  %-*s  %*s", widths->name, row->name, ht_term_begin(took),
	       widths->took, row->took, ht_term_end(took), widths->share, row->share, widths->start,
	       row->start, widths->level, row->level, widths->vcpu, row->vcpu);
	if (widths->ret && row->ret[0])
		printf("  %s%s%s", ht_term_begin(ret), row->ret, ht_term_end(ret));
	putchar('\n');
}

static void print_titles(const struct widths *widths)
{
	struct row row = titles;

	putchar('\n');
	fputs(ht_term_begin(HT_COLOR_DIM), stdout);
	print_row(widths, &row, HT_COLOR_NONE, HT_COLOR_NONE);
	fputs(ht_term_end(HT_COLOR_DIM), stdout);
}

static void print_rest(const struct ht_boot *boot, size_t shown)
{
	uint64_t failed = 0;
	size_t i;

	if (shown == boot->nr_initcalls)
		return;
	for (i = shown; i < boot->nr_initcalls; i++)
		failed += boot->initcalls[i]->finished && boot->initcalls[i]->ret;
	printf("%s  and %zu more", ht_term_begin(HT_COLOR_DIM), boot->nr_initcalls - shown);
	if (failed)
		printf(", %" PRIu64 " of them returned an error", failed);
	printf(" (--top all lists them)%s\n", ht_term_end(HT_COLOR_DIM));
}

/**
 * ht_boot_print_initcalls() - print a boot's initcalls, those that never returned first
 * @boot: a boot of a finished model
 * @whole: nanoseconds that make 100 %
 * @top: how many at most
 */
void ht_boot_print_initcalls(const struct ht_boot *boot, int64_t whole, size_t top)
{
	size_t shown = top < boot->nr_initcalls ? top : boot->nr_initcalls;
	struct widths widths = { 0 };
	struct row row;
	size_t i;

	for (i = 0; i < shown; i++) {
		row_init(&row, boot, boot->initcalls[i], whole);
		widths_add(&widths, &row);
	}
	widths_fit(&widths);
	if (shown)
		print_titles(&widths);
	for (i = 0; i < shown; i++) {
		row_init(&row, boot, boot->initcalls[i], whole);
		print_row(&widths, &row,
			  boot->initcalls[i]->finished ? HT_COLOR_NONE : HT_COLOR_BAD,
			  HT_COLOR_WARN);
	}
	print_rest(boot, shown);
}

// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * hypertrace-exits: a sample for people, and for programs. See exits_print.h. All names are from
 * our own tables, so nothing has to be escaped.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "exits_print.h"

enum { NUMBER, NAME, COUNT, SHARE, CYCLES, EACH, COLUMNS };

#define CELL 40

struct line {
	char cell[COLUMNS][CELL];
};

static const struct line titles = { { "exit", "name", "count", "share", "cycles", "cycles/exit" } };

static void fill_count(struct line *line, const struct ht_exit_count *count, uint64_t all)
{
	snprintf(line->cell[COUNT], CELL, "%" PRIu64, (uint64_t)count->count);
	if (all)
		snprintf(line->cell[SHARE], CELL, "%.1f %%",
			 100.0 * (double)count->count / (double)all);
	else
		snprintf(line->cell[SHARE], CELL, "-");
	snprintf(line->cell[CYCLES], CELL, "%" PRIu64, (uint64_t)count->cycles);
	if (count->count)
		snprintf(line->cell[EACH], CELL, "%.0f",
			 (double)count->cycles / (double)count->count);
	else
		snprintf(line->cell[EACH], CELL, "-");
}

/* Numbers as the manuals write them: Intel's in decimal, AMD's in hexadecimal. */
static void fill_line(struct line *line, const struct ht_exits_sample *sample, size_t i)
{
	const struct ht_exits_row *from = &sample->rows[i];
	const char *format = sample->host.isa == HT_ISA_SVM ? "0x%" PRIx32 : "%" PRIu32;

	snprintf(line->cell[NUMBER], CELL, format, (uint32_t)from->reason->number);
	snprintf(line->cell[NAME], CELL, "%s", from->reason->name);
	fill_count(line, &from->count, sample->total.count);
	/* That it does not happen is not the same as that it has not. */
	if (!from->reason->enabled && !from->count.count) {
		for (i = COUNT; i < COLUMNS; i++)
			strcpy(line->cell[i], "-");
	}
}

static void widen(int widths[COLUMNS], const struct line *line)
{
	int i;

	for (i = 0; i < COLUMNS; i++) {
		int len = (int)strlen(line->cell[i]);

		if (len > widths[i])
			widths[i] = len;
	}
}

static void print_line(const int widths[COLUMNS], const struct line *line)
{
	int i;

	for (i = 0; i < COLUMNS; i++)
		printf("%s%*s", i ? "  " : "", i == NAME ? -widths[i] : widths[i], line->cell[i]);
	putchar('\n');
}

/**
 * ht_exits_print() - print a table, with the total as its last line
 * @sample: what
 */
void ht_exits_print(const struct ht_exits_sample *sample)
{
	static struct line lines[HT_SAMPLE_ROWS];
	struct line total = { { "", "total" } };
	int widths[COLUMNS] = { 0 };
	size_t i;

	fill_count(&total, &sample->total, sample->total.count);
	widen(widths, &titles);
	widen(widths, &total);
	for (i = 0; i < sample->nr; i++) {
		fill_line(&lines[i], sample, i);
		widen(widths, &lines[i]);
	}
	print_line(widths, &titles);
	for (i = 0; i < sample->nr; i++)
		print_line(widths, &lines[i]);
	print_line(widths, &total);
}

static void print_pair(const struct ht_exit_count *count)
{
	printf("\"count\":%" PRIu64 ",\"cycles\":%" PRIu64, (uint64_t)count->count,
	       (uint64_t)count->cycles);
}

/**
 * ht_exits_print_json() - print one line of JSON
 * @sample: what
 * @seconds: how long it took to happen; negative: since the host began to count
 */
void ht_exits_print_json(const struct ht_exits_sample *sample, double seconds)
{
	static const char *const numberings[HT_CPUID_NUMBERINGS] = {
		[HT_CPUID_ASCENDING] = "ascending",
		[HT_CPUID_DESCENDING] = "descending",
		[HT_CPUID_COMBINED] = "combined",
	};
	struct timespec now;
	size_t i;

	clock_gettime(CLOCK_REALTIME, &now);
	printf("{\"schema\":\"%s\",\"vm_id\":%" PRIu32 ",\"isa\":\"%s\",\"numbering\":\"%s\"",
	       HT_EXITS_SCHEMA, (uint32_t)sample->host.vm_id,
	       sample->host.isa == HT_ISA_SVM ? "svm" : "vmx", numberings[sample->host.numbering]);
	printf(",\"time_ns\":%" PRId64, (int64_t)now.tv_sec * 1000000000 + now.tv_nsec);
	if (seconds < 0)
		printf(",\"seconds\":null,\"total\":{");
	else
		printf(",\"seconds\":%.6f,\"total\":{", seconds);
	print_pair(&sample->total);
	printf("},\"exits\":[");
	for (i = 0; i < sample->nr; i++) {
		const struct ht_exits_row *row = &sample->rows[i];

		printf("%s{\"number\":%" PRIu32 ",\"name\":\"%s\",\"handled\":%s,", i ? "," : "",
		       (uint32_t)row->reason->number, row->reason->name,
		       row->reason->enabled ? "true" : "false");
		print_pair(&row->count);
		putchar('}');
	}
	printf("]}\n");
}

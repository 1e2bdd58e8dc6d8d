// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a conversion came to, for people and for programs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "convert.h"
#include "json.h"
#include "text.h"

/* By enum ht_skip. */
static const struct {
	const char *key;
	const char *text;
} skips[HT_SKIP_NR] = {
	[HT_SKIP_EVENT] = { "event", "packed events without their fields" },
	[HT_SKIP_CUT] = { "cut", "longer than what is left of their packed event" },
	[HT_SKIP_LENGTH] = { "length", "of a length that cannot be, with all that follows them" },
	[HT_SKIP_TYPE] = { "type", "of unknown type" },
	[HT_SKIP_FIELDS] = { "fields", "with reserved bits or lengths that disagree" },
	[HT_SKIP_TEXT] = { "text", "with unprintable text" },
};

static void line(const char *what, uint64_t count, const char *note)
{
	printf("  %-12s %12" PRIu64 "%s%s\n", what, count, *note ? "  " : "", note);
}

static void line_time(const char *what, uint64_t count, const char *before, uint64_t ns)
{
	char duration[HT_TEXT_SHORT], note[HT_TEXT_SHORT + 32];

	ht_text_duration(duration, sizeof(duration), (int64_t)ns);
	snprintf(note, sizeof(note), "%s%s", before, duration);
	line(what, count, count ? note : "");
}

static void print_skipped(const struct ht_retime_stats *stats)
{
	uint64_t skipped = ht_retime_skipped(stats);
	size_t i;

	line("skipped", skipped, skipped ? "records that cannot be used:" : "");
	for (i = 0; i < HT_SKIP_NR; i++) {
		if (stats->skipped[i])
			printf("  %-12s %12s  %" PRIu64 " %s\n", "", "", stats->skipped[i],
			       skips[i].text);
	}
}

static void print_discarded(const struct ht_retime_stats *stats)
{
	char note[96] = "";

	if (stats->discarded_packets)
		snprintf(note, sizeof(note), "events, and %" PRIu64 " packets, by LTTng%s",
			 stats->discarded_packets,
			 stats->discarded_uncounted ? "; and more, uncounted" : "");
	else if (stats->discarded_events || stats->discarded_uncounted)
		snprintf(note, sizeof(note), "events, by LTTng%s",
			 stats->discarded_uncounted ? "; and more, uncounted" : "");
	line("discarded", stats->discarded_events, note);
}

/**
 * ht_convert_print_text() - print what a conversion came to, for people, on standard output
 * @convert: it
 */
void ht_convert_print_text(const struct ht_convert *convert)
{
	const struct ht_retime_stats *stats = &convert->stats;
	char out[4096], note[64];

	ht_text_escape(out, sizeof(out), convert->out);
	printf("%s%s\n", out, convert->truncated ? ": not the whole trace" : "");
	line("events in", stats->events_in, "");
	line("events out", stats->events_out, "");
	line_time("moved", stats->moved, "by up to ", stats->need_ns);
	snprintf(note, sizeof(note), "from %" PRIu64 " ht_packed", stats->packed);
	line("unpacked", stats->unpacked, stats->packed ? note : "");
	line_time("late", stats->late, "by up to ", stats->late_ns);
	print_skipped(stats);
	line("duplicates", stats->duplicates,
	     stats->duplicates ? "recorded packed and one by one" : "");
	if (stats->unplaced)
		line("unplaced", stats->unplaced, "left where they were: too many vCPUs");
	line("lost", stats->lost, stats->lost ? "records, between guest and host" : "");
	print_discarded(stats);
	line("window", convert->window_ms, convert->has_window ? "ms" : "ms, measured");
	if (stats->late && stats->forced)
		puts("More events had to wait than --max-events allows, so some went too early.");
	else if (stats->late)
		printf("Nothing is late with --window %" PRIu64 ", or without --window.\n",
		       stats->need_ns / 1000000 + 1);
}

static json_object *new_skipped(const struct ht_retime_stats *stats)
{
	struct ht_json skipped;
	size_t i;

	ht_json_init(&skipped);
	for (i = 0; i < HT_SKIP_NR; i++)
		ht_json_put_uint(&skipped, skips[i].key, stats->skipped[i]);
	return ht_json_take(&skipped);
}

/**
 * ht_convert_print_json() - print it for programs
 * @convert: it
 * @err: says what is wrong
 *
 * Return: 0 or -ENOMEM.
 */
int ht_convert_print_json(const struct ht_convert *convert, struct ht_err *err)
{
	const struct ht_retime_stats *stats = &convert->stats;
	const struct {
		const char *key;
		uint64_t value;
	} numbers[] = {
		{ "window_ms", convert->window_ms },
		{ "events_in", stats->events_in },
		{ "events_out", stats->events_out },
		{ "moved", stats->moved },
		{ "moved_ns", stats->need_ns },
		{ "packed", stats->packed },
		{ "unpacked", stats->unpacked },
		{ "late", stats->late },
		{ "late_ns", stats->late_ns },
		{ "forced", stats->forced },
		{ "held", stats->held },
		{ "duplicates", stats->duplicates },
		{ "unplaced", stats->unplaced },
		{ "lost", stats->lost },
		{ "discarded", stats->discarded_events },
		{ "discarded_packets", stats->discarded_packets },
	};
	struct ht_json json;
	size_t i;

	ht_json_init(&json);
	ht_json_put_text(&json, "schema", "hypertrace.convert/1");
	ht_json_put_bool(&json, "truncated", convert->truncated);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		ht_json_put_uint(&json, numbers[i].key, numbers[i].value);
	ht_json_put_bool(&json, "discarded_uncounted", stats->discarded_uncounted);
	ht_json_put(&json, "skipped", new_skipped(stats));
	return ht_json_print(&json, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED, err);
}

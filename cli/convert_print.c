// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a conversion came to, for people and for programs.
 */
#include <errno.h>
#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <string.h>

#include "convert.h"
#include "text.h"

#define STYLE (JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED | JSON_C_TO_STRING_NOSLASHESCAPE)

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

static int put(json_object *object, const char *key, json_object *value)
{
	if (value && !json_object_object_add(object, key, value))
		return 0;
	json_object_put(value);
	return -ENOMEM;
}

static int put_skipped(json_object *object, const struct ht_retime_stats *stats)
{
	json_object *skipped = json_object_new_object();
	size_t i;
	int ret = skipped ? 0 : -ENOMEM;

	for (i = 0; !ret && i < HT_SKIP_NR; i++)
		ret = put(skipped, skips[i].key, json_object_new_uint64(stats->skipped[i]));
	if (!ret)
		return put(object, "skipped", skipped);
	json_object_put(skipped);
	return ret;
}

static int put_all(json_object *object, const struct ht_convert *convert)
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
	size_t i;
	int ret = put(object, "schema", json_object_new_string("hypertrace.convert/1"));

	ret = ret ?: put(object, "truncated", json_object_new_boolean(convert->truncated));
	for (i = 0; !ret && i < sizeof(numbers) / sizeof(numbers[0]); i++)
		ret = put(object, numbers[i].key, json_object_new_uint64(numbers[i].value));
	ret = ret   ?:
		      put(object, "discarded_uncounted",
			  json_object_new_boolean(stats->discarded_uncounted));
	return ret ?: put_skipped(object, stats);
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
	json_object *object = json_object_new_object();
	const char *text = NULL;

	if (object && !put_all(object, convert))
		text = json_object_to_json_string_ext(object, STYLE);
	if (text)
		puts(text);
	json_object_put(object);
	return text ? 0 : ht_err_nomem(err);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * The metadata that sink.ctf.fs writes, as others can read it.
 *
 * The sink writes a clock for each class of streams, again and again where all have the same.
 * Babeltrace 1, and with it lttng-analyses, read no trace with more than one. So those that say the
 * same become one.
 *
 * It also writes an underscore before each name. Readers take it away; but Trace Compass not that
 * of a packet's CPU, and looks for it by the name that LTTng gave it.
 */
#include <errno.h>
#include <fts.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ctf_metadata.h"

#define CLOCK "\nclock {\n"
#define CLOCK_END "\n};\n"
#define CONTEXT "\n\tpacket.context := struct {\n"
#define CONTEXT_END "\n\t}"
#define CPU "_cpu_id"

/* Quoted text of the sink's has no newlines: what looks like a clock is one. */
static char *find_clock(char *text, size_t *len)
{
	char *begin = strstr(text, CLOCK), *end;

	if (!begin)
		return NULL;
	end = strstr(begin + 1, CLOCK_END);
	if (!end)
		return NULL;
	*len = (size_t)(end - begin) + sizeof(CLOCK_END) - 1;
	return begin;
}

/* Removes all clocks that are as the first. */
static bool merge_clocks(char *text)
{
	size_t len, other_len;
	char *clock = find_clock(text, &len), *other, *next;
	bool changed = false;

	if (!clock)
		return false;
	for (other = find_clock(clock + len - 1, &other_len); other;
	     other = find_clock(next, &other_len)) {
		next = other + other_len - 1;
		if (other_len != len || memcmp(other, clock, len))
			continue;
		/* The newline before it stays. */
		memmove(other + 1, other + len, strlen(other + len) + 1);
		next = other;
		changed = true;
	}
	return changed;
}

/* Does anything go by the name, such as a length or a tag? */
static bool has_references(const char *text)
{
	return strstr(text, "." CPU) || strstr(text, "[" CPU "]") || strstr(text, "<" CPU ">");
}

/* Takes the underscore from the CPU of each class of packets. */
static bool bare_cpus(char *text)
{
	char *context = has_references(text) ? NULL : strstr(text, CONTEXT), *end, *cpu;
	bool changed = false;

	for (; context; context = strstr(context + 1, CONTEXT)) {
		end = strstr(context + 1, CONTEXT_END);
		cpu = strstr(context, " " CPU ";\n");
		if (!end || !cpu || cpu > end)
			continue;
		memmove(cpu + 1, cpu + 2, strlen(cpu + 2) + 1);
		changed = true;
	}
	return changed;
}

static bool change(char *text)
{
	bool merged = merge_clocks(text);

	return bare_cpus(text) || merged;
}

static int change_file(const char *path)
{
	FILE *file = fopen(path, "r+");
	char *text = NULL;
	size_t size = 0;
	int ret = 0;

	/* There is no zero in a text. */
	if (!file || getdelim(&text, &size, 0, file) < 0)
		ret = -EIO;
	else if (change(text) && (fseek(file, 0, SEEK_SET) || fputs(text, file) < 0 ||
				  fflush(file) || ftruncate(fileno(file), (off_t)strlen(text))))
		ret = -EIO;
	free(text);
	if (file && fclose(file))
		ret = -EIO;
	return ret;
}

/**
 * ht_ctf_metadata_adapt() - let others read what sink.ctf.fs says of a trace
 * @dir: the trace, or a directory above several, as sink.ctf.fs wrote them
 *
 * Return: 0, or -EIO with errno set.
 */
int ht_ctf_metadata_adapt(const char *dir)
{
	char *paths[] = { (char *)dir, NULL };
	FTS *fts = fts_open(paths, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	FTSENT *entry;
	int ret = fts ? 0 : -EIO;

	while (!ret && (entry = fts_read(fts))) {
		if (entry->fts_info == FTS_F && !strcmp(entry->fts_name, "metadata"))
			ret = change_file(entry->fts_path);
	}
	if (fts)
		fts_close(fts);
	return ret;
}

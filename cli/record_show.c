// SPDX-License-Identifier: GPL-2.0-only
/*
 * What is shown while a recording goes on: one line on the terminal, updated in place. It goes to
 * standard error, as standard output is the command's and the report's.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "record_show.h"
#include "text.h"

#define START_AND_CLEAR "\r\033[K"

/**
 * ht_record_now() - what time is it?
 *
 * Return: CLOCK_MONOTONIC, in nanoseconds.
 */
uint64_t ht_record_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

/* A VM whose console is on this terminal has it for itself. */
static bool takes_terminal(char *const *command)
{
	for (; command && *command; command++) {
		if (!strcmp(*command, "-nographic") || !strcmp(*command, "--console") ||
		    strstr(*command, "stdio"))
			return true;
	}
	return false;
}

/**
 * ht_record_show_init() - begin
 * @show: filled
 * @quiet: show nothing
 * @command: what is recorded, or NULL
 */
void ht_record_show_init(struct ht_record_show *show, bool quiet, char *const *command)
{
	const char *term = getenv("TERM");

	*show = (struct ht_record_show){
		.on = !quiet && isatty(STDERR_FILENO) && term && strcmp(term, "dumb") &&
		      !takes_terminal(command),
	};
	show->began_ns = ht_record_now();
	show->at_ns = show->began_ns;
}

static double rate(uint64_t now, uint64_t before, double seconds)
{
	return now > before && seconds > 0 ? (double)(now - before) / seconds : 0;
}

/**
 * ht_record_show_base() - what was recorded until now is not this recording's
 * @show: the line
 * @host: what is recorded
 */
void ht_record_show_base(struct ht_record_show *show, const struct ht_record_host *host)
{
	size_t i;

	for (i = 0; i < host->nr_vms; i++) {
		show->traced += host->vms[i].traced;
		show->bytes += host->vms[i].bytes;
	}
}

/**
 * ht_record_show() - make the line anew
 * @show: the line
 * @host: what is recorded
 * @discarded: events that LTTng had no room for
 */
void ht_record_show(struct ht_record_show *show, const struct ht_record_host *host,
		    uint64_t discarded)
{
	uint64_t now = ht_record_now(), traced = 0, bytes = 0, lost = 0;
	double seconds = (double)(now - show->at_ns) / 1e9;
	size_t i;

	show->at_ns = now;
	if (!show->on)
		return;
	for (i = 0; i < host->nr_vms; i++) {
		traced += host->vms[i].traced;
		bytes += host->vms[i].bytes;
		lost += host->vms[i].lost;
	}
	fprintf(stderr,
		START_AND_CLEAR "recording %.0f s, %zu VM%s: %.0f events/s, %.1f KiB/s, %" PRIu64
				" lost",
		(double)(now - show->began_ns) / 1e9, host->nr_vms, ht_text_plural(host->nr_vms),
		rate(traced, show->traced, seconds), rate(bytes, show->bytes, seconds) / 1024,
		lost);
	if (discarded)
		fprintf(stderr, ", %" PRIu64 " discarded by LTTng", discarded);
	fflush(stderr);
	show->shown = true;
	show->traced = traced;
	show->bytes = bytes;
}

/**
 * ht_record_show_exit() - remove the line
 * @show: the line
 */
void ht_record_show_exit(struct ht_record_show *show)
{
	if (show->shown)
		fputs(START_AND_CLEAR, stderr);
	show->shown = false;
}

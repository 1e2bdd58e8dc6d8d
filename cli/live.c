// SPDX-License-Identifier: GPL-2.0-only
/*
 * Output that goes on. See live.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "live.h"
#include "term.h"

#define CURSOR_HOME_AND_CLEAR "\033[H\033[J"
#define NSEC_PER_SEC 1000000000

/**
 * ht_live_init() - begin; the first interval begins, too
 * @live: filled
 */
void ht_live_init(struct ht_live *live)
{
	const char *term = getenv("TERM");

	*live = (struct ht_live){
		.in_place = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb"),
	};
	clock_gettime(CLOCK_MONOTONIC, &live->next);
}

/**
 * ht_live_wait() - wait for the end of an interval
 * @live: knows when it began: samples do not drift apart by what taking them takes
 * @interval_ns: how long it is
 */
void ht_live_wait(struct ht_live *live, uint64_t interval_ns)
{
	uint64_t ns = (uint64_t)live->next.tv_nsec + interval_ns;

	live->next.tv_sec += (time_t)(ns / NSEC_PER_SEC);
	live->next.tv_nsec = (long)(ns % NSEC_PER_SEC);
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &live->next, NULL) == EINTR)
		;
}

/**
 * ht_live_show() - a sample follows, for people: make room for it, and say when it was
 * @live: the output
 * @seconds: over how long it was taken
 */
void ht_live_show(struct ht_live *live, double seconds)
{
	time_t now = time(NULL);
	char text[32] = "";
	struct tm tm;

	if (live->in_place)
		fputs(CURSOR_HOME_AND_CLEAR, stdout);
	else if (live->begun)
		putchar('\n');
	live->begun = true;
	if (localtime_r(&now, &tm))
		strftime(text, sizeof(text), "%H:%M:%S", &tm);
	printf("%s%s, over %.1f s%s\n", ht_term_begin(HT_COLOR_DIM), text, seconds,
	       ht_term_end(HT_COLOR_DIM));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Signal handlers while a trace is open. They only write a line that was made before, and end the
 * program: nothing of libbabeltrace2 can be used any more then.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include "text.h"
#include "trace_guard.h"

/* Time is this program's own work, so that a busy machine changes nothing. */
#define LOOK_USEC 250000
#define STUCK_LOOKS 20
/* What libbabeltrace2 may take for one step; a length that is garbage has it take all there is. */
#define STUCK_KIB (256 * 1024)

static char line[1024];
/* Several threads may decode: as long as one of them gets on, nothing is stuck. */
static unsigned int progress;
static unsigned int seen;
static unsigned int looks;
static long peak_kib;
static struct sigaction old_abort, old_alarm;
static unsigned int depth;

static void give_up(void)
{
	ssize_t written = write(STDERR_FILENO, line, strlen(line));

	_exit(written < 0 ? EXIT_FAILURE + 1 : EXIT_FAILURE);
}

static void on_abort(int sig)
{
	give_up();
}

/* The most memory that there ever was, in KiB. */
static long peak(void)
{
	struct rusage usage;

	return getrusage(RUSAGE_SELF, &usage) ? 0 : usage.ru_maxrss;
}

static void on_alarm(int sig)
{
	unsigned int now = __atomic_load_n(&progress, __ATOMIC_RELAXED);

	if (now != seen) {
		seen = now;
		looks = 0;
		peak_kib = peak();
	} else if (++looks >= STUCK_LOOKS || peak() - peak_kib > STUCK_KIB) {
		give_up();
	}
}

/**
 * ht_trace_guard_begin() - a trace is about to be opened
 * @path: what the user calls it
 */
void ht_trace_guard_begin(const char *path)
{
	const struct sigaction abort_action = { .sa_handler = on_abort };
	const struct sigaction alarm_action = { .sa_handler = on_alarm, .sa_flags = SA_RESTART };
	const struct itimerval often = { { 0, LOOK_USEC }, { 0, LOOK_USEC } };
	char name[512];

	if (depth++)
		return;
	ht_text_escape(name, sizeof(name), path);
	snprintf(line, sizeof(line),
		 "hypertrace: %s: the trace is damaged, and libbabeltrace2 gave up on it; try the "
		 "traces below it one by one, or record anew\n",
		 name);
	__atomic_store_n(&progress, 1, __ATOMIC_RELAXED);
	seen = 0;
	looks = 0;
	peak_kib = peak();
	sigaction(SIGABRT, &abort_action, &old_abort);
	sigaction(SIGVTALRM, &alarm_action, &old_alarm);
	setitimer(ITIMER_VIRTUAL, &often, NULL);
}

/**
 * ht_trace_guard_progress() - libbabeltrace2 has returned with something
 */
void ht_trace_guard_progress(void)
{
	__atomic_fetch_add(&progress, 1, __ATOMIC_RELAXED);
}

/**
 * ht_trace_guard_end() - the trace is closed
 */
void ht_trace_guard_end(void)
{
	const struct itimerval never = { 0 };

	if (--depth)
		return;
	setitimer(ITIMER_VIRTUAL, &never, NULL);
	sigaction(SIGVTALRM, &old_alarm, NULL);
	sigaction(SIGABRT, &old_abort, NULL);
}

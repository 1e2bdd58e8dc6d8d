// SPDX-License-Identifier: GPL-2.0-only
/* TAP without numbers: check.py, which adds tests of its own, counts. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "ring_vm.h"

static void verdict(bool good, const char *fmt, va_list args)
{
	printf(good ? "ok - " : "not ok - ");
	vprintf(fmt, args);
	putchar('\n');
	fflush(stdout);
}

/* One test. */
void ok(bool condition, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	verdict(condition, fmt, args);
	va_end(args);
}

/* One test, which shows what it got instead. */
void is(long got, long wanted, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	verdict(got == wanted, fmt, args);
	va_end(args);
	if (got != wanted)
		printf("# got %ld, wanted %ld\n", got, wanted);
}

void counts_to_end(const struct guest *g, const char *name, ...)
{
	char wrong[512] = "";
	const char *what;
	long got, wanted;
	size_t n = 0;
	va_list args;

	va_start(args, name);
	while ((what = va_arg(args, const char *)) && n < sizeof(wrong)) {
		wanted = va_arg(args, int);
		got = counter(g, what);
		if (got != wanted)
			n += (size_t)snprintf(wrong + n, sizeof(wrong) - n,
					      "# %s is %ld, wanted %ld\n", what, got, wanted);
	}
	va_end(args);
	ok(!n, "%s", name);
	fputs(wrong, stdout);
}

static const struct {
	int error;
	const char *column;
} columns[] = {
	{ HT_EACCES, "eacces" },   { HT_EINVAL, "einval" }, { HT_ENXIO, "enxio" },
	{ HT_EFAULT, "efault" },   { HT_EBUSY, "ebusy" },   { HT_ENOSPC, "enospc" },
	{ HT_EBADMSG, "ebadmsg" },
};

/* The VM's only refusal so far is this one, by its errno and by its counter. */
void refused(const struct guest *g, long got, int error, const char *name)
{
	const char *column = "?";
	long all = counter(g, "rejected"), these;
	size_t i;

	for (i = 0; i < sizeof(columns) / sizeof(columns[0]); i++)
		if (columns[i].error == error)
			column = columns[i].column;
	these = counter(g, column);
	ok(got == -error && all == 1 && these == 1, "%s: -%d", name, error);
	if (got != -error || all != 1 || these != 1)
		printf("# got %ld; counted rejected %ld, %s %ld\n", got, all, column, these);
}

/* In a process, and so a VMM, of its own: what the trace says of it is told apart. */
void in_child(void (*fn)(void))
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	must(pid >= 0, "fork");
	if (!pid) {
		alarm(60);
		fn();
		fflush(stdout);
		_exit(0);
	}
	must(waitpid(pid, &status, 0) == pid, "waitpid");
	if (status)
		ok(false, "the VMM's process ends well (status %#x)", status);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Crashing on purpose, to see what a report makes of it: hypertrace_guest.crash_at=INITCALL[:KIND]
 * on the command line of a kernel that was built with it. KIND: panic (default), oops, stack.
 */
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/string.h>

#include "crash.h"

static char crash_at[80];
module_param_string(crash_at, crash_at, sizeof(crash_at), 0);
MODULE_PARM_DESC(crash_at, "crash when this initcall begins: INITCALL[:panic|oops|stack]");

static int *nowhere;

static noinline int overflow(int depth)
{
	char room[512];

	memset(room, depth, sizeof(room));
	barrier_data(room);
	return depth < 0 ? 0 : room[0] + overflow(depth + 1) + room[1];
}

/**
 * ht_crash_here - is this the place?
 * @initcall: that begins
 *
 * Any context.
 */
void ht_crash_here(const char *initcall)
{
	const char *kind;
	size_t len;

	if (likely(!*crash_at))
		return;
	len = strcspn(crash_at, ":");
	kind = crash_at[len] ? crash_at + len + 1 : "panic";
	if (!len || strlen(initcall) != len || strncmp(initcall, crash_at, len))
		return;
	if (!strcmp(kind, "oops"))
		WRITE_ONCE(*nowhere, 0);
	else if (!strcmp(kind, "stack"))
		overflow(0);
	panic("crash at %s, as asked for", initcall);
}

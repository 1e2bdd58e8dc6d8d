// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of what the doctor finds.
 */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

#include "checkup.h"

/**
 * ht_checkup_add() - note what was found
 * @checkup: the list
 * @status: how it is. What only a host needs is no more than HT_INFO on a guest.
 * @what: what was looked at, a literal
 * @fmt: printf format of what was found
 *
 * Return: the check, for ht_check_hint().
 */
struct ht_check *ht_checkup_add(struct ht_checkup *checkup, enum ht_status status, const char *what,
				const char *fmt, ...)
{
	struct ht_check *check = &checkup->checks[checkup->count];
	va_list args;
	int len;

	assert(checkup->count < HT_MAX_CHECKS);
	checkup->count++;
	check->needless = checkup->is_guest && checkup->for_host && status != HT_OK;
	check->status = check->needless ? HT_INFO : status;
	check->what = what;
	check->hint[0] = '\0';
	va_start(args, fmt);
	len = vsnprintf(check->detail, sizeof(check->detail), fmt, args);
	va_end(args);
	if (check->needless && len >= 0 && (size_t)len < sizeof(check->detail))
		snprintf(check->detail + len, sizeof(check->detail) - len,
			 "; a guest does without");
	return check;
}

/**
 * ht_check_hint() - say what to do about it
 * @check: from ht_checkup_add()
 * @fmt: printf format of one line
 */
void ht_check_hint(struct ht_check *check, const char *fmt, ...)
{
	va_list args;

	if (check->needless)
		return;
	va_start(args, fmt);
	vsnprintf(check->hint, sizeof(check->hint), fmt, args);
	va_end(args);
}

/**
 * ht_checkup_count() - how many checks ended in a certain way
 * @checkup: the list
 * @status: the way
 *
 * Return: their number.
 */
size_t ht_checkup_count(const struct ht_checkup *checkup, enum ht_status status)
{
	size_t count = 0, i;

	for (i = 0; i < checkup->count; i++)
		count += checkup->checks[i].status == status;
	return count;
}

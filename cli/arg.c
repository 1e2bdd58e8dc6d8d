// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers on command lines, which mean the same for every command that takes them.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "arg.h"

#define INTERVAL_MAX 86400.0
#define INTERVAL_MIN 0.1

/* strtoull() also reads "-1", and stops where it likes. */
static bool read_number(const char *text, unsigned long long *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 10);
	return text[0] >= '0' && text[0] <= '9' && !*end && !errno;
}

/**
 * ht_arg_top() - how many lines a table may have
 * @state: argp's
 * @text: a number, or "all"
 *
 * Return: the number; SIZE_MAX is all.
 */
size_t ht_arg_top(struct argp_state *state, const char *text)
{
	unsigned long long value;

	if (!strcmp(text, "all"))
		return SIZE_MAX;
	if (!read_number(text, &value) || value > SIZE_MAX)
		argp_error(state, "--top wants a number or 'all', not '%s'", text);
	return value;
}

/**
 * ht_arg_last() - how much of the past to keep
 * @state: argp's
 * @text: a number
 * @most: at most that
 */
size_t ht_arg_last(struct argp_state *state, const char *text, size_t most)
{
	unsigned long long value;

	if (!read_number(text, &value) || value > most)
		argp_error(state, "--last wants a number up to %zu, not '%s'", most, text);
	return value;
}

/**
 * ht_arg_count() - after how many samples to stop
 * @state: argp's
 * @text: a number from 1
 */
uint64_t ht_arg_count(struct argp_state *state, const char *text)
{
	unsigned long long value;

	if (!read_number(text, &value) || !value)
		argp_error(state, "--count wants a number from 1, not '%s'", text);
	return value;
}

/**
 * ht_arg_interval() - how far samples are apart
 * @state: argp's
 * @text: seconds, from 0.1 to a day
 *
 * Return: nanoseconds.
 */
uint64_t ht_arg_interval(struct argp_state *state, const char *text)
{
	char *end;
	double value = strtod(text, &end);

	/* strtod() knows more ways to write a number than anybody means. */
	if (text[strspn(text, "0123456789.")] || *end || end == text || value < INTERVAL_MIN ||
	    value > INTERVAL_MAX)
		argp_error(state, "--interval wants seconds, from %g to %g, not '%s'", INTERVAL_MIN,
			   INTERVAL_MAX, text);
	return (uint64_t)(value * 1e9);
}

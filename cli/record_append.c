// SPDX-License-Identifier: GPL-2.0-only
/*
 * Wishes that only the guest's own kernel command line can carry: the transport, and events from
 * the very first. The host can ask for classes only once the guest has a ring. A QEMU that boots a
 * kernel itself has that line in its argument -append.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <hypertrace/abi.h>

#include "guest_class.h"
#include "record_append.h"

/* What a guest has on from the start. */
#define USUAL                                                                                      \
	(HT_CLASS_BIT(HT_CLASS_BOOT) | HT_CLASS_BIT(HT_CLASS_USER) | HT_CLASS_BIT(HT_CLASS_POWER))

#define EVENTS "hypertrace_guest.events="
#define WAY "hypertrace_guest.transport="

static size_t find_append(char *const *command)
{
	size_t i;

	for (i = 0; command[i]; i++) {
		if (!strcmp(command[i], "-append") && command[i + 1])
			return i + 1;
	}
	return 0;
}

/* What is there already was put there on purpose. */
static bool lacks(const char *line, const char *parameter)
{
	return !strstr(line, parameter);
}

/* @old with the parameters for events and transport that it lacks; NULL: no memory. */
static char *extended(const struct ht_record_args *args, const char *old)
{
	char words[128] = "", *text, *blank;
	bool events = args->classes && lacks(old, EVENTS), way = args->transport && lacks(old, WAY);
	int len;

	ht_guest_class_words(words, sizeof(words), args->classes | USUAL, "");
	for (blank = words; (blank = strchr(blank, ' ')); blank++)
		*blank = ',';
	len = asprintf(&text, "%s%s%s%s%s", old, events ? " " EVENTS : "", events ? words : "",
		       way ? " " WAY : "", way ? args->transport : "");
	return len < 0 ? NULL : text;
}

/**
 * ht_record_can_append() - is the guest's command line the command's to say?
 * @args: the command
 *
 * Return: true if so.
 */
bool ht_record_can_append(const struct ht_record_args *args)
{
	return args->command && find_append(args->command);
}

/**
 * ht_record_append() - the command with the user's wishes in the guest's command line
 * @args: the command and the wishes
 * @command: filled, to ht_record_append_exit(); NULL without a command
 * @err: says what is wrong
 *
 * Return: 0 or -ENOMEM.
 */
int ht_record_append(const struct ht_record_args *args, char ***command, struct ht_err *err)
{
	size_t count = 0, at;
	char **copy;

	*command = args->command;
	at = args->command ? find_append(args->command) : 0;
	if (!at || (!args->classes && !args->transport))
		return 0;
	while (args->command[count])
		count++;
	copy = calloc(count + 1, sizeof(*copy));
	if (!copy)
		return ht_err_nomem(err);
	memcpy(copy, args->command, count * sizeof(*copy));
	copy[at] = extended(args, args->command[at]);
	if (copy[at]) {
		*command = copy;
		return 0;
	}
	free(copy);
	return ht_err_nomem(err);
}

/**
 * ht_record_append_exit() - release what ht_record_append() made
 * @args: as it was given
 * @command: what it filled
 */
void ht_record_append_exit(const struct ht_record_args *args, char **command)
{
	if (command == args->command)
		return;
	free(command[find_append(command)]);
	free(command);
}

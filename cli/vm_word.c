// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMs on the command line. VMs and processes are both numbers, so "vm:1" and "pid:4242" say which
 * one is meant, everywhere. What a number alone means is for the command to say.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "vm_word.h"

static bool starts(const char **text, const char *with)
{
	size_t len = strlen(with);
	bool does = !strncmp(*text, with, len);

	*text += does ? len : 0;
	return does;
}

/**
 * ht_vm_word_parse() - read an argument
 * @word: filled
 * @text: "vm:ID", "pid:PID", or a number
 *
 * Return: false if it is nothing of these.
 */
bool ht_vm_word_parse(struct ht_vm_word *word, const char *text)
{
	char *end;

	word->is_vm = starts(&text, "vm:");
	word->is_pid = !word->is_vm && starts(&text, "pid:");
	errno = 0;
	word->number = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && word->number <= INT_MAX;
}

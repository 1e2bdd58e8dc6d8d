// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMs and processes of this host on the command line. A number alone means what the command is
 * about: where a VM is wanted, its id, else its VMM's process id; where a process is wanted, a
 * process id. What could be something else is refused with both readings spelled out, not guessed.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest_class.h"
#include "guest_find.h"
#include "suggest.h"
#include "vm_word.h"

/* More VMs than this are not listed within an error. */
#define LISTED 8
#define NUMBER 24

static const struct ht_guest *by_id(const struct ht_guests *guests, unsigned long id)
{
	size_t i;

	for (i = 0; i < guests->count; i++) {
		if (guests->list[i].id == id)
			return &guests->list[i];
	}
	return NULL;
}

/* @count: how many VMs that process has; the first of them is returned. */
static const struct ht_guest *by_pid(const struct ht_guests *guests, unsigned long pid,
				     size_t *count)
{
	const struct ht_guest *first = NULL;
	size_t i;

	*count = 0;
	for (i = 0; i < guests->count; i++) {
		if ((unsigned long)guests->list[i].pid != pid)
			continue;
		first = first ? first : &guests->list[i];
		++*count;
	}
	return first;
}

/* "1 (pid 4242), 2 (pid 4343)" */
static void list_some(char *out, size_t size, const struct ht_guests *guests)
{
	size_t len = 0, i;

	*out = '\0';
	for (i = 0; i < guests->count && i < LISTED && len < size; i++)
		len += snprintf(out + len, size - len, "%s%" PRIu32 " (pid %d)", i ? ", " : "",
				guests->list[i].id, guests->list[i].pid);
	if (i < guests->count && len < size)
		snprintf(out + len, size - len, ", ...");
}

/* The id that differs least from what was typed, in @near, or "". */
static void suggest(char near[NUMBER], const struct ht_guests *guests, const char *typed)
{
	char(*ids)[NUMBER] = calloc(guests->count, sizeof(*ids));
	const char **names = calloc(guests->count, sizeof(*names));
	const char *found = NULL;
	size_t i;

	typed += strncmp(typed, "vm:", 3) ? 0 : 3;
	for (i = 0; ids && names && i < guests->count; i++) {
		snprintf(ids[i], NUMBER, "%" PRIu32, guests->list[i].id);
		names[i] = ids[i];
	}
	if (ids && names)
		found = ht_suggest(typed, names, guests->count);
	snprintf(near, NUMBER, "%s", found ? found : "");
	free(names);
	free(ids);
}

/**
 * ht_guest_none() - say that there is no VM at all
 * @err: filled
 *
 * Return: -ESRCH.
 */
int ht_guest_none(struct ht_err *err)
{
	return ht_err_set(err, -ESRCH,
			  "there is no VM: none was seen since kvm-hypertrace was loaded; start "
			  "one");
}

static int unknown(const struct ht_guests *guests, const char *typed, struct ht_err *err)
{
	char some[512], near[NUMBER] = "";

	if (!guests->count)
		return ht_guest_none(err);
	if (ht_guest_class_is(typed))
		return ht_err_set(err, -ESRCH,
				  "no VM '%s'; event classes are separated by commas, "
				  "not spaces",
				  typed);
	if (guests->count > LISTED)
		suggest(near, guests, typed);
	if (*near)
		return ht_err_set(err, -ESRCH,
				  "no VM '%s'; did you mean %s? 'hypertrace guest "
				  "list' lists them",
				  typed, near);
	list_some(some, sizeof(some), guests);
	return ht_err_set(err, -ESRCH, "no VM '%s'; there %s: %s", typed,
			  guests->count > 1 ? "are" : "is", some);
}

/**
 * ht_guest_find() - the VM that is meant
 * @guests: all VMs
 * @word: "vm:ID", "pid:PID", or a number: an id, else the process id of a VMM
 * @found: the VM, in @guests
 * @err: says what there is instead
 *
 * Return: 0; -ESRCH if there is none; -EINVAL if a process has several.
 */
int ht_guest_find(const struct ht_guests *guests, const char *word, const struct ht_guest **found,
		  struct ht_err *err)
{
	struct ht_vm_word parsed;
	size_t count = 0;

	*found = NULL;
	if (ht_vm_word_parse(&parsed, word)) {
		if (!parsed.is_pid)
			*found = by_id(guests, parsed.number);
		if (!*found && !parsed.is_vm)
			*found = by_pid(guests, parsed.number, &count);
	}
	if (!*found)
		return unknown(guests, word, err);
	if (count > 1)
		return ht_err_set(err, -EINVAL,
				  "process %lu has %zu VMs; say which by its id: "
				  "'hypertrace guest list' lists them",
				  parsed.number, count);
	return 0;
}

/**
 * ht_guest_find_pid() - the process that is meant
 * @guests: all VMs
 * @word: "pid:PID", "vm:ID" for that VM's process, or a number: a process id
 * @pid: the process, which need not have a VM yet, nor be there
 * @err: says what is wrong
 *
 * A number of no VM's process but of a VM is refused: whoever has just read a VM's id in a list
 * would allow a process that has nothing to do with it.
 *
 * Return: 0; -ESRCH if there is no such VM; -EINVAL if @word is no number, or ambiguous.
 */
int ht_guest_find_pid(const struct ht_guests *guests, const char *word, int *pid,
		      struct ht_err *err)
{
	const struct ht_guest *guest;
	struct ht_vm_word parsed;
	size_t count;

	if (!ht_vm_word_parse(&parsed, word) || !parsed.number)
		return ht_err_set(err, -EINVAL,
				  "'%s' is no process id; 'all' is everybody, vm:ID "
				  "a VM's process",
				  word);
	*pid = (int)parsed.number;
	if (parsed.is_pid || (!parsed.is_vm && by_pid(guests, parsed.number, &count)))
		return 0;
	guest = by_id(guests, parsed.number);
	if (guest && !parsed.is_vm)
		return ht_err_set(err, -EINVAL,
				  "process %lu has no VM, but VM %lu is there, of "
				  "process %d: say pid:%lu or vm:%lu",
				  parsed.number, parsed.number, guest->pid, parsed.number,
				  parsed.number);
	if (guest)
		*pid = guest->pid;
	return guest || !parsed.is_vm ? 0 : unknown(guests, word, err);
}

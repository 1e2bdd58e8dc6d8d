// SPDX-License-Identifier: GPL-2.0-only
/*
 * Event classes by name: enum ht_event_class in words, the same words as kvm-hypertrace's.
 */
#include <errno.h>
#include <hypertrace/abi.h>
#include <stdio.h>
#include <string.h>

#include "guest_class.h"
#include "suggest.h"
#include "text.h"

#define LIST_MAX 512

static const char *const names[] = {
	[HT_CLASS_BOOT] = "boot",	[HT_CLASS_USER] = "user", [HT_CLASS_SCHED] = "sched",
	[HT_CLASS_SYSCALL] = "syscall", [HT_CLASS_IRQ] = "irq",	  [HT_CLASS_SOFTIRQ] = "softirq",
	[HT_CLASS_FAULT] = "fault",	[HT_CLASS_FUNC] = "func", [HT_CLASS_POWER] = "power",
};
_Static_assert(sizeof(names) / sizeof(names[0]) == HT_CLASS_NR, "every class has a name");

/* The bits of one word; 0 if it is no class. */
static uint64_t word_mask(const char *word)
{
	size_t i;

	if (!strcmp(word, "all"))
		return HT_CLASS_ALL;
	for (i = 0; i < HT_CLASS_NR; i++) {
		if (!strcmp(word, names[i]))
			return HT_CLASS_BIT(i);
	}
	return 0;
}

/**
 * ht_guest_class_is() - is this word an event class?
 * @word: anything
 *
 * Return: true if it is, or "all".
 */
bool ht_guest_class_is(const char *word)
{
	return word_mask(word);
}

static int unknown(const char *word, struct ht_err *err)
{
	const char *near = ht_suggest(word, names, HT_CLASS_NR);
	char known[LIST_MAX];

	if (near)
		return ht_err_set(err, -EINVAL, "no event class '%s'; did you mean '%s'?", word,
				  near);
	ht_guest_class_words(known, sizeof(known), HT_CLASS_ALL, "");
	return ht_err_set(err, -EINVAL, "no event class '%s'; there are: %s, and all", word, known);
}

/**
 * ht_guest_class_parse() - read a user's list of classes
 * @list: names, or "all", separated by commas
 * @mask: filled with their HT_CLASS_BIT()s
 * @err: says which is none, and what there is
 *
 * Return: 0 or -EINVAL.
 */
int ht_guest_class_parse(const char *list, uint64_t *mask, struct ht_err *err)
{
	char copy[LIST_MAX], *rest = copy, *word;

	*mask = 0;
	if ((size_t)snprintf(copy, sizeof(copy), "%s", list) >= sizeof(copy))
		return ht_err_set(err, -EINVAL, "too many event classes; 'all' is all of them");
	while ((word = strsep(&rest, ","))) {
		uint64_t bits = word_mask(word);

		if (!bits)
			return unknown(word, err);
		*mask |= bits;
	}
	return 0;
}

/**
 * ht_guest_class_words() - name classes, as kvm-hypertrace reads and writes them
 * @out: the names, separated by spaces
 * @size: bytes at @out
 * @mask: HT_CLASS_BIT()s
 * @before: stands before each name: "", or "+" and "-" to change a set
 */
void ht_guest_class_words(char *out, size_t size, uint64_t mask, const char *before)
{
	size_t len = 0, i;

	*out = '\0';
	for (i = 0; i < HT_CLASS_NR && len < size; i++) {
		if (mask & HT_CLASS_BIT(i))
			len += snprintf(out + len, size - len, "%s%s%s", len ? " " : "", before,
					names[i]);
	}
}

/**
 * ht_guest_class_short() - a set of classes for people, as the command line takes it
 * @out: e.g. "boot,sched", "all", "none"; printable
 * @size: bytes at @out
 * @list: what kvm-hypertrace says; it may know classes that are not known here
 */
void ht_guest_class_short(char *out, size_t size, const char *list)
{
	char all[LIST_MAX], *at;

	ht_guest_class_words(all, sizeof(all), HT_CLASS_ALL, "");
	ht_text_escape(out, size, strcmp(list, all) ? list : "all");
	for (at = out; (at = strchr(at, ' ')); at++)
		*at = ',';
}

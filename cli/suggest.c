// SPDX-License-Identifier: GPL-2.0-only
/*
 * Did you mean …? The nearest of a few words, by edit distance.
 */
#include <string.h>

#include "suggest.h"

#define WORD_MAX 32

static unsigned int min3(unsigned int a, unsigned int b, unsigned int c)
{
	unsigned int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's distance, one row of the table at a time. */
static unsigned int distance(const char *a, const char *b)
{
	size_t len = strlen(b), i, j;
	unsigned int row[WORD_MAX + 1];

	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i + 1;
		for (j = 0; j < len; j++) {
			unsigned int above = row[j + 1];

			row[j + 1] = min3(above + 1, row[j] + 1, diagonal + (a[i] != b[j]));
			diagonal = above;
		}
	}
	return row[len];
}

/**
 * ht_suggest() - the word that was probably meant
 * @typed: what the user typed
 * @names: the words there are, shorter than 32 characters
 * @count: how many
 *
 * Return: one of @names, or NULL if none is near.
 */
const char *ht_suggest(const char *typed, const char *const *names, size_t count)
{
	const char *best = NULL;
	unsigned int best_distance = 3;
	size_t i;

	for (i = 0; i < count; i++) {
		unsigned int d = distance(typed, names[i]);

		if (d < best_distance && d < strlen(names[i])) {
			best = names[i];
			best_distance = d;
		}
	}
	return best;
}

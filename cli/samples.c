// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exact percentiles: every number is kept, eight bytes each.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"

/**
 * ht_samples_add() - one more
 * @samples: where to
 * @value: the number
 *
 * Return: 0 or -ENOMEM.
 */
int ht_samples_add(struct ht_samples *samples, uint64_t value)
{
	uint64_t *list;

	/* The array doubles whenever its count is a power of two. */
	if (!(samples->count & (samples->count - 1))) {
		list = reallocarray(samples->list, samples->count ? 2 * samples->count : 1,
				    sizeof(*list));
		if (!list)
			return -ENOMEM;
		samples->list = list;
	}
	samples->list[samples->count++] = value;
	return 0;
}

/**
 * ht_samples_append() - many more; ht_samples_add() may not be called afterwards
 * @samples: where to
 * @more: the numbers
 *
 * Return: 0 or -ENOMEM.
 */
int ht_samples_append(struct ht_samples *samples, const struct ht_samples *more)
{
	uint64_t *list;

	if (!more->count)
		return 0;
	list = reallocarray(samples->list, samples->count + more->count, sizeof(*list));
	if (!list)
		return -ENOMEM;
	memcpy(list + samples->count, more->list, more->count * sizeof(*list));
	samples->list = list;
	samples->count += more->count;
	return 0;
}

static int ascending(const void *a, const void *b)
{
	uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

	return (left > right) - (left < right);
}

/**
 * ht_samples_sort() - put them in order, for ht_samples_percentile()
 * @samples: the numbers
 */
void ht_samples_sort(struct ht_samples *samples)
{
	if (samples->count)
		qsort(samples->list, samples->count, sizeof(*samples->list), ascending);
}

/**
 * ht_samples_percentile() - what do so many of them not exceed?
 * @samples: the numbers, in order
 * @percent: how many, from 1 to 100
 *
 * Return: the least of the numbers of which that is true, or 0 if there are none.
 */
uint64_t ht_samples_percentile(const struct ht_samples *samples, unsigned int percent)
{
	if (!samples->count)
		return 0;
	return samples->list[((unsigned __int128)samples->count * percent + 99) / 100 - 1];
}

/**
 * ht_samples_exit() - free them
 * @samples: none afterwards
 */
void ht_samples_exit(struct ht_samples *samples)
{
	free(samples->list);
	*samples = (struct ht_samples){ 0 };
}

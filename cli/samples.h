/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers of which one wants to know what so many percent of them do not exceed.
 */
#ifndef HT_SAMPLES_H
#define HT_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

/**
 * struct ht_samples - numbers; all zero: none
 * @list: @count of them
 * @count: see @list
 */
struct ht_samples {
	uint64_t *list;
	size_t count;
};

int ht_samples_add(struct ht_samples *samples, uint64_t value);
int ht_samples_append(struct ht_samples *samples, const struct ht_samples *more);
void ht_samples_sort(struct ht_samples *samples);
uint64_t ht_samples_percentile(const struct ht_samples *samples, unsigned int percent);
void ht_samples_exit(struct ht_samples *samples);

#endif /* HT_SAMPLES_H */

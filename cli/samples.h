/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Numbers of which one wants to know what so many percent of them do not exceed, exactly: so all of
 * them are kept, but not all in memory. What is more than a few thousand waits in a file.
 */
#ifndef HT_SAMPLES_H
#define HT_SAMPLES_H

#include <stddef.h>
#include <stdint.h>

#include "store.h"

/**
 * struct ht_samples - numbers; all zero: none
 * @list: those in memory, @count of them
 * @count: see @list
 * @chunks: where the others are, HT_SAMPLES_CHUNK each, @nr_chunks of them
 * @nr_chunks: see @chunks
 */
struct ht_samples {
	uint64_t *list;
	size_t count;
	uint64_t *chunks;
	size_t nr_chunks;
};

/* So many numbers go to the file together. A power of two. */
#define HT_SAMPLES_CHUNK 1024

int ht_samples_add(struct ht_samples *samples, struct ht_store *store, uint64_t value);
int ht_samples_chunk(struct ht_samples *samples, uint64_t at);
void ht_samples_exit(struct ht_samples *samples);

/**
 * struct ht_percentile - what do so many of some numbers not exceed?
 * @percent: how many, from 1 to 100
 * @value: filled: the least of the numbers of which that is true, or 0 if there are none
 */
struct ht_percentile {
	unsigned int percent;
	uint64_t value;
};

int ht_samples_percentiles(const struct ht_samples *const *sets, size_t count, uint64_t most,
			   struct ht_store *store, struct ht_percentile *wanted, size_t nr_wanted);

#endif /* HT_SAMPLES_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Exact percentiles. The numbers are not put in order: they are counted by their highest bits, then
 * those that share these with the one that is looked for by the next ones, and so on. Each time all
 * of them are gone through, wherever they are.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "samples.h"

#define BITS 8
#define COUNTERS (1u << BITS)

/**
 * ht_samples_chunk() - HT_SAMPLES_CHUNK more, which are in the file
 * @samples: where to
 * @at: where in the file
 *
 * Return: 0 or -ENOMEM.
 */
int ht_samples_chunk(struct ht_samples *samples, uint64_t at)
{
	size_t count = samples->nr_chunks;
	uint64_t *chunks;

	/* The array doubles whenever its count is a power of two. */
	if (!(count & (count - 1))) {
		chunks = reallocarray(samples->chunks, count ? 2 * count : 1, sizeof(*chunks));
		if (!chunks)
			return -ENOMEM;
		samples->chunks = chunks;
	}
	samples->chunks[samples->nr_chunks++] = at;
	return 0;
}

static int spill(struct ht_samples *samples, struct ht_store *store)
{
	size_t size = HT_SAMPLES_CHUNK * sizeof(*samples->list);

	if (!ht_store_append(store, samples->list, size))
		return 0;
	samples->count = 0;
	return ht_samples_chunk(samples, store->end - size);
}

/**
 * ht_samples_add() - one more
 * @samples: where to
 * @store: for what is more than fits; if it cannot be written, all of them stay in memory
 * @value: the number
 *
 * Return: 0 or -ENOMEM.
 */
int ht_samples_add(struct ht_samples *samples, struct ht_store *store, uint64_t value)
{
	size_t count = samples->count;
	uint64_t *list;

	if (count == HT_SAMPLES_CHUNK && !store->failed && spill(samples, store))
		return -ENOMEM;
	count = samples->count;
	/* The array doubles whenever its count is a power of two; else it shrinks. */
	if (!(count & (count - 1))) {
		list = reallocarray(samples->list, count ? 2 * count : 1, sizeof(*list));
		if (!list)
			return -ENOMEM;
		samples->list = list;
	}
	samples->list[samples->count++] = value;
	return 0;
}

/**
 * ht_samples_exit() - free them
 * @samples: none afterwards
 */
void ht_samples_exit(struct ht_samples *samples)
{
	free(samples->list);
	free(samples->chunks);
	*samples = (struct ht_samples){ 0 };
}

/**
 * struct search - for some percentiles
 * @sets: in these numbers, @count of them
 * @count: see @sets
 * @store: has some of them
 * @shift: how many bits are not known yet
 * @places: how many of the numbers that share all higher bits come before each of them
 * @nr_places: how many are looked for
 * @wanted: they, with the bits that are known
 * @counters: for each, COUNTERS of them
 */
struct search {
	const struct ht_samples *const *sets;
	size_t count;
	struct ht_store *store;
	unsigned int shift;
	uint64_t *places;
	size_t nr_places;
	struct ht_percentile *wanted;
	uint64_t *counters;
};

static void count(const struct search *search, const uint64_t *list, size_t length)
{
	unsigned int known = search->shift + BITS;
	size_t i, k;

	for (k = 0; k < search->nr_places; k++) {
		uint64_t *counters = &search->counters[k * COUNTERS];
		uint64_t high = search->wanted[k].value;

		for (i = 0; i < length; i++) {
			if (known < 64 && (list[i] ^ high) >> known)
				continue;
			counters[list[i] >> search->shift & (COUNTERS - 1)]++;
		}
	}
}

static int count_all(const struct search *search)
{
	uint64_t chunk[HT_SAMPLES_CHUNK];
	size_t i, k;

	for (i = 0; i < search->count; i++) {
		const struct ht_samples *set = search->sets[i];

		count(search, set->list, set->count);
		for (k = 0; k < set->nr_chunks; k++) {
			if (!ht_store_read_at(search->store, chunk, sizeof(chunk), set->chunks[k]))
				return -EIO;
			count(search, chunk, HT_SAMPLES_CHUNK);
		}
	}
	return 0;
}

/* BITS more of each are known. */
static void narrow(const struct search *search)
{
	size_t k;

	for (k = 0; k < search->nr_places; k++) {
		const uint64_t *counters = &search->counters[k * COUNTERS];
		uint64_t bits = 0;

		while (bits < COUNTERS - 1 && search->places[k] >= counters[bits])
			search->places[k] -= counters[bits++];
		search->wanted[k].value |= bits << search->shift;
	}
}

static uint64_t total(const struct search *search)
{
	uint64_t sum = 0;
	size_t i;

	for (i = 0; i < search->count; i++)
		sum += search->sets[i]->count +
		       (uint64_t)search->sets[i]->nr_chunks * HT_SAMPLES_CHUNK;
	return sum;
}

/* @most: higher bits than it has are in none of them. */
static int find(struct search *search, uint64_t most)
{
	size_t size = search->nr_places * COUNTERS * sizeof(*search->counters);
	int ret = 0;

	search->shift = 0;
	while (search->shift < 64 && most >> search->shift)
		search->shift += BITS;
	while (!ret && search->shift) {
		search->shift -= BITS;
		memset(search->counters, 0, size);
		ret = count_all(search);
		narrow(search);
	}
	return ret;
}

/**
 * ht_samples_percentiles() - find them
 * @sets: of these numbers together, @count of them
 * @count: see @sets
 * @most: none of them is larger
 * @store: as it was given to ht_samples_add()
 * @wanted: which percentiles; filled
 * @nr_wanted: how many
 *
 * Return: 0, -ENOMEM, or -EIO: the file cannot be read.
 */
int ht_samples_percentiles(const struct ht_samples *const *sets, size_t count, uint64_t most,
			   struct ht_store *store, struct ht_percentile *wanted, size_t nr_wanted)
{
	struct search search = {
		.sets = sets,
		.count = count,
		.store = store,
		.nr_places = nr_wanted,
		.wanted = wanted,
	};
	uint64_t all = total(&search);
	int ret = -ENOMEM;
	size_t k;

	search.places = calloc(nr_wanted, sizeof(*search.places));
	search.counters = calloc(nr_wanted * COUNTERS, sizeof(*search.counters));
	for (k = 0; search.places && k < nr_wanted; k++) {
		wanted[k].value = 0;
		search.places[k] =
			all ? (uint64_t)(((unsigned __int128)all * wanted[k].percent + 99) / 100) -
					1 :
			      0;
	}
	if (search.places && search.counters)
		ret = all ? find(&search, most) : 0;
	free(search.places);
	free(search.counters);
	return ret;
}

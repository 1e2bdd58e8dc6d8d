/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * How many exits there were when.
 */
#ifndef HT_GROWTH_H
#define HT_GROWTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Spans of exits that are told one by one: more of them than this become a tenth as many. */
#define HT_GROWTH_SPANS 100

/**
 * struct ht_growth_span - a span of time
 * @begin_ns: when it began
 * @end_ns: when it ended
 * @exits: exits in it
 * @cycles: what they took
 */
struct ht_growth_span {
	uint64_t begin_ns;
	uint64_t end_ns;
	uint64_t exits;
	uint64_t cycles;
};

/**
 * struct ht_growth - one span after the other; all zero: none
 * @spans: they, @count of them
 * @count: see @spans
 * @step_ns: how long each is; 0: as long as it was
 */
struct ht_growth {
	struct ht_growth_span *spans;
	size_t count;
	uint64_t step_ns;
};

int ht_growth_exit_at(struct ht_growth *growth, uint64_t now, uint64_t cycles);
int ht_growth_span(struct ht_growth *growth, uint64_t begin_ns, uint64_t end_ns);
void ht_growth_exits(struct ht_growth *growth, uint64_t exits, uint64_t cycles);
void ht_growth_exit(struct ht_growth *growth);

#endif /* HT_GROWTH_H */

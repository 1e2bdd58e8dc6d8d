/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the exits of some span of time were for.
 */
#ifndef HT_REASONS_H
#define HT_REASONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Both vendors' numbers together are fewer; what is said of more is added to the last one. */
#define HT_REASONS_MAX 512

/**
 * struct ht_reason - the exits for one reason
 * @number: VMX basic exit reason or SVM exit code
 * @count: how many
 * @cycles: what they took
 */
struct ht_reason {
	uint32_t number;
	uint64_t count;
	uint64_t cycles;
};

/**
 * struct ht_reasons - the exits for all of them; all zero: none
 * @list: @count of them
 * @count: see @list
 */
struct ht_reasons {
	struct ht_reason *list;
	size_t count;
};

int ht_reasons_add(struct ht_reasons *reasons, uint32_t number, uint64_t count, uint64_t cycles);
void ht_reasons_sort(struct ht_reasons *reasons);
const struct ht_reason *ht_reasons_top(const struct ht_reasons *reasons);
void ht_reasons_exit(struct ht_reasons *reasons);
bool ht_reason_is_idle(uint32_t isa, uint32_t number);
const char *ht_reason_known(uint32_t isa, uint32_t number);
void ht_reason_name(char *out, size_t size, uint32_t isa, uint32_t number);

#endif /* HT_REASONS_H */

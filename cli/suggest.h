/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Did you mean …?
 */
#ifndef HT_SUGGEST_H
#define HT_SUGGEST_H

#include <stddef.h>

const char *ht_suggest(const char *typed, const char *const *names, size_t count);

#endif /* HT_SUGGEST_H */

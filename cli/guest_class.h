/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Event classes by name.
 */
#ifndef HT_GUEST_CLASS_H
#define HT_GUEST_CLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

bool ht_guest_class_is(const char *word);
int ht_guest_class_parse(const char *list, uint64_t *mask, struct ht_err *err);
void ht_guest_class_words(char *out, size_t size, uint64_t mask, const char *before);
void ht_guest_class_short(char *out, size_t size, const char *list);

#endif /* HT_GUEST_CLASS_H */

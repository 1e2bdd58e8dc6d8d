/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where a trace that is recorded goes.
 */
#ifndef HT_RECORD_PLACE_H
#define HT_RECORD_PLACE_H

#include <stddef.h>

#include "err.h"

void ht_place_name(char *out, size_t size, const char *prefix);
int ht_place_dir(char *out, size_t size, const char *asked, const char *name, struct ht_err *err);

#endif /* HT_RECORD_PLACE_H */

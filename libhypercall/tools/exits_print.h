/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace-exits: a sample for people, and for programs.
 */
#ifndef HT_EXITS_PRINT_H
#define HT_EXITS_PRINT_H

#include "exits_sample.h"

#define HT_EXITS_SCHEMA "hypertrace.exits/1"

void ht_exits_print(const struct ht_exits_sample *sample);
void ht_exits_print_json(const struct ht_exits_sample *sample, double seconds);

#endif /* HT_EXITS_PRINT_H */

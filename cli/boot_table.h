/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The two tables of the boot report.
 */
#ifndef HT_BOOT_TABLE_H
#define HT_BOOT_TABLE_H

#include "boot_model.h"

void ht_boot_print_levels(const struct ht_boot_model *model, const struct ht_boot *boot,
			  int64_t whole);
void ht_boot_print_initcalls(const struct ht_boot_model *model, const struct ht_boot *boot,
			     int64_t whole, size_t top);

#endif /* HT_BOOT_TABLE_H */

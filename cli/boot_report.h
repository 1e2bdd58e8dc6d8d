/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The boot report: the same model for people and for programs.
 */
#ifndef HT_BOOT_REPORT_H
#define HT_BOOT_REPORT_H

#include <stddef.h>

#include "boot_model.h"
#include "err.h"

void ht_boot_print_title(const struct ht_boot *boot);
void ht_boot_print_text(const struct ht_boot_model *model, size_t top);
int ht_boot_print_json(const struct ht_boot_model *model, size_t top, struct ht_err *err);

#endif /* HT_BOOT_REPORT_H */

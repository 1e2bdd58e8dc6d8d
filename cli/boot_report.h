/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The boot report: the same model for people and for programs.
 */
#ifndef HT_BOOT_REPORT_H
#define HT_BOOT_REPORT_H

#include <stddef.h>

#include "boot_model.h"
#include "err.h"

/**
 * struct ht_boot_print - a report that is being printed
 * @model: all of it
 * @top: how many initcalls of each boot at most, SIZE_MAX for all
 * @any: a boot has been printed
 */
struct ht_boot_print {
	const struct ht_boot_model *model;
	size_t top;
	bool any;
};

int ht_boot_print_each(struct ht_boot_model *model, int (*print)(struct ht_boot *boot, void *data),
		       size_t top, struct ht_err *err);
void ht_boot_print_title(const struct ht_boot *boot);
int ht_boot_print_text(struct ht_boot_model *model, size_t top, struct ht_err *err);
int ht_boot_print_json(struct ht_boot_model *model, size_t top, struct ht_err *err);

#endif /* HT_BOOT_REPORT_H */

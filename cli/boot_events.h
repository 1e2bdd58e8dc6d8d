/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * From a trace's events to the model of its boots.
 */
#ifndef HT_BOOT_EVENTS_H
#define HT_BOOT_EVENTS_H

#include "boot_model.h"
#include "err.h"

int ht_boot_read(const char *path, struct ht_boot_model *model, struct ht_err *err);

#endif /* HT_BOOT_EVENTS_H */

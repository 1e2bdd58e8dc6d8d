/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kernel modules: loaded, or there to be loaded.
 */
#ifndef HT_MODULES_H
#define HT_MODULES_H

#include <stdbool.h>
#include <stddef.h>

/* Holds a module's version. */
#define HT_MODULE_VERSION 64

bool ht_module_loaded(const char *name, char version[HT_MODULE_VERSION]);
bool ht_module_on_disk(const char *name, char version[HT_MODULE_VERSION]);

#endif /* HT_MODULES_H */

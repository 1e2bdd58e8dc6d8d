/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Addresses of what the kernel has and does not export.
 */
#ifndef HT_LOOKUP_H
#define HT_LOOKUP_H

void *ht_lookup(const char *symbol);

#endif /* HT_LOOKUP_H */

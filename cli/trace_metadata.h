/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Metadata that libbabeltrace2 2.0 would read forever.
 */
#ifndef HT_TRACE_METADATA_H
#define HT_TRACE_METADATA_H

#include <stdbool.h>

bool ht_metadata_is_whole(const char *dir);

#endif /* HT_TRACE_METADATA_H */

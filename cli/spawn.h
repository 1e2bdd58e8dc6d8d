/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Programs of others, run to their end.
 */
#ifndef HT_SPAWN_H
#define HT_SPAWN_H

#include <stddef.h>

int ht_spawn(const char *const *argv, char *said, size_t size);

#endif /* HT_SPAWN_H */

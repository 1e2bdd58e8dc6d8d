/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finding the CTF traces below a path that a user typed.
 */
#ifndef HT_TRACE_FIND_H
#define HT_TRACE_FIND_H

#include <stddef.h>

#include "err.h"

/**
 * struct ht_trace_dirs - directories that hold a CTF trace each
 * @dirs: their paths
 * @count: how many
 */
struct ht_trace_dirs {
	char **dirs;
	size_t count;
};

int ht_trace_find(const char *path, struct ht_trace_dirs *found, struct ht_err *err);
void ht_trace_dirs_exit(struct ht_trace_dirs *found);

#endif /* HT_TRACE_FIND_H */

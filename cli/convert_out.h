/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The directory that a conversion makes.
 */
#ifndef HT_CONVERT_OUT_H
#define HT_CONVERT_OUT_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "trace_find.h"

/**
 * struct ht_convert_out - where a trace is being written
 * @path: where it shall be in the end
 * @tmp: a directory beside it, removed in the end
 * @trace: in that, where it is written
 */
struct ht_convert_out {
	const char *path;
	char *tmp;
	char *trace;
};

int ht_convert_out_init(struct ht_convert_out *out, const char *path, bool force,
			const struct ht_trace_dirs *inputs, struct ht_err *err);
int ht_convert_out_commit(struct ht_convert_out *out, struct ht_err *err);
void ht_convert_out_exit(struct ht_convert_out *out);

void ht_tree_remove(const char *path);

#endif /* HT_CONVERT_OUT_H */

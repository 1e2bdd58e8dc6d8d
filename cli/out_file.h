/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The file that an export makes. It is written beside its place and moved there when it is whole,
 * so that what is at that place is never half of it:
 *
 *	ret = ht_out_file_open(&out, path, force, err);
 *	ret = ret ?: ht_out_file_write(&out, data, size, err);
 *	ret = ret ?: ht_out_file_commit(&out, err);
 *	ht_out_file_abandon(&out);
 */
#ifndef HT_OUT_FILE_H
#define HT_OUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "err.h"

/**
 * struct ht_out_file - a file that is being written
 * @path: where it shall be in the end
 * @tmp: where it is meanwhile; NULL: nowhere
 * @file: it, buffered
 * @bytes: written by the functions below
 */
struct ht_out_file {
	const char *path;
	char *tmp;
	FILE *file;
	uint64_t bytes;
};

int ht_out_file_open(struct ht_out_file *out, const char *path, bool force, struct ht_err *err);
int ht_out_file_write(struct ht_out_file *out, const void *data, size_t size, struct ht_err *err);
int ht_out_file_printf(struct ht_out_file *out, struct ht_err *err, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
int ht_out_file_commit(struct ht_out_file *out, struct ht_err *err);
void ht_out_file_abandon(struct ht_out_file *out);

#endif /* HT_OUT_FILE_H */

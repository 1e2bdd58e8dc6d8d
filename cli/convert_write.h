/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Where what is converted goes: one trace, or one for each that was read.
 */
#ifndef HT_CONVERT_WRITE_H
#define HT_CONVERT_WRITE_H

#include "convert.h"
#include "ctf_copy.h"

/**
 * struct ht_convert_writer - what writes; all zero: nothing
 * @out: what the user calls the place
 * @dir: where to
 * @is_single: that is the trace, not a directory of traces
 * @disk: where packets go
 * @copies: the traces, @count of them
 * @count: see @copies
 * @traces: from the input's struct ht_trace to them
 */
struct ht_convert_writer {
	const char *out;
	char *dir;
	bool is_single;
	struct ht_ctf_disk *disk;
	struct ht_copy **copies;
	size_t count;
	struct ht_ptrmap traces;
};

int ht_convert_writer_begin(struct ht_convert_writer *writer, bool is_single, const char *dir,
			    struct ht_err *err);
int ht_convert_writer_stream(struct ht_convert_writer *writer, const struct ht_stream *stream);
struct ht_copy *ht_convert_writer_copy(const struct ht_convert_writer *writer,
				       const struct ht_stream *stream);
int ht_convert_writer_flush(struct ht_convert_writer *writer);
int ht_convert_writer_end(struct ht_convert_writer *writer);
void ht_convert_writer_exit(struct ht_convert_writer *writer);

/**
 * struct ht_convert_plain - what hypertrace convert writes
 * @writer: it; has a disk as long as something is written
 * @disk: where packets go
 */
struct ht_convert_plain {
	struct ht_convert_writer writer;
	struct ht_ctf_disk disk;
};

/* Works on a struct ht_convert_plain, which begins with the name of its writer's place only. */
extern const struct ht_convert_ops ht_convert_plain_ops;

int ht_convert_cannot_write(const char *out, int code, struct ht_err *err);

#endif /* HT_CONVERT_WRITE_H */

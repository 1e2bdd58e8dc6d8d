/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * hypertrace export: a trace in a form that other programs draw.
 */
#ifndef HT_EXPORT_H
#define HT_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"

/**
 * struct ht_export - what to write, and what came of it
 * @path: the trace
 * @out: the file, or for Trace Compass the directory, to make
 * @vm: the one VM, as it was typed; NULL: all
 * @force: @out may be there already
 * @events: events read
 * @bytes: bytes written
 * @truncated: the trace could not be read to its end; what precedes that is written
 */
struct ht_export {
	const char *path;
	const char *out;
	const char *vm;
	bool force;
	uint64_t events;
	uint64_t bytes;
	bool truncated;
};

/* Each returns 0; -EIO with @export->truncated, or another negative errno; @err says why. */
int ht_export_html(struct ht_export *export, struct ht_err *err);
int ht_export_chrome(struct ht_export *export, struct ht_err *err);
int ht_export_trace_compass(struct ht_export *export, struct ht_err *err);

int ht_export_main(int argc, char **argv);

#endif /* HT_EXPORT_H */

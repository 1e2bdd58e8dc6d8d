/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a trace that was recorded, from its beginning to its end, in as many threads as help.
 */
#ifndef HT_TRACE_RUN_H
#define HT_TRACE_RUN_H

#include <reader.h>

#include "err.h"
#include "trace_input.h"

int ht_trace_run(struct ht_reader *reader, const struct ht_trace_input *input, const char *path,
		 struct ht_err *err);

#endif /* HT_TRACE_RUN_H */

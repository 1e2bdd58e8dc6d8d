/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The traces below a path, made readable: found, and what was cut short salvaged. Several graphs
 * can read them, one after the other.
 */
#ifndef HT_TRACE_INPUT_H
#define HT_TRACE_INPUT_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "trace_find.h"
#include "trace_opened.h"

/**
 * struct ht_trace_input - traces to read
 * @ctf: libbabeltrace2's plugin with the source
 * @found: where they are
 * @readable: for each, what to read: the trace, or a copy of what is whole of it
 * @count: how many of @readable are set
 * @nr_salvaged: how many of them are copies
 * @is_live: they are no directories but a URL, and grow
 * @opened: the graph of who reads them first
 */
struct ht_trace_input {
	const bt_plugin *ctf;
	struct ht_trace_dirs found;
	char **readable;
	size_t count;
	size_t nr_salvaged;
	bool is_live;
	struct ht_opened *opened;
};

int ht_trace_input_init(struct ht_trace_input *input, const char *path, struct ht_err *err);
int ht_trace_input_init_all(struct ht_trace_input *input, const char *path, struct ht_err *err);
void ht_trace_input_drop(struct ht_trace_input *input, size_t number);
int ht_trace_input_live(struct ht_trace_input *input, const char *url, struct ht_err *err);
void ht_trace_input_exit(struct ht_trace_input *input);
const bt_component_class_source *ht_trace_input_class(const struct ht_trace_input *input);

#endif /* HT_TRACE_INPUT_H */

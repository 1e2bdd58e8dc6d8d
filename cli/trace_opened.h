/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A graph that has sources for traces already. A source reads a trace's metadata and all packet
 * headers as it is added: to find out whether it can be read costs as much as to open it, so the
 * graph that found out is the one that reads it.
 */
#ifndef HT_TRACE_OPENED_H
#define HT_TRACE_OPENED_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct ht_opened - the graph
 * @bt: it; NULL: nothing was opened, or not all, or somebody has it
 * @failed: a trace could not be opened, or is no longer wanted
 * @sources: its sources, in the order of the traces, @count of them
 * @count: see @sources
 * @nr_streams: in all of them
 */
struct ht_opened {
	bt_graph *bt;
	bool failed;
	const bt_component_source **sources;
	size_t count;
	uint64_t nr_streams;
};

struct ht_opened *ht_opened_create(void);
bool ht_opened_add(struct ht_opened *opened, const bt_component_class_source *class,
		   const char *dir);
bt_graph *ht_opened_take(struct ht_opened *opened);
void ht_opened_spoil(struct ht_opened *opened);
void ht_opened_destroy(struct ht_opened *opened);

#endif /* HT_TRACE_OPENED_H */

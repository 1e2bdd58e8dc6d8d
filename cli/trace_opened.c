// SPDX-License-Identifier: GPL-2.0-only
/*
 * Opening traces. See trace_opened.h.
 */
#include <stdlib.h>

#include "trace_metadata.h"
#include "trace_opened.h"
#include "trace_source.h"

/* Room for one more source: the array doubles whenever its count is a power of two. */
static bool make_room(struct ht_opened *opened)
{
	size_t count = opened->count;
	const bt_component_source **larger;

	if (count & (count - 1))
		return true;
	larger = reallocarray(opened->sources, count ? 2 * count : 1, sizeof(*larger));
	if (larger)
		opened->sources = larger;
	return larger;
}

static bool add(struct ht_opened *opened, const bt_component_class_source *class, const char *dir)
{
	bt_value *params;
	bool ok;

	if (!ht_metadata_is_whole(dir))
		return false;
	if (!opened->bt)
		opened->bt = bt_graph_create(0);
	params = ht_source_params(dir);
	/* A component's name has to be its own; the directory's path is. */
	ok = opened->bt && params &&
	     bt_graph_add_source_component(opened->bt, class, dir, params, ht_bt_log_level(),
					   &opened->sources[opened->count]) ==
		     BT_GRAPH_ADD_COMPONENT_STATUS_OK;
	bt_value_put_ref(params);
	if (ok)
		opened->nr_streams +=
			bt_component_source_get_output_port_count(opened->sources[opened->count++]);
	return ok;
}

/**
 * ht_opened_create() - a graph for traces
 *
 * Return: without any yet, to be released with ht_opened_destroy(); NULL without memory.
 */
struct ht_opened *ht_opened_create(void)
{
	return calloc(1, sizeof(struct ht_opened));
}

/**
 * ht_opened_add() - open a trace, too
 * @opened: the graph
 * @class: source.ctf.fs
 * @dir: the trace
 *
 * Return: false if it cannot be read: then the graph is of no more use, and is gone. What is added
 * after that is only tried.
 */
bool ht_opened_add(struct ht_opened *opened, const bt_component_class_source *class,
		   const char *dir)
{
	/* Without memory it is still not the trace's fault. */
	if (!opened->failed && !make_room(opened))
		ht_opened_spoil(opened);
	if (opened->failed)
		return ht_source_can_read(class, dir);
	if (add(opened, class, dir))
		return true;
	ht_opened_spoil(opened);
	return false;
}

/**
 * ht_opened_take() - whoever reads first does not open the traces again
 * @opened: the graph; its @sources are valid as long as the caller has that
 *
 * Return: the graph, with the reference to it; NULL: there is none, the caller opens them himself.
 */
bt_graph *ht_opened_take(struct ht_opened *opened)
{
	bt_graph *bt = opened->bt;

	opened->bt = NULL;
	return bt;
}

/**
 * ht_opened_spoil() - these are not the traces that will be read
 * @opened: the graph; ht_opened_take() returns NULL from here on
 */
void ht_opened_spoil(struct ht_opened *opened)
{
	bt_graph_put_ref(opened->bt);
	opened->bt = NULL;
	opened->failed = true;
	ht_bt_drop_error();
}

/**
 * ht_opened_destroy() - close the traces, unless somebody has the graph
 * @opened: the graph, or NULL
 */
void ht_opened_destroy(struct ht_opened *opened)
{
	if (!opened)
		return;
	ht_opened_spoil(opened);
	free(opened->sources);
	free(opened);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The sink that reads: it has a port for each stream, and merges them itself.
 */
#ifndef HT_TRACE_SINK_H
#define HT_TRACE_SINK_H

#include "trace_graph.h"

int ht_reader_sink_add(struct ht_graph *graph);
const bt_port_input *ht_reader_sink_port(const struct ht_graph *graph);

#endif /* HT_TRACE_SINK_H */

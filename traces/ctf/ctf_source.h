/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Shapes of what libbabeltrace2 reads.
 */
#ifndef HT_CTF_SOURCE_H
#define HT_CTF_SOURCE_H

#include <babeltrace2/babeltrace.h>

#include "ctf_shape.h"

int ht_ctf_envs_of(struct ht_ctf_envs *envs, const bt_trace *trace);
int ht_ctf_stream_shape_of(struct ht_ctf_stream_shape *shape, const bt_stream_class *class);
struct ht_ctf_event_shape *ht_ctf_event_shape_of(const bt_event_class *class);

#endif /* HT_CTF_SOURCE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The classes of the output trace, for mirror.c.
 */
#ifndef HT_MIRROR_CLASS_H
#define HT_MIRROR_CLASS_H

#include "mirror.h"

struct ht_stream_class *ht_stream_class_get(struct ht_trace *trace, const bt_stream_class *in);
void ht_stream_class_free(void *class);
void ht_trace_clock_free(void *clock);
int ht_clock_class_fill(bt_clock_class *to, const bt_clock_class *from);

#endif /* HT_MIRROR_CLASS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reading a trace that was cut short, e.g. by a host that crashed or a copy that broke off.
 */
#ifndef HT_TRACE_SALVAGE_H
#define HT_TRACE_SALVAGE_H

#include <babeltrace2/babeltrace.h>

int ht_salvage_create(const bt_component_class_source *source, const char *dir, char **copy);
void ht_salvage_remove(char *copy);

#endif /* HT_TRACE_SALVAGE_H */

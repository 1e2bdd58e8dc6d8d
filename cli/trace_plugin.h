/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libbabeltrace2's own plugins.
 */
#ifndef HT_TRACE_PLUGIN_H
#define HT_TRACE_PLUGIN_H

#include <babeltrace2/babeltrace.h>

const bt_plugin *ht_bt_plugin(const char *name);

#endif /* HT_TRACE_PLUGIN_H */

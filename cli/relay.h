/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Traces that are read while they are recorded, from LTTng's relay daemon.
 */
#ifndef HT_RELAY_H
#define HT_RELAY_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>

#include "err.h"

bool ht_relay_is(const char *path);
int ht_relay_check(const bt_component_class_source *source, const char *url, struct ht_err *err);
bt_value *ht_relay_params(const char *url);
void ht_relay_catch(void);
bool ht_relay_interrupted(void *data);

#endif /* HT_RELAY_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * libbabeltrace2's source.ctf.fs, and what libbabeltrace2 says when it fails.
 */
#ifndef HT_TRACE_SOURCE_H
#define HT_TRACE_SOURCE_H

#include <babeltrace2/babeltrace.h>
#include <stdbool.h>

#include "err.h"

bt_logging_level ht_bt_log_level(void);
void ht_bt_drop_error(void);
int ht_err_no_babeltrace(struct ht_err *err);
bt_value *ht_inputs_params(const char *input);
bt_value *ht_source_params(const char *dir);
const bt_value *ht_source_query(const bt_component_class_source *source, const char *object,
				const char *name, const char *value);
bool ht_source_can_read(const bt_component_class_source *source, const char *dir);

#endif /* HT_TRACE_SOURCE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Wishes that only the guest's own kernel command line can carry.
 */
#ifndef HT_RECORD_APPEND_H
#define HT_RECORD_APPEND_H

#include <stdbool.h>

#include "err.h"
#include "record_args.h"

bool ht_record_can_append(const struct ht_record_args *args);
int ht_record_append(const struct ht_record_args *args, char ***command, struct ht_err *err);
void ht_record_append_exit(const struct ht_record_args *args, char **command);

#endif /* HT_RECORD_APPEND_H */

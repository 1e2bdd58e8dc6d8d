/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which VM, or which process, does the user mean?
 */
#ifndef HT_GUEST_FIND_H
#define HT_GUEST_FIND_H

#include "guest_sysfs.h"

int ht_guest_none(struct ht_err *err);
int ht_guest_find(const struct ht_guests *guests, const char *word, const struct ht_guest **found,
		  struct ht_err *err);
int ht_guest_find_pid(const struct ht_guests *guests, const char *word, int *pid,
		      struct ht_err *err);

#endif /* HT_GUEST_FIND_H */

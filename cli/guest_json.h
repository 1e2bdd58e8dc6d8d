/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMs for programs.
 */
#ifndef HT_GUEST_JSON_H
#define HT_GUEST_JSON_H

#include "guest_sysfs.h"
#include "json.h"

void ht_guest_json(struct ht_json *vm, const char *schema, const struct ht_guest *guest);

#endif /* HT_GUEST_JSON_H */

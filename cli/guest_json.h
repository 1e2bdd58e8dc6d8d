/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * VMs for programs.
 */
#ifndef HT_GUEST_JSON_H
#define HT_GUEST_JSON_H

#include <json-c/json.h>

#include "guest_sysfs.h"

json_object *ht_guest_json(const char *schema, const struct ht_guest *guest);
json_object *ht_guest_json_list(const char *schema);
bool ht_guest_json_add_vm(json_object *root, json_object *vm);
bool ht_guest_json_add(json_object *object, const char *key, json_object *value);
int ht_guest_json_print(json_object *object, int style, struct ht_err *err);

#endif /* HT_GUEST_JSON_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMs for programs. One VM is the same object wherever it appears; what the manual page says of it
 * holds for list, show and watch.
 */
#include <stdio.h>
#include <string.h>

#include "guest_json.h"

/* "boot sched" becomes two texts, "none" an empty list. */
static json_object *new_classes(const char *list)
{
	char copy[HT_GUEST_TEXT], *rest = copy, *word;
	struct ht_json classes;

	ht_json_init_array(&classes);
	snprintf(copy, sizeof(copy), "%s", strcmp(list, "none") ? list : "");
	while ((word = strsep(&rest, " "))) {
		if (*word)
			ht_json_append_text(&classes, word);
	}
	return ht_json_take(&classes);
}

static json_object *new_counters(const struct ht_guest *guest)
{
	struct ht_json counters;
	size_t i;

	ht_json_init(&counters);
	for (i = 0; i < HT_GUEST_NR_COUNTERS; i++)
		ht_json_put_uint(&counters, ht_guest_counters[i], guest->counters[i]);
	return ht_json_take(&counters);
}

/**
 * ht_guest_json() - one VM
 * @vm: begun with it; the caller ends it
 * @schema: what document this is, NULL if it is within another one
 * @guest: the VM
 */
void ht_guest_json(struct ht_json *vm, const char *schema, const struct ht_guest *guest)
{
	ht_json_init(vm);
	if (schema)
		ht_json_put_text(vm, "schema", schema);
	ht_json_put_uint(vm, "vm_id", guest->id);
	ht_json_put_int(vm, "vm_pid", guest->pid);
	ht_json_put_optional(vm, "process", guest->comm);
	ht_json_put_bool(vm, "allowed", guest->allowed);
	ht_json_put(vm, "events_allow", new_classes(guest->events_allow));
	ht_json_put(vm, "events_want", new_classes(guest->events_want));
	ht_json_put_uint(vm, "rate", guest->rate);
	ht_json_put_uint(vm, "quota", guest->quota);
	ht_json_put_bool(vm, "exits", guest->exits);
	ht_json_put_bool(vm, "exits_cpuid", guest->exits_cpuid);
	ht_json_put(vm, "counters", new_counters(guest));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which VMs of a trace the user means. A number is a VM's, or else the process id of a VMM, which
 * may have several.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "vm_choose.h"
#include "vm_word.h"

/* More VMs than this are not listed within an error. */
#define LISTED 8

static bool has_vm(const struct ht_vm_names *names, unsigned long vm_id)
{
	size_t i;

	for (i = 0; i < names->count; i++) {
		if (names->get(names->data, i).vm_id == vm_id)
			return true;
	}
	return false;
}

/**
 * ht_vm_is_chosen() - does the user want to know of this VM?
 * @names: of all VMs that there are
 * @text: what he typed, NULL: nothing
 * @vm: one of them
 *
 * Return: true if so, or if he named none.
 */
bool ht_vm_is_chosen(const struct ht_vm_names *names, const char *text, struct ht_vm_name vm)
{
	struct ht_vm_word word;

	if (!text)
		return true;
	if (!ht_vm_word_parse(&word, text))
		return false;
	if (!word.is_pid && (word.is_vm || has_vm(names, word.number)))
		return vm.vm_id == word.number;
	return vm.vm_pid > 0 && (unsigned long)vm.vm_pid == word.number;
}

/**
 * ht_vm_choose() - is there a VM as the user named one?
 * @names: of all VMs that there are
 * @text: what he typed, NULL: nothing, which is right
 * @err: says which there are
 *
 * Return: 0 or -ESRCH.
 */
int ht_vm_choose(const struct ht_vm_names *names, const char *text, struct ht_err *err)
{
	char some[512] = "";
	size_t len = 0, i;

	for (i = 0; text && i < names->count; i++) {
		if (ht_vm_is_chosen(names, text, names->get(names->data, i)))
			return 0;
	}
	if (!text)
		return 0;
	for (i = 0; i < names->count && i < LISTED && len < sizeof(some); i++) {
		struct ht_vm_name vm = names->get(names->data, i);

		len += snprintf(some + len, sizeof(some) - len, "%s%" PRIu32 " (pid %" PRId32 ")",
				i ? ", " : "", vm.vm_id, vm.vm_pid);
	}
	return ht_err_set(err, -ESRCH, "no VM '%s' in this trace; there %s: %s%s", text,
			  names->count == 1 ? "is" : "are", some,
			  names->count > LISTED ? ", ..." : "");
}

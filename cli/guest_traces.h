/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guests that events tell of, each with a trace of its own.
 */
#ifndef HT_GUEST_TRACES_H
#define HT_GUEST_TRACES_H

#include "guest_trace.h"

/**
 * struct ht_guest_traces - the guests of a trace
 * @ctf: libbabeltrace2's plugin with the sink
 * @dir: where their traces go, each in a directory of its own
 * @list: one for each guest, @count of them
 * @count: see @list
 * @failed: one could not be written
 * @err: what else went wrong; empty: nothing did
 */
struct ht_guest_traces {
	const bt_plugin *ctf;
	const char *dir;
	struct ht_guest_trace **list;
	size_t count;
	bool failed;
	struct ht_err err;
};

struct ht_guest_trace *ht_guest_traces_find(const struct ht_guest_traces *guests,
					    const bt_trace *host, struct ht_vm_name vm);
struct ht_guest_trace *ht_guest_traces_get(struct ht_guest_traces *guests,
					   const bt_message *message, struct ht_vm_name vm);
int ht_guest_traces_end(struct ht_guest_traces *guests, const char *vm, struct ht_err *err);
void ht_guest_traces_exit(struct ht_guest_traces *guests);

#endif /* HT_GUEST_TRACES_H */

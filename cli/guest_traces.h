/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The guests that events tell of, each with a trace of its own.
 */
#ifndef HT_GUEST_TRACES_H
#define HT_GUEST_TRACES_H

#include "guest_trace.h"

#define HT_GUEST_PLACES 1024

/**
 * struct ht_guest_traces - the guests of a trace; all zero: none
 * @dir: where their traces go, each in a directory of its own
 * @disk: where packets go
 * @classes: what these have in common
 * @list: one for each guest, @count of them
 * @count: see @list
 * @places: the same, by their numbers
 */
struct ht_guest_traces {
	const char *dir;
	struct ht_ctf_disk *disk;
	struct ht_guest_classes classes;
	struct ht_guest_trace **list;
	size_t count;
	struct ht_guest_trace *places[HT_GUEST_PLACES];
};

struct ht_guest_trace *ht_guest_traces_find(const struct ht_guest_traces *guests,
					    const char *hostname, struct ht_vm_name vm);
int ht_guest_traces_get(struct ht_guest_traces *guests, const struct ht_whole_event *event,
			const char *hostname, struct ht_vm_name vm, struct ht_guest_trace **guest,
			struct ht_err *err);
int ht_guest_traces_over(struct ht_guest_traces *guests, const char *hostname,
			 struct ht_vm_name vm);
int ht_guest_traces_flush(struct ht_guest_traces *guests);
int ht_guest_traces_end(struct ht_guest_traces *guests, const char *vm, struct ht_err *err);
void ht_guest_traces_exit(struct ht_guest_traces *guests);

#endif /* HT_GUEST_TRACES_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A host's trace, and what is made of it for Trace Compass: all that was recorded goes into one
 * trace; what the hypervisor itself did into another, with the events by which Trace Compass
 * connects it with its guests; and the guests get theirs.
 *
 *	struct ht_whole_event ─┬─► the host's trace
 *	                       ├─► struct ht_host ─► the hypervisor's
 *	                       └─► struct ht_guest_traces: the guests' traces
 */
#ifndef HT_HOST_SIDE_H
#define HT_HOST_SIDE_H

#include "convert_write.h"
#include "guest_traces.h"

/**
 * struct ht_host_side - all of that
 * @path: what the user calls what is read
 * @out: and what is written
 * @vm: the one VM that is wanted, as the user typed it; NULL: all
 * @bytes: filled: of all files
 * @dir: the directory of all traces
 * @disk: where packets go
 * @all: the host's trace
 * @hypervisor: the hypervisor's
 * @hosts: from the hypervisor's traces to struct ht_host
 * @guests: the guests
 * @err: what is wrong with what is read
 */
struct ht_host_side {
	const char *path;
	const char *out;
	const char *vm;
	uint64_t bytes;
	char *dir;
	struct ht_ctf_disk disk;
	struct ht_convert_writer all;
	struct ht_convert_writer hypervisor;
	struct ht_ptrmap hosts;
	struct ht_guest_traces guests;
	struct ht_err err;
};

/* Works on a struct ht_host_side, which begins with its first four members only. */
extern const struct ht_convert_ops ht_host_side_ops;

#endif /* HT_HOST_SIDE_H */

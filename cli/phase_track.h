/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Which system call or process each vCPU is in, as a trace goes by.
 */
#ifndef HT_PHASE_TRACK_H
#define HT_PHASE_TRACK_H

#include "exit_event.h"
#include "phase.h"
#include "vcpu_map.h"

enum ht_phase_kind {
	HT_PHASE_NONE, /* nobody wants to know */
	HT_PHASE_SYSCALL,
	HT_PHASE_PROCESS,
};

/**
 * struct ht_phase_track - all vCPUs; all zero but for @kind: nothing seen yet
 * @kind: what is looked for
 * @seen: events of that kind
 * @switches: events that say which task runs
 * @phases: what was found
 * @tree: search.h tree of these
 * @vcpus: what each vCPU is in
 * @tasks: what each task that does not run is in
 * @vms: what belongs to no phase
 */
struct ht_phase_track {
	enum ht_phase_kind kind;
	uint64_t seen;
	uint64_t switches;
	struct ht_phases phases;
	void *tree;
	struct ht_vcpu_map vcpus;
	struct ht_vcpu_map tasks;
	struct ht_vcpu_map vms;
};

int ht_phase_track_event(struct ht_phase_track *track, const struct ht_event *event);
int ht_phase_track_exit_event(struct ht_phase_track *track, const struct ht_exit *exit);
void ht_phase_track_exit(struct ht_phase_track *track);

#endif /* HT_PHASE_TRACK_H */

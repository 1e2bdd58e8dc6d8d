/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trace says about the exits of its VMs.
 *
 *   model ─► VM ─► cell: one vCPU's exits for one reason ─► one by one, or snapshots of counters
 *         └► boots, with what their events say of exits
 */
#ifndef HT_EXITS_MODEL_H
#define HT_EXITS_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot_model.h"
#include "exit_counts.h"
#include "exit_event.h"
#include "growth.h"
#include "samples.h"

/* Where numbers come from. */
enum ht_exits_source {
	HT_EXITS_NONE, /* nowhere */
	HT_EXITS_SUMS, /* from the guest's events: sums only, for no reason */
	HT_EXITS_SNAPSHOTS, /* from snapshots of counters */
	HT_EXITS_SINGLE, /* from an event for each exit */
};

/**
 * struct ht_exits_cell - one vCPU's exits for one reason
 * @vcpu: the vCPU
 * @reason: the reason
 * @counts: the exits, after ht_exits_cells_get()
 * @samples: what each took, if they are known one by one
 * @first: what had been counted when somebody began to record
 * @last: what was counted last
 */
struct ht_exits_cell {
	uint32_t vcpu;
	uint32_t reason;
	struct ht_exit_counts counts;
	struct ht_samples samples;
	struct ht_exit_counts first;
	struct ht_exit_counts last;
};

/* Cells that are found without a look into a tree. */
#define HT_EXITS_LATEST 16

/**
 * struct ht_exits_vm - a VM
 * @vm_id: number the host gave it
 * @vm_pid: process id of its VMM
 * @isa: enum ht_isa, 0: not known
 * @store: where samples are that are not in memory, and cells of VMs that have ended
 * @stored: its cells there, but for what came late; all zero: they are in memory
 * @khz: rate of the TSC that counts cycles, of a finished model; 0: not known
 * @source: where the numbers come from, of a finished model
 * @cells: by vCPU, then by reason, after ht_exits_cells_get(); @nr_cells of them
 * @nr_cells: see @cells
 * @tree: search.h tree of them
 * @latest: those asked for last, by their numbers
 * @nr_single: exits that were told one by one
 * @nr_snapshots: snapshots of it
 * @snapshot: number of the latest
 * @snapshot_ns: when that was
 * @since_ns: when counting began
 * @from_start: the first snapshot tells what there was when somebody began to record
 * @single_growth: exits over time, of those told one by one
 * @growth: and of snapshots
 * @entry_cycles: cycles of exits whose entry's time is known
 * @entry_ns: nanoseconds of the same
 */
struct ht_exits_vm {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t isa;
	struct ht_store *store;
	struct ht_store_chain stored;
	uint32_t khz;
	enum ht_exits_source source;
	struct ht_exits_cell **cells;
	size_t nr_cells;
	void *tree;
	struct ht_exits_cell *latest[HT_EXITS_LATEST];
	uint64_t nr_single;
	uint64_t nr_snapshots;
	uint32_t snapshot;
	uint64_t snapshot_ns;
	uint64_t since_ns;
	bool from_start;
	struct ht_growth single_growth;
	struct ht_growth growth;
	uint64_t entry_cycles;
	uint64_t entry_ns;
};

/**
 * struct ht_exits_model - all of it
 * @boots: the boots, and what is known of the trace
 * @vms: by number, of a finished model; @nr_vms of them
 * @nr_vms: see @vms
 * @tree: search.h tree of them
 * @latest: those asked for last, by number
 * @grows: exits over time are wanted
 * @gone: the VMs that ended last
 * @store: samples that are not in memory, and cells of VMs that have ended
 */
struct ht_exits_model {
	struct ht_boot_model boots;
	struct ht_exits_vm **vms;
	size_t nr_vms;
	void *tree;
	struct ht_exits_vm *latest[HT_BOOT_LATEST];
	bool grows;
	struct ht_gone gone;
	struct ht_store store;
};

int ht_exits_seen(struct ht_exits_model *model, uint32_t vm_id, int32_t vm_pid);
int ht_exits_single(struct ht_exits_model *model, const struct ht_exit *exit,
		    const struct ht_event *event);
int ht_exits_stats(struct ht_exits_model *model, const struct ht_exit_stats *stats,
		   const struct ht_event *event);
void ht_exits_gone(struct ht_exits_model *model, uint32_t vm_id);
void ht_exits_model_complete(struct ht_exits_model *model);
void ht_exits_model_exit(struct ht_exits_model *model);

struct ht_exits_cell *ht_exits_cell(struct ht_exits_vm *vm, uint32_t vcpu, uint32_t reason);
int ht_exits_cells_get(struct ht_exits_vm *vm);
void ht_exits_cells_put(struct ht_exits_vm *vm);

/* exits_store.c */
bool ht_exits_vm_store(struct ht_exits_vm *vm);
int ht_exits_vm_load(struct ht_exits_vm *vm);

#endif /* HT_EXITS_MODEL_H */

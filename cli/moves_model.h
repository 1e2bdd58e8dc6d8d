/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trace says of where vCPUs ran.
 *
 *   model ─► VM ─► vCPU: how long it did what ─► place: how long it ran on one pCPU
 *         │     └► migrations and stretches of ping-pong: the first N of them
 *         └► boots: what a guest was doing
 */
#ifndef HT_MOVES_MODEL_H
#define HT_MOVES_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot_model.h"
#include "pingpong.h"
#include "sched_event.h"
#include "top.h"
#include "vcpu_map.h"

/* What a guest was doing when one of its vCPUs migrated. */
enum ht_doing_what {
	HT_DOING_UNKNOWN,
	HT_DOING_BEFORE, /* its kernel had told nothing yet */
	HT_DOING_KERNEL, /* it booted, before the first level */
	HT_DOING_LEVEL,
	HT_DOING_INITCALL,
	HT_DOING_USER, /* process 1 had been executed */
};

/**
 * struct ht_doing - what a guest was doing
 * @what: see above
 * @level: which level, if it was in one
 * @call: which initcall ran on the vCPU, if any
 */
struct ht_doing {
	enum ht_doing_what what;
	const struct ht_level *level;
	const struct ht_initcall *call;
};

/**
 * struct ht_move - a migration
 * @number: its place among those of its VM, as they were told
 * @sched: it
 * @doing: what the guest was doing
 */
struct ht_move {
	uint64_t number;
	struct ht_sched sched;
	struct ht_doing doing;
};

/**
 * struct ht_place - a vCPU on a pCPU
 * @key: the vCPU's number among all of a model, and the pCPU
 * @node: the pCPU's NUMA node
 * @run_ns: how long it ran there
 */
struct ht_place {
	struct ht_vcpu_key key;
	uint32_t node;
	uint64_t run_ns;
};

/**
 * struct ht_times - what a vCPU did, or several
 * @span_ns: how long they were looked at
 * @run_ns: how long they ran
 * @wait_ns: and waited for a pCPU
 * @halt_ns: and slept
 * @user_ns: and their VMM was in user space
 * @block_ns: and they waited for something else
 * @unknown_ns: how much of @run_ns was on pCPUs that are not known
 * @loads: how often they were put on a pCPU
 * @preemptions: and taken off one that they would have gone on using
 */
struct ht_times {
	uint64_t span_ns;
	uint64_t run_ns;
	uint64_t wait_ns;
	uint64_t halt_ns;
	uint64_t user_ns;
	uint64_t block_ns;
	uint64_t unknown_ns;
	uint64_t loads;
	uint64_t preemptions;
};

/**
 * struct ht_offs - times off the CPU
 * @count: how many
 * @ns: how long they were in all
 */
struct ht_offs {
	uint64_t count;
	uint64_t ns;
};

/**
 * struct ht_moves - sums over migrations
 * @counted: how many the host counted
 * @told: how many of these are in the trace; all that follows is about them
 * @across: went to another NUMA node
 * @off_ns: how long the vCPU ran nowhere
 * @off_max_ns: the longest of these times
 * @queued_ns: how much of them it waited for a pCPU
 * @whys: why it ran nowhere; the last is for what only a later host knows
 * @pings: stretches of ping-pong
 * @ping_moves: migrations in them
 */
struct ht_moves {
	uint64_t counted;
	uint64_t told;
	uint64_t across;
	uint64_t off_ns;
	uint64_t off_max_ns;
	uint64_t queued_ns;
	struct ht_offs whys[HT_OFF_WHYS + 1];
	uint64_t pings;
	uint64_t ping_moves;
};

/**
 * struct ht_moves_vcpu - a vCPU
 * @key: which
 * @number: its place among all of the model
 * @is_seen: there is such a thing as
 * @last: its latest event
 * @times: what it did
 * @moves: its migrations
 * @ping: the latest of them
 * @places: where it ran, longest first in a finished model; @nr_places of them
 * @nr_places: see @places
 */
struct ht_moves_vcpu {
	struct ht_vcpu_key key;
	uint32_t number;
	bool is_seen;
	struct ht_sched last;
	struct ht_times times;
	struct ht_moves moves;
	struct ht_pingpong ping;
	struct ht_place **places;
	size_t nr_places;
};

/**
 * struct ht_moves_vm - a VM
 * @key: its number, as vm_id
 * @vm_pid: its VMM's process
 * @origin_ns: when its first event was
 * @vcpus: by number in a finished model; @nr_vcpus of them
 * @nr_vcpus: see @vcpus
 * @times: what all of them did, in a finished model
 * @moves: their migrations, likewise
 * @list: struct ht_move, those that cost most first in a finished model
 * @pings: struct ht_pingpong, those with most migrations first
 */
struct ht_moves_vm {
	struct ht_vcpu_key key;
	int32_t vm_pid;
	uint64_t origin_ns;
	struct ht_moves_vcpu **vcpus;
	size_t nr_vcpus;
	struct ht_times times;
	struct ht_moves moves;
	struct ht_top list;
	struct ht_top pings;
};

/**
 * struct ht_moves_model - all of it
 * @boots: the boots, and what is known of the trace
 * @top: list at most so many migrations and stretches of ping-pong of a VM
 * @events: events of ours seen
 * @begin_ns: when the trace's first event was
 * @vms: by number in a finished model; @nr_vms of them
 * @nr_vms: see @vms
 * @nr_vcpus: of all VMs
 * @vm_map: the same VMs
 * @vcpu_map: all vCPUs
 * @place_map: all places
 */
struct ht_moves_model {
	struct ht_boot_model boots;
	size_t top;
	uint64_t events;
	uint64_t begin_ns;
	struct ht_moves_vm **vms;
	size_t nr_vms;
	uint32_t nr_vcpus;
	struct ht_vcpu_map vm_map;
	struct ht_vcpu_map vcpu_map;
	struct ht_vcpu_map place_map;
};

int ht_moves_seen(struct ht_moves_model *model, uint32_t vm_id, int32_t vm_pid, uint64_t now);
int ht_moves_sched(struct ht_moves_model *model, const struct ht_sched *sched);
int ht_moves_model_complete(struct ht_moves_model *model);
void ht_moves_model_exit(struct ht_moves_model *model);

void ht_off_name(char *out, size_t size, uint32_t why);
uint64_t ht_moves_stall(const struct ht_sched *move);
uint64_t ht_moves_missed(const struct ht_moves *moves);
uint64_t ht_times_all(const struct ht_times *times);

struct ht_doing ht_doing_at(struct ht_boot_model *boots, const struct ht_sched *sched);
enum ht_doing_what ht_doing_what(const struct ht_boot_model *boots, uint32_t vm_id,
				 const struct ht_doing *doing);

#endif /* HT_MOVES_MODEL_H */

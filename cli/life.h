/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trace says about the lives of its VMs.
 *
 *   lives ─► life (one for each VM) ─► phases, one after the other
 *                                   └► what runs at the moment, what was slowest
 *
 * No event is kept: a life has at most HT_LIFE_PHASES phases and HT_LIFE_OPEN things that run.
 *
 * Times are nanoseconds of the trace clock. Spans are signed: a guest chooses its own TSC, and a
 * span that runs backwards is shown as it is rather than hidden.
 */
#ifndef HT_LIFE_H
#define HT_LIFE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cost.h"
#include "cycles.h"
#include "panic_event.h"
#include "sched_event.h"
#include "vcpu_map.h"

/* More phases of a VM than this become one. */
#define HT_LIFE_PHASES 1000
/* Of more things than this that run at once in a VM, some are forgotten. */
#define HT_LIFE_OPEN 256

enum ht_life_kind {
	HT_LIFE_HOST, /* only the host knows of the VM: its firmware, its loader */
	HT_LIFE_BOOT, /* from the guest's start to its first level */
	HT_LIFE_UNKNOWN, /* the guest began to speak before the trace began */
	HT_LIFE_LEVEL, /* a boot level */
	HT_LIFE_INIT, /* from the last initcall to process 1 */
	HT_LIFE_USER,
	HT_LIFE_SUSPENDED,
	HT_LIFE_NOTIFIERS, /* from here on in the order of a shutdown */
	HT_LIFE_DEVICES,
	HT_LIFE_SYSCORE,
	HT_LIFE_END, /* the guest has said its last word, as it goes down */
	HT_LIFE_UNTRACED, /* it has, and goes on as far as anybody knows */
	HT_LIFE_PANIC,
	HT_LIFE_REST, /* all that would be too many */
	HT_LIFE_KINDS,
};

/* How it ended. */
enum ht_life_end {
	HT_LIFE_RUNS, /* it did not */
	HT_LIFE_SILENT, /* the VM ended, and its guest had not said why */
	HT_LIFE_UNTOLD, /* the guest had stopped tracing before */
	HT_LIFE_DOWN, /* the guest was about to go down, and had not */
	HT_LIFE_RESTARTED,
	HT_LIFE_HALTED,
	HT_LIFE_POWERED_OFF,
	HT_LIFE_PANICKED,
};

/* What a thing that runs is. */
enum ht_open_kind {
	HT_OPEN_CALL, /* an initcall */
	HT_OPEN_STEP, /* of a shutdown */
	HT_OPEN_SLEEP, /* of going to sleep, or waking up */
	HT_OPEN_PHASE, /* a step that has others in it */
	HT_OPEN_KINDS,
};

/**
 * struct ht_life_sum - what happened in a span of time
 * @cost: exits of the vCPUs whose events tell of this span and of nothing else
 * @told_ns: for how long these were told of, of all vCPUs together
 * @told: they were told of at all
 * @migrations: of the vCPUs
 * @lost: records lost between guest and host
 */
struct ht_life_sum {
	struct ht_cost cost;
	uint64_t told_ns;
	bool told;
	uint64_t migrations;
	uint64_t lost;
};

/**
 * struct ht_life_phase - a phase
 * @kind: which
 * @name: a level's, not to be trusted; else NULL
 * @boot: the VM's boot in the trace that it belongs to, the first is 1; 0: none yet
 * @begin_ns: when it began
 * @end_ns: when it ended
 * @sum: what happened in it
 */
struct ht_life_phase {
	enum ht_life_kind kind;
	char *name;
	uint32_t boot;
	uint64_t begin_ns;
	uint64_t end_ns;
	struct ht_life_sum sum;
};

/**
 * struct ht_life_calls - the initcalls of a phase
 * @begun: those that began in it and are no module's
 * @finished: how many of them returned
 * @last_ns: when the last of these did
 * @last: what had happened in the phase by then
 */
struct ht_life_calls {
	uint64_t begun;
	uint64_t finished;
	uint64_t last_ns;
	struct ht_life_sum last;
};

/**
 * struct ht_open - an initcall or a step, while it runs, or the one that is remembered
 * @kind: which
 * @func: its function; with @id and whether it is an initcall the key to its end
 * @id: see @func; 0 of an initcall
 * @name: not to be trusted; NULL: there is none
 * @of: its module or device, "" without, not to be trusted
 * @vcpu: where it began
 * @boot: the boot it is of, as in struct ht_life_phase
 * @order: its place among all that the VM began
 * @begin_ns: when it began
 * @took_ns: how long it took, of one that ended
 * @counted: the phase that counts it, plus one; 0: none
 */
struct ht_open {
	enum ht_open_kind kind;
	uint64_t func;
	uint32_t id;
	char *name;
	char *of;
	uint32_t vcpu;
	uint32_t boot;
	uint64_t order;
	uint64_t begin_ns;
	int64_t took_ns;
	size_t counted;
};

/**
 * struct ht_life_fall - a panic or an oops
 * @panic: it; @panic.kind 0: there was none
 * @at: the first line of its backtrace, not to be trusted; NULL: none came
 * @in: what ran; @in.name NULL: nothing that is known
 * @boot: the boot it happened in
 */
struct ht_life_fall {
	struct ht_panic panic;
	char *at;
	struct ht_open in;
	uint32_t boot;
};

/**
 * struct ht_life_vcpu - a vCPU
 * @key: which
 * @seen: the guest told something from it
 * @phase: the phase that this was in, or that began with it
 * @at_ns: when that was
 * @tsc: how fast its TSC runs
 * @counts: the host's counters of it are known
 * @migrations: how often it had migrated by then
 */
struct ht_life_vcpu {
	struct ht_vcpu_key key;
	bool seen;
	size_t phase;
	uint64_t at_ns;
	struct ht_tsc_guess tsc;
	bool counts;
	uint64_t migrations;
};

/**
 * struct ht_life - one VM's
 * @key: its number; the first member, for struct ht_vcpu_map
 * @listed: it is in the list, too
 * @vm_pid: process id of its VMM
 * @parent_id: the VM that it runs in; 0: none
 * @depth: 1: it runs on this host; 0: not known
 * @inner_id: which VM it is for its own hypervisor
 * @release: the guest kernel's release at its latest start, not to be trusted; NULL: not known
 * @nr_cpus: vCPUs the guest can have, 0: not known
 * @destroyed: the VM ended
 * @counted: its end told the following three
 * @records: accepted records
 * @host_lost: records that did not arrive
 * @rejected: calls that were refused
 * @boots: boots seen, also in part
 * @spoke: its guest said something
 * @whole: the first it said was that it starts
 * @has_user: process 1 was executed in this boot
 * @stopped: the guest said that it stops tracing, in this boot
 * @power: enum ht_power_action of this boot's end, 0: none yet
 * @phases: its phases, @nr_phases of them
 * @nr_phases: see @phases
 * @calls: those of the last one of @phases
 * @over: the last phase has ended
 * @last_ns: the latest that is known of it
 * @several: what was told of spans that lie in several phases
 * @counts_exits: some event told of exits
 * @vcpu: the first one that told something
 * @lost: records lost between guest and host, as the guest's events tell
 * @counts_moves: the host tells where its vCPUs run
 * @migrations: as the host's counters tell
 * @moves: how many of these are in the trace
 * @longest: the longest time off the CPU that ended elsewhere; @longest.moved: there is one
 * @open: what runs, @nr_open of them, in no order
 * @nr_open: see @open
 * @begun: things that ever began
 * @forgotten: things that ran, and were forgotten
 * @slowest: of each kind the one that took longest, and ended
 * @hangs: the latest that never ended before its boot did
 * @oops: the first one of a boot
 * @panic: the first one of a boot
 * @frame_of: whose backtrace comes next
 * @oopses: how many there were
 */
struct ht_life {
	struct ht_vcpu_key key;
	bool listed;
	int32_t vm_pid;
	uint32_t parent_id;
	uint32_t depth;
	uint32_t inner_id;
	char *release;
	uint32_t nr_cpus;
	bool destroyed;
	bool counted;
	uint64_t records;
	uint64_t host_lost;
	uint64_t rejected;
	uint32_t boots;
	bool spoke;
	bool whole;
	bool has_user;
	bool stopped;
	uint32_t power;
	struct ht_life_phase **phases;
	size_t nr_phases;
	struct ht_life_calls calls;
	bool over;
	uint64_t last_ns;
	struct ht_life_sum several;
	bool counts_exits;
	struct ht_life_vcpu *vcpu;
	uint64_t lost;
	bool counts_moves;
	uint64_t migrations;
	uint64_t moves;
	struct ht_sched longest;
	struct ht_open *open;
	size_t nr_open;
	uint64_t begun;
	uint64_t forgotten;
	struct ht_open slowest[HT_OPEN_KINDS];
	struct ht_open hangs;
	struct ht_life_fall oops;
	struct ht_life_fall panic;
	struct ht_life_fall *frame_of;
	uint64_t oopses;
};

/**
 * struct ht_lives - all of it
 * @list: by VM, of a finished model; @count of them
 * @count: see @list
 * @map: the same
 * @vcpus: of struct ht_life_vcpu
 * @events: events of ours seen
 * @last_ns: when the trace ends
 * @host_khz: rate of the host's TSC, if some event told; else 0
 * @discarded_events: events that LTTng dropped on the host, whosever they were
 * @discarded_packets: packets of events that LTTng dropped
 * @discarded_uncounted: LTTng dropped more than these two say
 * @truncated: the trace could not be read to its end
 */
struct ht_lives {
	struct ht_life **list;
	size_t count;
	struct ht_vcpu_map map;
	struct ht_vcpu_map vcpus;
	uint64_t events;
	uint64_t last_ns;
	uint32_t host_khz;
	uint64_t discarded_events;
	uint64_t discarded_packets;
	bool discarded_uncounted;
	bool truncated;
};

struct ht_life *ht_life_get(struct ht_lives *lives, uint32_t vm_id, int32_t vm_pid);
struct ht_life_vcpu *ht_life_vcpu(struct ht_lives *lives, const struct ht_life *life,
				  uint32_t vcpu);
struct ht_life_phase *ht_life_now(const struct ht_life *life);
int ht_life_begin(struct ht_life *life, enum ht_life_kind kind, char *name, uint64_t now);
int ht_life_exists(struct ht_life *life, uint64_t now);
int ht_life_boot(struct ht_life *life, bool early, uint64_t now);
int ht_life_user(struct ht_life *life, uint64_t now);
int ht_life_power(struct ht_life *life, uint32_t action, uint64_t now);
int ht_life_stop(struct ht_life *life, uint64_t now);
void ht_life_destroy(struct ht_life *life, uint64_t now);
void ht_life_fall_exit(struct ht_life_fall *fall);
void ht_lives_complete(struct ht_lives *lives);
void ht_lives_exit(struct ht_lives *lives);

enum ht_life_end ht_life_end(const struct ht_life *life);
int64_t ht_life_lasted(const struct ht_life *life);
int64_t ht_life_since(const struct ht_life *life, uint64_t when);
uint32_t ht_life_khz(const struct ht_lives *lives, const struct ht_life *life);

#endif /* HT_LIFE_H */

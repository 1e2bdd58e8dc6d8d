/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trace says about the boots of its VMs.
 *
 *   model ─► boot (one each time a VM boots) ─► levels, in the order they began
 *                                            └► initcalls, unfinished and slowest first
 *
 * Initcalls that run are kept, and as many of the others as will be shown.
 *
 * Times are nanoseconds of the trace clock. Spans are signed: a guest chooses its own TSC, and a
 * span that runs backwards is shown as it is rather than hidden.
 */
#ifndef HT_BOOT_MODEL_H
#define HT_BOOT_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cost.h"
#include "cycles.h"
#include "gone.h"
#include "reasons.h"
#include "store.h"
#include "vcpu_map.h"

struct ht_boot;
struct ht_boot_vcpu;

/* What is needed of a boot that is over, besides itself and initcalls that are to be shown. */
enum ht_boot_keeps {
	HT_BOOT_KEEPS_WANTED, /* levels that somebody wants */
	HT_BOOT_KEEPS_SUMS, /* no level; it is looked at only when it is printed, out of a file */
	HT_BOOT_KEEPS_LEVELS, /* all levels; likewise */
};

/**
 * struct ht_level - one boot level
 * @name: as the guest's kernel calls it, not to be trusted
 * @number: its place among those of its boot, from 1, where that matters
 * @wanted: somebody else than its boot wants it
 * @start_ns: when it began
 * @last_finish_ns: when the last of its initcalls returned
 * @finished: how many of its initcalls returned
 * @initcalls: how many of them began in it
 * @has_duration: it is known when the level ended
 * @duration_ns: until the next level began; for the last level until its last initcall returned
 * @begin: what the boot had cost when it began
 * @last: and when the last of its initcalls returned
 * @cost: of it, as long as it lasted
 * @reasons: what its exits were for, as far as the trace has them one by one
 */
struct ht_level {
	char *name;
	uint32_t number;
	bool wanted;
	uint64_t start_ns;
	uint64_t last_finish_ns;
	uint64_t finished;
	uint64_t initcalls;
	bool has_duration;
	int64_t duration_ns;
	struct ht_cost begin;
	struct ht_cost last;
	struct ht_cost cost;
	struct ht_reasons reasons;
};

/**
 * struct ht_initcall - one run of an initcall
 * @func: its address in the guest; while it runs the key under which its finish finds it
 * @name: its symbol, not to be trusted
 * @module: its module, "" if built in, not to be trusted
 * @level: the level it belongs to, NULL: a module's, outside the boot levels
 * @vcpu: where it began
 * @order: its place among the initcalls of its boot, as they began
 * @users: how many want it, besides its boot; of one that has returned 0: nobody does
 * @before: of those of its boot that are there, the one that began before it, or NULL
 * @after: the one that began after it, or NULL
 * @start_ns: when it began
 * @finished: it returned; only then the following two mean something
 * @duration_ns: how long it took
 * @ret: what it returned
 * @on: the vCPU where it began
 * @begin: what that had cost then
 * @has_cost: it returned there, too, so that this vCPU's exits in between are its own
 * @cost: of it
 * @reasons: what its exits were for, as far as the trace has them one by one
 * @outer: of those that run on the same vCPU, the one that began before it, or NULL
 * @inner: the one that began after it, or NULL
 */
struct ht_initcall {
	uint64_t func;
	char *name;
	char *module;
	struct ht_level *level;
	uint32_t vcpu;
	size_t order;
	size_t users;
	struct ht_initcall *before;
	struct ht_initcall *after;
	uint64_t start_ns;
	bool finished;
	int64_t duration_ns;
	int32_t ret;
	struct ht_boot_vcpu *on;
	struct ht_cost begin;
	bool has_cost;
	struct ht_cost cost;
	struct ht_reasons reasons;
	struct ht_initcall *outer;
	struct ht_initcall *inner;
};

/**
 * struct ht_boot_vcpu - a vCPU
 * @key: which
 * @sum: what its events told so far
 * @tsc: how fast its TSC runs
 * @boot: the boot that the following two are of
 * @open: of the initcalls that run on it, the one that began last
 * @done: the one that returned last
 */
struct ht_boot_vcpu {
	struct ht_vcpu_key key;
	struct ht_cost sum;
	struct ht_tsc_guess tsc;
	struct ht_boot *boot;
	struct ht_initcall *open;
	struct ht_initcall *done;
};

/**
 * struct ht_boot_vm - a VM
 * @id: its number, the key in the tree
 * @nr_boots: boots seen so far
 * @boot: the one that goes on, NULL before its guest said anything
 * @sum: what the events of all its vCPUs told so far
 * @before: the same without the latest event
 * @vcpu: the first one that told something
 * @gone: it ended
 * @stored: its boots that wait in the file, all of them before those in memory
 */
struct ht_boot_vm {
	uint32_t id;
	uint32_t nr_boots;
	struct ht_boot *boot;
	struct ht_cost sum;
	struct ht_cost before;
	struct ht_boot_vcpu *vcpu;
	bool gone;
	struct ht_store_chain stored;
};

/**
 * struct ht_boot - one boot of one VM
 * @vm_id: number the host gave the VM
 * @vm_pid: process id of its VMM
 * @index: 0 for the VM's first boot in the trace, then 1, …
 * @place: its index among those in memory, as long as the model is not finished
 * @has_start: its beginning was seen; without it the following three are zero or empty
 * @start_flags: enum ht_start_flag of the ABI
 * @nr_cpus: vCPUs the guest can have
 * @release: the guest kernel's release, not to be trusted
 * @has_user: process 1 was executed, at @user_ns; @init_path is NULL without
 * @user_ns: see @has_user
 * @init_path: the program that was executed, not to be trusted
 * @origin_ns: when its first event happened
 * @last_ns: when its latest event happened
 * @lost: records lost between guest and host
 * @stray_finishes: initcalls that returned and were never seen to begin
 * @unfinished: initcalls that began and were never seen to return
 * @failed: initcalls that returned something else than 0
 * @levels: the levels, @nr_levels of them
 * @first: of its initcalls that are there, the one that began first, or NULL
 * @last: the one that began last, or NULL
 * @latest: the one that returned last
 * @begun: how many initcalls began
 * @initcalls: those that returned and are to be shown, as a heap: the first one is to go next; in a
 *	finished model all that are to be shown, those that never returned first, then the slowest
 * @nr_initcalls: how many are in @initcalls
 * @is_brief: it was in the file without its initcalls: while it is looked at, what was put in their
 *	place can be got from there
 * @builtin_ns: how long all initcalls of the boot levels took together
 * @nr_builtin: how many these were
 * @module_ns: how long all other initcalls took together
 * @nr_module: how many these were
 * @running: search.h tree of the initcalls that did not return yet
 * @level: the level that began last, by arrival
 * @vm: its VM
 * @has_exits: it is known which exits there were; without it the following mean nothing
 * @vcpu: the one on which the boot was seen last; NULL: none yet
 * @at: what that had cost by then
 * @cost: of the boot until then, with a gap whenever it went on on another vCPU
 * @all_before: of all vCPUs, before the boot
 * @all_begin: of all vCPUs, when the boot began
 * @all: of all vCPUs, until process 1, or so far
 * @reasons: what the exits in @cost were for, as far as the trace has them one by one
 */
struct ht_boot {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t index;
	size_t place;
	bool has_start;
	uint32_t start_flags;
	uint32_t nr_cpus;
	char *release;
	bool has_user;
	uint64_t user_ns;
	char *init_path;
	uint64_t origin_ns;
	uint64_t last_ns;
	uint64_t lost;
	uint64_t stray_finishes;
	uint64_t unfinished;
	uint64_t failed;
	struct ht_level **levels;
	size_t nr_levels;
	struct ht_initcall *first;
	struct ht_initcall *last;
	struct ht_initcall *latest;
	size_t begun;
	struct ht_initcall **initcalls;
	size_t nr_initcalls;
	bool is_brief;
	int64_t builtin_ns;
	uint64_t nr_builtin;
	int64_t module_ns;
	uint64_t nr_module;
	void *running;
	struct ht_level *level;
	struct ht_boot_vm *vm;
	bool has_exits;
	struct ht_boot_vcpu *vcpu;
	struct ht_cost at;
	struct ht_cost cost;
	struct ht_cost all_before;
	struct ht_cost all_begin;
	struct ht_cost all;
	struct ht_reasons reasons;
};

/* Puts what is needed of the initcalls of a boot that is over. Return: false: it cannot be put. */
typedef bool ht_boot_put_calls(void *data, const struct ht_boot *boot, struct ht_store *store);

/* VMs that are found without a look into a tree. */
#define HT_BOOT_LATEST 16

/**
 * struct ht_boot_model - all of it
 * @top: as many initcalls that returned as will be shown of each boot
 * @keeps: what of a boot that is over is needed
 * @store: boots that are over, but for HT_BOOT_KEEPS_WANTED
 * @put_calls: puts something else there in place of their initcalls; NULL: nobody does
 * @put_data: for @put_calls
 * @boots: those in memory, of a finished model by VM, then in time; @nr_boots of them
 * @nr_vms: VMs seen, including those whose guest said nothing
 * @events: events of ours seen
 * @discarded_events: events that LTTng dropped on the host, whosever they were
 * @discarded_packets: packets of events that LTTng dropped
 * @discarded_uncounted: LTTng dropped more than these two say
 * @truncated: the trace could not be read to its end
 * @vms: search.h tree of the VMs
 * @latest: those asked for last, by number
 * @vcpus: of struct ht_boot_vcpu
 * @isa: enum ht_isa, if some event told; else 0
 * @host_khz: rate of the host's TSC, if some event told; else 0
 * @gone: the VMs that ended last; what comes late of one of these belongs to its last boot
 */
struct ht_boot_model {
	size_t top;
	enum ht_boot_keeps keeps;
	struct ht_store store;
	ht_boot_put_calls *put_calls;
	void *put_data;
	struct ht_boot **boots;
	size_t nr_boots;
	uint64_t nr_vms;
	uint64_t events;
	uint64_t discarded_events;
	uint64_t discarded_packets;
	bool discarded_uncounted;
	bool truncated;
	void *vms;
	struct ht_boot_vm *latest[HT_BOOT_LATEST];
	struct ht_vcpu_map vcpus;
	uint32_t isa;
	uint32_t host_khz;
	struct ht_gone gone;
};

struct ht_boot_vm *ht_boot_vm(struct ht_boot_model *model, uint32_t vm_id);
struct ht_boot_vm *ht_boot_vm_find(const struct ht_boot_model *model, uint32_t vm_id);
struct ht_boot *ht_boot_get(struct ht_boot_model *model, uint32_t vm_id, int32_t vm_pid,
			    uint64_t now);
struct ht_boot *ht_boot_new(struct ht_boot_model *model, uint32_t vm_id, int32_t vm_pid,
			    uint64_t now);
int ht_boot_level(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, char *name, uint64_t now);
void ht_boot_user(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, char *path, uint64_t now);
void ht_boot_gone(struct ht_boot_model *model, struct ht_boot_vm *vm);
void ht_boot_model_complete(struct ht_boot_model *model);
int ht_boot_each(struct ht_boot_model *model, int (*see)(struct ht_boot *boot, void *data),
		 void *data);
int ht_boot_each_of(struct ht_boot_model *model, uint32_t vm_id,
		    int (*see)(struct ht_boot *boot, void *data), void *data);
void ht_boot_free(struct ht_boot *boot);
void ht_boot_model_exit(struct ht_boot_model *model);

int ht_boot_grow(void *array, size_t count);

/* boot_calls.c */
struct ht_initcall *ht_initcall_get(struct ht_initcall *call);
struct ht_initcall *ht_initcall_want(struct ht_initcall *call);
void ht_initcall_put(struct ht_boot *boot, struct ht_initcall *call);
int ht_boot_initcall(struct ht_boot *boot, struct ht_boot_vcpu *vcpu,
		     const struct ht_initcall *call);
void ht_boot_finish(struct ht_boot *boot, struct ht_boot_vcpu *vcpu, const struct ht_initcall *end,
		    size_t top);
void ht_boot_calls_append(struct ht_boot *boot, struct ht_initcall *call);
void ht_boot_calls_end(struct ht_boot *boot);
void ht_boot_calls_complete(struct ht_boot *boot);
void ht_boot_calls_exit(struct ht_boot *boot);

/* boot_store.c */
bool ht_boot_store(struct ht_boot_model *model, const struct ht_boot *boot);
struct ht_boot *ht_boot_load(struct ht_boot_model *model, uint64_t *at);

bool ht_boot_is_complete(const struct ht_boot_model *model, const struct ht_boot *boot);
bool ht_boot_total(const struct ht_boot *boot, int64_t *total_ns);
bool ht_boot_counts_exits(const struct ht_boot *boot);
bool ht_initcall_has_reasons(const struct ht_initcall *call);
uint32_t ht_boot_vm_khz(const struct ht_boot_model *model, uint32_t vm_id);
uint32_t ht_boot_khz(const struct ht_boot_model *model, const struct ht_boot *boot);
int64_t ht_boot_since(const struct ht_boot *boot, uint64_t when);

#endif /* HT_BOOT_MODEL_H */

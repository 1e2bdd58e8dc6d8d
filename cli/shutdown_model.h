/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a trace says about how its VMs go down, or to sleep.
 *
 *   model ─► shutdown: from the request to the guest's last word ─► steps, slowest first
 *         │                                                     └► phases, which contain them
 *         └► boots, and what events tell of exits
 *
 * Steps that run are kept, and as many of the others as will be shown.
 */
#ifndef HT_SHUTDOWN_MODEL_H
#define HT_SHUTDOWN_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot_model.h"
#include "step_event.h"
#include "trace.h"

/* More steps that run at once in a VM than this, or phases, are counted only. */
#define HT_STEPS_OPEN 1024
#define HT_PHASES_MAX 256

/* What ended it. */
enum ht_shutdown_end {
	HT_SHUTDOWN_RUNS, /* nothing that was seen */
	HT_SHUTDOWN_STOP, /* the guest's last word */
	HT_SHUTDOWN_RESUME, /* the guest is back */
	HT_SHUTDOWN_DONE, /* the last step of coming back */
	HT_SHUTDOWN_GONE, /* the VM's end, without a last word */
	HT_SHUTDOWN_ANEW, /* the guest began anew, likewise */
	HT_SHUTDOWN_PANIC,
	HT_SHUTDOWN_NEXT, /* the next one */
};

/**
 * struct ht_down - a step, or a phase
 * @step: it, as its beginning said
 * @order: its place among all of its shutdown, as they began
 * @finished: its end was seen
 * @end_vcpu: where that was
 * @ret: what it returned
 * @took_ns: how long it took; of one that did not finish: so far
 * @steps: how many began in it, and are no phases
 * @inside: how many of what began in it run
 * @covered_since: since when some do
 * @covered_ns: for how long some ran
 * @begin: what its vCPU had cost when it began
 * @has_cost: it finished there, too, so that @cost is its own
 * @cost: what it cost
 */
struct ht_down {
	struct ht_step step;
	uint64_t order;
	bool finished;
	uint32_t end_vcpu;
	int32_t ret;
	int64_t took_ns;
	uint64_t steps;
	size_t inside;
	uint64_t covered_since;
	uint64_t covered_ns;
	struct ht_cost begin;
	bool has_cost;
	struct ht_cost cost;
};

/**
 * struct ht_downs - some of them
 * @list: they, @count of them
 * @count: see @list
 */
struct ht_downs {
	struct ht_down **list;
	size_t count;
};

/**
 * struct ht_shutdown - a restart, halt, power off, suspend or resume
 * @boot: of which VM and boot
 * @action: enum ht_power_action, 0: its beginning was not seen
 * @text: what the request said, not to be trusted
 * @begin_ns: when it began, or the first step
 * @last_ns: the last that was seen of the VM until it ended
 * @last_step_ns: the last that was seen of a step
 * @end: what ended it
 * @end_ns: when, of a finished model in any case
 * @next: HT_SHUTDOWN_GONE or _ANEW that came after its end, at @next_ns; else 0
 * @next_ns: see @next
 * @open: what runs, in the order in which it began
 * @steps: of a finished model: those that never finished, those that began last first; then the
 *	others, slowest first
 * @phases: in the order in which they began, of a finished model
 * @nr_steps: steps that there were
 * @nr_phases: phases that there were
 * @unfinished: steps and phases that never finished
 * @failed: callbacks of power management that did not return 0
 * @forgotten: steps that were too many at once
 * @strays: steps that finished and were never seen to begin
 * @root: stands for all of it: how long any step ran
 * @notifiers: stands for all reboot notifiers: no step, but of the same kind
 * @lost: events lost between guest and host
 * @cost_begin: what all vCPUs had cost when it began
 * @cost: what they cost meanwhile
 */
struct ht_shutdown {
	struct ht_boot *boot;
	uint32_t action;
	char *text;
	uint64_t begin_ns;
	uint64_t last_ns;
	uint64_t last_step_ns;
	enum ht_shutdown_end end;
	uint64_t end_ns;
	enum ht_shutdown_end next;
	uint64_t next_ns;
	struct ht_downs open;
	struct ht_downs steps;
	struct ht_downs phases;
	uint64_t nr_steps;
	uint64_t nr_phases;
	uint64_t unfinished;
	uint64_t failed;
	uint64_t forgotten;
	uint64_t strays;
	struct ht_down root;
	struct ht_down notifiers;
	uint64_t lost;
	struct ht_cost cost_begin;
	struct ht_cost cost;
};

/**
 * struct ht_shutdown_vm - a VM
 * @key: its number, and no vCPU
 * @now: its latest shutdown, which may have ended
 */
struct ht_shutdown_vm {
	struct ht_vcpu_key key;
	struct ht_shutdown *now;
};

/**
 * struct ht_shutdown_model - all of it
 * @top: as many finished steps as will be shown of each
 * @boots: of the same VMs
 * @list: the shutdowns, of a finished model by VM, then in time; @count of them
 * @count: see @list
 * @vms: of struct ht_shutdown_vm
 */
struct ht_shutdown_model {
	size_t top;
	struct ht_boot_model boots;
	struct ht_shutdown **list;
	size_t count;
	struct ht_vcpu_map vms;
};

int ht_shutdown_begin(struct ht_shutdown_model *model, struct ht_shutdown_vm *vm,
		      struct ht_boot *boot, uint32_t action, uint64_t now);
bool ht_shutdown_goes_on(const struct ht_shutdown_vm *vm);
void ht_shutdown_end(struct ht_shutdown_vm *vm, enum ht_shutdown_end end, uint64_t now);
int ht_shutdown_model_complete(struct ht_shutdown_model *model);
void ht_shutdown_model_exit(struct ht_shutdown_model *model);

int ht_shutdown_step(struct ht_shutdown *shutdown, struct ht_step *step,
		     const struct ht_cost *cost);
int ht_shutdown_finish(struct ht_shutdown *shutdown, const struct ht_step_end *end,
		       const struct ht_cost *cost, size_t top);
int ht_shutdown_steps_complete(struct ht_shutdown *shutdown);
void ht_shutdown_steps_exit(struct ht_shutdown *shutdown);

extern const struct ht_trace_ops ht_shutdown_ops;
int ht_shutdown_model_end(const char *path, struct ht_shutdown_model *model, int ret,
			  struct ht_err *err);

#endif /* HT_SHUTDOWN_MODEL_H */

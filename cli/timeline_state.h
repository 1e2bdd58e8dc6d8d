/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a timeline knows while it reads: the rows, and what is open on them. Only for timeline*.c.
 *
 *   timeline.c ─┬► timeline_guest.c ─┬► timeline_open.c ─► timeline_row.c ─► struct ht_timeline_ops
 *               │    timeline_inside.c
 *               │    timeline_task.c
 *               ├► timeline_mark.c  ─┤
 *               ├► timeline_host.c  ─┤
 *               │    timeline_exits.c
 *               └► timeline_life.c  ─┘
 */
#ifndef HT_TIMELINE_STATE_H
#define HT_TIMELINE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cost.h"
#include "guest_event.h"
#include "life.h"
#include "timeline.h"
#include "trace_event.h"
#include "vcpu_map.h"
#include "vm_choose.h"

/* More than this that a guest begins and does not end is told as open, all at once. */
#define HT_TL_STACK 128
/* The same of initcalls and steps of a VM. */
#define HT_TL_LIST 256
/* The same of tasks of a VM that do not run, and are in a system call or a function. */
#define HT_TL_TASKS 4096
#define HT_TL_BUCKETS 1024

/* Holds a name or a detail, escaped. What is longer is cut. */
#define HT_TL_TEXT 256

struct ht_tl_vcpu;
struct ht_tl_count;

/**
 * struct ht_tl_open - a span that goes on
 * @kind: what it is
 * @func: with @id that by which its end is found: a function, a number
 * @id: see @func
 * @row: where it is told
 * @on: the vCPU that @at is of
 * @at: that vCPU's sum when this began or went on there
 * @cost: what there was before that
 * @begin_ns: when it began
 * @name: printable; NULL: it follows from @kind, @func and @id
 * @detail: printable; NULL: the same
 */
struct ht_tl_open {
	enum ht_span_kind kind;
	uint64_t func;
	uint64_t id;
	uint32_t row;
	struct ht_tl_vcpu *on;
	struct ht_cost at;
	struct ht_cost cost;
	uint64_t begin_ns;
	char *name;
	char *detail;
};

/**
 * struct ht_tl_opens - some of them, the latest last; all zero: none
 * @list: they, @count of them
 * @count: see @list
 * @room: how many fit there
 */
struct ht_tl_opens {
	struct ht_tl_open *list;
	size_t count;
	size_t room;
};

/**
 * struct ht_tl_task - a task that does not run, and is in something
 * @next: in its bucket
 * @tid: its number
 * @opens: what it is in
 */
struct ht_tl_task {
	struct ht_tl_task *next;
	int32_t tid;
	struct ht_tl_opens opens;
};

/**
 * struct ht_tl_vm - a VM
 * @key: its number
 * @vm_pid: its VMM's process
 * @next: the one that was seen before it
 * @chosen: it is to be told of
 * @row: its row
 * @life: its life, owned by the timeline; NULL: nothing is known of that
 * @told: how many of its life's phases were told
 * @group: where the phases begin that are told as one
 * @vcpus: the vCPU that was seen last
 * @steps: initcalls and steps, which may end on another vCPU
 * @tasks: buckets; NULL: none yet
 * @nr_tasks: in them
 * @isa: of its vCPUs, if there are snapshots of counters
 * @khz: rate of the TSC that those count in
 * @nr_snapshots: of them
 * @snapshot: number of the latest
 * @from_start: the first one tells what there was when somebody began to record
 */
struct ht_tl_vm {
	struct ht_vcpu_key key;
	int32_t vm_pid;
	struct ht_tl_vm *next;
	bool chosen;
	uint32_t row;
	struct ht_life *life;
	size_t told;
	size_t group;
	struct ht_tl_vcpu *vcpus;
	struct ht_tl_opens steps;
	struct ht_tl_task **tasks;
	size_t nr_tasks;
	uint32_t isa;
	uint32_t khz;
	uint64_t nr_snapshots;
	uint32_t snapshot;
	bool from_start;
};

/**
 * struct ht_tl_vcpu - a vCPU
 * @key: which
 * @vm: its VM; NULL: it is new
 * @next: the vCPU of the same VM that was seen before it
 * @row: its row
 * @sum: what its events told of exits
 * @idle: what its idle task is in
 * @irqs: interrupts that it handles
 * @inside: what the task that runs is in
 * @has_task: it is known which task that is: @task
 * @task: see @has_task; @task.func is its number
 * @has_exit: it is out of the guest: @exit says since when and why
 * @exit: see @has_exit
 * @has_pcpu: it is known to be on @pcpu since @pcpu_ns
 * @pcpu: see @has_pcpu
 * @pcpu_ns: see @has_pcpu
 * @tells_moves: the host tells of its migrations
 * @has_said: no exit followed the guest's latest event, at @said_ns
 * @said_ns: see @has_said
 * @counts: what was counted of its exits, @nr_counts reasons
 * @nr_counts: see @counts
 */
struct ht_tl_vcpu {
	struct ht_vcpu_key key;
	struct ht_tl_vm *vm;
	struct ht_tl_vcpu *next;
	uint32_t row;
	struct ht_cost sum;
	struct ht_tl_opens idle;
	struct ht_tl_opens irqs;
	struct ht_tl_opens inside;
	bool has_task;
	struct ht_tl_open task;
	bool has_exit;
	struct ht_tl_open exit;
	bool has_pcpu;
	uint32_t pcpu;
	uint64_t pcpu_ns;
	bool tells_moves;
	bool has_said;
	uint64_t said_ns;
	struct ht_tl_count *counts;
	size_t nr_counts;
};

/**
 * struct ht_tl_pcpu - a pCPU
 * @key: which, as its vCPU
 * @known: it has a row
 * @row: that
 */
struct ht_tl_pcpu {
	struct ht_vcpu_key key;
	bool known;
	uint32_t row;
};

/**
 * struct ht_timeline - all of it
 * @ops: who is told
 * @data: for @ops
 * @word: the VM that the user named, NULL: all
 * @stats: filled
 * @err: filled on failure
 * @stopped: @ops wanted no more
 * @seen: events of ours
 * @dropped: what the tracer dropped, and was not told yet, by enum ht_discarded
 * @skipped_begin_ns: when the first event that is not ours was recorded, 0: there was none
 * @skipped_end_ns: the last one
 * @uncounted: it dropped more, and that was not told yet
 * @nr_rows: rows told
 * @nr_vms: VMs seen
 * @vm: the one that was seen last
 * @vms: all of them
 * @vcpus: all of them
 * @pcpus: all of them
 * @lives: of the VMs that are told of
 */
struct ht_timeline {
	const struct ht_timeline_ops *ops;
	void *data;
	const char *word;
	struct ht_timeline_stats *stats;
	struct ht_err *err;
	bool stopped;
	uint64_t seen;
	uint64_t dropped[2];
	uint64_t skipped_begin_ns;
	uint64_t skipped_end_ns;
	bool uncounted;
	uint32_t nr_rows;
	size_t nr_vms;
	struct ht_tl_vm *vm;
	struct ht_vcpu_map vms;
	struct ht_vcpu_map vcpus;
	struct ht_vcpu_map pcpus;
	struct ht_lives lives;
};

/**
 * struct ht_tl_said - an event of a guest, and where it happened
 * @tl: the timeline
 * @event: the event
 * @common: what it begins with
 * @vcpu: its vCPU
 */
struct ht_tl_said {
	struct ht_timeline *tl;
	const struct ht_event *event;
	struct ht_guest_event common;
	struct ht_tl_vcpu *vcpu;
};

/* timeline_row.c: the rows, and telling. Each returns 0 or a negative errno, with @tl->err. */
struct ht_tl_vm *ht_tl_vm(struct ht_timeline *tl, uint32_t vm_id, int32_t vm_pid);
struct ht_tl_vcpu *ht_tl_vcpu(struct ht_timeline *tl, struct ht_tl_vm *vm, uint32_t vcpu);
int ht_tl_pcpu_row(struct ht_timeline *tl, uint32_t pcpu, uint32_t *row);
void ht_tl_moment(struct ht_timeline *tl, uint64_t now);
int ht_tl_span(struct ht_timeline *tl, const struct ht_span *span);
int ht_tl_mark(struct ht_timeline *tl, const struct ht_mark *mark);
int ht_tl_flow(struct ht_timeline *tl, const struct ht_flow *flow);
int ht_tl_exit_sum(struct ht_timeline *tl, const struct ht_exit_sum *sum);
int ht_tl_check_vm(struct ht_timeline *tl);
void ht_tl_rows_exit(struct ht_timeline *tl);

/* timeline_open.c: what goes on. */
int ht_tl_begin(struct ht_timeline *tl, struct ht_tl_opens *opens, size_t most,
		const struct ht_tl_open *open);
struct ht_tl_open *ht_tl_find(const struct ht_tl_opens *opens, enum ht_span_kind kind,
			      uint64_t func, uint64_t id);
int ht_tl_end(struct ht_timeline *tl, struct ht_tl_open *open, const struct ht_tl_vcpu *on,
	      uint64_t now, const int64_t *ret);
int ht_tl_end_open(struct ht_timeline *tl, struct ht_tl_open *open, uint64_t now);
int ht_tl_take(struct ht_timeline *tl, struct ht_tl_opens *opens, struct ht_tl_open *open,
	       const struct ht_tl_vcpu *on, uint64_t now, const int64_t *ret);
int ht_tl_pop(struct ht_timeline *tl, struct ht_tl_opens *opens, struct ht_tl_open *open,
	      uint64_t now, const int64_t *ret);
int ht_tl_flush(struct ht_timeline *tl, struct ht_tl_opens *opens, uint64_t now);
void ht_tl_opens_exit(struct ht_tl_opens *opens);
void ht_tl_open_exit(struct ht_tl_open *open);
char *ht_tl_text(const char *text);

/* timeline_task.c: tasks, and what they are in. */
int ht_tl_switch(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, const struct ht_event *event,
		 uint64_t now);
int ht_tl_task_end(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, uint64_t now);
int ht_tl_tasks_flush(struct ht_timeline *tl, struct ht_tl_vm *vm, uint64_t now);
void ht_tl_tasks_exit(struct ht_tl_vm *vm);

/* timeline_inside.c: what tasks are in, and what interrupts them. */
struct ht_tl_open ht_tl_open_at(const struct ht_tl_said *said, enum ht_span_kind kind,
				uint64_t func, uint64_t id);
int ht_tl_begin_named(const struct ht_tl_said *said, struct ht_tl_opens *opens, size_t most,
		      struct ht_tl_open open, char *name, char *detail);
int ht_tl_syscall_entry(const struct ht_tl_said *said);
int ht_tl_syscall_exit(const struct ht_tl_said *said);
int ht_tl_func_entry(const struct ht_tl_said *said);
int ht_tl_func_exit(const struct ht_tl_said *said);
int ht_tl_irq_entry(const struct ht_tl_said *said);
int ht_tl_irq_exit(const struct ht_tl_said *said);
int ht_tl_softirq_entry(const struct ht_tl_said *said);
int ht_tl_softirq_exit(const struct ht_tl_said *said);

/* timeline_guest.c: what guests say. */
int ht_tl_guest_event(struct ht_timeline *tl, struct ht_tl_vm *vm, const struct ht_event *event);
int ht_tl_vm_flush(struct ht_timeline *tl, struct ht_tl_vm *vm, uint64_t now);

/* timeline_mark.c: what happens at one moment. */
int ht_tl_lost(const struct ht_tl_said *said);
int ht_tl_user_event(const struct ht_tl_said *said);
int ht_tl_wakeup(const struct ht_tl_said *said);
int ht_tl_page_fault(const struct ht_tl_said *said);
int ht_tl_panic(const struct ht_tl_said *said);
int ht_tl_dropped(struct ht_timeline *tl);

/* timeline_host.c: what the host says. */
int ht_tl_host_event(struct ht_timeline *tl, struct ht_tl_vm *vm, const struct ht_event *event);
int ht_tl_on_pcpu(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, uint32_t pcpu, uint64_t now);
int ht_tl_vm_stop(struct ht_timeline *tl, struct ht_tl_vm *vm, uint64_t now);

/* timeline_exits.c: what the host counted. */
int ht_tl_on_exit_stats(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu,
			const struct ht_event *event);
int ht_tl_tell_counts(struct ht_timeline *tl, const struct ht_tl_vm *vm);
void ht_tl_counts_exit(struct ht_tl_vcpu *vcpu);

/* timeline_life.c: phases and boot levels. */
int ht_tl_life(struct ht_timeline *tl, struct ht_tl_vm *vm, bool complete);

#endif /* HT_TIMELINE_STATE_H */

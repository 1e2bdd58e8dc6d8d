/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A trace as rows, and what happens on them: what every picture of a trace is drawn from.
 *
 *   ht_trace_read() ─► timeline ─► struct ht_timeline_ops ─► HTML, Chrome's JSON
 *
 * Nothing is kept but what is still open: a span is told when it ends. So spans come in the order
 * of their ends, and who wants another order has to make it.
 *
 * Times are nanoseconds of the trace clock (CLOCK_MONOTONIC of the host that was traced).
 */
#ifndef HT_TIMELINE_H
#define HT_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "err.h"
#include "exit_counts.h"

/* What a row stands for. A vCPU's row is below its VM's; pCPUs are by themselves. */
enum ht_row_kind {
	HT_ROW_VM,
	HT_ROW_VCPU,
	HT_ROW_PCPU,
};

#define HT_ROW_NONE UINT32_MAX

/**
 * struct ht_row - a row
 * @id: its number: 0, 1, 2, … in the order in which they are told
 * @kind: what it stands for
 * @parent: the row that it is below, HT_ROW_NONE: none
 * @vm_id: the VM of a VM's or vCPU's row
 * @vm_pid: its VMM's process
 * @number: of the vCPU (KVM's number) or pCPU
 * @name: what people call it, e.g. "VM 1 (pid 4711)", "vCPU 0", "pCPU 1"; printable
 */
struct ht_row {
	uint32_t id;
	enum ht_row_kind kind;
	uint32_t parent;
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t number;
	const char *name;
};

/* What a span is. */
enum ht_span_kind {
	HT_SPAN_PHASE, /* of a VM: firmware, boot, user space, suspended, shutdown, panic */
	HT_SPAN_LEVEL, /* of a VM: a boot level */
	HT_SPAN_INITCALL, /* of a vCPU */
	HT_SPAN_STEP, /* of a vCPU: a step of a shutdown or of a sleep */
	HT_SPAN_SYSCALL, /* of a vCPU */
	HT_SPAN_IRQ, /* of a vCPU */
	HT_SPAN_SOFTIRQ, /* of a vCPU */
	HT_SPAN_FUNC, /* of a vCPU: a function that the guest traces */
	HT_SPAN_TASK, /* of a vCPU: which task of the guest runs */
	HT_SPAN_EXIT, /* of a vCPU: from an exit to the entry after it */
	HT_SPAN_RUN, /* of a vCPU: where it runs; of a pCPU: which vCPU runs there */
	HT_SPAN_KINDS,
};

/* What happens at one moment. */
enum ht_mark_kind {
	HT_MARK_PANIC,
	HT_MARK_OOPS,
	HT_MARK_MIGRATION,
	HT_MARK_USER_EVENT,
	HT_MARK_WAKEUP,
	HT_MARK_PAGE_FAULT,
	HT_MARK_LOST, /* records between guest and host */
	HT_MARK_DISCARDED, /* events or packets by the tracer; on no row */
	HT_MARK_KINDS,
};

/**
 * struct ht_span - what goes on for a while
 * @row: where
 * @kind: what it is
 * @name: e.g. an initcall, a level, an exit reason; printable ASCII; from the guest, so not to be
 *	trusted: to be escaped for where it goes
 * @detail: more in words, "" without; as @name
 * @begin_ns: when it began
 * @end_ns: when it ended, not before @begin_ns
 * @open: its end is the end of the trace, or of the VM: nobody saw it end
 * @has_cost: @exits and @hv_ns are known
 * @exits: VM exits of its vCPU meanwhile
 * @hv_ns: how long the hypervisor held it
 * @ret: what it returned, if @has_ret
 * @has_ret: see @ret
 */
struct ht_span {
	uint32_t row;
	enum ht_span_kind kind;
	const char *name;
	const char *detail;
	uint64_t begin_ns;
	uint64_t end_ns;
	bool open;
	bool has_cost;
	uint64_t exits;
	uint64_t hv_ns;
	int64_t ret;
	bool has_ret;
};

/**
 * struct ht_mark - what happens at one moment
 * @row: where, HT_ROW_NONE: nowhere in particular
 * @kind: what it is
 * @name: as of a span
 * @detail: as of a span
 * @at_ns: when
 * @value: of a migration where to, of losses how many; else 0
 */
struct ht_mark {
	uint32_t row;
	enum ht_mark_kind kind;
	const char *name;
	const char *detail;
	uint64_t at_ns;
	uint64_t value;
};

/**
 * struct ht_flow - one thing leads to another: a guest's event to the exit that it caused
 * @from: the row where it begins
 * @from_ns: when
 * @to: the row where it ends
 * @to_ns: when
 * @name: what it is; printable ASCII
 */
struct ht_flow {
	uint32_t from;
	uint64_t from_ns;
	uint32_t to;
	uint64_t to_ns;
	const char *name;
};

/**
 * struct ht_exit_sum - what the host counted of one vCPU's exits for one reason in the whole trace
 * @row: the vCPU's
 * @name: the reason
 * @khz: rate of the TSC that cycles are counted in
 * @counts: the exits, at least one
 */
struct ht_exit_sum {
	uint32_t row;
	const char *name;
	uint32_t khz;
	const struct ht_exit_counts *counts;
};

/**
 * struct ht_timeline_ops - who draws; what is NULL is not told
 * @row: a row, before anything on it
 * @span: a span has ended
 * @mark: something happened
 * @flow: something led to something
 * @exit_sum: what the host counted, told at the end; whether or not each exit was told, too
 *
 * Each returns 0 to go on, or a negative errno to stop, with @err filled. Nothing that is pointed
 * to is valid after the call.
 */
struct ht_timeline_ops {
	int (*row)(void *data, const struct ht_row *row, struct ht_err *err);
	int (*span)(void *data, const struct ht_span *span, struct ht_err *err);
	int (*mark)(void *data, const struct ht_mark *mark, struct ht_err *err);
	int (*flow)(void *data, const struct ht_flow *flow, struct ht_err *err);
	int (*exit_sum)(void *data, const struct ht_exit_sum *sum, struct ht_err *err);
};

/**
 * struct ht_timeline_stats - what a timeline saw
 * @begin_ns: the first moment of the trace
 * @end_ns: the last
 * @events: events read
 * @lost: records lost between guests and host
 * @discarded: events and packets that the tracer dropped
 * @discarded_uncounted: and more, it does not say how many
 * @truncated: the trace could not be read to its end
 */
struct ht_timeline_stats {
	uint64_t begin_ns;
	uint64_t end_ns;
	uint64_t events;
	uint64_t lost;
	uint64_t discarded;
	bool discarded_uncounted;
	bool truncated;
};

int ht_timeline_read(const char *path, const char *vm, const struct ht_timeline_ops *ops,
		     void *data, struct ht_timeline_stats *stats, struct ht_err *err);

const char *ht_span_kind_name(enum ht_span_kind kind);
const char *ht_mark_kind_name(enum ht_mark_kind kind);

#endif /* HT_TIMELINE_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Processes and threads of the Trace Event Format: rows of a timeline, and what is on them.
 */
#ifndef HT_CHROME_THREAD_H
#define HT_CHROME_THREAD_H

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chrome_lane.h"
#include "chrome_out.h"
#include "timeline.h"

/* The threads of a row, in the order in which they are to be seen. */
enum ht_chrome_group {
	HT_CHROME_PHASES,
	HT_CHROME_LEVELS,
	HT_CHROME_MARKS,
	HT_CHROME_RUNS,
	HT_CHROME_TASKS,
	HT_CHROME_CALLS,
	HT_CHROME_STEPS,
	HT_CHROME_SYSCALLS,
	HT_CHROME_FUNCS,
	HT_CHROME_IRQS,
	HT_CHROME_CAUSES,
	HT_CHROME_EXITS,
	HT_CHROME_GROUPS,
};

/**
 * struct ht_chrome_row - a row of the timeline
 * @kind: what it stands for
 * @pid: the process it is in
 * @number: its number in that
 * @name: its name
 * @lost: records lost there so far
 * @lanes: the lanes of each group
 * @tids: and their threads; 0: not named yet
 * @has_cause: @cause is to be told with the exit that follows
 * @cause: an event of the guest that took a hypercall
 */
struct ht_chrome_row {
	enum ht_row_kind kind;
	uint32_t pid;
	uint32_t number;
	char *name;
	uint64_t lost;
	struct ht_lanes lanes[HT_CHROME_GROUPS];
	uint32_t tids[HT_CHROME_GROUPS][HT_LANES];
	bool has_cause;
	struct ht_flow cause;
};

/**
 * struct ht_chrome - the export
 * @out: the file
 * @rows: @nr_rows of them
 * @nr_rows: see @rows
 * @host_pid: the process of the pCPUs, 0: not named yet
 * @tracer_tid: the thread of what the tracer dropped, 0: not named yet
 * @ids: numbers of processes and threads given so far; no two have the same
 * @spans: that fit on no lane
 * @flows: told so far
 * @comma: there is an event before
 */
struct ht_chrome {
	struct ht_chrome_out out;
	struct ht_chrome_row **rows;
	size_t nr_rows;
	uint32_t host_pid;
	uint32_t tracer_tid;
	uint32_t ids;
	uint64_t spans;
	uint64_t flows;
	bool comma;
};

void ht_chrome_begin(struct ht_chrome *chrome, const char *phase, uint32_t pid, uint32_t tid);
uint32_t ht_chrome_host_pid(struct ht_chrome *chrome);
uint32_t ht_chrome_tracer_tid(struct ht_chrome *chrome);
uint32_t ht_chrome_tid(struct ht_chrome *chrome, struct ht_chrome_row *row,
		       enum ht_chrome_group group, size_t lane);
bool ht_chrome_nests(enum ht_chrome_group group);
int ht_chrome_on_row(void *data, const struct ht_row *told, struct ht_err *err);
void ht_chrome_rows_exit(struct ht_chrome *chrome);

/**
 * ht_chrome_member() - a text in an event
 * @chrome: the export
 * @key: HT_CHROME_KEY() of its name, as below
 * @text: the text
 */
static inline void ht_chrome_member(struct ht_chrome *chrome, const char *key, const char *text)
{
	ht_chrome_put_word(&chrome->out, key);
	ht_chrome_put_text(&chrome->out, text);
}

/**
 * ht_chrome_number() - a number in an event
 * @chrome: the export
 * @key: its name
 * @value: the number
 */
static inline void ht_chrome_number(struct ht_chrome *chrome, const char *key, uint64_t value)
{
	ht_chrome_put_word(&chrome->out, key);
	ht_chrome_put_u64(&chrome->out, value);
}

/**
 * ht_chrome_time() - a time in an event: microseconds there
 * @chrome: the export
 * @key: its name
 * @ns: the time
 */
static inline void ht_chrome_time(struct ht_chrome *chrome, const char *key, uint64_t ns)
{
	ht_chrome_put_word(&chrome->out, key);
	ht_chrome_put_us(&chrome->out, ns);
}

#endif /* HT_CHROME_THREAD_H */

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes and threads of the Trace Event Format. Each is named before the first event on it, and
 * has a number that nothing else has: viewers mix up those of threads in different processes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chrome_thread.h"

/* @nests: one of them may be within another one, and mean it. */
static const struct {
	const char *title;
	bool nests;
} groups[HT_CHROME_GROUPS] = {
	[HT_CHROME_PHASES] = { "phases", false },
	[HT_CHROME_LEVELS] = { "boot levels", false },
	[HT_CHROME_MARKS] = { "events", false },
	[HT_CHROME_RUNS] = { "runs on", false },
	[HT_CHROME_TASKS] = { "tasks", false },
	[HT_CHROME_CALLS] = { "initcalls", true },
	[HT_CHROME_STEPS] = { "steps", true },
	[HT_CHROME_SYSCALLS] = { "system calls", false },
	[HT_CHROME_FUNCS] = { "functions", true },
	[HT_CHROME_IRQS] = { "interrupts", true },
	[HT_CHROME_CAUSES] = { "hypercalls", false },
	[HT_CHROME_EXITS] = { "exits", false },
};

/* Numbers of vCPUs in the order of threads; above that they are in no order. */
#define ORDERED 1000000u

/* Below all VMs. */
#define LAST_PROCESS INT32_MAX

/**
 * ht_chrome_begin() - an event begins
 * @chrome: the export; what follows the event's phase and thread is put there
 * @phase: which kind of event
 * @pid: its process
 * @tid: its thread
 */
void ht_chrome_begin(struct ht_chrome *chrome, const char *phase, uint32_t pid, uint32_t tid)
{
	struct ht_chrome_out *out = &chrome->out;

	ht_chrome_put_word(out, chrome->comma ? ",\n{\"ph\":\"" : "\n{\"ph\":\"");
	ht_chrome_put_word(out, phase);
	ht_chrome_put_word(out, "\",\"pid\":");
	ht_chrome_put_u64(out, pid);
	ht_chrome_put_word(out, ",\"tid\":");
	ht_chrome_put_u64(out, tid);
	chrome->comma = true;
}

static void name_it(struct ht_chrome *chrome, const char *what, uint32_t pid, uint32_t tid,
		    const char *name, uint32_t order)
{
	ht_chrome_begin(chrome, "M", pid, tid);
	ht_chrome_put(&chrome->out, ",\"name\":\"%s_name\",\"args\":{\"name\":", what);
	ht_chrome_put_text(&chrome->out, name);
	ht_chrome_put(&chrome->out, "}}");
	ht_chrome_begin(chrome, "M", pid, tid);
	ht_chrome_put(&chrome->out,
		      ",\"name\":\"%s_sort_index\",\"args\":{\"sort_index\":%" PRIu32 "}}", what,
		      order);
}

/**
 * ht_chrome_host_pid() - the process of the pCPUs
 * @chrome: the export
 *
 * Return: its number.
 */
uint32_t ht_chrome_host_pid(struct ht_chrome *chrome)
{
	if (!chrome->host_pid) {
		chrome->host_pid = ++chrome->ids;
		name_it(chrome, "process", chrome->host_pid, 0, "pCPUs of the host", LAST_PROCESS);
	}
	return chrome->host_pid;
}

/**
 * ht_chrome_tracer_tid() - the thread of what the tracer dropped
 * @chrome: the export
 *
 * Return: its number.
 */
uint32_t ht_chrome_tracer_tid(struct ht_chrome *chrome)
{
	uint32_t pid = ht_chrome_host_pid(chrome);

	if (!chrome->tracer_tid) {
		chrome->tracer_tid = ++chrome->ids;
		name_it(chrome, "thread", pid, chrome->tracer_tid, "tracer", 0);
	}
	return chrome->tracer_tid;
}

/**
 * ht_chrome_tid() - a thread of a row
 * @chrome: the export
 * @row: the row
 * @group: for spans of which kind
 * @lane: for which of these
 *
 * Return: its number.
 */
uint32_t ht_chrome_tid(struct ht_chrome *chrome, struct ht_chrome_row *row,
		       enum ht_chrome_group group, size_t lane)
{
	uint32_t tid = row->tids[group][lane];
	uint32_t place = row->kind == HT_ROW_VM ? 0 : 1 + row->number % ORDERED;
	bool is_alone = row->kind != HT_ROW_VCPU;
	char name[128], number[16] = "";

	if (tid)
		return tid;
	tid = ++chrome->ids;
	row->tids[group][lane] = tid;
	if (lane)
		snprintf(number, sizeof(number), " (%zu)", lane + 1);
	snprintf(name, sizeof(name), "%s%s%s%s", row->kind == HT_ROW_VM ? "" : row->name,
		 is_alone ? "" : " ", row->kind == HT_ROW_PCPU ? "" : groups[group].title, number);
	name_it(chrome, "thread", row->pid, tid, name,
		place * 1000 + (uint32_t)group * 20 + (uint32_t)lane);
	return tid;
}

/**
 * ht_chrome_on_row() - there is a row
 * @data: the export
 * @told: the row
 * @err: says what is wrong
 *
 * Return: 0 or a negative errno.
 */
int ht_chrome_on_row(void *data, const struct ht_row *told, struct ht_err *err)
{
	struct ht_chrome *chrome = data;
	struct ht_chrome_row **larger, *row;
	size_t count = chrome->nr_rows;

	/* The array doubles whenever its count is a power of two. */
	if (!(count & (count - 1))) {
		larger = reallocarray(chrome->rows, count ? 2 * count : 1, sizeof(*larger));
		if (!larger)
			return ht_err_nomem(err);
		chrome->rows = larger;
	}
	row = calloc(1, sizeof(*row));
	if (!row)
		return ht_err_nomem(err);
	chrome->rows[chrome->nr_rows++] = row;
	row->kind = told->kind;
	row->number = told->number;
	row->name = strdup(told->name);
	if (!row->name)
		return ht_err_nomem(err);
	if (told->kind == HT_ROW_PCPU) {
		row->pid = ht_chrome_host_pid(chrome);
	} else if (told->kind == HT_ROW_VCPU) {
		row->pid = chrome->rows[told->parent]->pid;
	} else {
		row->pid = ++chrome->ids;
		name_it(chrome, "process", row->pid, 0, told->name,
			told->vm_id < LAST_PROCESS ? told->vm_id : LAST_PROCESS - 1);
	}
	return chrome->out.ret;
}

/**
 * ht_chrome_nests() - may one span of a kind be within another one, and mean it?
 * @group: the kind
 */
bool ht_chrome_nests(enum ht_chrome_group group)
{
	return groups[group].nests;
}

/**
 * ht_chrome_rows_exit() - free the rows
 * @chrome: the export, without rows afterwards
 */
void ht_chrome_rows_exit(struct ht_chrome *chrome)
{
	while (chrome->nr_rows) {
		struct ht_chrome_row *row = chrome->rows[--chrome->nr_rows];
		size_t group;

		for (group = 0; group < HT_CHROME_GROUPS; group++)
			ht_lanes_exit(&row->lanes[group]);
		free(row->name);
		free(row);
	}
	free(chrome->rows);
}

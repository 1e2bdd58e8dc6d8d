// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which tables of LAMI the reports become: where their rows are in the reports' JSON, and what is
 * in their columns. Keys are those of the reports' schemas.
 */
#include <string.h>

#include "lami.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define COLUMN(title, class, key, up)                                                              \
	{                                                                                          \
		title, HT_LAMI_##class, key, NULL, up, NULL                                        \
	}
#define AMOUNT(title, key, unit)                                                                   \
	{                                                                                          \
		title, HT_LAMI_NUMBER, key, NULL, 0, unit                                          \
	}
#define SPAN(title, key, more)                                                                     \
	{                                                                                          \
		title, HT_LAMI_TIME_RANGE, key, more, 0, NULL                                      \
	}
#define VM(up)                                                                                     \
	COLUMN("VM", NUMBER, "vm_id", up),                                                         \
	{                                                                                          \
		"VMM", HT_LAMI_PROCESS, NULL, "vm_pid", up, NULL                                   \
	}
#define COST AMOUNT("Exits", "exits", "exits"), COLUMN("Hypervisor", DURATION, "hypervisor_ns", 0)

static const struct ht_lami_table boot[] = {
	{ "boots",
	  "Boots",
	  { "vms" },
	  NULL,
	  0,
	  { VM(0), AMOUNT("Boot", "boot", NULL), COLUMN("Linux", STRING, "release", 0),
	    COLUMN("Seen whole", BOOL, "complete", 0),
	    COLUMN("Kernel boot", DURATION, "total_ns", 0),
	    COLUMN("Initcalls", DURATION, "initcalls_ns", 0),
	    COLUMN("Modules", DURATION, "modules_ns", 0), COST,
	    AMOUNT("Lost", "lost", "records") } },
	{ "levels",
	  "Boot levels",
	  { "vms", "levels" },
	  NULL,
	  1,
	  { VM(1), COLUMN("Boot", NUMBER, "boot", 1), COLUMN("Level", STRING, "name", 0),
	    SPAN("When", "start_ns", "duration_ns"), COLUMN("Duration", DURATION, "duration_ns", 0),
	    AMOUNT("Initcalls", "initcalls", "initcalls"), COST } },
	{ "initcalls",
	  "Initcalls",
	  { "vms", "initcalls" },
	  NULL,
	  1,
	  { VM(1), COLUMN("Boot", NUMBER, "boot", 1), COLUMN("Initcall", STRING, "name", 0),
	    COLUMN("Module", STRING, "module", 0), COLUMN("Level", STRING, "level", 0),
	    COLUMN("vCPU", CPU, "vcpu", 0), SPAN("When", "start_ns", "duration_ns"),
	    COLUMN("Duration", DURATION, "duration_ns", 0), AMOUNT("Returned", "ret", NULL), COST,
	    COLUMN("Most exits for", STRING, "top_reason", 0) } },
};

static const struct ht_lami_table exits[] = {
	{ "vms",
	  "VM exits of each VM",
	  { "vms", "total" },
	  NULL,
	  0,
	  { VM(1), AMOUNT("Exits", "count", "exits"), COLUMN("Time", DURATION, "ns", 0),
	    COLUMN("Mean", DURATION, "mean_ns", 0), COLUMN("Median", DURATION, "p50_ns", 0),
	    COLUMN("99 %", DURATION, "p99_ns", 0), COLUMN("Longest", DURATION, "max_ns", 0),
	    AMOUNT("In the VMM", "user", "exits"),
	    COLUMN("Time in the VMM", DURATION, "user_ns", 0) } },
	{ "rows",
	  "VM exits by reason or vCPU",
	  { "vms", "rows" },
	  "count",
	  0,
	  { VM(1), COLUMN("What", STRING, "name", 0), AMOUNT("Exits", "count", "exits"),
	    COLUMN("Share of exits", RATIO, "count_share", 0), COLUMN("Time", DURATION, "ns", 0),
	    COLUMN("Share of time", RATIO, "time_share", 0), COLUMN("Mean", DURATION, "mean_ns", 0),
	    COLUMN("Median", DURATION, "p50_ns", 0), COLUMN("99 %", DURATION, "p99_ns", 0),
	    COLUMN("Longest", DURATION, "max_ns", 0), AMOUNT("In the VMM", "user", "exits"),
	    COLUMN("Time in the VMM", DURATION, "user_ns", 0) } },
	{ "phases",
	  "VM exits by initcall, level, system call or process (--by)",
	  { "vms", "rows" },
	  "took_ns",
	  0,
	  { VM(1), COLUMN("What", STRING, "name", 0), AMOUNT("Times", "times", NULL),
	    COLUMN("Took", DURATION, "took_ns", 0), COST } },
};

static const struct ht_lami_table migrations[] = {
	{ "vcpus",
	  "What vCPUs did",
	  { "vms", "vcpus" },
	  NULL,
	  0,
	  { VM(1), COLUMN("vCPU", CPU, "vcpu", 0), COLUMN("On a pCPU", DURATION, "run_ns", 0),
	    COLUMN("Share", RATIO, "run_share", 0),
	    COLUMN("Waiting for one", DURATION, "wait_ns", 0),
	    COLUMN("Share waiting", RATIO, "wait_share", 0),
	    COLUMN("Halted", DURATION, "halt_ns", 0), COLUMN("In the VMM", DURATION, "user_ns", 0),
	    COLUMN("Blocked", DURATION, "block_ns", 0),
	    AMOUNT("Preemptions", "preemptions", "preemptions"),
	    AMOUNT("Migrations", "migrations", "migrations"),
	    COLUMN("Off for these", DURATION, "off_ns", 0),
	    COLUMN("Longest", DURATION, "off_max_ns", 0) } },
	{ "residency",
	  "Where vCPUs ran",
	  { "vms", "vcpus", "residency" },
	  NULL,
	  0,
	  { VM(2), COLUMN("vCPU", CPU, "vcpu", 1), COLUMN("pCPU", CPU, "pcpu", 0),
	    AMOUNT("Node", "node", NULL), COLUMN("Ran", DURATION, "run_ns", 0),
	    COLUMN("Share", RATIO, "share", 0) } },
	{ "migrations",
	  "Migrations",
	  { "vms", "migrations" },
	  NULL,
	  1,
	  { VM(1), COLUMN("vCPU", CPU, "vcpu", 0), COLUMN("When", TIMESTAMP, "time_ns", 0),
	    COLUMN("From", CPU, "from_pcpu", 0), COLUMN("To", CPU, "to_pcpu", 0),
	    COLUMN("Why off", STRING, "why", 0), COLUMN("Off", DURATION, "off_ns", 0),
	    COLUMN("Of that waiting", DURATION, "queued_ns", 0),
	    COLUMN("Cost", DURATION, "cost_ns", 0), COLUMN("Phase", STRING, "phase", 0),
	    COLUMN("Level", STRING, "level", 0), COLUMN("Initcall", STRING, "initcall", 0) } },
};

static const struct ht_lami_table panic[] = {
	{ "panics",
	  "Panics",
	  { "vms", "panic" },
	  NULL,
	  1,
	  { VM(1),
	    COLUMN("Boot", NUMBER, "boot", 1),
	    COLUMN("When", TIMESTAMP, "at_ns", 0),
	    COLUMN("Why", STRING, "reason", 0),
	    COLUMN("vCPU", CPU, "vcpu", 0),
	    { "Task", HT_LAMI_PROCESS, "comm", "tid", 0, NULL },
	    COLUMN("Trap", STRING, "trap_name", 0),
	    COLUMN("Where", STRING, "symbol", 0),
	    COLUMN("Address", STRING, "ip", 0) } },
	{ "oopses",
	  "Oopses that panics follow",
	  { "vms", "oops" },
	  NULL,
	  1,
	  { VM(1),
	    COLUMN("Boot", NUMBER, "boot", 1),
	    COLUMN("When", TIMESTAMP, "at_ns", 0),
	    COLUMN("Why", STRING, "reason", 0),
	    COLUMN("vCPU", CPU, "vcpu", 0),
	    { "Task", HT_LAMI_PROCESS, "comm", "tid", 0, NULL },
	    COLUMN("Trap", STRING, "trap_name", 0),
	    COLUMN("Where", STRING, "symbol", 0),
	    COLUMN("Address", STRING, "ip", 0) } },
	{ "ends",
	  "How guests ended",
	  { "vms" },
	  NULL,
	  0,
	  { VM(0), COLUMN("Boot", NUMBER, "boot", 0), COLUMN("Linux", STRING, "release", 0),
	    COLUMN("End", STRING, "end", 0), COLUMN("When", TIMESTAMP, "end_ns", 0),
	    AMOUNT("Lost", "lost", "records") } },
	{ "frames",
	  "Backtraces",
	  { "vms", "panic", "frames" },
	  NULL,
	  2,
	  { VM(2), COLUMN("Boot", NUMBER, "boot", 2), AMOUNT("Frame", "index", NULL),
	    COLUMN("Function", STRING, "symbol", 0), COLUMN("Address", STRING, "address", 0) } },
	{ "events",
	  "Last events of each vCPU",
	  { "vms", "scene", "vcpus", "events" },
	  NULL,
	  3,
	  { VM(3), COLUMN("Boot", NUMBER, "boot", 3), COLUMN("vCPU", CPU, "vcpu", 1),
	    COLUMN("After the end", DURATION, "when_ns", 0), COLUMN("Event", STRING, "event", 0),
	    COLUMN("Fields", STRING, "fields", 0), AMOUNT("Lost before", "lost", "records") } },
};

static const struct ht_lami_table shutdown[] = {
	{ "shutdowns",
	  "Shutdowns",
	  { "shutdowns" },
	  NULL,
	  0,
	  { VM(0), COLUMN("Boot", NUMBER, "boot", 0), COLUMN("What", STRING, "action", 0),
	    COLUMN("Duration", DURATION, "total_ns", 0),
	    COLUMN("In steps", DURATION, "in_steps_ns", 0), AMOUNT("Steps", "nr_steps", "steps"),
	    AMOUNT("Unfinished", "unfinished", "steps"), AMOUNT("Failed", "failed", "steps"),
	    COLUMN("End", STRING, "end", 0), COLUMN("Then", STRING, "next", 0),
	    COLUMN("After", DURATION, "next_after_ns", 0), COST,
	    AMOUNT("Lost", "lost", "records") } },
	{ "phases",
	  "Phases of shutdowns",
	  { "shutdowns", "phases" },
	  NULL,
	  0,
	  { VM(1), COLUMN("Boot", NUMBER, "boot", 1), COLUMN("Phase", STRING, "name", 0),
	    COLUMN("Begins after", DURATION, "start_ns", 0),
	    COLUMN("Duration", DURATION, "duration_ns", 0),
	    COLUMN("Of its own", DURATION, "self_ns", 0), COLUMN("Finished", BOOL, "finished", 0),
	    COLUMN("Hangs", BOOL, "hangs", 0), AMOUNT("Steps", "steps", "steps") } },
	{ "steps",
	  "Steps of shutdowns",
	  { "shutdowns", "steps" },
	  NULL,
	  0,
	  { VM(1), COLUMN("Boot", NUMBER, "boot", 1), COLUMN("Kind", STRING, "kind", 0),
	    COLUMN("Function", STRING, "name", 0), COLUMN("Driver", STRING, "driver", 0),
	    COLUMN("Device", STRING, "device", 0), COLUMN("vCPU", CPU, "vcpu", 0),
	    COLUMN("Begins after", DURATION, "start_ns", 0),
	    COLUMN("Duration", DURATION, "duration_ns", 0),
	    COLUMN("Of its own", DURATION, "self_ns", 0), COLUMN("Finished", BOOL, "finished", 0),
	    COLUMN("Hangs", BOOL, "hangs", 0), AMOUNT("Returned", "ret", NULL), COST } },
};

static const struct ht_lami_table overview[] = {
	{ "vms",
	  "VMs",
	  { "vms" },
	  NULL,
	  0,
	  { VM(0), COLUMN("Linux", STRING, "release", 0), AMOUNT("vCPUs", "nr_cpus", "vCPUs"),
	    AMOUNT("Boots", "boots", "boots"), COLUMN("End", STRING, "ended", 0),
	    COLUMN("Why", STRING, "reason", 0), COLUMN("Duration", DURATION, "duration_ns", 0),
	    COST, COLUMN("Hypervisor's share", RATIO, "hypervisor_share", 0),
	    AMOUNT("Migrations", "migrations", "migrations"), AMOUNT("Lost", "lost", "records") } },
	{ "phases",
	  "Phases of VMs",
	  { "vms", "phases" },
	  NULL,
	  1,
	  { VM(1), COLUMN("Boot", NUMBER, "boot", 0), COLUMN("Phase", STRING, "kind", 0),
	    COLUMN("Level", STRING, "level", 0), SPAN("When", "start_ns", "duration_ns"),
	    COLUMN("Duration", DURATION, "duration_ns", 0), COST,
	    COLUMN("Hypervisor's share", RATIO, "hypervisor_share", 0),
	    AMOUNT("Migrations", "migrations", "migrations"), AMOUNT("Lost", "lost", "records") } },
	{ "notes",
	  "Worth a look",
	  { "vms", "notes" },
	  NULL,
	  1,
	  { VM(1), COLUMN("What", STRING, "what", 0), COLUMN("Which", STRING, "text", 0),
	    COLUMN("Duration", DURATION, "duration_ns", 0), COLUMN("See", STRING, "see", 0) } },
};

static const struct ht_lami_report reports[] = {
	{ "boot", "Hypertrace: boots of VMs",
	  "Which boot levels and initcalls a VM's boot spent its time in, and what the hypervisor "
	  "took of it.",
	  boot, COUNT(boot) },
	{ "exits", "Hypertrace: VM exits",
	  "Which VM exits there were, how many, how long, and what the guest was doing.", exits,
	  COUNT(exits) },
	{ "migrations", "Hypertrace: migrations of vCPUs",
	  "Where the vCPUs of VMs ran, how long they had to wait for it, and which migrations there "
	  "were.",
	  migrations, COUNT(migrations) },
	{ "panic", "Hypertrace: panics of VMs",
	  "Why kernels of VMs died: the panic or oops, where, the backtrace, and the last events of "
	  "each vCPU.",
	  panic, COUNT(panic) },
	{ "shutdown", "Hypertrace: shutdowns of VMs",
	  "How long VMs take to restart, halt, power off or suspend, and which notifier, driver or "
	  "device that is due to.",
	  shutdown, COUNT(shutdown) },
	{ "overview", "Hypertrace: lives of VMs",
	  "The life of each VM: what it did before its guest spoke, boot levels, user space, sleep, "
	  "shutdown or panic.",
	  overview, COUNT(overview) },
};

/**
 * ht_lami_find() - a report
 * @name: its command's last word
 *
 * Return: its description, or NULL: it has no LAMI.
 */
const struct ht_lami_report *ht_lami_find(const char *name)
{
	size_t i;

	for (i = 0; i < COUNT(reports); i++) {
		if (!strcmp(reports[i].name, name))
			return &reports[i];
	}
	return NULL;
}

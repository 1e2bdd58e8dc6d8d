// SPDX-License-Identifier: GPL-2.0-only
/*
 * Phases of a VM's life in words and numbers.
 */
#include <inttypes.h>
#include <stdio.h>

#include "overview_phase.h"
#include "text.h"

/* Longest name of a boot level; the kernel's longest is "postcore". */
#define LEVEL 24

/* Time of exits is from one clock and time of phases from another. */
#define ABOVE_ALL 1.01

/* @word: for programs; @name: for people. */
static const struct {
	const char *word;
	const char *name;
} kinds[HT_LIFE_KINDS] = {
	[HT_LIFE_HOST] = { "host", "before the guest's first event" },
	[HT_LIFE_BOOT] = { "boot", "boot" },
	[HT_LIFE_UNKNOWN] = { "unknown", "begun before the trace" },
	[HT_LIFE_LEVEL] = { "level", "" },
	[HT_LIFE_INIT] = { "init", "until process 1" },
	[HT_LIFE_USER] = { "user", "user space" },
	[HT_LIFE_SUSPENDED] = { "suspended", "suspended" },
	[HT_LIFE_NOTIFIERS] = { "notifiers", "reboot notifiers" },
	[HT_LIFE_DEVICES] = { "devices", "device_shutdown" },
	[HT_LIFE_SYSCORE] = { "syscore", "syscore_shutdown" },
	[HT_LIFE_END] = { "end", "end" },
	[HT_LIFE_UNTRACED] = { "untraced", "not traced any more" },
	[HT_LIFE_PANIC] = { "panic", "panic" },
	[HT_LIFE_REST] = { "rest", "all that followed" },
};

/**
 * ht_overview_kind() - what a phase is, for programs
 * @kind: which
 *
 * Return: a word.
 */
const char *ht_overview_kind(enum ht_life_kind kind)
{
	return kinds[kind].word;
}

/**
 * ht_overview_phase_name() - what a phase is, for people
 * @out: filled with printable ASCII
 * @size: bytes at @out
 * @life: the VM's life
 * @row: which phase
 *
 * With the first phase of each boot but the first one comes which boot that is.
 */
void ht_overview_phase_name(char *out, size_t size, const struct ht_life *life, size_t row)
{
	const struct ht_life_phase *phase = life->phases[row];
	bool anew = row && phase->boot > 1 && life->phases[row - 1]->boot != phase->boot;
	char level[LEVEL + 1];

	if (phase->kind == HT_LIFE_LEVEL) {
		ht_text_word(level, sizeof(level), phase->name[0] ? phase->name : "?");
		snprintf(out, size, "%s", level);
	} else if (!anew) {
		snprintf(out, size, "%s", kinds[phase->kind].name);
	} else if (phase->kind == HT_LIFE_BOOT) {
		snprintf(out, size, "boot %" PRIu32, phase->boot);
	} else {
		snprintf(out, size, "boot %" PRIu32 ": %s", phase->boot, kinds[phase->kind].name);
	}
}

/**
 * ht_overview_end() - how it ended
 * @life: a VM's life
 *
 * Return: words.
 */
const char *ht_overview_end(const struct ht_life *life)
{
	static const char *const ends[] = {
		[HT_LIFE_RUNS] = "still running at the end of the trace",
		[HT_LIFE_SILENT] = "ended without a word",
		[HT_LIFE_UNTOLD] = "stopped tracing",
		[HT_LIFE_DOWN] = "did not come to the end of its shutdown",
		[HT_LIFE_RESTARTED] = "restarted",
		[HT_LIFE_HALTED] = "halted",
		[HT_LIFE_POWERED_OFF] = "powered off",
		[HT_LIFE_PANICKED] = "panicked",
	};

	return ends[ht_life_end(life)];
}

/**
 * ht_overview_cost() - what the hypervisor took
 * @life: a VM's life
 * @sum: what happened in some span of it
 * @khz: rate of the TSC that its time is counted in, 0: not known
 *
 * Return: as much as is known. The share is of the time that the vCPUs told of, so that one that
 * says nothing does not count as one that works.
 */
struct ht_phase_cost ht_overview_cost(const struct ht_life *life, const struct ht_life_sum *sum,
				      uint32_t khz)
{
	struct ht_phase_cost cost = { .known = life->counts_exits && sum->told };

	if (!cost.known)
		return cost;
	cost.exits = sum->cost.exits;
	cost.has_ns = khz;
	if (!khz)
		return cost;
	cost.ns = (int64_t)ht_cycles_to_ns(sum->cost.cycles, khz);
	cost.share = sum->told_ns ? (double)cost.ns / (double)sum->told_ns : ABOVE_ALL;
	cost.has_share = cost.share < ABOVE_ALL;
	if (cost.share > 1)
		cost.share = 1;
	return cost;
}

static void add(struct ht_life_sum *total, const struct ht_life_sum *sum)
{
	total->cost = ht_cost_sum(total->cost, sum->cost);
	total->told_ns += sum->told_ns;
	total->told = total->told || sum->told;
	total->migrations += sum->migrations;
	total->lost += sum->lost;
}

/**
 * ht_overview_total() - what happened in all of it
 * @life: a VM's life
 *
 * Return: the sum of its phases, and of what is in several of them.
 */
struct ht_life_sum ht_overview_total(const struct ht_life *life)
{
	struct ht_life_sum total = life->several;
	size_t i;

	for (i = 0; i < life->nr_phases; i++)
		add(&total, &life->phases[i]->sum);
	return total;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Command line of hypertrace report exits.
 */
#ifndef HT_EXITS_ARGS_H
#define HT_EXITS_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a row is. */
enum ht_exits_by {
	HT_EXITS_BY_REASON,
	HT_EXITS_BY_VM,
	HT_EXITS_BY_VCPU,
	HT_EXITS_BY_INITCALL, /* from here on: a phase of the guest */
	HT_EXITS_BY_LEVEL,
	HT_EXITS_BY_SYSCALL,
	HT_EXITS_BY_PROCESS,
	HT_EXITS_NR_BY,
};

/* Which comes first: the largest, but of names. */
enum ht_exits_sort {
	HT_EXITS_SORT_TIME,
	HT_EXITS_SORT_COUNT,
	HT_EXITS_SORT_NAME,
	HT_EXITS_SORT_MEAN, /* from here on: not of phases */
	HT_EXITS_SORT_P99,
	HT_EXITS_SORT_MAX,
	HT_EXITS_SORT_TOOK, /* of phases only */
};

/**
 * struct ht_exits_args - what the user asked for
 * @path: the trace
 * @vm: the one VM, as it was typed; NULL: all
 * @by: what a row is
 * @sort: which comes first
 * @top: at most so many rows a table
 * @growth: exits over time, too
 * @json: for a program
 */
struct ht_exits_args {
	const char *path;
	const char *vm;
	enum ht_exits_by by;
	enum ht_exits_sort sort;
	size_t top;
	bool growth;
	bool json;
};

extern const char *const ht_exits_by_names[HT_EXITS_NR_BY];

void ht_exits_parse(int argc, char **argv, struct ht_exits_args *args);

/* For a comparison by one of the sums: the largest comes first. */
static inline int ht_exits_descending(uint64_t a, uint64_t b)
{
	return (a < b) - (a > b);
}

static inline bool ht_exits_by_phase(enum ht_exits_by by)
{
	return by >= HT_EXITS_BY_INITCALL;
}

#endif /* HT_EXITS_ARGS_H */

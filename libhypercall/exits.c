// SPDX-License-Identifier: (GPL-2.0-only OR MIT)
/*
 * Exit numbers, and the leaves that tell of them. What each vendor defines is data: exits_vmx.def
 * and exits_svm.def. The same file is compiled into the host's module, the library and the tests.
 */
#include <hypertrace/exits.h>

/* Sorted by number, which nothing here could check: tests/unit/test_exits.c does. */
#define HT_EXIT(number, name, enabled) { number, name, enabled },

static const struct ht_exit_reason vmx_reasons[] = {
#include "exits_vmx.def"
};

static const struct ht_exit_reason svm_reasons[] = {
#include "exits_svm.def"
};

#undef HT_EXIT

#define NR(array) ((__u32)(sizeof(array) / sizeof((array)[0])))

static const struct ht_exit_reason *reasons(enum ht_isa isa, __u32 *nr)
{
	*nr = 0;
	switch (isa) {
	case HT_ISA_VMX:
		*nr = NR(vmx_reasons);
		return vmx_reasons;
	case HT_ISA_SVM:
		*nr = NR(svm_reasons);
		return svm_reasons;
	}
	return NULL;
}

/**
 * ht_exit_reason - what an exit number means
 * @isa: whose numbers
 * @number: a basic exit reason, or the low 32 bits of an exit code; any value
 *
 * Return: its description, which lives for ever; NULL where the architecture defines none.
 */
const struct ht_exit_reason *ht_exit_reason(enum ht_isa isa, __u32 number)
{
	const struct ht_exit_reason *table;
	__u32 nr, i;

	table = reasons(isa, &nr);
	if (!nr)
		return NULL;
	/*
	 * The numbers begin at 0 and have few gaps, so an entry stands at its number or a little
	 * before. Neither array is ever indexed by what a guest says.
	 */
	i = number < nr ? number : nr - 1;
	while (i && table[i].number > number)
		i--;
	return table[i].number == number ? &table[i] : NULL;
}

/**
 * ht_exit_reason_at - go through the exits that an architecture defines
 * @isa: whose
 * @i: 0, 1, …
 *
 * Return: the @i-th, in the order of their numbers; NULL behind the last.
 */
const struct ht_exit_reason *ht_exit_reason_at(enum ht_isa isa, __u32 i)
{
	const struct ht_exit_reason *table;
	__u32 nr;

	table = reasons(isa, &nr);
	return i < nr ? &table[i] : NULL;
}

/* What the leaves from HT_CPUID_EXITS_FIRST on are asked for. */
static const enum ht_exit_query numberings[HT_CPUID_NUMBERINGS][HT_CPUID_EXITS_NR] = {
	[HT_CPUID_ASCENDING] = {
		HT_EXIT_QUERY_TOTAL,
		HT_EXIT_QUERY_CYCLES,
		HT_EXIT_QUERY_COUNT_OF,
		HT_EXIT_QUERY_CYCLES_OF,
	},
	[HT_CPUID_DESCENDING] = {
		HT_EXIT_QUERY_CYCLES_OF,
		HT_EXIT_QUERY_COUNT_OF,
		HT_EXIT_QUERY_CYCLES,
		HT_EXIT_QUERY_TOTAL,
	},
	[HT_CPUID_COMBINED] = {
		HT_EXIT_QUERY_NONE,
		HT_EXIT_QUERY_CYCLES_OF,
		HT_EXIT_QUERY_COUNT_OF,
		HT_EXIT_QUERY_TOTAL_AND_CYCLES,
	},
};

/**
 * ht_exit_query - what a CPUID leaf is asked for
 * @numbering: which of the numberings is in force; any value
 * @leaf: eax of the query; any value
 *
 * Return: that; HT_EXIT_QUERY_NONE for any leaf that is not one of the statistics' in @numbering.
 */
enum ht_exit_query ht_exit_query(enum ht_cpuid_numbering numbering, __u32 leaf)
{
	if ((__u32)numbering >= HT_CPUID_NUMBERINGS)
		return HT_EXIT_QUERY_NONE;
	leaf -= HT_CPUID_EXITS_FIRST;
	return leaf < HT_CPUID_EXITS_NR ? numberings[numbering][leaf] : HT_EXIT_QUERY_NONE;
}

/**
 * ht_exit_query_leaf - which CPUID leaf to ask
 * @numbering: as HT_CPUID_FEATURES ebx says; any value
 * @query: for what
 *
 * Return: the leaf that answers @query in @numbering, alone or with more: for HT_EXIT_QUERY_TOTAL
 * and HT_EXIT_QUERY_CYCLES that is the one of HT_EXIT_QUERY_TOTAL_AND_CYCLES where there is one. 0:
 * there is none.
 */
__u32 ht_exit_query_leaf(enum ht_cpuid_numbering numbering, enum ht_exit_query query)
{
	__u32 leaf;

	if (query == HT_EXIT_QUERY_NONE)
		return 0;
	for (leaf = HT_CPUID_EXITS_FIRST; leaf - HT_CPUID_EXITS_FIRST < HT_CPUID_EXITS_NR; leaf++) {
		enum ht_exit_query answered = ht_exit_query(numbering, leaf);

		if (answered == query)
			return leaf;
		if (answered == HT_EXIT_QUERY_TOTAL_AND_CYCLES &&
		    (query == HT_EXIT_QUERY_TOTAL || query == HT_EXIT_QUERY_CYCLES))
			return leaf;
	}
	return 0;
}

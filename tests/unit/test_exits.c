// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of exits, and what their CPUID leaves are asked for: whatever number a guest puts into
 * a register, the answer is the right entry or none.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <hypertrace/exits.h>

static const enum ht_isa isas[] = { HT_ISA_VMX, HT_ISA_SVM };

#define ISAS (sizeof(isas) / sizeof(isas[0]))

static void numbers_are_sorted_and_unique(void **state)
{
	size_t isa;

	for (isa = 0; isa < ISAS; isa++) {
		const struct ht_exit_reason *here = ht_exit_reason_at(isas[isa], 0);
		const struct ht_exit_reason *next;
		__u32 i;

		assert_non_null(here);
		assert_int_equal(here->number, 0);
		for (i = 1; (next = ht_exit_reason_at(isas[isa], i)); i++) {
			assert_true(next->number > here->number);
			here = next;
		}
	}
}

static void names_are_unique(void **state)
{
	const struct ht_exit_reason *a, *b;
	size_t isa;
	__u32 i, j;

	for (isa = 0; isa < ISAS; isa++) {
		for (i = 0; (a = ht_exit_reason_at(isas[isa], i)); i++) {
			assert_non_null(a->name);
			assert_true(a->name[0]);
			for (j = 0; j < i; j++) {
				b = ht_exit_reason_at(isas[isa], j);
				assert_string_not_equal(a->name, b->name);
			}
		}
	}
}

/* Every number up to behind the tables, and those around the corners of 32 bits. */
static void lookup_finds_what_is_there_and_nothing_else(void **state)
{
	size_t isa;

	for (isa = 0; isa < ISAS; isa++) {
		__u32 number = 0, i = 0;
		const struct ht_exit_reason *next = ht_exit_reason_at(isas[isa], 0);

		for (;; number++) {
			const struct ht_exit_reason *found = ht_exit_reason(isas[isa], number);

			if (next && next->number == number) {
				assert_ptr_equal(found, next);
				next = ht_exit_reason_at(isas[isa], ++i);
			} else {
				assert_null(found);
			}
			if (number == 0xffffffff)
				break;
			if (number == 0x1000)
				number = 0x7ffffff0;
			if (number == 0x80001000)
				number = 0xeffffff0;
			if (number == 0xf0001000)
				number = 0xfffff000;
		}
		assert_null(next);
	}
}

static void is_enabled(enum ht_isa isa, __u32 number, const char *name, bool enabled)
{
	const struct ht_exit_reason *reason = ht_exit_reason(isa, number);

	assert_non_null(reason);
	assert_int_equal(reason->number, number);
	assert_string_equal(reason->name, name);
	assert_int_equal(reason->enabled, enabled);
}

static void vmx_is_as_the_manual_says(void **state)
{
	static const __u32 undefined[] = { 35, 38, 42, 71, 76, 77, 0x400, 0x80000021, 0xffffffff };
	size_t i;

	is_enabled(HT_ISA_VMX, 0, "EXCEPTION_NMI", true);
	is_enabled(HT_ISA_VMX, 10, "CPUID", true);
	is_enabled(HT_ISA_VMX, 16, "RDTSC", false);
	is_enabled(HT_ISA_VMX, 48, "EPT_VIOLATION", true);
	is_enabled(HT_ISA_VMX, 65, "PCONFIG", false);
	is_enabled(HT_ISA_VMX, 75, "NOTIFY", true);
	for (i = 0; i < sizeof(undefined) / sizeof(undefined[0]); i++)
		assert_null(ht_exit_reason(HT_ISA_VMX, undefined[i]));
}

static void svm_is_as_the_manual_says(void **state)
{
	static const __u32 undefined[] = { 0xa7,       0xff,	   0x3ff,     0x404,
					   0x80000001, 0xf0000000, 0xfffffffb };
	size_t i;

	is_enabled(HT_ISA_SVM, 0, "read_cr0", true);
	is_enabled(HT_ISA_SVM, 0x4e, "PF excp", true);
	is_enabled(HT_ISA_SVM, 0x6e, "rdtsc", false);
	is_enabled(HT_ISA_SVM, 0x72, "cpuid", true);
	is_enabled(HT_ISA_SVM, 0xa6, "idle_hlt", false);
	is_enabled(HT_ISA_SVM, 0x400, "npf", true);
	is_enabled(HT_ISA_SVM, 0x403, "vmgexit", true);
	is_enabled(HT_ISA_SVM, 0xffffffff, "invalid_guest_state", false);
	for (i = 0; i < sizeof(undefined) / sizeof(undefined[0]); i++)
		assert_null(ht_exit_reason(HT_ISA_SVM, undefined[i]));
}

static void other_vendors_have_no_exits(void **state)
{
	static const int others[] = { 0, 3, -1, 0x7fffffff };
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		assert_null(ht_exit_reason((enum ht_isa)others[i], 0));
		assert_null(ht_exit_reason((enum ht_isa)others[i], 0xffffffff));
		assert_null(ht_exit_reason_at((enum ht_isa)others[i], 0));
	}
	assert_null(ht_exit_reason_at(HT_ISA_VMX, 0xffffffff));
	assert_null(ht_exit_reason_at(HT_ISA_SVM, 0xffffffff));
}

static void leaves_are_those_of_each_numbering(void **state)
{
	static const enum ht_exit_query expected[HT_CPUID_NUMBERINGS][HT_CPUID_EXITS_NR] = {
		{ HT_EXIT_QUERY_TOTAL, HT_EXIT_QUERY_CYCLES, HT_EXIT_QUERY_COUNT_OF,
		  HT_EXIT_QUERY_CYCLES_OF },
		{ HT_EXIT_QUERY_CYCLES_OF, HT_EXIT_QUERY_COUNT_OF, HT_EXIT_QUERY_CYCLES,
		  HT_EXIT_QUERY_TOTAL },
		{ HT_EXIT_QUERY_NONE, HT_EXIT_QUERY_CYCLES_OF, HT_EXIT_QUERY_COUNT_OF,
		  HT_EXIT_QUERY_TOTAL_AND_CYCLES },
	};
	__u32 n, i;

	for (n = 0; n < HT_CPUID_NUMBERINGS; n++) {
		for (i = 0; i < HT_CPUID_EXITS_NR; i++)
			assert_int_equal(ht_exit_query(n, 0x4ffffffc + i), expected[n][i]);
	}
}

static void other_leaves_are_none(void **state)
{
	static const __u32 others[] = { 0,	    1,		0x40000000, 0x4ffffff0, 0x4ffffff1,
					0x4ffffffb, 0x50000000, 0xcffffffc, 0xffffffff };
	__u32 n;
	size_t i;

	for (n = 0; n < HT_CPUID_NUMBERINGS; n++) {
		for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
			assert_int_equal(ht_exit_query(n, others[i]), HT_EXIT_QUERY_NONE);
	}
}

static void other_numberings_have_no_leaves(void **state)
{
	static const int others[] = { HT_CPUID_NUMBERINGS, 4, -1, 0x7fffffff };
	size_t i;

	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		enum ht_cpuid_numbering numbering = (enum ht_cpuid_numbering)others[i];

		assert_int_equal(ht_exit_query(numbering, 0x4fffffff), HT_EXIT_QUERY_NONE);
		assert_int_equal(ht_exit_query_leaf(numbering, HT_EXIT_QUERY_TOTAL), 0);
	}
}

static void every_query_has_its_leaf(void **state)
{
	__u32 n, i;

	for (n = 0; n < HT_CPUID_NUMBERINGS; n++) {
		/* There and back. */
		for (i = 0x4ffffffc; i < 0x50000000; i++) {
			enum ht_exit_query query = ht_exit_query(n, i);

			if (query != HT_EXIT_QUERY_NONE)
				assert_int_equal(ht_exit_query_leaf(n, query), i);
		}
		assert_int_not_equal(ht_exit_query_leaf(n, HT_EXIT_QUERY_TOTAL), 0);
		assert_int_not_equal(ht_exit_query_leaf(n, HT_EXIT_QUERY_CYCLES), 0);
		assert_int_not_equal(ht_exit_query_leaf(n, HT_EXIT_QUERY_COUNT_OF), 0);
		assert_int_not_equal(ht_exit_query_leaf(n, HT_EXIT_QUERY_CYCLES_OF), 0);
		assert_int_equal(ht_exit_query_leaf(n, HT_EXIT_QUERY_NONE), 0);
		assert_int_equal(ht_exit_query_leaf(n, HT_EXIT_QUERY_NR), 0);
		assert_int_equal(ht_exit_query_leaf(n, (enum ht_exit_query)0x7fffffff), 0);
	}
	assert_int_equal(ht_exit_query_leaf(HT_CPUID_COMBINED, HT_EXIT_QUERY_TOTAL), 0x4fffffff);
	assert_int_equal(ht_exit_query_leaf(HT_CPUID_COMBINED, HT_EXIT_QUERY_CYCLES), 0x4fffffff);
	assert_int_equal(ht_exit_query_leaf(HT_CPUID_ASCENDING, HT_EXIT_QUERY_TOTAL_AND_CYCLES), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_sorted_and_unique),
		cmocka_unit_test(names_are_unique),
		cmocka_unit_test(lookup_finds_what_is_there_and_nothing_else),
		cmocka_unit_test(vmx_is_as_the_manual_says),
		cmocka_unit_test(svm_is_as_the_manual_says),
		cmocka_unit_test(other_vendors_have_no_exits),
		cmocka_unit_test(leaves_are_those_of_each_numbering),
		cmocka_unit_test(other_leaves_are_none),
		cmocka_unit_test(other_numberings_have_no_leaves),
		cmocka_unit_test(every_query_has_its_leaf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

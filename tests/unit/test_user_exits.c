// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asking for exits: the right leaf in each numbering, all 64 bits of each number, and no number
 * where there is nobody who would know one.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <hypertrace/user_exits.h>

#include "fake_cpuid.h"

static const struct fake_cpu a_guest = {
	.is_virtual = true,
	.host = true,
	.intel = true,
	.abi = HT_ABI_VERSION,
	.features = HT_FEATURE_RECORD | HT_FEATURE_RING | HT_FEATURE_EXITS,
	.insn = HT_INSN_VMCALL,
	.vm_id = 3,
	.exits = {
		{ .number = 48, .count = 0x1122334455, .cycles = 0x99aabbccddee },
		{ .number = 10, .count = 7, .cycles = 0x100000000 },
	},
};

static int reset(void **state)
{
	fake_cpu = a_guest;
	return 0;
}

static void set_numbering(__u32 numbering)
{
	fake_cpu.features &= ~HT_FEATURE_NUMBERING_MASK;
	fake_cpu.features |= numbering << HT_FEATURE_NUMBERING_SHIFT;
}

static void every_numbering_says_the_same(void **state)
{
	struct ht_exit_count count;
	struct ht_exits exits;
	__u32 n;

	for (n = 0; n < HT_CPUID_NUMBERINGS; n++) {
		set_numbering(n);
		assert_int_equal(ht_exits_open(&exits), 0);
		assert_int_equal(exits.isa, HT_ISA_VMX);
		assert_int_equal(exits.numbering, n);
		assert_int_equal(exits.vm_id, 3);
		assert_int_equal(ht_exits_total(&exits, &count), 0);
		assert_int_equal(count.count, 0x1122334455 + 7);
		assert_int_equal(count.cycles, 0x99aabbccddee + 0x100000000);
		assert_int_equal(ht_exits_of(&exits, 48, &count), 0);
		assert_int_equal(count.count, 0x1122334455);
		assert_int_equal(count.cycles, 0x99aabbccddee);
		assert_int_equal(ht_exits_of(&exits, 10, &count), 0);
		assert_int_equal(count.count, 7);
		assert_int_equal(count.cycles, 0x100000000);
	}
}

static void what_has_not_happened_is_zero(void **state)
{
	struct ht_exit_count count = { 1, 1 };
	struct ht_exits exits;

	assert_int_equal(ht_exits_open(&exits), 0);
	fake_cpu.asked = 0;
	assert_int_equal(ht_exits_of(&exits, 12, &count), 0);
	assert_int_equal(count.count, 0);
	assert_int_equal(count.cycles, 0);
	/* Each query is an exit of its own. */
	assert_int_equal(fake_cpu.asked, 1);
}

static void undefined_numbers_are_refused(void **state)
{
	static const __u32 undefined[] = { 35, 76, 0x400, 0x7fffffff, 0xffffffff };
	struct ht_exit_count count;
	struct ht_exits exits;
	__u32 n;
	size_t i;

	for (n = 0; n < HT_CPUID_NUMBERINGS; n++) {
		set_numbering(n);
		assert_int_equal(ht_exits_open(&exits), 0);
		for (i = 0; i < sizeof(undefined) / sizeof(undefined[0]); i++)
			assert_int_equal(ht_exits_of(&exits, undefined[i], &count), -EINVAL);
	}
}

static void amds_numbers_are_amds(void **state)
{
	struct ht_exit_count count;
	struct ht_exits exits;

	fake_cpu.insn = HT_INSN_VMMCALL;
	fake_cpu.exits[0].number = 0x400;
	assert_int_equal(ht_exits_open(&exits), 0);
	assert_int_equal(exits.isa, HT_ISA_SVM);
	assert_int_equal(ht_exits_of(&exits, 0x400, &count), 0);
	assert_int_equal(count.count, 0x1122334455);
	assert_int_equal(ht_exits_of(&exits, 0xffffffff, &count), 0);
	assert_int_equal(count.count, 0);
	assert_int_equal(ht_exits_of(&exits, 0xa7, &count), -EINVAL);
}

/* No host: no leaf beyond discovery is asked, whose answer would be somebody else's data. */
static void has_nobody_to_ask(int error, unsigned int leaves)
{
	struct ht_exits exits = { HT_ISA_VMX, HT_CPUID_ASCENDING, 1 };
	struct ht_exit_count count;

	fake_cpu.asked = 0;
	assert_int_equal(ht_exits_open(&exits), error);
	assert_int_equal(ht_exits_total(&exits, &count), -ENODEV);
	assert_int_equal(ht_exits_of(&exits, 48, &count), -ENODEV);
	assert_int_equal(fake_cpu.asked, leaves);
}

static void a_bare_machine_has_no_exits(void **state)
{
	fake_cpu.is_virtual = false;
	has_nobody_to_ask(-ENODEV, 1);
}

static void another_host_has_no_exits(void **state)
{
	fake_cpu.host = false;
	has_nobody_to_ask(-ENODEV, 2);
	fake_cpu.intel = false;
	has_nobody_to_ask(-ENODEV, 2);
}

static void a_host_may_not_offer_exits(void **state)
{
	fake_cpu.features &= ~HT_FEATURE_EXITS;
	has_nobody_to_ask(-ENODEV, 3);
}

static void a_host_may_be_of_another_age(void **state)
{
	fake_cpu.abi += 0x10000;
	has_nobody_to_ask(-EPROTO, 3);
	fake_cpu.abi = HT_ABI_VERSION + 1;
	set_numbering(3);
	has_nobody_to_ask(-EPROTO, 3);
	set_numbering(0);
	fake_cpu.insn = 3;
	has_nobody_to_ask(-EPROTO, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(every_numbering_says_the_same, reset),
		cmocka_unit_test_setup(what_has_not_happened_is_zero, reset),
		cmocka_unit_test_setup(undefined_numbers_are_refused, reset),
		cmocka_unit_test_setup(amds_numbers_are_amds, reset),
		cmocka_unit_test_setup(a_bare_machine_has_no_exits, reset),
		cmocka_unit_test_setup(another_host_has_no_exits, reset),
		cmocka_unit_test_setup(a_host_may_not_offer_exits, reset),
		cmocka_unit_test_setup(a_host_may_be_of_another_age, reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

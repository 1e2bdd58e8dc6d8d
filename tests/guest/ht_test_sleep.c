// SPDX-License-Identifier: GPL-2.0-only
/*
 * An initcall of known length: sleeps 37 ms, and fails or succeeds as it is told, so that a
 * report's duration and return value can be checked. The module stays loaded either way: a
 * positive return value is a warning to the kernel, not an error, so 0 and negative ones are what
 * to use.
 */
#include <linux/delay.h>
#include <linux/module.h>

static int ret;
module_param(ret, int, 0444);
MODULE_PARM_DESC(ret, "what the initcall returns");

static int __init ht_test_sleep_init(void)
{
	usleep_range(37000, 37100);
	return ret;
}

static void __exit ht_test_sleep_exit(void)
{
}

module_init(ht_test_sleep_init);
module_exit(ht_test_sleep_exit);
MODULE_DESCRIPTION("hypertrace test: an initcall that sleeps 37 ms");
MODULE_LICENSE("GPL");

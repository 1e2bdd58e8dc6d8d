// SPDX-License-Identifier: GPL-2.0-only
/*
 * Functions to trace, called as often as a test wants: write N to the parameter "calls", and
 * ht_test_outer() is called N times, each of which calls ht_test_inner() twice. Write MS to
 * "sleep", and ht_test_sleeper() returns so many milliseconds later, which may be after nobody
 * traces it any more.
 */
#include <linux/delay.h>
#include <linux/module.h>

/* Not static: compilers make copies of static functions under other names. */
unsigned int ht_test_inner(unsigned int x);
unsigned int ht_test_outer(unsigned int x);
void ht_test_sleeper(unsigned int ms);

noinline unsigned int ht_test_inner(unsigned int x)
{
	barrier(); /* Not a constant function: each call is made. */
	return x + 1;
}

noinline unsigned int ht_test_outer(unsigned int x)
{
	return ht_test_inner(x) + ht_test_inner(x + 1);
}

noinline void ht_test_sleeper(unsigned int ms)
{
	msleep(ms);
	barrier(); /* Not a tail call: it has to come back here. */
}

static int calls_set(const char *value, const struct kernel_param *kp)
{
	unsigned int n, sum = 0;
	int ret = kstrtouint(value, 0, &n);

	if (ret)
		return ret;
	while (n--)
		sum += ht_test_outer(n);
	OPTIMIZER_HIDE_VAR(sum);
	return 0;
}

static int sleep_set(const char *value, const struct kernel_param *kp)
{
	unsigned int ms;
	int ret = kstrtouint(value, 0, &ms);

	if (!ret)
		ht_test_sleeper(ms);
	return ret;
}

static const struct kernel_param_ops calls_ops = { .set = calls_set };
module_param_cb(calls, &calls_ops, NULL, 0200);
MODULE_PARM_DESC(calls, "how often to call ht_test_outer(), now");

static const struct kernel_param_ops sleep_ops = { .set = sleep_set };
module_param_cb(sleep, &sleep_ops, NULL, 0200);
MODULE_PARM_DESC(sleep, "milliseconds to be in ht_test_sleeper(), now");

MODULE_DESCRIPTION("hypertrace test: functions to trace");
MODULE_LICENSE("GPL");

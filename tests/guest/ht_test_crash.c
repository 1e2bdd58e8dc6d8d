// SPDX-License-Identifier: GPL-2.0-only
/*
 * Ways for a kernel to end: from this module's initcall, or from an interrupt or NMI that comes
 * while it runs. kind=none does nothing; kind=survive is an oops in a thread that nobody needs.
 */
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/objtool.h>
#include <linux/string.h>

#include <asm/apic.h>
#include <asm/nmi.h>

static char *kind = "none";
module_param(kind, charp, 0);
MODULE_PARM_DESC(kind, "panic, oops, bug, stack, double, irq, nmi, survive, none");

static int *nowhere;

static noinline int overflow(int depth)
{
	char room[512];

	memset(room, depth, sizeof(room));
	barrier_data(room);
	return depth < 0 ? 0 : room[0] + overflow(depth + 1) + room[1];
}

/* Without a stack even the exception has nowhere to go. */
static noinline void double_fault(void)
{
	asm volatile("movq $8, %%rsp\n\tpushq $0" ::: "memory");
}
STACK_FRAME_NON_STANDARD(double_fault);

static noinline int oops(void *unused)
{
	WRITE_ONCE(*nowhere, 0);
	return 0;
}

static enum hrtimer_restart on_timer(struct hrtimer *timer)
{
	panic("ht_test_crash: from an interrupt");
}

static int on_nmi(unsigned int type, struct pt_regs *regs)
{
	nmi_panic(regs, "ht_test_crash: from an NMI");
	return NMI_HANDLED;
}

static void crash_later(void)
{
	static struct hrtimer timer;

	if (!strcmp(kind, "irq")) {
		hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_HARD);
		timer.function = on_timer;
		hrtimer_start(&timer, ms_to_ktime(1), HRTIMER_MODE_REL_HARD);
	} else {
		register_nmi_handler(NMI_LOCAL, on_nmi, NMI_FLAG_FIRST, "ht_test_crash");
		apic->send_IPI_mask(cpumask_of(raw_smp_processor_id()), NMI_VECTOR);
	}
	mdelay(5000);
}

static int __init ht_test_crash_init(void)
{
	if (!strcmp(kind, "panic"))
		panic("ht_test_crash: as asked for");
	else if (!strcmp(kind, "oops"))
		oops(NULL);
	else if (!strcmp(kind, "survive"))
		kthread_run(oops, NULL, "ht_test_oops");
	else if (!strcmp(kind, "bug"))
		BUG();
	else if (!strcmp(kind, "stack"))
		overflow(0);
	else if (!strcmp(kind, "double"))
		double_fault();
	else if (strcmp(kind, "none"))
		crash_later();
	return 0;
}

module_init(ht_test_crash_init);
MODULE_DESCRIPTION("hypertrace test: ways for a kernel to end");
MODULE_LICENSE("GPL");

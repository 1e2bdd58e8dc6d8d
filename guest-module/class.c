// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which classes of events are on: (chosen here | wanted by the host) & allowed by the host. A class
 * that is off has no probe anywhere in the kernel and costs nothing.
 */
#include <linux/errno.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/string.h>

#include "class.h"
#include "initcall.h"
#include "probe.h"
#include "transport.h"

#ifndef CONFIG_DYNAMIC_FTRACE
const struct ht_class ht_func_class = { .name = "func" };
#endif

static const struct ht_class *const classes[HT_CLASS_NR] = {
	[HT_CLASS_BOOT] = &ht_boot_class,   [HT_CLASS_USER] = &ht_user_class,
	[HT_CLASS_SCHED] = &ht_sched_class, [HT_CLASS_SYSCALL] = &ht_syscall_class,
	[HT_CLASS_IRQ] = &ht_irq_class,	    [HT_CLASS_SOFTIRQ] = &ht_softirq_class,
	[HT_CLASS_FAULT] = &ht_fault_class, [HT_CLASS_FUNC] = &ht_func_class,
	[HT_CLASS_POWER] = &ht_power_class,
};

/* Sets of HT_CLASS_BIT(). */
static u64 chosen =
	HT_CLASS_BIT(HT_CLASS_BOOT) | HT_CLASS_BIT(HT_CLASS_USER) | HT_CLASS_BIT(HT_CLASS_POWER);
static u64 asked; /* what was to be on when somebody last looked */
static u64 active; /* what is: those of it that could be switched on */
static bool ready;
static DEFINE_MUTEX(lock); /* for all of the above, and for switching */

static int find(const char *name, size_t len)
{
	int i;

	for (i = 0; i < HT_CLASS_NR; i++)
		if (strlen(classes[i]->name) == len && !strncmp(classes[i]->name, name, len))
			return i;
	return -EINVAL;
}

/* Works before the allocator does, since a built-in parameter is read then. */
static int events_set(const char *list, const struct kernel_param *kp)
{
	static const char between[] = "\n, ";
	u64 set = 0;

	for (list += strspn(list, between); *list; list += strspn(list, between)) {
		size_t len = strcspn(list, between);
		int class = find(list, len);

		if (class < 0)
			return class;
		set |= HT_CLASS_BIT(class);
		list += len;
	}
	chosen = set;
	return 0;
}

static const struct kernel_param_ops events_ops = { .set = events_set };
module_param_cb(events, &events_ops, NULL, 0);
MODULE_PARM_DESC(events, "classes that are on from the start (default: boot,user,power)");

static u64 effective(u64 choice)
{
	u64 allow, want;

	ht_transport_masks(&allow, &want);
	return (choice | want) & allow & HT_CLASS_ALL;
}

static int enable(const struct ht_class *class)
{
	if (class->probes)
		return ht_probes_attach(class->probes, class->nr_probes);
	return class->enable ? class->enable() : -EOPNOTSUPP;
}

static void disable(const struct ht_class *class)
{
	if (class->probes)
		ht_probes_detach(class->probes, class->nr_probes);
	else
		class->disable();
}

/* Make @class what @asked says. */
static int switch_class(int class)
{
	const u64 bit = HT_CLASS_BIT(class);
	int ret = 0;

	if (!((asked ^ active) & bit))
		return 0;
	if (asked & bit)
		ret = enable(classes[class]);
	else
		disable(classes[class]);
	if (!ret)
		WRITE_ONCE(active, active ^ bit);
	return ret;
}

static void apply_locked(void)
{
	int i, ret;

	if (!ready)
		return;
	WRITE_ONCE(asked, effective(chosen));
	for (i = 0; i < HT_CLASS_NR; i++) {
		ret = switch_class(i);
		if (ret)
			pr_warn("hypertrace: cannot switch on events/%s: error %d\n",
				classes[i]->name, ret);
	}
}

/**
 * ht_class_name - what people call it
 * @class: enum ht_event_class
 */
const char *ht_class_name(enum ht_event_class class)
{
	return classes[class]->name;
}

/**
 * ht_class_is_on - are its probes attached?
 * @class: enum ht_event_class
 */
bool ht_class_is_on(enum ht_event_class class)
{
	return READ_ONCE(active) & HT_CLASS_BIT(class);
}

static int choose_locked(enum ht_event_class class, bool on)
{
	const u64 bit = HT_CLASS_BIT(class);
	const u64 choice = on ? chosen | bit : chosen & ~bit;
	const u64 set = effective(choice);
	int ret;

	if (!ready)
		return -ESHUTDOWN;
	if (on && !(set & bit))
		return -EACCES;
	/* Of this class alone: what else has changed is for the next poll. */
	WRITE_ONCE(asked, (asked & ~bit) | (set & bit));
	ret = switch_class(class);
	if (!ret)
		WRITE_ONCE(chosen, choice);
	return ret;
}

/**
 * ht_class_choose - switch a class on or off, from within the guest
 * @class: enum ht_event_class
 * @on: what it shall be; a class that the host wants stays on though nobody here does
 *
 * Process context.
 *
 * Return: 0; -EACCES: the host does not allow it; -ESHUTDOWN: tracing has ended; -EOPNOTSUPP: this
 * kernel was built without what it takes; or what its enable() returned. On error nothing changes.
 */
int ht_class_choose(enum ht_event_class class, bool on)
{
	int ret;

	mutex_lock(&lock);
	ret = choose_locked(class, on);
	mutex_unlock(&lock);
	return ret;
}

/**
 * ht_classes_boot - switch the class "boot" on, before any other
 * @early: the boot is still ahead: its levels and its end are wanted too
 * @own: the initcall this is called from, whose start nobody has seen; NULL outside of any
 *
 * Process context, or early boot once the allocator works. After ht_transport_open().
 *
 * Return: 0, also when it was not chosen; or as ht_initcall_attach().
 */
int ht_classes_boot(bool early, initcall_t own)
{
	const u64 bit = HT_CLASS_BIT(HT_CLASS_BOOT);
	int ret = 0;

	mutex_lock(&lock);
	if (effective(chosen) & bit)
		ret = ht_initcall_attach(early, own);
	if (!ret)
		active = effective(chosen) & bit;
	mutex_unlock(&lock);
	return ret;
}

/**
 * ht_classes_init - switch on what is to be on; from here on classes can be chosen
 *
 * Process context. A class that cannot be switched on is reported, and is no reason to fail.
 */
void ht_classes_init(void)
{
	mutex_lock(&lock);
	ready = true;
	apply_locked();
	mutex_unlock(&lock);
}

/**
 * ht_classes_apply - try again to have on what is to be on
 *
 * Process context; when something has changed that a class needs.
 */
void ht_classes_apply(void)
{
	mutex_lock(&lock);
	apply_locked();
	mutex_unlock(&lock);
}

/**
 * ht_classes_poll - follow the host's wishes
 *
 * Process context, a few times a second. What failed is not tried again until something changes.
 */
void ht_classes_poll(void)
{
	if (effective(READ_ONCE(chosen)) != READ_ONCE(asked))
		ht_classes_apply();
}

/**
 * ht_classes_exit - switch everything off, for good
 *
 * Process context; when it returns no probe runs any more. Safe to repeat.
 */
void ht_classes_exit(void)
{
	int i;

	mutex_lock(&lock);
	ready = false;
	asked = 0;
	for (i = 0; i < HT_CLASS_NR; i++)
		switch_class(i);
	mutex_unlock(&lock);
}

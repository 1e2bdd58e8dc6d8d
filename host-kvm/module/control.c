// SPDX-License-Identifier: GPL-2.0-only
/*
 * One folder a VM, one value a file; `hypertrace guest` is made of them.
 *
 *	pid, allowed		read only
 *	events_allow		classes of events the guest may emit
 *	events_want		classes it is asked to switch on
 *	rate, quota		bytes a second, bytes in all; 0: no limit
 *	emitted, traced, lost	emitted = traced + lost
 *	lost_…			the same by reason
 *	drained_bytes, drains, doorbells, rings
 *	exits, exits_cpuid	0 or 1: exits are counted; the guest may ask for them
 *	nested_direct		0 or 1: its records may go to the host that this one is a guest of
 *	rejected, faults	what the guest did wrong
 */
#include <linux/kobject.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "control.h"
#include "exits.h"
#include "nest.h"
#include "ringmap.h"
#include "snapshot.h"
#include "vm.h"

/**
 * struct ht_control - a VM's folder
 * @kobj: in sysfs
 * @vm: whose; valid until the folder is removed, which waits for its readers
 */
struct ht_control {
	struct kobject kobj;
	struct ht_vm *vm;
};

static struct kobject *root;

static const char *const class_names[HT_CLASS_NR] = {
	[HT_CLASS_BOOT] = "boot",	[HT_CLASS_USER] = "user", [HT_CLASS_SCHED] = "sched",
	[HT_CLASS_SYSCALL] = "syscall", [HT_CLASS_IRQ] = "irq",	  [HT_CLASS_SOFTIRQ] = "softirq",
	[HT_CLASS_FAULT] = "fault",	[HT_CLASS_FUNC] = "func", [HT_CLASS_POWER] = "power",
};

static struct ht_vm *vm_of(struct kobject *kobj)
{
	return container_of(kobj, struct ht_control, kobj)->vm;
}

static ssize_t classes_show(char *buf, u64 classes)
{
	int i, n = 0;

	for (i = 0; i < HT_CLASS_NR; i++)
		if (classes & HT_CLASS_BIT(i))
			n += sysfs_emit_at(buf, n, "%s%s", n ? " " : "", class_names[i]);
	return n + sysfs_emit_at(buf, n, n ? "\n" : "none\n");
}

/* One word changes @classes, or with a sign one class of them. */
static int classes_word(u64 *classes, bool *fresh, const char *word)
{
	char sign = *word == '+' || *word == '-' ? *word : 0;
	u64 bits;
	int i;

	if (!strcmp(word, "all")) {
		bits = HT_CLASS_ALL;
	} else if (!strcmp(word, "none")) {
		bits = 0;
	} else {
		i = match_string(class_names, HT_CLASS_NR, sign ? word + 1 : word);
		if (i < 0)
			return -EINVAL;
		bits = HT_CLASS_BIT(i);
	}
	if (!sign && *fresh)
		*classes = 0;
	*fresh = *fresh && sign;
	*classes = sign == '-' ? *classes & ~bits : *classes | bits;
	return 0;
}

/* "a b" replaces, "+a -b" changes; the first name without a sign decides. */
static int classes_parse(u64 *classes, const char *buf)
{
	char *copy = kstrdup(buf, GFP_KERNEL), *rest = copy, *word;
	bool fresh = true;
	int ret = -EINVAL;

	if (!copy)
		return -ENOMEM;
	while ((word = strsep(&rest, " ,\t\n"))) {
		if (!*word)
			continue;
		ret = classes_word(classes, &fresh, word);
		if (ret)
			break;
	}
	kfree(copy);
	return ret;
}

static DEFINE_MUTEX(masks_lock); /* "+a" and "-b" read what they change */

/* @mask is the VM's allow or want. */
static ssize_t classes_store(struct ht_vm *vm, const u64 *mask, const char *buf, size_t len)
{
	u64 classes;
	int ret;

	mutex_lock(&masks_lock);
	classes = *mask;
	ret = classes_parse(&classes, buf);
	if (!ret)
		ht_ring_masks(vm, mask == &vm->allow ? classes : vm->allow,
			      mask == &vm->want ? classes : vm->want);
	mutex_unlock(&masks_lock);
	return ret ? ret : len;
}

static ssize_t events_allow_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return classes_show(buf, READ_ONCE(vm_of(kobj)->allow));
}

static ssize_t events_allow_store(struct kobject *kobj, struct kobj_attribute *attr,
				  const char *buf, size_t len)
{
	return classes_store(vm_of(kobj), &vm_of(kobj)->allow, buf, len);
}

static ssize_t events_want_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return classes_show(buf, READ_ONCE(vm_of(kobj)->want));
}

static ssize_t events_want_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
				 size_t len)
{
	return classes_store(vm_of(kobj), &vm_of(kobj)->want, buf, len);
}

static ssize_t limit_store(struct ht_vm *vm, void (*set)(struct ht_limit *limit, u64 bytes),
			   const char *buf, size_t len)
{
	u64 bytes;
	int ret = kstrtou64(buf, 0, &bytes);

	if (!ret)
		set(&vm->limit, bytes);
	return ret ? ret : len;
}

static ssize_t rate_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", READ_ONCE(vm_of(kobj)->limit.rate));
}

static ssize_t rate_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			  size_t len)
{
	return limit_store(vm_of(kobj), ht_limit_set_rate, buf, len);
}

static ssize_t quota_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", READ_ONCE(vm_of(kobj)->limit.quota));
}

static ssize_t quota_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t len)
{
	return limit_store(vm_of(kobj), ht_limit_set_quota, buf, len);
}

/* 0 or 1; kstrtobool() would take "nonsense" for "no". */
static int parse_switch(const char *buf, bool *on)
{
	u8 number;
	int ret = kstrtou8(buf, 0, &number);

	if (ret || number > 1)
		return -EINVAL;
	*on = number;
	return 0;
}

static ssize_t exits_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(vm_of(kobj)->exits_on));
}

static ssize_t exits_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t len)
{
	bool on;
	int ret = parse_switch(buf, &on);

	if (!ret)
		ret = ht_exits_switch(vm_of(kobj), on);
	return ret ? ret : len;
}

static ssize_t exits_cpuid_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(vm_of(kobj)->exits_cpuid));
}

static ssize_t exits_cpuid_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
				 size_t len)
{
	bool on;
	int ret = parse_switch(buf, &on);

	if (!ret)
		WRITE_ONCE(vm_of(kobj)->exits_cpuid, on);
	return ret ? ret : len;
}

static ssize_t nested_direct_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(vm_of(kobj)->direct));
}

static ssize_t nested_direct_store(struct kobject *kobj, struct kobj_attribute *attr,
				   const char *buf, size_t len)
{
	bool on;
	int ret = parse_switch(buf, &on);

	if (!ret)
		ht_nest_choose(vm_of(kobj), on);
	return ret ? ret : len;
}

#define HT_READ_ONLY(name, value)                                                                  \
	static s64 name##_of(const struct ht_vm *vm)                                               \
	{                                                                                          \
		return value;                                                                      \
	}                                                                                          \
	static ssize_t name##_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)   \
	{                                                                                          \
		return sysfs_emit(buf, "%lld\n", name##_of(vm_of(kobj)));                          \
	}                                                                                          \
	static struct kobj_attribute attr_##name = __ATTR_RO(name)

HT_READ_ONLY(pid, vm->pid);
HT_READ_ONLY(allowed, READ_ONCE(vm->allowed));
HT_READ_ONLY(emitted, atomic64_read(&vm->traced) + ht_vm_lost(vm));
HT_READ_ONLY(traced, atomic64_read(&vm->traced));
HT_READ_ONLY(lost, ht_vm_lost(vm));
HT_READ_ONLY(lost_guest, atomic64_read(&vm->lost[HT_LOSS_GUEST]));
HT_READ_ONLY(lost_rate, atomic64_read(&vm->lost[HT_LOSS_RATE]));
HT_READ_ONLY(lost_quota, atomic64_read(&vm->lost[HT_LOSS_QUOTA]));
HT_READ_ONLY(lost_invalid, atomic64_read(&vm->lost[HT_LOSS_INVALID]));
HT_READ_ONLY(lost_untraced, atomic64_read(&vm->lost[HT_LOSS_UNTRACED]));
HT_READ_ONLY(drained_bytes, atomic64_read(&vm->drained_bytes));
HT_READ_ONLY(drains, atomic64_read(&vm->drains));
HT_READ_ONLY(doorbells, atomic64_read(&vm->doorbells));
HT_READ_ONLY(rejected, ht_vm_rejected(vm));
HT_READ_ONLY(faults, ht_vm_faults(vm));
HT_READ_ONLY(rings, READ_ONCE(vm->nr_rings));

static struct kobj_attribute attr_events_allow = __ATTR_RW(events_allow);
static struct kobj_attribute attr_events_want = __ATTR_RW(events_want);
static struct kobj_attribute attr_exits = __ATTR_RW(exits);
static struct kobj_attribute attr_exits_cpuid = __ATTR_RW(exits_cpuid);
static struct kobj_attribute attr_nested_direct = __ATTR_RW(nested_direct);
static struct kobj_attribute attr_rate = __ATTR_RW(rate);
static struct kobj_attribute attr_quota = __ATTR_RW(quota);

static struct attribute *control_attrs[] = {
	&attr_pid.attr,		 &attr_allowed.attr,	   &attr_events_allow.attr,
	&attr_events_want.attr,	 &attr_rate.attr,	   &attr_quota.attr,
	&attr_emitted.attr,	 &attr_traced.attr,	   &attr_lost.attr,
	&attr_lost_guest.attr,	 &attr_lost_rate.attr,	   &attr_lost_quota.attr,
	&attr_lost_invalid.attr, &attr_lost_untraced.attr, &attr_drained_bytes.attr,
	&attr_drains.attr,	 &attr_doorbells.attr,	   &attr_rejected.attr,
	&attr_faults.attr,	 &attr_rings.attr,	   &attr_exits.attr,
	&attr_exits_cpuid.attr,	 &attr_nested_direct.attr, NULL,
};
ATTRIBUTE_GROUPS(control);

static void control_release(struct kobject *kobj)
{
	kfree(container_of(kobj, struct ht_control, kobj));
}

static const struct kobj_type control_type = {
	.release = control_release,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = control_groups,
};

static ssize_t exits_snapshot_store(struct kobject *kobj, struct kobj_attribute *attr,
				    const char *buf, size_t len)
{
	ht_snapshot_now();
	return len;
}

static struct kobj_attribute attr_exits_snapshot = __ATTR_WO(exits_snapshot);

/**
 * ht_control_init - create the folder of folders, and what is no VM's in it
 *
 * Process context.
 *
 * Return: 0 or -ENOMEM.
 */
int ht_control_init(void)
{
	root = kobject_create_and_add("kvm-hypertrace", kernel_kobj);
	if (root && !sysfs_create_file(root, &attr_exits_snapshot.attr))
		return 0;
	kobject_put(root);
	return -ENOMEM;
}

/**
 * ht_control_exit - undo ht_control_init()
 *
 * Process context, when no VM is left.
 */
void ht_control_exit(void)
{
	kobject_put(root);
}

/**
 * ht_control_create - a VM's folder
 * @vm: the VM, complete
 *
 * Process context, may sleep.
 *
 * Return: the folder; NULL when it cannot be made.
 */
struct ht_control *ht_control_create(struct ht_vm *vm)
{
	struct ht_control *control = kzalloc(sizeof(*control), GFP_KERNEL);

	if (!control)
		return NULL;
	control->vm = vm;
	if (!kobject_init_and_add(&control->kobj, (struct kobj_type *)&control_type, root, "%u",
				  vm->id))
		return control;
	kobject_put(&control->kobj);
	return NULL;
}

/**
 * ht_control_destroy - undo ht_control_create()
 * @control: the folder, or NULL
 *
 * Process context, may sleep: when it returns nobody reads or writes there any more.
 */
void ht_control_destroy(struct ht_control *control)
{
	if (!control)
		return;
	kobject_del(&control->kobj);
	kobject_put(&control->kobj);
}

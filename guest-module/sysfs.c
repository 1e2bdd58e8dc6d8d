// SPDX-License-Identifier: GPL-2.0-only
/*
 * One value each:
 *
 *	emitted, lost	counters of the transport (emitted = traced by the host + lost)
 *	vm_id		what the host calls this VM
 *	abi		major.minor the host speaks
 *	events/CLASS	whether the class is on; write 0 or 1
 *	transport	the ways records can leave by, the one in use in brackets; write a name
 *	batch		records a batch
 *	func_filter	functions to trace, once class func is on
 *	func_notrace	functions not to trace though they are in the filter
 *	func_exit	whether their returns are traced too
 *	func_missed	entries and returns that could not be reported
 *	vcpus		where the host runs each CPU, a line each
 */
#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>

#include "class.h"
#include "func.h"
#include "state.h"
#include "sysfs.h"
#include "transport.h"

static struct kobject *dir;
static const struct ht_host *shown;

static ssize_t emitted_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct ht_transport_stats stats;

	ht_transport_stats(&stats);
	return sysfs_emit(buf, "%llu\n", stats.emitted);
}

static ssize_t lost_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	struct ht_transport_stats stats;

	ht_transport_stats(&stats);
	return sysfs_emit(buf, "%llu\n", stats.lost);
}

static ssize_t vm_id_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", shown->vm_id);
}

static ssize_t abi_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u.%u\n", shown->abi_version >> 16, shown->abi_version & 0xffff);
}

static ssize_t transport_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	const enum ht_transport used = READ_ONCE(ht_transport);
	ssize_t len = 0;
	int i;

	for (i = 0; ht_transport_names[i]; i++)
		len += sysfs_emit_at(buf, len, i == used ? "%s[%s]" : "%s%s", i ? " " : "",
				     ht_transport_names[i]);
	return len + sysfs_emit_at(buf, len, "\n");
}

static ssize_t transport_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			       size_t count)
{
	int which = __sysfs_match_string(ht_transport_names, -1, buf);
	int ret = which;

	if (which >= 0)
		ret = ht_transport_select(which, ht_transport_batch());
	return ret ? ret : count;
}

static ssize_t batch_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", ht_transport_batch());
}

static ssize_t batch_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	u32 batch;
	int ret = kstrtou32(buf, 0, &batch);

	if (!ret)
		ret = ht_transport_select(READ_ONCE(ht_transport), batch);
	return ret ? ret : count;
}

static ssize_t func_filter_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return ht_func_list_show(HT_FUNC_FILTER, buf);
}

static ssize_t func_notrace_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return ht_func_list_show(HT_FUNC_NOTRACE, buf);
}

static ssize_t func_list_store(enum ht_func_list which, const char *buf, size_t count)
{
	char *list = kstrdup(buf, GFP_KERNEL);
	int ret;

	if (!list)
		return -ENOMEM;
	ret = ht_func_list_set(which, strim(list));
	kfree(list);
	/* The host may want functions, and now they can be had. */
	if (!ret)
		ht_classes_apply();
	return ret ? ret : count;
}

static ssize_t func_filter_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
				 size_t count)
{
	return func_list_store(HT_FUNC_FILTER, buf, count);
}

static ssize_t func_notrace_store(struct kobject *kobj, struct kobj_attribute *attr,
				  const char *buf, size_t count)
{
	return func_list_store(HT_FUNC_NOTRACE, buf, count);
}

static ssize_t func_exit_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", ht_func_exit_wanted());
}

static ssize_t func_exit_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			       size_t count)
{
	bool wanted;
	int ret = kstrtobool(buf, &wanted);

	if (!ret)
		ret = ht_func_exit_want(wanted);
	return ret ? ret : count;
}

static ssize_t func_missed_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%llu\n", ht_func_missed());
}

static ssize_t vcpus_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return ht_vcpu_states_show(buf);
}

static struct kobj_attribute attr_emitted = __ATTR_RO(emitted);
static struct kobj_attribute attr_lost = __ATTR_RO(lost);
static struct kobj_attribute attr_vm_id = __ATTR_RO(vm_id);
static struct kobj_attribute attr_abi = __ATTR_RO(abi);
static struct kobj_attribute attr_transport = __ATTR_RW(transport);
static struct kobj_attribute attr_batch = __ATTR_RW(batch);
static struct kobj_attribute attr_func_filter = __ATTR_RW(func_filter);
static struct kobj_attribute attr_func_notrace = __ATTR_RW(func_notrace);
static struct kobj_attribute attr_func_exit = __ATTR_RW(func_exit);
static struct kobj_attribute attr_func_missed = __ATTR_RO(func_missed);
static struct kobj_attribute attr_vcpus = __ATTR_RO(vcpus);

static struct attribute *attrs[] = {
	&attr_emitted.attr,	&attr_lost.attr,	 &attr_vm_id.attr,
	&attr_abi.attr,		&attr_transport.attr,	 &attr_batch.attr,
	&attr_func_filter.attr, &attr_func_notrace.attr, &attr_func_exit.attr,
	&attr_func_missed.attr, &attr_vcpus.attr,	 NULL,
};

static const struct attribute_group group = { .attrs = attrs };

/* events/: one file a class, made of the classes' names. */
static struct kobj_attribute event_files[HT_CLASS_NR];
static struct attribute *event_attrs[HT_CLASS_NR + 1];
static const struct attribute_group events_group = { .name = "events", .attrs = event_attrs };

static const struct attribute_group *groups[] = { &group, &events_group, NULL };

static ssize_t event_show(struct kobject *kobj, struct kobj_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", ht_class_is_on(attr - event_files));
}

static ssize_t event_store(struct kobject *kobj, struct kobj_attribute *attr, const char *buf,
			   size_t count)
{
	bool on;
	int ret = kstrtobool(buf, &on);

	if (!ret)
		ret = ht_class_choose(attr - event_files, on);
	return ret ? ret : count;
}

static void make_event_files(void)
{
	int i;

	for (i = 0; i < HT_CLASS_NR; i++) {
		event_files[i] = (struct kobj_attribute){
			.attr = { .name = ht_class_name(i), .mode = 0644 },
			.show = event_show,
			.store = event_store,
		};
		event_attrs[i] = &event_files[i].attr;
	}
}

/**
 * ht_sysfs_init - create the directory
 * @host: what to show; stays valid until ht_sysfs_exit()
 *
 * Process context.
 *
 * Return: 0, or the negative errno of what could not be created.
 */
int ht_sysfs_init(const struct ht_host *host)
{
	int ret;

	shown = host;
	make_event_files();
	dir = kobject_create_and_add("hypertrace", kernel_kobj);
	if (!dir)
		return -ENOMEM;
	ret = sysfs_create_groups(dir, groups);
	if (ret)
		kobject_put(dir);
	return ret;
}

/**
 * ht_sysfs_exit - undo ht_sysfs_init()
 *
 * Process context; when it returns nobody is in one of its files any more.
 */
void ht_sysfs_exit(void)
{
	sysfs_remove_groups(dir, groups);
	kobject_put(dir);
}

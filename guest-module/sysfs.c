// SPDX-License-Identifier: GPL-2.0-only
/*
 * Read-only attributes, one value each:
 *
 *	emitted, lost	counters of the transport (emitted = traced by the host + lost)
 *	vm_id		what the host calls this VM
 *	abi		major.minor the host speaks
 */
#include <linux/kobject.h>
#include <linux/sysfs.h>

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

static struct kobj_attribute attr_emitted = __ATTR_RO(emitted);
static struct kobj_attribute attr_lost = __ATTR_RO(lost);
static struct kobj_attribute attr_vm_id = __ATTR_RO(vm_id);
static struct kobj_attribute attr_abi = __ATTR_RO(abi);

static struct attribute *attrs[] = {
	&attr_emitted.attr, &attr_lost.attr, &attr_vm_id.attr, &attr_abi.attr, NULL,
};

static const struct attribute_group group = { .attrs = attrs };

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
	dir = kobject_create_and_add("hypertrace", kernel_kobj);
	if (!dir)
		return -ENOMEM;
	ret = sysfs_create_group(dir, &group);
	if (ret)
		kobject_put(dir);
	return ret;
}

/**
 * ht_sysfs_exit - undo ht_sysfs_init()
 *
 * Process context.
 */
void ht_sysfs_exit(void)
{
	sysfs_remove_group(dir, &group);
	kobject_put(dir);
}

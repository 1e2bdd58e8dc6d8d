// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a hypervisor tells its own host of whom it runs, by hand: write the six words of a struct
 * ht_nest (hexadecimal) to /sys/kernel/debug/ht_test_nest. On the CPU that writes.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/uaccess.h>

#include <hypertrace/nest.h>

static struct ht_nest *(*find)(void); /* in hypertrace_guest */
static struct dentry *file;

static int write_words(const char *line)
{
	struct ht_nest nest, *to;

	if (sscanf(line, "%x %x %x %x %x %x", &nest.depth, &nest.pad, &nest.chain[0].vm_id,
		   &nest.chain[0].vcpu_id, &nest.chain[1].vm_id, &nest.chain[1].vcpu_id) != 6)
		return -EINVAL;
	preempt_disable();
	to = find();
	if (to)
		*to = nest;
	preempt_enable();
	return to ? 0 : -ENODEV;
}

static ssize_t nest_write(struct file *f, const char __user *buf, size_t len, loff_t *pos)
{
	char *line = memdup_user_nul(buf, min_t(size_t, len, 512));
	int ret;

	if (IS_ERR(line))
		return PTR_ERR(line);
	ret = write_words(line);
	kfree(line);
	return ret ? ret : len;
}

static const struct file_operations nest_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.write = nest_write,
};

static int __init ht_test_nest_init(void)
{
	find = symbol_get(hypertrace_nest);
	if (!find)
		return -ENODEV;
	file = debugfs_create_file("ht_test_nest", 0200, NULL, NULL, &nest_fops);
	return PTR_ERR_OR_ZERO(file);
}

static void __exit ht_test_nest_exit(void)
{
	debugfs_remove(file);
	symbol_put(hypertrace_nest);
}

module_init(ht_test_nest_init);
module_exit(ht_test_nest_exit);
MODULE_DESCRIPTION("hypertrace test: a hypervisor that lies");
MODULE_LICENSE("GPL");

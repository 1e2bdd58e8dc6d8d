// SPDX-License-Identifier: GPL-2.0-only
/*
 * One line a VM, one column a counter. debugfs, as for KVM's own statistics: for people who look,
 * not an interface to build on.
 */
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

#include "exit_stats.h"
#include "nested.h"
#include "stats.h"
#include "vm.h"

static struct dentry *dir;

static const char *const reject_names[HT_REJECT_NR] = {
	[HT_REJECT_EACCES] = "eacces",	       [HT_REJECT_EINVAL] = "einval",
	[HT_REJECT_EPROTO] = "eproto",	       [HT_REJECT_EILSEQ] = "eilseq",
	[HT_REJECT_EMSGSIZE] = "emsgsize",     [HT_REJECT_EPROTONOSUPPORT] = "eprotonosupport",
	[HT_REJECT_EOPNOTSUPP] = "eopnotsupp", [HT_REJECT_ENOSYS] = "enosys",
	[HT_REJECT_ENOMEM] = "enomem",	       [HT_REJECT_ENXIO] = "enxio",
	[HT_REJECT_EFAULT] = "efault",	       [HT_REJECT_EBUSY] = "ebusy",
	[HT_REJECT_ENOSPC] = "enospc",	       [HT_REJECT_EBADMSG] = "ebadmsg",
};

static void show_vm(struct ht_vm *vm, void *data)
{
	struct seq_file *m = data;
	int i;

	seq_printf(m, "%5u %8d %7s %10lld %10llu", vm->id, vm->pid,
		   READ_ONCE(vm->allowed) ? "yes" : "no", atomic64_read(&vm->traced),
		   ht_vm_lost(vm));
	for (i = 0; i < HT_REJECT_NR; i++)
		seq_printf(m, " %*lld", (int)strlen(reject_names[i]),
			   atomic64_read(&vm->rejected[i]));
	seq_putc(m, '\n');
}

/* And under it those nested in it. */
static void show_vms(struct ht_vm *vm, void *data)
{
	show_vm(vm, data);
	ht_nested_for_each(vm, show_vm, data);
}

static int vms_show(struct seq_file *m, void *unused)
{
	int i;

	seq_printf(m, "%5s %8s %7s %10s %10s", "vm_id", "vm_pid", "allowed", "traced", "lost");
	for (i = 0; i < HT_REJECT_NR; i++)
		seq_printf(m, " %s", reject_names[i]);
	seq_putc(m, '\n');
	ht_vm_for_each(show_vms, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(vms);

/**
 * ht_stats_init - create the files
 *
 * Process context. Without debugfs there is no file, and tracing goes on.
 */
void ht_stats_init(void)
{
	dir = debugfs_create_dir("kvm-hypertrace", NULL);
	debugfs_create_file("vms", 0400, dir, NULL, &vms_fops);
	ht_exit_stats_debugfs(dir);
}

/**
 * ht_stats_exit - undo ht_stats_init()
 *
 * Process context.
 */
void ht_stats_exit(void)
{
	debugfs_remove_recursive(dir);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * Class "user": what programs write to /dev/hypertrace. One write, one event.
 */
#include <linux/fs.h>
#include <linux/gfp.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/uio.h>

#include <hypertrace/user.h>

#include "class.h"
#include "state.h"
#include "transport.h"
#include "user.h"

/* Mapped into programs, which can only read it; behind it the header of each CPU's ring. */
static struct ht_user_page *page;

/*
 * Not for everybody: whoever may write can fill the trace with what is not so, at a price that the
 * whole guest pays. It is the administrator who knows which programs are worth that.
 */
static ushort device_mode = 0660;
module_param_named(user_mode, device_mode, ushort, 0);
MODULE_PARM_DESC(user_mode, "permission bits of /dev/hypertrace (default: 0660)");

static void emit(u32 id, struct ht_text text)
{
	union ht_record *rec = NULL;

	preempt_disable(); /* disable() waits for us. */
	if (READ_ONCE(page->enabled) && ht_class_allowed(HT_CLASS_USER))
		rec = ht_slot_get();
	if (rec)
		ht_slot_send(ht_record_user_event(rec, task_tgid_nr(current), task_pid_nr(current),
						  id, text));
	preempt_enable();
}

static ssize_t user_write_iter(struct kiocb *iocb, struct iov_iter *from)
{
	const size_t count = iov_iter_count(from);
	struct ht_user_event event;
	ssize_t ret = -EFAULT;
	char *text;

	if (count < sizeof(event))
		return -EINVAL;
	if (!copy_from_iter_full(&event, sizeof(event), from))
		return -EFAULT;
	if (event.len > HT_USER_TEXT_MAX)
		return -EMSGSIZE;
	if (event.len != count - sizeof(event))
		return -EINVAL;
	text = kmalloc(event.len, GFP_KERNEL);
	if (!text)
		return -ENOMEM;
	/* Before anything is reserved: this may sleep. */
	if (copy_from_iter_full(text, event.len, from)) {
		emit(event.id, (struct ht_text){ .s = text, .len = event.len });
		ret = count;
	}
	kfree(text);
	return ret;
}

/* Of a CPU that has never been up nothing is known: a page of zeros says so. */
static struct page *state_page(unsigned int cpu)
{
	return ht_vcpu_state_page(cpu) ?: ZERO_PAGE(0);
}

static int user_mmap(struct file *file, struct vm_area_struct *vma)
{
	const unsigned long nr = vma_pages(vma);
	unsigned long i;
	int ret = 0;

	if (vma->vm_pgoff ? vma->vm_pgoff != 1 || nr > nr_cpu_ids : nr != 1)
		return -EINVAL;
	/* VM_SHARED: of a file opened for writing, so mprotect() could make it writable later. */
	if (vma->vm_flags & (VM_SHARED | VM_WRITE))
		return -EACCES;
	for (i = 0; i < nr && !ret; i++)
		ret = vm_insert_page(vma, vma->vm_start + (i << PAGE_SHIFT),
				     vma->vm_pgoff ? state_page(i) : virt_to_page(page));
	return ret;
}

static const struct file_operations user_fops = {
	.owner = THIS_MODULE,
	.write_iter = user_write_iter,
	.mmap = user_mmap,
	.llseek = noop_llseek,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "hypertrace",
	.fops = &user_fops,
};

static int enable(void)
{
	if (!page)
		return -ENODEV;
	WRITE_ONCE(page->enabled, 1);
	return 0;
}

static void disable(void)
{
	WRITE_ONCE(page->enabled, 0);
	synchronize_rcu(); /* Whoever saw it enabled is done. */
}

const struct ht_class ht_user_class = { .name = "user", .enable = enable, .disable = disable };

/**
 * ht_user_init - create the device; its class is off
 *
 * Process context.
 *
 * Return: 0; -EINVAL: the parameter user_mode has other bits than permissions; -ENOMEM; or what
 * misc_register() says.
 */
int ht_user_init(void)
{
	int ret;

	if (device_mode & ~0666)
		return -EINVAL;
	page = (struct ht_user_page *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	device.mode = device_mode;
	ret = misc_register(&device);
	if (ret) {
		free_page((unsigned long)page);
		page = NULL;
	}
	return ret;
}

/**
 * ht_user_exit - undo ht_user_init()
 *
 * Process context, after ht_classes_exit(); nobody has the device open.
 */
void ht_user_exit(void)
{
	misc_deregister(&device);
	free_page((unsigned long)page);
	page = NULL;
}

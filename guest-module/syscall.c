// SPDX-License-Identifier: GPL-2.0-only
/*
 * Class "syscall": every system call, with its arguments and what it returned.
 */
#include <linux/compat.h>
#include <linux/kernel.h>
#include <linux/sched.h>

#include <asm/syscall.h>

#include "class.h"
#include "probe.h"
#include "transport.h"

static void probe_enter(void *data, struct pt_regs *regs, long nr)
{
	struct ht_rec_syscall_entry *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_SYSCALL))
		return;
	rec = ht_write_begin(&w, HT_REC_SYSCALL_ENTRY, sizeof(*rec));
	if (!rec)
		return;
	rec->nr = nr;
	rec->compat = in_ia32_syscall();
	rec->tid = current->pid;
	syscall_get_arguments(current, regs, (unsigned long *)rec->args);
	ht_write_end(&w);
}

static void probe_exit(void *data, struct pt_regs *regs, long ret)
{
	struct ht_rec_syscall_exit *rec;
	struct ht_write w;

	if (!ht_class_allowed(HT_CLASS_SYSCALL))
		return;
	rec = ht_write_begin(&w, HT_REC_SYSCALL_EXIT, sizeof(*rec));
	if (!rec)
		return;
	rec->nr = syscall_get_nr(current, regs);
	rec->ret = ret;
	ht_write_end(&w);
}

static struct ht_probe probes[] = {
	{ "sys_enter", probe_enter },
	{ "sys_exit", probe_exit },
};

const struct ht_class ht_syscall_class = {
	.name = "syscall",
	.probes = probes,
	.nr_probes = ARRAY_SIZE(probes),
};

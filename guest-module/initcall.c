// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's own initcall tracepoints, found by name because they are not exported. Each start is
 * stamped last and each finish first, so that looking up a symbol does not count as the initcall's
 * time.
 */
#include <linux/binfmts.h>
#include <linux/kallsyms.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include <asm/msr.h>

#include "initcall.h"
#include "transport.h"

static bool user_started;
static initcall_t own_initcall;

static struct ht_text text_of(const char *s)
{
	return (struct ht_text){ .s = s, .len = strlen(s) };
}

/* Better a path cut short than no word of the boot's end. */
static struct ht_text path_of(const char *s)
{
	const size_t room = HT_REC_MAX_LEN - sizeof(struct ht_rec_user_start);

	return (struct ht_text){ .s = s, .len = strnlen(s, room) };
}

static void probe_level(void *data, const char *level)
{
	struct ht_slot slot;
	union ht_record *rec = ht_slot_get(&slot);

	if (rec)
		ht_slot_send(&slot, ht_record_initcall_level(rec, text_of(level)), 0);
}

static void probe_start(void *data, initcall_t func)
{
	char symbol[KSYM_SYMBOL_LEN];
	struct ht_text name, module;
	union ht_record *rec;
	struct ht_slot slot;

	sprint_symbol_no_offset(symbol, (unsigned long)func);
	ht_symbol_split(text_of(symbol), &name, &module);
	rec = ht_slot_get(&slot);
	if (rec)
		ht_slot_send(&slot,
			     ht_record_initcall_start(rec, (unsigned long)func, name, module), 0);
}

static void probe_finish(void *data, initcall_t func, int ret)
{
	u64 tsc = rdtsc();
	struct ht_slot slot;
	union ht_record *rec;

	if (func == own_initcall)
		return;
	rec = ht_slot_get(&slot);
	if (rec)
		ht_slot_send(&slot, ht_record_initcall_finish(rec, (unsigned long)func, ret), tsc);
}

/* The first program of process 1: what the kernel's boot was for. */
static void probe_exec(void *data, struct task_struct *task, pid_t old_pid,
		       struct linux_binprm *bprm)
{
	struct ht_slot slot;
	union ht_record *rec;

	if (READ_ONCE(user_started) || task_pid_nr(task) != 1)
		return;
	WRITE_ONCE(user_started, true);
	rec = ht_slot_get(&slot);
	if (rec)
		ht_slot_send(&slot, ht_record_user_start(rec, path_of(bprm->filename)), 0);
}

static struct ht_probe {
	const char *name;
	void *func;
	bool early_only;
	struct tracepoint *tp;
} probes[] = {
	{ "initcall_level", probe_level, true },
	{ "initcall_start", probe_start, false },
	{ "initcall_finish", probe_finish, false },
	{ "sched_process_exec", probe_exec, true },
};

static void find(struct tracepoint *tp, void *unused)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++)
		if (!strcmp(tp->name, probes[i].name))
			probes[i].tp = tp;
}

/**
 * ht_initcall_attach - start to report
 * @early: the boot is still ahead: its levels and its end are wanted too
 * @own: the initcall this is called from, whose start nobody has seen; NULL outside of any
 *
 * Process context, or early boot once the allocator works.
 *
 * Return: 0; -ENOENT when the kernel lacks one of the tracepoints; -ENOMEM. On error nothing stays
 * attached.
 */
int ht_initcall_attach(bool early, initcall_t own)
{
	int i, ret = 0;

	user_started = false;
	own_initcall = own;
	for_each_kernel_tracepoint(find, NULL);
	for (i = 0; i < ARRAY_SIZE(probes) && !ret; i++) {
		if (probes[i].early_only && !early)
			probes[i].tp = NULL;
		else if (!probes[i].tp)
			ret = -ENOENT;
		else
			ret = tracepoint_probe_register(probes[i].tp, probes[i].func, NULL);
	}
	if (!ret)
		return 0;
	/* What failed is not attached, and neither is what would have come after it. */
	for (i--; i < ARRAY_SIZE(probes); i++)
		probes[i].tp = NULL;
	ht_initcall_detach();
	return ret;
}

/**
 * ht_initcall_detach - undo ht_initcall_attach()
 *
 * Process context; when it returns no probe runs any more.
 */
void ht_initcall_detach(void)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(probes); i++) {
		if (probes[i].tp)
			tracepoint_probe_unregister(probes[i].tp, probes[i].func, NULL);
		probes[i].tp = NULL;
	}
	tracepoint_synchronize_unregister();
}

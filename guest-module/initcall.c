// SPDX-License-Identifier: GPL-2.0-only
/*
 * Class "boot": the kernel's own initcall tracepoints. Each start is stamped last and each finish
 * first, so that looking up a symbol does not count as the initcall's time.
 */
#include <linux/binfmts.h>
#include <linux/kallsyms.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

#include <trace/events/initcall.h>
#include <trace/events/sched.h>

#include "class.h"
#include "crash.h"
#include "initcall.h"
#include "probe.h"
#include "transport.h"

static bool user_started;
static initcall_t own_initcall;

static bool initcalls = true;
module_param_named(boot_initcalls, initcalls, bool, 0444);
MODULE_PARM_DESC(boot_initcalls, "class boot reports initcalls, not levels only (default Y)");

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
	union ht_record *rec;

	if (!ht_class_allowed(HT_CLASS_BOOT))
		return;
	rec = ht_slot_get();
	if (rec)
		ht_slot_send(ht_record_initcall_level(rec, text_of(level)));
}

/* Of a loaded module: nobody has looked at what that calls itself. */
static void send_module_start(initcall_t func, struct ht_text name, struct ht_text module)
{
	union ht_record *rec = ht_slot_get();

	if (rec)
		ht_slot_send(ht_record_initcall_start(rec, (unsigned long)func, name, module));
}

/* Most of a boot's records: a symbol of the kernel is printable, and goes right into its place. */
static void send_start(initcall_t func, struct ht_text name)
{
	struct ht_rec_initcall_start *rec;
	const u32 used = sizeof(*rec) + name.len;
	const u32 len = ALIGN(used, HT_REC_ALIGN);
	struct ht_write w;

	rec = ht_write_begin(&w, HT_REC_INITCALL_START, len);
	if (!rec)
		return;
	rec->func = (unsigned long)func;
	rec->name_len = name.len;
	rec->module_len = 0;
	rec->pad = 0;
	*(u64 *)((u8 *)rec + len - sizeof(u64)) = 0; /* the padding is in there */
	memcpy(rec->text, name.s, name.len);
	ht_write_end(&w);
}

/* Probes run with preemption off; kernels zero what lies on stacks, and this is large. */
static DEFINE_PER_CPU(char[KSYM_SYMBOL_LEN], symbols);

static void probe_start(void *data, initcall_t func)
{
	char *symbol = *this_cpu_ptr(&symbols);
	struct ht_text name, module;
	int len;

	if (!ht_class_allowed(HT_CLASS_BOOT))
		return;
	len = sprint_symbol_no_offset(symbol, (unsigned long)func);
	ht_symbol_split((struct ht_text){ .s = symbol, .len = len }, &name, &module);
	if (module.len)
		send_module_start(func, name, module);
	else
		send_start(func, name);
	symbol[name.len] = '\0';
	ht_crash_here(symbol);
}

static void probe_finish(void *data, initcall_t func, int ret)
{
	struct ht_rec_initcall_finish *rec;
	struct ht_write w;

	if (func == own_initcall || !ht_class_allowed(HT_CLASS_BOOT))
		return;
	rec = ht_write_begin(&w, HT_REC_INITCALL_FINISH, sizeof(*rec));
	if (!rec)
		return;
	rec->func = (unsigned long)func;
	rec->ret = ret;
	rec->pad = 0;
	ht_write_end(&w);
}

/* The first program of process 1: what the kernel's boot was for. */
static void probe_exec(void *data, struct task_struct *task, pid_t old_pid,
		       struct linux_binprm *bprm)
{
	union ht_record *rec;

	if (READ_ONCE(user_started) || task_pid_nr(task) != 1)
		return;
	WRITE_ONCE(user_started, true);
	if (!ht_class_allowed(HT_CLASS_BOOT))
		return;
	rec = ht_slot_get();
	if (rec)
		ht_slot_send(ht_record_user_start(rec, path_of(bprm->filename)));
}

/* In an order in which what is wanted together stands together. */
enum { LEVEL, EXEC, START, FINISH, NR_PROBES };

static struct ht_probe probes[NR_PROBES] = {
	/* What a module can never see. */
	[LEVEL] = HT_PROBE_HERE(initcall_level, probe_level),
	[EXEC] = HT_PROBE_HERE(sched_process_exec, probe_exec),
	[START] = HT_PROBE_HERE(initcall_start, probe_start),
	[FINISH] = HT_PROBE_HERE(initcall_finish, probe_finish),
};

/**
 * ht_initcall_attach - start to report
 * @early: the boot is still ahead: its levels and its end are wanted too
 * @own: the initcall this is called from, whose start nobody has seen; NULL outside of any
 *
 * Process context, or early boot once the allocator works.
 *
 * Return: as ht_probes_attach(). On error nothing stays attached.
 */
int ht_initcall_attach(bool early, initcall_t own)
{
	const unsigned int first = early ? LEVEL : START;
	const unsigned int end = initcalls ? NR_PROBES : START;

	user_started = false;
	own_initcall = own;
	return ht_probes_attach(probes + first, end - first);
}

static int enable(void)
{
	return ht_initcall_attach(false, NULL);
}

static void disable(void)
{
	ht_probes_detach(probes, NR_PROBES);
}

const struct ht_class ht_boot_class = { .name = "boot", .enable = enable, .disable = disable };

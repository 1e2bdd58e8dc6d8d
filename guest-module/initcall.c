// SPDX-License-Identifier: GPL-2.0-only
/*
 * Class "boot": the kernel's own initcall tracepoints. Each start is stamped last and each finish
 * first, so that looking up a symbol does not count as the initcall's time.
 */
#include <linux/binfmts.h>
#include <linux/kallsyms.h>
#include <linux/moduleparam.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/tracepoint.h>

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

static void probe_start(void *data, initcall_t func)
{
	char symbol[KSYM_SYMBOL_LEN];
	struct ht_text name, module;
	union ht_record *rec;

	if (!ht_class_allowed(HT_CLASS_BOOT))
		return;
	sprint_symbol_no_offset(symbol, (unsigned long)func);
	ht_symbol_split(text_of(symbol), &name, &module);
	rec = ht_slot_get();
	if (rec)
		ht_slot_send(ht_record_initcall_start(rec, (unsigned long)func, name, module));
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

static struct ht_probe always[] = {
	{ "initcall_start", probe_start },
	{ "initcall_finish", probe_finish },
};

/* What a module can never see. */
static struct ht_probe at_boot[] = {
	{ "initcall_level", probe_level },
	{ "sched_process_exec", probe_exec },
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
	int ret = 0;

	user_started = false;
	own_initcall = own;
	if (initcalls)
		ret = ht_probes_attach(always, ARRAY_SIZE(always));
	if (ret || !early)
		return ret;
	ret = ht_probes_attach(at_boot, ARRAY_SIZE(at_boot));
	if (ret)
		ht_probes_detach(always, ARRAY_SIZE(always));
	return ret;
}

static int enable(void)
{
	return ht_initcall_attach(false, NULL);
}

static void disable(void)
{
	ht_probes_detach(at_boot, ARRAY_SIZE(at_boot));
	ht_probes_detach(always, ARRAY_SIZE(always));
}

const struct ht_class ht_boot_class = { .name = "boot", .enable = enable, .disable = disable };

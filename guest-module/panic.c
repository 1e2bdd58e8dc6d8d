// SPDX-License-Identifier: GPL-2.0-only
/*
 * Oopses and panics. Their records go through registers, whatever the transport: the host reads the
 * ring first, so they are in order, and a record that was interrupted half-written in the ring
 * cannot hold them up. Nothing is allocated, and no lock is taken.
 *
 * Both notifiers go before all others: what is behind pvpanic's may never run, and everything is
 * passed on to it.
 */
#include <linux/kallsyms.h>
#include <linux/kdebug.h>
#include <linux/moduleparam.h>
#include <linux/notifier.h>
#include <linux/panic_notifier.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include <asm/msr.h>
#include <asm/trapnr.h>

#include "panic.h"
#include "transport.h"

#define MAX_FRAMES 32
/* What of this file, of notifiers and of the kernel's own reporting lies above the culprit. */
#define MAX_SKIPPED 32

/* A stack may be what there is no more of. One for each CPU: they can fail together. */
struct scratch {
	bool busy;
	unsigned long stack[MAX_SKIPPED + MAX_FRAMES];
	char symbol[KSYM_SYMBOL_LEN];
	union ht_record rec;
};

static DEFINE_PER_CPU(struct scratch, scratches);

static bool last_branch;
module_param(last_branch, bool, 0);
MODULE_PARM_DESC(last_branch,
		 "have CPUs that can record the last branch before an oops (default: N)");

static void branches_on(void *unused)
{
	u64 value;

	if (!rdmsrl_safe(MSR_IA32_DEBUGCTLMSR, &value))
		wrmsrl_safe(MSR_IA32_DEBUGCTLMSR, value | DEBUGCTLMSR_LBR);
}

/*
 * The last branch before the last exception: AMD's LastIntFromIP (APM vol. 2, "Last Branch
 * Record"), Intel's MSR_LER_FROM_LIP (SDM vol. 3B), which have the same numbers.
 */
static void read_branch(struct ht_rec_panic *panic)
{
	u64 value;

	if (!last_branch)
		return;
	if (!rdmsrl_safe(MSR_IA32_LASTINTFROMIP, &value))
		panic->branch_from = value;
	if (!rdmsrl_safe(MSR_IA32_LASTINTTOIP, &value))
		panic->branch_to = value;
}

static unsigned int save_stack(struct scratch *s)
{
#ifdef CONFIG_STACKTRACE
	return stack_trace_save(s->stack, ARRAY_SIZE(s->stack), 0);
#else
	return 0;
#endif
}

/* Where in the stack the failing instruction is; @nr when it is not there. */
static unsigned int find_ip(const struct scratch *s, unsigned int nr, unsigned long ip)
{
	unsigned int i;

	for (i = 0; i < nr && s->stack[i] != ip; i++)
		;
	return i;
}

/* Who called panic(): the frame behind panic()'s own. 0 when that is not there. */
static unsigned int find_panic(struct scratch *s, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++) {
		sprint_symbol_no_offset(s->symbol, s->stack[i]);
		if (!strcmp(s->symbol, "panic"))
			return i + 1 < nr ? i + 1 : 0;
	}
	return 0;
}

static struct ht_text text_of(const char *s)
{
	const size_t room = HT_REC_MAX_LEN - sizeof(struct ht_rec_panic);

	return (struct ht_text){ .s = s, .len = min(strlen(s), room) };
}

static void send_frame(struct scratch *s, unsigned long address, u32 index, const char *format)
{
	snprintf(s->symbol, sizeof(s->symbol), format, (void *)address);
	if (!ht_record_frame(&s->rec, address, index, text_of(s->symbol)))
		ht_transport_urgent(&s->rec);
}

/*
 * Frames from @first on. @at is where execution was, if that is not the first of them. Return
 * addresses lie behind the call, which for the last of a function is in the next one: %pB.
 */
static void send_all(struct scratch *s, struct ht_rec_panic *panic, const char *reason,
		     unsigned int first, unsigned int nr)
{
	bool apart = panic->kind == HT_PANIC_OOPS;
	u32 index = 0;

	nr = min(nr, first + MAX_FRAMES);
	panic->frames = nr - first + apart;
	if (ht_record_panic(&s->rec, panic, text_of(reason)))
		return;
	ht_transport_urgent(&s->rec);
	if (apart)
		send_frame(s, panic->ip, index++, "%pS");
	for (; first < nr; first++)
		send_frame(s, s->stack[first], index++, "%pB");
}

static struct scratch *scratch_get(void)
{
	struct scratch *s = this_cpu_ptr(&scratches);

	/* An NMI, or an exception in here: one report is what there is room for. */
	if (s->busy)
		return NULL;
	s->busy = true;
	return s;
}

static struct ht_rec_panic panic_of(enum ht_panic_kind kind)
{
	struct ht_rec_panic panic = {
		.kind = kind,
		.tid = task_pid_nr(current),
		.cpu = raw_smp_processor_id(),
	};

	strncpy(panic.comm, current->comm, sizeof(panic.comm));
	return panic;
}

/* A page fault in the kernel says it by its text only. */
static u32 trap_of(const struct die_args *args)
{
	if (!args->trapnr && !strcmp(args->str, "Oops"))
		return X86_TRAP_PF;
	return args->trapnr;
}

static int on_die(struct notifier_block *nb, unsigned long event, void *data)
{
	const struct die_args *args = data;
	struct ht_rec_panic panic;
	unsigned int nr, first;
	struct scratch *s;

	if (event != DIE_OOPS)
		return NOTIFY_DONE;
	preempt_disable();
	s = scratch_get();
	if (s) {
		panic = panic_of(HT_PANIC_OOPS);
		panic.ip = args->regs->ip;
		panic.trap = trap_of(args);
		read_branch(&panic);
		nr = save_stack(s);
		first = find_ip(s, nr, panic.ip);
		/* Where the stack is no use any more the instruction is all there is. */
		send_all(s, &panic, args->str, min(first + 1, nr), nr);
		s->busy = false;
	}
	ht_transport_flush();
	preempt_enable();
	return NOTIFY_DONE;
}

static int on_panic(struct notifier_block *nb, unsigned long action, void *reason)
{
	struct scratch *s = scratch_get();
	struct ht_rec_panic panic;
	unsigned int nr, first;

	if (s) {
		panic = panic_of(HT_PANIC);
		nr = save_stack(s);
		first = find_panic(s, nr);
		panic.ip = nr ? s->stack[first] : 0;
		send_all(s, &panic, reason, first, nr);
		s->busy = false;
	}
	/* All other CPUs have stopped. */
	ht_transport_flush();
	return NOTIFY_DONE;
}

static struct notifier_block die_nb = { .notifier_call = on_die, .priority = INT_MAX };
static struct notifier_block panic_nb = { .notifier_call = on_panic, .priority = INT_MAX };

/**
 * ht_panic_init - report oopses and panics from here on
 *
 * Any context, early boot included; the transport works.
 */
void ht_panic_init(void)
{
	if (last_branch)
		on_each_cpu(branches_on, NULL, true);
	register_die_notifier(&die_nb);
	atomic_notifier_chain_register(&panic_notifier_list, &panic_nb);
}

/**
 * ht_panic_exit - undo ht_panic_init()
 *
 * Process context.
 */
void ht_panic_exit(void)
{
	atomic_notifier_chain_unregister(&panic_notifier_list, &panic_nb);
	unregister_die_notifier(&die_nb);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest's events as LTTng's kernel tracer would have recorded them in the guest: under its names
 * and with its fields, as of lttng-modules 2.13. So analyses that know nothing of hypertrace know
 * what the guest did.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "guest_kernel.h"
#include "syscall_name.h"

#define PREFIX "hypertrace_"
#define NR_ARGS 6
/* Of a page fault's error code: the access came from user space. */
#define FAULT_USER 4

/**
 * struct translation - what one event of ours becomes
 * @from: our event, behind PREFIX
 * @to: by variant; the fields have our fields' names
 */
static const struct {
	const char *from;
	struct ht_synth_layout to[2];
} translations[HT_KERNEL_KINDS] = {
	[HT_KERNEL_SWITCH] = { "sched_switch",
			       { { "sched_switch",
				   { { "prev_comm", HT_SYNTH_TEXT },
				     { "prev_tid", HT_SYNTH_S32 },
				     { "prev_prio", HT_SYNTH_S32 },
				     { "prev_state", HT_SYNTH_S64 },
				     { "next_comm", HT_SYNTH_TEXT },
				     { "next_tid", HT_SYNTH_S32 },
				     { "next_prio", HT_SYNTH_S32 } } } } },
	[HT_KERNEL_WAKEUP] = { "sched_wakeup",
			       { { "sched_wakeup",
				   { { "comm", HT_SYNTH_TEXT },
				     { "tid", HT_SYNTH_S32 },
				     { "prio", HT_SYNTH_S32 },
				     { "target_cpu", HT_SYNTH_S32 } } },
				 { "sched_wakeup_new",
				   { { "comm", HT_SYNTH_TEXT },
				     { "tid", HT_SYNTH_S32 },
				     { "prio", HT_SYNTH_S32 },
				     { "target_cpu", HT_SYNTH_S32 } } } } },
	[HT_KERNEL_IRQ_ENTRY] = { "irq_entry",
				  { { "irq_handler_entry",
				      { { "irq", HT_SYNTH_S32 }, { "name", HT_SYNTH_TEXT } } } } },
	[HT_KERNEL_IRQ_EXIT] = { "irq_exit",
				 { { "irq_handler_exit",
				     { { "irq", HT_SYNTH_S32 }, { "ret", HT_SYNTH_S32 } } } } },
	[HT_KERNEL_SOFTIRQ_ENTRY] = { "softirq_entry",
				      { { "irq_softirq_entry", { { "vec", HT_SYNTH_U32 } } } } },
	[HT_KERNEL_SOFTIRQ_EXIT] = { "softirq_exit",
				     { { "irq_softirq_exit", { { "vec", HT_SYNTH_U32 } } } } },
	[HT_KERNEL_FAULT] = { "page_fault",
			      { { "x86_exceptions_page_fault_kernel",
				  { { "address", HT_SYNTH_X64 },
				    { "ip", HT_SYNTH_X64 },
				    { "error_code", HT_SYNTH_X64 } } },
				{ "x86_exceptions_page_fault_user",
				  { { "address", HT_SYNTH_X64 },
				    { "ip", HT_SYNTH_X64 },
				    { "error_code", HT_SYNTH_X64 } } } } },
	[HT_KERNEL_SYSCALL_ENTRY] = { "syscall_entry",
				      { { "syscall_entry_unknown", { { "nr", HT_SYNTH_U64 } } },
					{ "compat_syscall_entry_unknown",
					  { { "nr", HT_SYNTH_U64 } } } } },
	[HT_KERNEL_SYSCALL_EXIT] = { "syscall_exit",
				     { { "syscall_exit_unknown",
					 { { "nr", HT_SYNTH_U64 }, { "ret", HT_SYNTH_S64 } } },
				       { "compat_syscall_exit_unknown",
					 { { "nr", HT_SYNTH_U64 }, { "ret", HT_SYNTH_S64 } } } } },
};

/* Calls with a name say it in the event's. Of their arguments we know no names. */
enum named {
	NAMED_ENTRY,
	NAMED_EXIT,
	NAMED_BARE, /* an entry without arguments */
};

static const struct ht_synth_layout named[] = {
	[NAMED_ENTRY] = { "syscall_entry_",
			  { { "arg0", HT_SYNTH_X64 },
			    { "arg1", HT_SYNTH_X64 },
			    { "arg2", HT_SYNTH_X64 },
			    { "arg3", HT_SYNTH_X64 },
			    { "arg4", HT_SYNTH_X64 },
			    { "arg5", HT_SYNTH_X64 } } },
	[NAMED_EXIT] = { "syscall_exit_", { { "ret", HT_SYNTH_S64 } } },
	[NAMED_BARE] = { "syscall_entry_", { { NULL, HT_SYNTH_NONE } } },
};

/**
 * ht_kernel_kind() - what does that event become?
 * @name: its name
 */
enum ht_kernel_kind ht_kernel_kind(const char *name)
{
	int kind;

	if (!name || strncmp(name, PREFIX, sizeof(PREFIX) - 1))
		return HT_KERNEL_NONE;
	for (kind = HT_KERNEL_NONE + 1; kind < HT_KERNEL_KINDS; kind++) {
		if (!strcmp(name + sizeof(PREFIX) - 1, translations[kind].from))
			return kind;
	}
	return HT_KERNEL_NONE;
}

static bool read_value(const struct ht_event *event, const char *name, bool is_text,
		       union ht_synth_value *value)
{
	int32_t index = ht_view_index(event->view->class, name);
	const union ht_value *found;

	if (index < 0)
		return false;
	found = &event->view->values[index];
	switch (event->view->class->members[index].kind) {
	case HT_VALUE_TEXT:
		value->text = found->text;
		return is_text;
	case HT_VALUE_UNSIGNED:
	case HT_VALUE_SIGNED:
		value->u = found->u;
		return !is_text;
	default:
		return false;
	}
}

static uint64_t read_number(const struct ht_event *event, const char *name)
{
	union ht_synth_value value;

	return read_value(event, name, false, &value) ? value.u : 0;
}

static bool read_all(const struct ht_event *event, const struct ht_synth_layout *layout,
		     union ht_synth_value *values)
{
	size_t i;

	for (i = 0; layout->fields[i].kind; i++) {
		if (!read_value(event, layout->fields[i].name,
				layout->fields[i].kind == HT_SYNTH_TEXT, &values[i]))
			return false;
	}
	return true;
}

/* There may be none. */
static bool read_args(const struct ht_event *event, union ht_synth_value *values)
{
	struct ht_err ignored = { "" };
	const struct ht_event mine = { .name = event->name, .view = event->view, .err = &ignored };
	uint64_t args[NR_ARGS];
	size_t i;

	if (ht_event_u64s(&mine, "args", args, NR_ARGS))
		return false;
	for (i = 0; i < NR_ARGS; i++)
		values[i].u = args[i];
	return true;
}

static int put(struct ht_synth *synth, struct ht_synth_shape *shape,
	       const struct ht_synth_layout *layout, const char *name, uint32_t cpu,
	       uint64_t cycles, const union ht_synth_value *values)
{
	int ret = ht_synth_shape(shape, layout, name);

	return ret ? ret : ht_synth_put(synth, cpu, cycles, shape, values);
}

static int put_named(struct ht_kernel *kernel, struct ht_synth *synth, bool is_exit, uint64_t nr,
		     const struct ht_event *event, uint32_t cpu, uint64_t cycles)
{
	union ht_synth_value values[HT_SYNTH_FIELDS];
	enum named form = NAMED_BARE;
	char name[64];

	if (is_exit)
		form = NAMED_EXIT;
	else if (read_args(event, values))
		form = NAMED_ENTRY;
	if (is_exit && !read_all(event, &named[form], values))
		return 0;
	if (!kernel->syscalls[form][nr].layout)
		snprintf(name, sizeof(name), "%s%s", named[form].name, ht_syscall_known(nr));
	return put(synth, &kernel->syscalls[form][nr], &named[form], name, cpu, cycles, values);
}

/* Which of two forms the event takes. */
static bool variant_of(enum ht_kernel_kind kind, struct ht_kernel_vcpu *vcpu,
		       const struct ht_event *event)
{
	switch (kind) {
	case HT_KERNEL_WAKEUP:
		return read_number(event, "is_new");
	case HT_KERNEL_FAULT:
		return read_number(event, "error_code") & FAULT_USER;
	case HT_KERNEL_SYSCALL_ENTRY:
		vcpu->is_compat = read_number(event, "compat");
		vcpu->nr = read_number(event, "nr");
		return vcpu->is_compat;
	case HT_KERNEL_SYSCALL_EXIT:
		/* An exit does not say: it is told by the entry before it. */
		return vcpu->is_compat && vcpu->nr == read_number(event, "nr");
	default:
		return false;
	}
}

/**
 * ht_kernel_put() - put what an event becomes into the guest's trace
 * @kernel: the classes
 * @synth: the trace's streams
 * @kind: what becomes of the event
 * @vcpu: of the vCPU
 * @event: the event; if a field lacks that is needed, it becomes nothing
 * @cpu: the vCPU's number
 * @cycles: when it happened
 *
 * Return: 0, -ENOMEM, or what writing gave.
 */
int ht_kernel_put(struct ht_kernel *kernel, struct ht_synth *synth, enum ht_kernel_kind kind,
		  struct ht_kernel_vcpu *vcpu, const struct ht_event *event, uint32_t cpu,
		  uint64_t cycles)
{
	union ht_synth_value values[HT_SYNTH_FIELDS];
	const struct ht_synth_layout *layout;
	uint64_t nr = read_number(event, "nr");
	bool variant;

	if (kind == HT_KERNEL_NONE)
		return 0;
	variant = variant_of(kind, vcpu, event);
	if ((kind == HT_KERNEL_SYSCALL_ENTRY || kind == HT_KERNEL_SYSCALL_EXIT) && !variant &&
	    nr < HT_KERNEL_SYSCALLS && ht_syscall_known(nr))
		return put_named(kernel, synth, kind == HT_KERNEL_SYSCALL_EXIT, nr, event, cpu,
				 cycles);
	layout = &translations[kind].to[variant];
	if (!read_all(event, layout, values))
		return 0;
	return put(synth, &kernel->shapes[kind][variant], layout, NULL, cpu, cycles, values);
}

/**
 * ht_kernel_exit() - release the classes
 * @kernel: they
 */
void ht_kernel_exit(struct ht_kernel *kernel)
{
	size_t i;

	for (i = 0; i < 2 * HT_KERNEL_KINDS; i++)
		ht_synth_shape_exit(&kernel->shapes[i / 2][i % 2]);
	for (i = 0; i < 3 * HT_KERNEL_SYSCALLS; i++)
		ht_synth_shape_exit(
			&kernel->syscalls[i / HT_KERNEL_SYSCALLS][i % HT_KERNEL_SYSCALLS]);
}

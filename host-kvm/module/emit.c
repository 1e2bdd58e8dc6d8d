// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last stage in this module: call the tracepoint of a record's type. The record has been
 * copied, checked and accounted for; nothing here can fail, allocates or sleeps.
 */
#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/string.h>

#include "emit.h"

#define CREATE_TRACE_POINTS
#include "trace.h"
#include "trace_packed.h"

/* All types; each user says what TYPE() is to make of them. */
#define TYPES                                                                                      \
	TYPE(GUEST_START, guest_start)                                                             \
	TYPE(INITCALL_LEVEL, initcall_level)                                                       \
	TYPE(INITCALL_START, initcall_start)                                                       \
	TYPE(INITCALL_FINISH, initcall_finish)                                                     \
	TYPE(USER_START, user_start)                                                               \
	TYPE(GUEST_STOP, guest_stop)                                                               \
	TYPE(USER_EVENT, user_event)                                                               \
	TYPE(SCHED_SWITCH, sched_switch)                                                           \
	TYPE(SCHED_WAKEUP, sched_wakeup)                                                           \
	TYPE(SYSCALL_ENTRY, syscall_entry)                                                         \
	TYPE(SYSCALL_EXIT, syscall_exit)                                                           \
	TYPE(IRQ_ENTRY, irq_entry)                                                                 \
	TYPE(IRQ_EXIT, irq_exit)                                                                   \
	TYPE(SOFTIRQ_ENTRY, softirq_entry)                                                         \
	TYPE(SOFTIRQ_EXIT, softirq_exit)                                                           \
	TYPE(PAGE_FAULT, page_fault)                                                               \
	TYPE(FUNC_ENTRY, func_entry)                                                               \
	TYPE(FUNC_EXIT, func_exit)                                                                 \
	TYPE(PANIC, panic)                                                                         \
	TYPE(FRAME, frame)                                                                         \
	TYPE(POWER, power)                                                                         \
	TYPE(STEP_START, step_start)                                                               \
	TYPE(STEP_FINISH, step_finish)

/* Copies @len bytes of the record's text to @to and terminates them; returns what follows. */
static char *terminate(char *to, const char *text, u16 len)
{
	memcpy(to, text, len);
	to[len] = '\0';
	return to + len + 1;
}

/*
 * The same for a task's name, which is not checked like text: the guest may send any bytes, and
 * they shall not reach anybody's terminal.
 */
static char *terminate_comm(char *to, const char comm[HT_COMM_LEN])
{
	size_t len = strnlen(comm, HT_COMM_LEN);
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = isascii(comm[i]) && isprint(comm[i]) ? comm[i] : '?';
	to[len] = '\0';
	return to + len + 1;
}

static void emit_guest_start(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	const struct ht_rec_guest_start *start = &rec->guest_start;

	terminate(text, start->release, start->release_len);
	trace_hypertrace_guest_start(ev, start->abi_version, start->start_flags, start->nr_cpus,
				     text);
}

static void emit_initcall_level(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	terminate(text, rec->initcall_level.name, rec->initcall_level.name_len);
	trace_hypertrace_initcall_level(ev, text);
}

static void emit_initcall_start(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	const struct ht_rec_initcall_start *start = &rec->initcall_start;
	char *module = terminate(text, start->text, start->name_len);

	terminate(module, start->text + start->name_len, start->module_len);
	trace_hypertrace_initcall_start(ev, start->func, text, module);
}

static void emit_initcall_finish(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	trace_hypertrace_initcall_finish(ev, rec->initcall_finish.func, rec->initcall_finish.ret);
}

static void emit_user_start(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	terminate(text, rec->user_start.path, rec->user_start.path_len);
	trace_hypertrace_user_start(ev, text);
}

static void emit_guest_stop(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	const struct ht_rec_guest_stop *stop = &rec->guest_stop;

	if (rec->hdr.len < sizeof(*stop))
		trace_hypertrace_guest_stop(ev, 0, 0);
	else
		trace_hypertrace_guest_stop(ev, stop->emitted, stop->lost);
}

static void emit_user_event(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	terminate(text, rec->user_event.text, rec->user_event.text_len);
	trace_hypertrace_user_event(ev, &rec->user_event, text);
}

static void emit_sched_switch(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	char *next = terminate_comm(text, rec->sched_switch.prev_comm);

	terminate_comm(next, rec->sched_switch.next_comm);
	trace_hypertrace_sched_switch(ev, &rec->sched_switch, text, next);
}

static void emit_sched_wakeup(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	terminate_comm(text, rec->sched_wakeup.comm);
	trace_hypertrace_sched_wakeup(ev, &rec->sched_wakeup, text);
}

static void emit_syscall_entry(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	trace_hypertrace_syscall_entry(ev, &rec->syscall_entry);
}

static void emit_syscall_exit(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	trace_hypertrace_syscall_exit(ev, rec->syscall_exit.nr, rec->syscall_exit.ret);
}

static void emit_irq_entry(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	terminate_comm(text, rec->irq_entry.name);
	trace_hypertrace_irq_entry(ev, rec->irq_entry.irq, text);
}

static void emit_irq_exit(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	trace_hypertrace_irq_exit(ev, rec->irq_exit.irq, rec->irq_exit.ret);
}

static void emit_softirq_entry(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	trace_hypertrace_softirq_entry(ev, rec->softirq.vec);
}

static void emit_softirq_exit(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	trace_hypertrace_softirq_exit(ev, rec->softirq.vec);
}

static void emit_page_fault(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	const struct ht_rec_page_fault *fault = &rec->page_fault;

	trace_hypertrace_page_fault(ev, fault->address, fault->ip, fault->error_code);
}

static void emit_func_entry(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	trace_hypertrace_func_entry(ev, rec->func.func, rec->func.parent);
}

static void emit_func_exit(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	trace_hypertrace_func_exit(ev, rec->func.func, rec->func.parent);
}

static void emit_panic(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	char *comm = terminate(text, rec->panic.reason, rec->panic.reason_len);

	terminate_comm(comm, rec->panic.comm);
	trace_hypertrace_panic(ev, &rec->panic, comm, text);
}

static void emit_frame(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	terminate(text, rec->frame.symbol, rec->frame.symbol_len);
	trace_hypertrace_frame(ev, rec->frame.address, rec->frame.index, text);
}

static void emit_power(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	terminate(text, rec->power.text, rec->power.text_len);
	trace_hypertrace_power(ev, rec->power.action, text);
}

static void emit_step_start(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	const struct ht_rec_step_start *step = &rec->step_start;
	char *device = terminate(text, step->text, step->name_len);

	terminate(device, step->text + step->name_len, step->device_len);
	trace_hypertrace_step_start(ev, step, text, device);
}

static void emit_step_finish(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	const struct ht_rec_step_finish *step = &rec->step_finish;

	trace_hypertrace_step_finish(ev, step->func, step->id, step->ret);
}

#define TYPE(type, name) 1 +
static_assert(TYPES 1 == HT_REC_END, "a type of record has no tracepoint");
#undef TYPE

typedef void emit_fn(const struct ht_event *ev, const union ht_record *rec, char *text);

/* Who emits records of a type; NULL while no tracer listens to them. */
static emit_fn *emitter(u8 type)
{
	/* clang-format off */
#define TYPE(rec_type, name) \
	type == HT_REC_##rec_type && trace_hypertrace_##name##_enabled() ? emit_##name :
	/* clang-format on */
	return TYPES NULL;
#undef TYPE
}

/**
 * ht_emit_enabled - does any tracer listen to records of a type, each by itself?
 * @type: enum ht_rec_type
 *
 * Return: true if so.
 */
bool ht_emit_enabled(u8 type)
{
	return emitter(type);
}

/**
 * ht_emit_any_enabled - does any tracer listen to records of any type, each by itself?
 *
 * While none does this is a row of no-ops (static keys), and no memory is looked at.
 *
 * Return: true if so.
 */
bool ht_emit_any_enabled(void)
{
#define TYPE(type, name) || trace_hypertrace_##name##_enabled()
	return false TYPES;
#undef TYPE
}

/**
 * ht_emit_record - trace one record by itself
 * @ev: what all events say
 * @rec: the record, for which ht_record_check() found nothing wrong
 * @text: scratch of HT_REC_MAX_LEN + 2 bytes, for up to two terminated strings
 *
 * Any context in which a tracepoint may be called. The text is made only for who listens.
 */
void ht_emit_record(const struct ht_event *ev, const union ht_record *rec, char *text)
{
	emit_fn *emit = emitter(rec->hdr.type);

	if (emit)
		emit(ev, rec, text);
}

/**
 * ht_emit_packed_enabled - does any tracer listen to records in chunks?
 *
 * Return: true if so.
 */
bool ht_emit_packed_enabled(void)
{
	return trace_ht_packed_enabled();
}

/**
 * ht_emit_packed - trace many records of one vCPU at once
 * @ev: what all events say; number and loss are the first record's, time and TSC one moment on
 *	both clocks
 * @packed: the records
 */
void ht_emit_packed(const struct ht_event *ev, const struct ht_packed *packed)
{
	trace_ht_packed(ev, packed);
}

/**
 * ht_emit_lost - tell of a loss that no record follows
 * @ev: what all events say; its lost is the point
 */
void ht_emit_lost(const struct ht_event *ev)
{
	trace_hypertrace_lost(ev);
}

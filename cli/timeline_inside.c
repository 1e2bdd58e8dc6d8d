// SPDX-License-Identifier: GPL-2.0-only
/*
 * What tasks of guests are in: system calls and functions; and what interrupts them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "timeline_state.h"

/**
 * ht_tl_open_at() - a span that begins with an event
 * @said: the event
 * @kind: what it is
 * @func: with @id that by which its end will be found
 * @id: see @func
 *
 * Return: the span, without texts.
 */
struct ht_tl_open ht_tl_open_at(const struct ht_tl_said *said, enum ht_span_kind kind,
				uint64_t func, uint64_t id)
{
	return (struct ht_tl_open){
		.kind = kind,
		.func = func,
		.id = id,
		.row = said->vcpu->row,
		.on = said->vcpu,
		.begin_ns = said->common.now,
	};
}

/**
 * ht_tl_begin_named() - a span with texts begins
 * @said: the event
 * @opens: as for ht_tl_begin()
 * @most: the same
 * @open: the span
 * @name: as the guest wrote it; is freed
 * @detail: the same
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_begin_named(const struct ht_tl_said *said, struct ht_tl_opens *opens, size_t most,
		      struct ht_tl_open open, char *name, char *detail)
{
	open.name = ht_tl_text(name[0] ? name : "?");
	open.detail = ht_tl_text(detail);
	free(name);
	free(detail);
	if (open.name && open.detail)
		return ht_tl_begin(said->tl, opens, most, &open);
	ht_tl_open_exit(&open);
	return ht_err_nomem(said->tl->err);
}

/**
 * ht_tl_syscall_entry() - a task enters a system call
 * @said: hypertrace_syscall_entry
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_syscall_entry(const struct ht_tl_said *said)
{
	struct ht_tl_open open = ht_tl_open_at(said, HT_SPAN_SYSCALL, 0, 0);
	uint32_t compat;
	int ret = ht_event_u64(said->event, "nr", &open.func);

	ret = ret ?: ht_event_u32(said->event, "compat", &compat);
	/* A task that enters the kernel is in nothing there. */
	ret = ret ?: ht_tl_flush(said->tl, &said->vcpu->inside, said->common.now);
	if (ret)
		return ret;
	open.id = compat;
	return ht_tl_begin(said->tl, &said->vcpu->inside, HT_TL_STACK, &open);
}

static int end_inside(const struct ht_tl_said *said, struct ht_tl_opens *opens,
		      struct ht_tl_open *open, const int64_t *value)
{
	return open ? ht_tl_pop(said->tl, opens, open, said->common.now, value) : 0;
}

/**
 * ht_tl_syscall_exit() - a task leaves its system call
 * @said: hypertrace_syscall_exit
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_syscall_exit(const struct ht_tl_said *said)
{
	struct ht_tl_opens *inside = &said->vcpu->inside;
	struct ht_tl_open *open;
	uint64_t number;
	int64_t value;
	int ret = ht_event_u64(said->event, "nr", &number);

	ret = ret ?: ht_event_s64(said->event, "ret", &value);
	if (ret)
		return ret;
	/* It does not say of which kind of program. */
	open = ht_tl_find(inside, HT_SPAN_SYSCALL, number, false) ?:
		       ht_tl_find(inside, HT_SPAN_SYSCALL, number, true);
	return end_inside(said, inside, open, &value);
}

/**
 * ht_tl_func_entry() - a traced function is called
 * @said: hypertrace_func_entry
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_func_entry(const struct ht_tl_said *said)
{
	struct ht_tl_open open = ht_tl_open_at(said, HT_SPAN_FUNC, 0, 0);
	uint64_t parent;
	char detail[32] = "from ";
	int ret = ht_event_u64(said->event, "func", &open.func);

	ret = ret ?: ht_event_u64(said->event, "parent", &parent);
	if (ret)
		return ret;
	ht_text_hex(detail + strlen(detail), parent);
	open.detail = strdup(detail);
	if (!open.detail)
		return ht_err_nomem(said->tl->err);
	return ht_tl_begin(said->tl, &said->vcpu->inside, HT_TL_STACK, &open);
}

/**
 * ht_tl_func_exit() - a traced function returns
 * @said: hypertrace_func_exit
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_func_exit(const struct ht_tl_said *said)
{
	struct ht_tl_opens *inside = &said->vcpu->inside;
	uint64_t func;
	int ret = ht_event_u64(said->event, "func", &func);

	return ret ?: end_inside(said, inside, ht_tl_find(inside, HT_SPAN_FUNC, func, 0), NULL);
}

/**
 * ht_tl_irq_entry() - an interrupt's handler begins
 * @said: hypertrace_irq_entry
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_irq_entry(const struct ht_tl_said *said)
{
	char *name, *detail;
	uint32_t irq;
	int ret = ht_event_u32(said->event, "irq", &irq);

	ret = ret ?: ht_event_text(said->event, "name", &name);
	if (ret)
		return ret;
	if (asprintf(&detail, "irq %" PRIu32, irq) < 0) {
		free(name);
		return ht_err_nomem(said->tl->err);
	}
	return ht_tl_begin_named(said, &said->vcpu->irqs, HT_TL_STACK,
				 ht_tl_open_at(said, HT_SPAN_IRQ, irq, 0), name, detail);
}

/**
 * ht_tl_irq_exit() - an interrupt's handler returns
 * @said: hypertrace_irq_exit
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_irq_exit(const struct ht_tl_said *said)
{
	struct ht_tl_opens *irqs = &said->vcpu->irqs;
	uint32_t irq;
	int32_t handled;
	int64_t value;
	int ret = ht_event_u32(said->event, "irq", &irq);

	ret = ret ?: ht_event_s32(said->event, "ret", &handled);
	if (ret)
		return ret;
	value = handled;
	return end_inside(said, irqs, ht_tl_find(irqs, HT_SPAN_IRQ, irq, 0), &value);
}

/**
 * ht_tl_softirq_entry() - a softirq begins
 * @said: hypertrace_softirq_entry
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_softirq_entry(const struct ht_tl_said *said)
{
	struct ht_tl_open open;
	uint32_t vec;
	int ret = ht_event_u32(said->event, "vec", &vec);

	if (ret)
		return ret;
	open = ht_tl_open_at(said, HT_SPAN_SOFTIRQ, vec, 0);
	return ht_tl_begin(said->tl, &said->vcpu->irqs, HT_TL_STACK, &open);
}

/**
 * ht_tl_softirq_exit() - a softirq ends
 * @said: hypertrace_softirq_exit
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_softirq_exit(const struct ht_tl_said *said)
{
	struct ht_tl_opens *irqs = &said->vcpu->irqs;
	uint32_t vec;
	int ret = ht_event_u32(said->event, "vec", &vec);

	return ret ?: end_inside(said, irqs, ht_tl_find(irqs, HT_SPAN_SOFTIRQ, vec, 0), NULL);
}

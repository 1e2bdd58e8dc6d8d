// SPDX-License-Identifier: GPL-2.0-only
/*
 * What goes on, until it ends. Guests may begin anything and end nothing: there is room for so much
 * of it, and when it is full, all of it is told as open. What is found there later begins anew.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "syscall_name.h"
#include "text.h"
#include "timeline_state.h"

/**
 * ht_tl_text() - a text of a guest, as it is told
 * @text: anything
 *
 * Return: a new string to free(), printable, not longer than HT_TL_TEXT; NULL without memory.
 */
char *ht_tl_text(const char *text)
{
	char safe[HT_TL_TEXT];

	ht_text_escape(safe, sizeof(safe), text);
	return strdup(safe);
}

/**
 * ht_tl_open_exit() - free its texts
 * @open: without any afterwards
 */
void ht_tl_open_exit(struct ht_tl_open *open)
{
	free(open->name);
	free(open->detail);
	open->name = NULL;
	open->detail = NULL;
}

static int grow(struct ht_tl_opens *opens)
{
	size_t room = opens->room ? 2 * opens->room : 4;
	struct ht_tl_open *list = reallocarray(opens->list, room, sizeof(*list));

	if (!list)
		return -ENOMEM;
	opens->list = list;
	opens->room = room;
	return 0;
}

/**
 * ht_tl_begin() - a span begins
 * @tl: the timeline
 * @opens: where it is kept
 * @most: how many may be there; all that are, are told as open if there are so many
 * @open: the span; its texts are owned by @opens from here on, whatever this returns
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_begin(struct ht_timeline *tl, struct ht_tl_opens *opens, size_t most,
		const struct ht_tl_open *open)
{
	struct ht_tl_open new = *open;
	int ret = opens->count >= most ? ht_tl_flush(tl, opens, open->begin_ns) : 0;

	if (!ret && opens->count == opens->room && grow(opens))
		ret = ht_err_nomem(tl->err);
	if (ret) {
		ht_tl_open_exit(&new);
		return ret;
	}
	if (new.on)
		new.at = new.on->sum;
	opens->list[opens->count++] = new;
	return 0;
}

/**
 * ht_tl_find() - what is to end
 * @opens: what is open
 * @kind: what it is
 * @func: as of its beginning
 * @id: as of its beginning
 *
 * Return: the latest such, or NULL.
 */
struct ht_tl_open *ht_tl_find(const struct ht_tl_opens *opens, enum ht_span_kind kind,
			      uint64_t func, uint64_t id)
{
	size_t i;

	for (i = opens->count; i; i--) {
		struct ht_tl_open *open = &opens->list[i - 1];

		if (open->kind == kind && open->func == func && open->id == id)
			return open;
	}
	return NULL;
}

static const char *name_softirq(char *name, size_t size, uint64_t number)
{
	/* As the kernel calls them since 4.x; their numbers are an interface of its tracepoints. */
	static const char *const names[] = {
		"HI",	    "TIMER",   "NET_TX", "NET_RX",  "BLOCK",
		"IRQ_POLL", "TASKLET", "SCHED",	 "HRTIMER", "RCU",
	};

	if (number < sizeof(names) / sizeof(names[0]))
		return names[number];
	snprintf(name, size, "softirq %" PRIu64, number);
	return name;
}

static const char *name_syscall(char *name, size_t size, const struct ht_tl_open *open)
{
	const char *known = open->id ? NULL : ht_syscall_known(open->func);
	char *text = known ? NULL : ht_syscall_name(open->func, open->id);

	if (known)
		return known;

	/* Without memory there is still its number. */
	if (text)
		snprintf(name, size, "%s", text);
	else
		snprintf(name, size, "system call %" PRIu64, open->func);
	free(text);
	return name;
}

/* What has no name of its own; @name has room for one that has to be made. */
static const char *make_name(char *name, size_t size, const struct ht_tl_open *open)
{
	if (open->kind == HT_SPAN_SYSCALL)
		return name_syscall(name, size, open);
	if (open->kind == HT_SPAN_SOFTIRQ)
		return name_softirq(name, size, open->func);
	ht_text_hex(name, open->func);
	return name;
}

static int tell(struct ht_timeline *tl, struct ht_span *span, const struct ht_tl_open *open,
		const struct ht_tl_vcpu *on)
{
	char name[HT_TL_TEXT];
	const struct ht_life *life = on && on == open->on ? on->vm->life : NULL;
	struct ht_cost cost;
	uint32_t khz;

	span->kind = open->kind;
	span->row = open->row;
	span->begin_ns = open->begin_ns;
	span->detail = open->detail ?: "";
	span->name = open->name ?: make_name(name, sizeof(name), open);
	khz = life && life->counts_exits ? ht_life_khz(&tl->lives, life) : 0;
	if (khz) {
		cost = ht_cost_sum(open->cost, ht_cost_since(on->sum, open->at));
		span->has_cost = true;
		span->exits = cost.exits;
		span->hv_ns = ht_cycles_to_ns(cost.cycles, khz);
	}
	return ht_tl_span(tl, span);
}

/**
 * ht_tl_end() - tell a span that has ended
 * @tl: the timeline
 * @open: the span; its texts are freed
 * @on: where it ended; NULL: there is nothing to say of its cost
 * @now: when
 * @ret: what it returned, NULL: nothing
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_end(struct ht_timeline *tl, struct ht_tl_open *open, const struct ht_tl_vcpu *on,
	      uint64_t now, const int64_t *ret)
{
	struct ht_span span = { .end_ns = now, .has_ret = ret, .ret = ret ? *ret : 0 };
	int result = tell(tl, &span, open, on);

	ht_tl_open_exit(open);
	return result;
}

/**
 * ht_tl_take() - one of several ends, and has nothing to do with the others
 * @tl: the timeline
 * @opens: where it is kept
 * @open: the span
 * @on: as for ht_tl_end()
 * @now: when
 * @ret: what it returned, NULL: nothing
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_take(struct ht_timeline *tl, struct ht_tl_opens *opens, struct ht_tl_open *open,
	       const struct ht_tl_vcpu *on, uint64_t now, const int64_t *ret)
{
	int result = ht_tl_end(tl, open, on, now, ret);
	size_t behind = (size_t)(&opens->list[opens->count] - (open + 1));

	memmove(open, open + 1, behind * sizeof(*open));
	opens->count--;
	return result;
}

/**
 * ht_tl_end_open() - tell a span whose end nobody saw
 * @tl: the timeline
 * @open: the span; its texts are freed
 * @now: until when it is told
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_end_open(struct ht_timeline *tl, struct ht_tl_open *open, uint64_t now)
{
	struct ht_span span = { .end_ns = now, .open = true };
	int ret = tell(tl, &span, open, open->on);

	ht_tl_open_exit(open);
	return ret;
}

static int pop_open(struct ht_timeline *tl, struct ht_tl_opens *opens, size_t down_to, uint64_t now)
{
	int ret = 0;

	while (opens->count > down_to) {
		struct ht_tl_open *open = &opens->list[--opens->count];

		if (ret)
			ht_tl_open_exit(open);
		else
			ret = ht_tl_end_open(tl, open, now);
	}
	return ret;
}

/**
 * ht_tl_pop() - one of several ends, that are one within the other
 * @tl: the timeline
 * @opens: where it is kept; what is within it has ended, too, and nobody saw it
 * @open: the span
 * @now: when
 * @ret: what it returned, NULL: nothing
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_pop(struct ht_timeline *tl, struct ht_tl_opens *opens, struct ht_tl_open *open,
	      uint64_t now, const int64_t *ret)
{
	int result = pop_open(tl, opens, (size_t)(open - opens->list) + 1, now);

	if (result)
		return result;
	opens->count--;
	return ht_tl_end(tl, open, open->on, now, ret);
}

/**
 * ht_tl_flush() - nobody will see any of them end
 * @tl: the timeline
 * @opens: empty afterwards
 * @now: until when they are told
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_flush(struct ht_timeline *tl, struct ht_tl_opens *opens, uint64_t now)
{
	return pop_open(tl, opens, 0, now);
}

/**
 * ht_tl_opens_exit() - free them, untold
 * @opens: empty afterwards
 */
void ht_tl_opens_exit(struct ht_tl_opens *opens)
{
	while (opens->count)
		ht_tl_open_exit(&opens->list[--opens->count]);
	free(opens->list);
	*opens = (struct ht_tl_opens){ 0 };
}

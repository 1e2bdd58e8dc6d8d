// SPDX-License-Identifier: GPL-2.0-only
/*
 * What happens at one moment: what guests say, and what is missing.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "panic_event.h"
#include "text.h"
#include "timeline_state.h"
#include "trace.h"

/* Why a page fault: the processor's error code. */
#define FAULT_WRITE 2
#define FAULT_USER 4
#define FAULT_FETCH 16

/* Frees @name, which is as the guest wrote it. @detail is printable. */
static int tell(const struct ht_tl_said *said, enum ht_mark_kind kind, char *name,
		const char *detail, uint64_t value)
{
	char safe[HT_TL_TEXT];
	const struct ht_mark mark = {
		.row = said->vcpu->row,
		.kind = kind,
		.name = safe,
		.detail = detail,
		.at_ns = said->common.now,
		.value = value,
	};

	ht_text_escape(safe, sizeof(safe), name);
	free(name);
	return ht_tl_mark(said->tl, &mark);
}

/**
 * ht_tl_lost() - records are missing right before an event
 * @said: the event
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_lost(const struct ht_tl_said *said)
{
	uint32_t lost = said->common.lost;
	char *name;

	said->tl->stats->lost += lost;
	if (asprintf(&name, "%" PRIu32 " record%s lost", lost, ht_text_plural(lost)) < 0)
		return ht_err_nomem(said->tl->err);
	return tell(said, HT_MARK_LOST, name, "", lost);
}

/**
 * ht_tl_user_event() - a program of the guest tells something
 * @said: hypertrace_user_event
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_user_event(const struct ht_tl_said *said)
{
	char detail[HT_TL_TEXT], *text;
	int32_t pid, tid;
	uint32_t id;
	int ret = ht_event_s32(said->event, "pid", &pid);

	ret = ret ?: ht_event_s32(said->event, "tid", &tid);
	ret = ret ?: ht_event_u32(said->event, "id", &id);
	ret = ret ?: ht_event_text(said->event, "text", &text);
	if (ret)
		return ret;
	snprintf(detail, sizeof(detail), "event %" PRIu32 " of process %" PRId32 ", task %" PRId32,
		 id, pid, tid);
	return tell(said, HT_MARK_USER_EVENT, text, detail, 0);
}

/**
 * ht_tl_wakeup() - a task becomes ready to run
 * @said: hypertrace_sched_wakeup
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_wakeup(const struct ht_tl_said *said)
{
	char detail[HT_TL_TEXT], *comm, *name;
	uint32_t cpu, is_new;
	int32_t tid;
	int ret = ht_event_s32(said->event, "tid", &tid);

	ret = ret ?: ht_event_u32(said->event, "target_cpu", &cpu);
	ret = ret ?: ht_event_u32(said->event, "is_new", &is_new);
	ret = ret ?: ht_event_text(said->event, "comm", &comm);
	if (ret)
		return ret;
	snprintf(detail, sizeof(detail), "%son the guest's CPU %" PRIu32, is_new ? "new, " : "",
		 cpu);
	ret = asprintf(&name, "%s (%" PRId32 ")", comm, tid);
	free(comm);
	return ret < 0 ? ht_err_nomem(said->tl->err) : tell(said, HT_MARK_WAKEUP, name, detail, 0);
}

/**
 * ht_tl_page_fault() - the guest's kernel handles a page fault
 * @said: hypertrace_page_fault
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_page_fault(const struct ht_tl_said *said)
{
	uint64_t address, ip;
	char detail[HT_TL_TEXT], from[HT_TEXT_HEX], *name;
	uint32_t code;
	int ret = ht_event_u64(said->event, "address", &address);

	ret = ret ?: ht_event_u64(said->event, "ip", &ip);
	ret = ret ?: ht_event_u32(said->event, "error_code", &code);
	if (ret)
		return ret;
	ht_text_hex(from, ip);
	strcpy(detail, code & FAULT_USER ? "user " : "kernel ");
	strcat(detail, code & FAULT_FETCH ? "fetch from " :
		       code & FAULT_WRITE ? "write from " :
					    "read from ");
	strcat(detail, from);
	name = malloc(HT_TEXT_HEX);
	if (!name)
		return ht_err_nomem(said->tl->err);
	ht_text_hex(name, address);
	return tell(said, HT_MARK_PAGE_FAULT, name, detail, 0);
}

/**
 * ht_tl_panic() - the guest's kernel panics, or a task of it dies
 * @said: hypertrace_panic
 *
 * Return: 0, or a negative errno, with the timeline's error filled.
 */
int ht_tl_panic(const struct ht_tl_said *said)
{
	char detail[HT_TL_TEXT], comm[HT_TEXT_SHORT + 1], *reason;
	struct ht_panic panic;
	int ret = ht_panic_read(said->event, &panic);

	if (ret)
		return ret;
	reason = panic.reason;
	panic.reason = NULL;
	ht_text_word(comm, sizeof(comm), panic.comm);
	snprintf(detail, sizeof(detail),
		 "task %s (%" PRId32 ") on the guest's CPU %" PRIu32 ", at 0x%" PRIx64, comm,
		 panic.tid, panic.cpu, panic.ip);
	ht_panic_exit(&panic);
	return tell(said, panic.kind == HT_PANIC ? HT_MARK_PANIC : HT_MARK_OOPS, reason, detail, 0);
}

static int tell_dropped(struct ht_timeline *tl, const char *what, uint64_t count)
{
	char name[HT_TEXT_SHORT] = "events";
	const struct ht_mark mark = {
		.row = HT_ROW_NONE,
		.kind = HT_MARK_DISCARDED,
		.name = name,
		.detail = count ? "the tracer dropped them" :
				  "the tracer dropped some, and does not know how many",
		.at_ns = tl->stats->end_ns,
		.value = count,
	};

	if (count)
		snprintf(name, sizeof(name), "%" PRIu64 " %s%s", count, what,
			 ht_text_plural(count));
	return ht_tl_mark(tl, &mark);
}

/**
 * ht_tl_dropped() - tell what the tracer dropped since this was called last
 * @tl: the timeline
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_dropped(struct ht_timeline *tl)
{
	uint64_t events = tl->dropped[HT_DISCARDED_EVENTS];
	uint64_t packets = tl->dropped[HT_DISCARDED_PACKETS];
	bool uncounted = tl->uncounted;
	int ret = 0;

	tl->dropped[HT_DISCARDED_EVENTS] = 0;
	tl->dropped[HT_DISCARDED_PACKETS] = 0;
	tl->uncounted = false;
	if (events)
		ret = tell_dropped(tl, "event", events);
	if (!ret && packets)
		ret = tell_dropped(tl, "packet", packets);
	return ret || !uncounted ? ret : tell_dropped(tl, "", 0);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the host tells of its VMs: exits, where vCPUs run, and their end.
 */
#include <errno.h>
#include <hypertrace/exits.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cycles.h"
#include "exit_event.h"
#include "reasons.h"
#include "sched_event.h"
#include "text.h"
#include "timeline_state.h"

#define PREFIX "hypertrace_"

#define REASON 64
#define PCPU 32

#define VMX_VMCALL 18
#define SVM_VMMCALL 0x81

static bool is_hypercall(uint32_t isa, uint64_t reason)
{
	return reason == (isa == HT_ISA_SVM ? SVM_VMMCALL : VMX_VMCALL);
}

/*
 * A guest's event and the hypercall that it took are one thing, if the vCPU left the guest for
 * nothing else between them.
 */
static int tell_cause(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, uint32_t isa,
		      uint64_t reason, uint64_t begin_ns)
{
	const struct ht_flow flow = {
		.from = vcpu->row,
		.from_ns = vcpu->said_ns,
		.to = vcpu->row,
		.to_ns = begin_ns,
		.name = "hypercall",
	};

	if (!vcpu->has_said || begin_ns < vcpu->said_ns)
		return 0;
	vcpu->has_said = false;
	return is_hypercall(isa, reason) ? ht_tl_flow(tl, &flow) : 0;
}

static int tell_exit(struct ht_timeline *tl, const struct ht_tl_vcpu *vcpu, uint32_t isa,
		     uint32_t number, const char *detail, uint64_t begin_ns, uint64_t end_ns,
		     bool open)
{
	const char *known = ht_reason_known(isa, number);
	char reason[REASON];
	const struct ht_span span = {
		.row = vcpu->row,
		.kind = HT_SPAN_EXIT,
		.name = known ?: reason,
		.detail = detail,
		.begin_ns = begin_ns,
		.end_ns = end_ns,
		.open = open,
	};

	if (!known)
		ht_reason_name(reason, sizeof(reason), isa, number);
	return ht_tl_span(tl, &span);
}

static uint64_t later(uint64_t now, uint64_t ns)
{
	return now > UINT64_MAX - ns ? UINT64_MAX : now + ns;
}

/* Told at the entry: so its end is known, too. */
static int on_exit_event(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu,
			 const struct ht_event *event)
{
	char user[HT_TEXT_SHORT], detail[HT_TEXT_SHORT + 32] = "";
	uint32_t khz = ht_life_khz(&tl->lives, vcpu->vm->life);
	struct ht_exit exit;
	uint64_t end;
	int ret = ht_exit_read(event, &exit);

	if (ret)
		return ret;
	/* KVM's own tracepoint told of the same exit. */
	vcpu->has_exit = false;
	if (exit.fast) {
		strcpy(detail, "fast path");
	} else if (exit.user_cycles) {
		ht_text_cycles(user, sizeof(user), exit.user_cycles, khz);
		snprintf(detail, sizeof(detail), "%s%s in the VMM", user, khz ? "" : " cycles");
	}
	end = event->has_stamp ? event->stamp_ns : exit.now;
	if (khz)
		end = later(exit.now, ht_cycles_to_ns(exit.cycles, khz));
	ret = tell_cause(tl, vcpu, exit.isa, exit.reason, exit.now);
	return ret ?: tell_exit(tl, vcpu, exit.isa, exit.reason, detail, exit.now, end, false);
}

static int end_exit(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, uint64_t now, bool open)
{
	const struct ht_tl_open *exit = &vcpu->exit;

	if (!vcpu->has_exit)
		return 0;
	vcpu->has_exit = false;
	return tell_exit(tl, vcpu, (uint32_t)exit->id, (uint32_t)exit->func, "", exit->begin_ns,
			 now, open);
}

static int on_kvm_exit(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu,
		       const struct ht_event *event)
{
	uint32_t isa, reason;
	int ret = ht_event_u32(event, "isa", &isa);

	ret = ret ?: ht_event_u32(event, "reason", &reason);
	if (ret || !event->has_stamp)
		return ret;
	ret = end_exit(tl, vcpu, event->stamp_ns, true);
	if (ret)
		return ret;
	vcpu->has_exit = true;
	vcpu->exit = (struct ht_tl_open){
		.func = reason,
		.id = isa,
		.begin_ns = event->stamp_ns,
	};
	return 0;
}

static int on_kvm_entry(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu,
			const struct ht_event *event)
{
	int ret;

	if (!vcpu->has_exit || !event->has_stamp)
		return 0;
	ret = tell_cause(tl, vcpu, (uint32_t)vcpu->exit.id, vcpu->exit.func, vcpu->exit.begin_ns);
	return ret ?: end_exit(tl, vcpu, event->stamp_ns, false);
}

/* What it says is told twice: where the vCPU runs, and who runs on the pCPU. */
static int tell_run(struct ht_timeline *tl, const struct ht_tl_vcpu *vcpu, uint32_t pcpu,
		    uint64_t end_ns, bool open)
{
	char where[PCPU], who[2 * PCPU];
	struct ht_span span = {
		.row = vcpu->row,
		.kind = HT_SPAN_RUN,
		.name = where,
		.detail = "",
		.begin_ns = vcpu->pcpu_ns,
		.end_ns = end_ns,
		.open = open,
	};
	int ret;

	snprintf(where, sizeof(where), "pCPU %" PRIu32, pcpu);
	snprintf(who, sizeof(who), "VM %" PRIu32 " vCPU %" PRIu32, vcpu->key.vm_id, vcpu->key.vcpu);
	ret = ht_tl_span(tl, &span);
	ret = ret ?: ht_tl_pcpu_row(tl, pcpu, &span.row);
	span.name = who;
	return ret ?: ht_tl_span(tl, &span);
}

/**
 * ht_tl_on_pcpu() - a vCPU was seen on a pCPU
 * @tl: the timeline
 * @vcpu: the vCPU
 * @pcpu: where, as an event says that may have been recorded later than it happened
 * @now: when
 *
 * A host that tells of migrations is not contradicted.
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_on_pcpu(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, uint32_t pcpu, uint64_t now)
{
	uint32_t row;
	int ret = 0;

	if (vcpu->has_pcpu && (vcpu->pcpu == pcpu || vcpu->tells_moves))
		return 0;
	if (vcpu->has_pcpu)
		ret = tell_run(tl, vcpu, vcpu->pcpu, now, false);
	vcpu->has_pcpu = true;
	vcpu->pcpu = pcpu;
	vcpu->pcpu_ns = now;
	return ret ?: ht_tl_pcpu_row(tl, pcpu, &row);
}

static int tell_move(struct ht_timeline *tl, const struct ht_tl_vcpu *vcpu,
		     const struct ht_sched *sched)
{
	static const char *const whys[HT_OFF_WHYS] = {
		[HT_OFF_PREEMPTED] = "preempted",
		[HT_OFF_HALTED] = "halted",
		[HT_OFF_USER] = "in the VMM",
		[HT_OFF_BLOCKED] = "blocked in the host's kernel",
	};
	char off[HT_TEXT_SHORT], queued[HT_TEXT_SHORT];
	char name[2 * PCPU], detail[HT_TL_TEXT];
	const struct ht_mark mark = {
		.row = vcpu->row,
		.kind = HT_MARK_MIGRATION,
		.name = name,
		.detail = detail,
		.at_ns = sched->now,
		.value = sched->pcpu,
	};

	ht_text_brief(off, sizeof(off), sched->off_ns);
	ht_text_brief(queued, sizeof(queued), sched->queued_ns);
	snprintf(name, sizeof(name), "pCPU %" PRIu32 " -> pCPU %" PRIu32, sched->from_pcpu,
		 sched->pcpu);
	snprintf(detail, sizeof(detail), "%s, off the CPU for %s, ready for %s of it",
		 sched->why < HT_OFF_WHYS ? whys[sched->why] : "for another reason", off, queued);
	return ht_tl_mark(tl, &mark);
}

static int on_sched(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu, const struct ht_event *event)
{
	struct ht_sched sched;
	uint64_t left;
	uint32_t row;
	int ret = ht_sched_read(event, &sched);

	if (ret)
		return ret;
	vcpu->tells_moves = true;
	ht_tl_moment(tl, sched.now);
	if (!sched.moved)
		return ht_tl_on_pcpu(tl, vcpu, sched.pcpu, sched.now);
	left = sched.now > sched.off_ns ? sched.now - sched.off_ns : 0;
	if (vcpu->has_pcpu)
		ret = tell_run(tl, vcpu, sched.from_pcpu, left, false);
	vcpu->has_pcpu = true;
	vcpu->pcpu = sched.pcpu;
	vcpu->pcpu_ns = sched.now;
	ret = ret ?: ht_tl_pcpu_row(tl, sched.pcpu, &row);
	return ret ?: tell_move(tl, vcpu, &sched);
}

/**
 * ht_tl_vm_stop() - the trace or the VM ends, and with it all that goes on there
 * @tl: the timeline
 * @vm: the VM
 * @now: when
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_vm_stop(struct ht_timeline *tl, struct ht_tl_vm *vm, uint64_t now)
{
	struct ht_tl_vcpu *vcpu;
	int ret = ht_tl_vm_flush(tl, vm, now);

	for (vcpu = vm->vcpus; !ret && vcpu; vcpu = vcpu->next) {
		ret = end_exit(tl, vcpu, now, true);
		if (!ret && vcpu->has_pcpu)
			ret = tell_run(tl, vcpu, vcpu->pcpu, now, true);
		vcpu->has_pcpu = false;
		vcpu->has_said = false;
	}
	return ret;
}

static const struct {
	const char *name;
	int (*handle)(struct ht_timeline *tl, struct ht_tl_vcpu *vcpu,
		      const struct ht_event *event);
} handlers[] = {
	{ HT_EXIT_EVENT_NAME, on_exit_event }, { PREFIX "kvm_exit", on_kvm_exit },
	{ PREFIX "kvm_entry", on_kvm_entry },  { HT_MIGRATE_EVENT_NAME, on_sched },
	{ HT_SCHED_EVENT_NAME, on_sched },     { HT_EXIT_STATS_NAME, ht_tl_on_exit_stats },
};
#define NR_HANDLERS ((int32_t)(sizeof(handlers) / sizeof(handlers[0])))

static int32_t handler_of(const struct ht_event *event)
{
	int32_t *memo = ht_view_memo(event->view->class, handlers);

	if (*memo == HT_VIEW_NO_MEMO)
		for (*memo = 0; *memo < NR_HANDLERS; ++*memo)
			if (!strcmp(event->name, handlers[*memo].name))
				break;
	return *memo;
}

/**
 * ht_tl_host_event() - take an event of the host
 * @tl: the timeline
 * @vm: its VM, with a life that knows of the event
 * @event: the event
 *
 * Return: 0, or a negative errno, with @tl->err filled.
 */
int ht_tl_host_event(struct ht_timeline *tl, struct ht_tl_vm *vm, const struct ht_event *event)
{
	static const char *const destroy[] = { PREFIX "vm_destroy" };
	int32_t i = handler_of(event);
	struct ht_tl_vcpu *vcpu;
	uint32_t number;
	int ret;

	if (!ht_event_which(event, destroy, 1))
		return ht_tl_vm_stop(tl, vm, tl->stats->end_ns);
	/* Nobody else has to be able to read them. */
	if (i == NR_HANDLERS || (!tl->ops->exit_sum && handlers[i].handle == ht_tl_on_exit_stats))
		return 0;
	ret = ht_event_u32(event, "vcpu_id", &number);
	if (ret)
		return ret;
	vcpu = ht_tl_vcpu(tl, vm, number);
	return vcpu ? handlers[i].handle(tl, vcpu, event) : -ECANCELED;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * What events of guests say of their VM's life: one function per event, and the table of them.
 *
 * An event also says what exits its vCPU took since the vCPU's event before. They belong to a phase
 * if both events lie in it; else nobody knows to which of several.
 */
#include <hypertrace/abi.h>
#include <stdlib.h>
#include <string.h>

#include "exit_event.h"
#include "guest_event.h"
#include "life_guest.h"
#include "life_open.h"
#include "step_event.h"

#define PREFIX "hypertrace_"

/**
 * struct said - an event, and whom it is about
 * @event: the event
 * @common: what it begins with
 * @life: the VM's life
 */
struct said {
	const struct ht_event *event;
	struct ht_guest_event common;
	struct ht_life *life;
};

/* A life's own failures are all of one kind. */
static int done(const struct said *said, int ret)
{
	return ret ? ht_err_nomem(said->event->err) : 0;
}

static int on_start(struct said *said)
{
	struct ht_life *life = said->life;
	uint32_t flags, nr_cpus;
	char *release;
	int ret = ht_event_u32(said->event, "start_flags", &flags);

	ret = ret ?: ht_event_u32(said->event, "nr_cpus", &nr_cpus);
	ret = ret ?: ht_event_text(said->event, "release", &release);
	if (ret)
		return ret;
	free(life->release);
	life->release = release;
	life->nr_cpus = nr_cpus;
	return done(said, ht_life_boot(life, flags & HT_START_EARLY, said->common.now));
}

static int on_level(struct said *said)
{
	char *name;
	int ret = ht_event_text(said->event, "level", &name);

	if (ret)
		return ret;
	return done(said, ht_life_begin(said->life, HT_LIFE_LEVEL, name, said->common.now));
}

static int on_call(struct said *said)
{
	struct ht_open call = {
		.kind = HT_OPEN_CALL,
		.vcpu = said->common.vcpu,
		.begin_ns = said->common.now,
	};
	int ret = ht_event_u64(said->event, "func", &call.func);

	ret = ret ?: ht_event_text(said->event, "name", &call.name);
	ret = ret ?: ht_event_text(said->event, "module", &call.of);
	if (ret) {
		free(call.name);
		return ret;
	}
	return done(said, ht_open_begin(said->life, &call));
}

static int on_return(struct said *said)
{
	uint64_t func;
	int ret = ht_event_u64(said->event, "func", &func);

	if (!ret)
		ht_open_end(said->life, true, func, 0, said->common.now);
	return ret;
}

static int on_user(struct said *said)
{
	return done(said, ht_life_user(said->life, said->common.now));
}

static int on_stop(struct said *said)
{
	return done(said, ht_life_stop(said->life, said->common.now));
}

/* Only the first one of each kind in a boot is kept: what follows mostly follows from it. */
static int on_panic(struct said *said)
{
	struct ht_life *life = said->life;
	struct ht_panic panic;
	struct ht_life_fall *fall;
	int ret = ht_panic_read(said->event, &panic);

	if (ret)
		return ret;
	life->frame_of = NULL;
	life->oopses += panic.kind == HT_PANIC_OOPS;
	fall = panic.kind == HT_PANIC ? &life->panic : &life->oops;
	if ((panic.kind != HT_PANIC && panic.kind != HT_PANIC_OOPS) ||
	    (fall->panic.kind && fall->boot == life->boots)) {
		ht_panic_exit(&panic);
		return 0;
	}
	ht_life_fall_exit(fall);
	fall->panic = panic;
	fall->boot = life->boots;
	life->frame_of = fall;
	ret = ht_open_latest(life, panic.vcpu, &fall->in);
	if (!ret && panic.kind == HT_PANIC)
		ret = ht_life_begin(life, HT_LIFE_PANIC, NULL, said->common.now);
	return done(said, ret);
}

static int on_frame(struct said *said)
{
	struct ht_life_fall *fall = said->life->frame_of;
	struct ht_frame frame;
	int ret = ht_frame_read(said->event, &frame);

	if (ret)
		return ret;
	if (fall && !fall->at && !frame.index && frame.vcpu == fall->panic.vcpu) {
		fall->at = frame.symbol;
		return 0;
	}
	ht_frame_exit(&frame);
	return 0;
}

static int on_power(struct said *said)
{
	struct ht_power power;
	int ret = ht_power_read(said->event, &power);

	if (ret)
		return ret;
	ht_power_exit(&power);
	return done(said, ht_life_power(said->life, power.action, said->common.now));
}

/* The phase of a shutdown that a step is of; none: HT_LIFE_HOST. */
static enum ht_life_kind phase_of(const struct ht_step *step)
{
	switch (step->kind) {
	case HT_STEP_NOTIFIER:
		return HT_LIFE_NOTIFIERS;
	case HT_STEP_DEVICE:
		return HT_LIFE_DEVICES;
	case HT_STEP_SYSCORE:
		return HT_LIFE_SYSCORE;
	case HT_STEP_PHASE:
		return !strcmp(step->name, "device_shutdown")  ? HT_LIFE_DEVICES :
		       !strcmp(step->name, "syscore_shutdown") ? HT_LIFE_SYSCORE :
								 HT_LIFE_HOST;
	default:
		return HT_LIFE_HOST;
	}
}

static enum ht_open_kind open_kind_of(const struct ht_step *step)
{
	return step->kind == HT_STEP_PHASE ? HT_OPEN_PHASE :
	       step->kind == HT_STEP_PM	   ? HT_OPEN_SLEEP :
					     HT_OPEN_STEP;
}

/* A shutdown goes forward only, and a panic's notifiers are none of it. */
static int on_step(struct said *said)
{
	struct ht_life *life = said->life;
	enum ht_life_kind now = ht_life_now(life)->kind, then;
	struct ht_step step;
	int ret = ht_step_start_read(said->event, &step);

	if (ret)
		return ret;
	then = phase_of(&step);
	if (then != HT_LIFE_HOST && now < then && now != HT_LIFE_SUSPENDED)
		ret = ht_life_begin(life, then, NULL, said->common.now);
	if (ret) {
		ht_step_exit(&step);
		return done(said, ret);
	}
	return done(said, ht_open_begin(life, &(struct ht_open){
						      .kind = open_kind_of(&step),
						      .func = step.func,
						      .id = step.id,
						      .name = step.name,
						      .of = step.device,
						      .vcpu = step.vcpu,
						      .begin_ns = said->common.now,
					      }));
}

static int on_step_end(struct said *said)
{
	struct ht_step_end end;
	int ret = ht_step_finish_read(said->event, &end);

	if (!ret)
		ht_open_end(said->life, false, end.func, end.id, said->common.now);
	return ret;
}

static const struct {
	const char *name;
	int (*handle)(struct said *said);
} handlers[] = {
	{ PREFIX "initcall_start", on_call },	    { PREFIX "initcall_finish", on_return },
	{ PREFIX "initcall_level", on_level },	    { PREFIX "guest_start", on_start },
	{ PREFIX "user_start", on_user },	    { PREFIX "guest_stop", on_stop },
	{ HT_PANIC_EVENT_NAME, on_panic },	    { HT_FRAME_EVENT_NAME, on_frame },
	{ HT_POWER_EVENT_NAME, on_power },	    { HT_STEP_START_EVENT_NAME, on_step },
	{ HT_STEP_FINISH_EVENT_NAME, on_step_end },
};
#define NR_HANDLERS ((int32_t)(sizeof(handlers) / sizeof(handlers[0])))

static size_t handler_of(const struct ht_event *event)
{
	int32_t *memo = ht_view_memo(event->view->class, handlers);

	if (*memo == HT_VIEW_NO_MEMO)
		for (*memo = 0; *memo < NR_HANDLERS; ++*memo)
			if (!strcmp(event->name, handlers[*memo].name))
				break;
	return (size_t)*memo;
}

/**
 * ht_life_is_guest_event() - does a guest say it?
 * @event: an event of ours
 *
 * Return: true if so; false if its host does.
 */
bool ht_life_is_guest_event(const struct ht_event *event)
{
	static const char key;
	int32_t *memo = ht_view_memo(event->view->class, &key);
	uint64_t seq, tsc;

	if (*memo == HT_VIEW_NO_MEMO)
		*memo = handler_of(event) < NR_HANDLERS ||
			(ht_event_has_u64(event, "seq", &seq) &&
			 ht_event_has_u64(event, "guest_tsc", &tsc));
	return *memo;
}

static void add(struct ht_life_sum *sum, const struct ht_told *told, uint64_t since)
{
	const struct ht_cost cost = { .exits = told->exits, .cycles = told->cycles };

	sum->cost = ht_cost_sum(sum->cost, cost);
	sum->told_ns += told->now > since ? told->now - since : 0;
	sum->told = true;
}

/*
 * The first that a vCPU tells is about all of its life. If that was before the trace, there is
 * nothing here to which it belongs.
 */
static void charge(struct ht_life *life, struct ht_life_vcpu *vcpu, const struct ht_told *told)
{
	struct ht_life_phase *phase = ht_life_now(life);
	bool is_known = vcpu->seen;

	life->counts_exits = life->counts_exits || told->exits || told->cycles;
	ht_tsc_guess_add(&vcpu->tsc, told->tsc, told->now);
	if (!phase || (!vcpu->seen && !life->whole))
		return;
	if (!vcpu->seen) {
		vcpu->at_ns = life->phases[0]->begin_ns;
		is_known = life->phases[0]->kind == HT_LIFE_HOST;
	}
	add(is_known && vcpu->phase + 1 == life->nr_phases ? &phase->sum : &life->several, told,
	    vcpu->at_ns);
}

/* It spoke before the trace began, unless it starts now. */
static int first_word(struct said *said, bool starts)
{
	struct ht_life *life = said->life;

	if (life->spoke)
		return 0;
	life->spoke = true;
	if (starts)
		return 0;
	life->boots = 1;
	return done(said, ht_life_begin(life, HT_LIFE_UNKNOWN, NULL, said->common.now));
}

static int handle(struct said *said, struct ht_life_vcpu *vcpu)
{
	struct ht_life *life = said->life;
	struct ht_life_phase *before = ht_life_now(life);
	size_t handler = handler_of(said->event);
	bool starts = handler < NR_HANDLERS && handlers[handler].handle == on_start;
	struct ht_told told;
	int ret;

	life->whole = life->spoke ? life->whole : starts;
	life->vcpu = life->vcpu ?: vcpu;
	if (ht_told_read(said->event, &told))
		charge(life, vcpu, &told);
	if (before)
		before->sum.lost += said->common.lost;
	ret = first_word(said, starts);
	if (!ret && handler < NR_HANDLERS)
		ret = handlers[handler].handle(said);
	if (ret)
		return ret;
	if (!before)
		ht_life_now(life)->sum.lost += said->common.lost;
	vcpu->seen = true;
	vcpu->phase = life->nr_phases - 1;
	vcpu->at_ns = said->common.now;
	return 0;
}

/**
 * ht_life_guest_event() - take an event of a guest into the model
 * @lives: the model
 * @event: one that ht_life_is_guest_event() says yes to, in the order in which they happened
 *
 * Return: 0; -EBADMSG: it lacks a field; -ENOMEM. Both with the event's error filled.
 */
int ht_life_guest_event(struct ht_lives *lives, const struct ht_event *event)
{
	struct said said = { .event = event };
	struct ht_life_vcpu *vcpu;
	struct ht_life *life;
	int ret = ht_guest_event_read(event, &said.common);

	if (ret)
		return ret;
	life = ht_life_get(lives, said.common.vm_id, said.common.vm_pid);
	vcpu = life ? ht_life_vcpu(lives, life, said.common.vcpu) : NULL;
	if (!vcpu)
		return ht_err_nomem(event->err);
	said.life = life;
	life->lost += said.common.lost;
	/* What comes after its VM's end is late. */
	if (life->destroyed)
		return 0;
	if (said.common.now > life->last_ns)
		life->last_ns = said.common.now;
	return handle(&said, vcpu);
}

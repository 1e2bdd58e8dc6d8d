// SPDX-License-Identifier: GPL-2.0-only
/*
 * The hypervisor's trace: what the host's has, but for guests' records; and KVM's exits and entries
 * under LTTng's names in place of ours, and the host's part of the messages that guest and host
 * seem to exchange. All of it says what other events of the trace say, in other words. Nothing is
 * guessed: which thread runs a vCPU only the host's sched_switch tells, so that has to be recorded
 * for Trace Compass to know it.
 *
 * To Trace Compass any event of a host's trace is a sign that its CPU is not in a guest. So between
 * an entry and its exit nothing may stand that did not interrupt the guest.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "host_trace.h"
#include "mirror_class.h"

/* How often a guest and its host exchange messages: so many times a second. */
#define SYNCS_PER_SEC 10
/* A vCPU's place is looked for among all of them, so there is an end. */
#define MOST_PLACES 1024

enum kind {
	KIND_OTHER,
	KIND_GUEST, /* one of a guest's records */
	KIND_EXIT,
	KIND_ENTRY,
	KIND_MIGRATE,
};

/**
 * struct class - a class of events
 * @kind: what its events are to us
 * @at: of KIND_GUEST where their common fields are
 */
struct class {
	enum kind kind;
	struct ht_common_at at;
};

/**
 * struct ht_place - where a vCPU runs
 * @vm: its VM
 * @vcpu: its number
 * @pcpu: the physical CPU
 */
struct ht_place {
	struct ht_vm_name vm;
	uint32_t vcpu;
	uint32_t pcpu;
};

/* Indices of &ht_host.classes. */
enum added {
	ADDED_EXIT,
	ADDED_ENTRY,
	ADDED_RECEIVED,
	ADDED_SENT,
};

static const struct ht_synth_layout exit_layout = { "kvm_x86_exit",
						    { { "exit_reason", HT_SYNTH_U32 },
						      { "guest_rip", HT_SYNTH_X64 },
						      { "isa", HT_SYNTH_U32 },
						      { "vcpu_id", HT_SYNTH_U32 },
						      { "vm_id", HT_SYNTH_U32 },
						      { "vm_pid", HT_SYNTH_S32 } } };
static const struct ht_synth_layout entry_layout = {
	"kvm_x86_entry",
	{ { "vcpu_id", HT_SYNTH_U32 }, { "vm_id", HT_SYNTH_U32 }, { "vm_pid", HT_SYNTH_S32 } }
};

/* What Trace Compass knows LTTng's kernel traces by; a trace of another tracer may lack it. */
static int complete_env(bt_trace *trace)
{
	if (bt_trace_borrow_environment_entry_value_by_name_const(trace, "domain"))
		return 0;
	return bt_trace_set_environment_entry_string(trace, "domain", "kernel");
}

/**
 * ht_host_new() - begin with the trace of a host
 * @trace: the trace that is written
 * @in: the trace that is read
 *
 * Return: the host, to be released with ht_host_free(), or NULL without memory.
 */
struct ht_host *ht_host_new(bt_trace *trace, const bt_trace *in)
{
	struct ht_host *host = calloc(1, sizeof(*host));

	if (!host)
		return NULL;
	if (complete_env(trace)) {
		free(host);
		return NULL;
	}
	host->trace = trace;
	while (bt_trace_class_borrow_stream_class_by_id_const(bt_trace_borrow_class_const(in),
							      host->class_id))
		host->class_id++;
	return host;
}

/**
 * ht_host_free() - release a host
 * @host: it
 */
void ht_host_free(struct ht_host *host)
{
	ht_synth_exit(&host->synth);
	ht_ptrmap_exit(&host->kinds, free);
	free(host->places);
	free(host);
}

static int class_judge(struct class *class, const bt_event_class *in)
{
	const bt_field_class *payload = bt_event_class_borrow_payload_field_class_const(in);
	const char *name = bt_event_class_get_name(in);

	if (!name || !payload)
		return 0;
	if (!strcmp(name, "hypertrace_kvm_exit"))
		class->kind = KIND_EXIT;
	else if (!strcmp(name, "hypertrace_kvm_entry"))
		class->kind = KIND_ENTRY;
	else if (!strcmp(name, "hypertrace_vcpu_migrate"))
		class->kind = KIND_MIGRATE;
	else if (!strncmp(name, HT_NAME_PREFIX, strlen(HT_NAME_PREFIX)) &&
		 !ht_common_find(payload, &class->at))
		class->kind = KIND_GUEST;
	return 0;
}

static const struct class *class_get(struct ht_host *host, const bt_event_class *in)
{
	struct class *class = ht_ptrmap_get(&host->kinds, in);

	if (class)
		return class;
	class = calloc(1, sizeof(*class));
	if (class && !class_judge(class, in) && !ht_ptrmap_set(&host->kinds, in, class))
		return class;
	free(class);
	return NULL;
}

static struct ht_place *place_find(struct ht_host *host, struct ht_vm_name vm, uint32_t vcpu)
{
	size_t i;

	for (i = 0; i < host->nr_places; i++) {
		struct ht_place *place = &host->places[i];

		if (place->vm.vm_id == vm.vm_id && place->vm.vm_pid == vm.vm_pid &&
		    place->vcpu == vcpu)
			return place;
	}
	return NULL;
}

static int place_set(struct ht_host *host, struct ht_vm_name vm, uint32_t vcpu, uint32_t pcpu)
{
	struct ht_place *place = place_find(host, vm, vcpu);

	if (!place && host->nr_places == MOST_PLACES)
		return 0;
	if (!place) {
		place = reallocarray(host->places, host->nr_places + 1, sizeof(*place));
		if (!place)
			return -ENOMEM;
		host->places = place;
		place = &host->places[host->nr_places++];
		*place = (struct ht_place){ .vm = vm, .vcpu = vcpu };
	}
	place->pcpu = pcpu;
	return 0;
}

static const bt_clock_class *clock_of(const bt_message *message)
{
	return bt_message_event_borrow_stream_class_default_clock_class_const(message);
}

/* Makes the streams of what is added, when the first of it comes. */
static int synth_ready(struct ht_host *host, bt_self_message_iterator *self,
		       const bt_message *message)
{
	bt_clock_class *clock;
	int ret = -ENOMEM;

	if (host->synth.class)
		return 0;
	clock = bt_clock_class_create(bt_self_message_iterator_borrow_component(self));
	if (clock && !ht_clock_class_fill(clock, clock_of(message)))
		ret = ht_synth_init(&host->synth, self, host->trace, host->class_id, clock,
				    "synthesized");
	bt_clock_class_put_ref(clock);
	return ret;
}

static int add(struct ht_host *host, enum added which, const struct ht_synth_layout *layout,
	       uint32_t pcpu, uint64_t cycles, const union ht_synth_value *values)
{
	if (!host->classes[which])
		host->classes[which] = ht_synth_class(&host->synth, layout, NULL);
	return ht_synth_put(&host->synth, pcpu, cycles, host->classes[which], layout, values);
}

/**
 * struct moment - when and where a vCPU was seen
 * @guest: its VM; NULL: nothing is known of that
 * @vcpu: its number
 * @pcpu: where it runs
 * @is_sure: that is so at this very moment
 * @is_told: the hypervisor's trace has it in other words
 * @cycles: when
 * @every: cycles between two exchanges of messages
 */
struct moment {
	struct ht_guest_trace *guest;
	uint32_t vcpu;
	uint32_t pcpu;
	bool is_sure;
	bool is_told;
	uint64_t cycles;
	uint64_t every;
};

/*
 * Before the event, and after the one before it: so the order of what was recorded stays as it is.
 * If entries are told, before one: there the CPU is the hypervisor's.
 */
static int sync(struct ht_host *host, const struct moment *moment, struct ht_err *err)
{
	union ht_synth_value values[2];
	int ret;

	if (!moment->guest || (host->any && moment->cycles - host->last < HT_SYNC_CYCLES) ||
	    moment->cycles < HT_SYNC_CYCLES ||
	    !ht_guest_trace_wants_sync(moment->guest, moment->vcpu, moment->is_sure,
				       moment->cycles))
		return 0;
	values[0].u = moment->guest->messages;
	values[1].u = moment->guest->uid;
	ret = ht_guest_trace_sync(moment->guest, moment->vcpu, moment->is_sure, moment->cycles,
				  moment->every, err);
	if (ret)
		return ret;
	ret = add(host, ADDED_RECEIVED, &ht_sync_layouts[HT_SYNC_GH_HOST], moment->pcpu,
		  moment->cycles - 3, values);
	values[0].u = (uint32_t)(values[0].u + 1);
	return ret   ?:
		       add(host, ADDED_SENT, &ht_sync_layouts[HT_SYNC_HG_HOST], moment->pcpu,
			   moment->cycles - 2, values);
}

static int take_guest(struct ht_host *host, struct ht_guest_traces *guests,
		      const bt_message *message, const struct class *class, struct moment *moment)
{
	const bt_field *payload =
		bt_event_borrow_payload_field_const(bt_message_event_borrow_event_const(message));
	const struct ht_place *place;
	struct ht_common common;
	struct ht_vm_name vm;
	int ret = 0;

	if (ht_common_read(payload, &class->at, &common))
		return 0;
	vm = (struct ht_vm_name){ common.vm_id, common.vm_pid };
	moment->guest = ht_guest_traces_get(guests, message, vm);
	if (!moment->guest)
		return -EIO;
	place = place_find(host, vm, common.vcpu_id);
	moment->vcpu = common.vcpu_id;
	moment->pcpu = place ? place->pcpu : common.pcpu;
	if (!host->has_entries)
		ret = sync(host, moment, &guests->err);
	return ret ?: ht_guest_trace_event(moment->guest, message, &common, &guests->err);
}

/* Of hypertrace_kvm_exit and _entry, which have the same fields. */
static int take_kvm(struct ht_host *host, struct ht_guest_traces *guests, const bt_field *fields,
		    bool is_exit, struct moment *moment)
{
	uint64_t rip = 0;
	uint32_t isa, reason;
	struct ht_vm_name vm;
	int ret;

	if (!ht_field_find_u32(fields, "vm_id", &vm.vm_id) ||
	    !ht_field_find_s32(fields, "vm_pid", &vm.vm_pid) ||
	    !ht_field_find_u32(fields, "vcpu_id", &moment->vcpu) ||
	    !ht_field_find_u32(fields, "pcpu", &moment->pcpu) ||
	    !ht_field_find_u32(fields, "isa", &isa) ||
	    !ht_field_find_u32(fields, "reason", &reason) ||
	    !ht_field_find_u64(fields, "guest_rip", &rip))
		return 0;
	host->has_entries |= !is_exit;
	moment->is_told = true;
	moment->is_sure = true;
	moment->guest = ht_guest_traces_find(guests, host->trace, vm);
	ret = place_set(host, vm, moment->vcpu, moment->pcpu);
	if (!is_exit)
		ret = ret ?: sync(host, moment, &guests->err);
	if (!ret && is_exit) {
		const union ht_synth_value values[] = { { .u = reason },   { .u = rip },
							{ .u = isa },	   { .u = moment->vcpu },
							{ .u = vm.vm_id }, { .s = vm.vm_pid } };

		ret = add(host, ADDED_EXIT, &exit_layout, moment->pcpu, moment->cycles, values);
	} else if (!ret) {
		const union ht_synth_value values[] = { { .u = moment->vcpu },
							{ .u = vm.vm_id },
							{ .s = vm.vm_pid } };

		ret = add(host, ADDED_ENTRY, &entry_layout, moment->pcpu, moment->cycles, values);
	}
	return ret;
}

static int take_migrate(struct ht_host *host, const bt_field *fields)
{
	struct ht_vm_name vm;
	uint32_t vcpu, pcpu;

	if (!ht_field_find_u32(fields, "vm_id", &vm.vm_id) ||
	    !ht_field_find_s32(fields, "vm_pid", &vm.vm_pid) ||
	    !ht_field_find_u32(fields, "vcpu_id", &vcpu) ||
	    !ht_field_find_u32(fields, "to_pcpu", &pcpu))
		return 0;
	return place_set(host, vm, vcpu, pcpu);
}

/* Of an event that has a clock. */
static int take(struct ht_host *host, struct ht_guest_traces *guests, const bt_message *message,
		const struct class *class, struct moment *moment)
{
	const bt_field *fields =
		bt_event_borrow_payload_field_const(bt_message_event_borrow_event_const(message));
	int ret = 0;

	moment->cycles = ht_message_cycles(message);
	moment->every = bt_clock_class_get_frequency(clock_of(message)) / SYNCS_PER_SEC;
	if (class->kind == KIND_GUEST)
		ret = take_guest(host, guests, message, class, moment);
	else if (class->kind == KIND_MIGRATE)
		ret = take_migrate(host, fields);
	else if (class->kind != KIND_OTHER)
		ret = take_kvm(host, guests, fields, class->kind == KIND_EXIT, moment);
	host->last = moment->cycles;
	host->any = true;
	return ret;
}

/**
 * ht_host_event() - look at an event of the host's trace, before it goes on
 * @host: the trace
 * @guests: the guests
 * @self: who makes messages; those that shall go before the event, into the hypervisor's trace, are
 *	in &ht_host.synth
 * @message: the event
 * @is_hypervisors: set: it goes into the hypervisor's trace, too
 *
 * Return: 0, or a negative errno, with the guests' error filled, but for -EIO: a guest's trace
 * cannot be written.
 */
int ht_host_event(struct ht_host *host, struct ht_guest_traces *guests,
		  bt_self_message_iterator *self, const bt_message *message, bool *is_hypervisors)
{
	const bt_event *in = bt_message_event_borrow_event_const(message);
	const struct class *class = class_get(host, bt_event_borrow_class_const(in));
	struct moment moment = { .guest = NULL };
	int ret = 0;

	if (!class)
		return ht_err_nomem(&guests->err);
	if (clock_of(message)) {
		if (class->kind != KIND_OTHER)
			ret = synth_ready(host, self, message);
		ret = ret ?: take(host, guests, message, class, &moment);
	}
	*is_hypervisors = class->kind != KIND_GUEST && !moment.is_told;
	return ret == -ENOMEM ? ht_err_nomem(&guests->err) : ret;
}

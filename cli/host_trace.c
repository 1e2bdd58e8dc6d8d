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
#include <cache_line.h>
#include <errno.h>
#include <mirror.h>
#include <stdlib.h>
#include <string.h>

#include "host_trace.h"

/* How often a guest and its host exchange messages: so many times a second. */
#define SYNCS_PER_SEC 10
/* What is told of more vCPUs is not believed: the trace is damaged. */
#define MOST_PLACES (16 * HT_HOST_PLACES)

enum kind {
	KIND_OTHER,
	KIND_DESTROY,
	/* From here on something may be added. */
	KIND_GUEST, /* one of a guest's records */
	KIND_EXIT,
	KIND_ENTRY,
	KIND_MIGRATE,
};

/**
 * struct ht_place - where a vCPU runs
 * @next: another vCPU, whose numbers have the same hash
 * @vm: its VM
 * @vcpu: its number
 * @pcpu: the physical CPU
 */
struct ht_place {
	struct ht_place *next;
	struct ht_vm_name vm;
	uint32_t vcpu;
	uint32_t pcpu;
};

/* Indices of &ht_host.shapes. */
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

/**
 * ht_host_new() - begin with the trace of a host
 * @trace: where the hypervisor's own events go
 * @hostname: of the host; outlives it
 *
 * Return: the host, to be released with ht_host_free() after @trace, or NULL without memory.
 */
struct ht_host *ht_host_new(struct ht_ctf_trace *trace, const char *hostname)
{
	struct ht_host *host = ht_lines_alloc(sizeof(*host));

	if (!host)
		return NULL;
	host->trace = trace;
	host->hostname = hostname;
	return host;
}

/**
 * ht_host_stream() - it has streams of a class
 * @host: the host
 * @class_id: the class's number; all are told before the host's first event
 */
void ht_host_stream(struct ht_host *host, uint64_t class_id)
{
	if (class_id >= host->class_id)
		host->class_id = class_id + 1;
}

/**
 * ht_host_free() - release a host
 * @host: it
 */
void ht_host_free(struct ht_host *host)
{
	struct ht_place *place;
	size_t i;

	ht_synth_exit(&host->synth);
	for (i = 0; i < HT_HOST_ADDED; i++)
		ht_synth_shape_exit(&host->shapes[i]);
	ht_ptrmap_exit(&host->kinds, NULL);
	for (i = 0; i < HT_HOST_PLACES; i++) {
		while ((place = host->places[i])) {
			host->places[i] = place->next;
			free(place);
		}
	}
	free(host);
}

static enum kind judge(const struct ht_whole_event *event)
{
	const char *name = event->shape->name;

	if (ht_whole_is_guest(event))
		return KIND_GUEST;
	if (!name || !event->shape->payload)
		return KIND_OTHER;
	if (!strcmp(name, "hypertrace_kvm_exit"))
		return KIND_EXIT;
	if (!strcmp(name, "hypertrace_kvm_entry"))
		return KIND_ENTRY;
	if (!strcmp(name, "hypertrace_vm_destroy"))
		return KIND_DESTROY;
	return strcmp(name, "hypertrace_vcpu_migrate") ? KIND_OTHER : KIND_MIGRATE;
}

static int kind_get(struct ht_host *host, const struct ht_whole_event *event, enum kind *kind)
{
	uintptr_t known = (uintptr_t)ht_ptrmap_get(&host->kinds, event->shape);

	/* One more, as nothing is NULL. */
	*kind = known ? known - 1 : judge(event);
	return known ? 0 :
		       ht_ptrmap_set(&host->kinds, event->shape, (void *)((uintptr_t)*kind + 1));
}

static struct ht_place **list_of(struct ht_host *host, struct ht_vm_name vm, uint32_t vcpu)
{
	return &host->places[(31 * ht_vm_hash(vm) + vcpu) % HT_HOST_PLACES];
}

static struct ht_place *place_find(struct ht_host *host, struct ht_vm_name vm, uint32_t vcpu)
{
	struct ht_place *place = *list_of(host, vm, vcpu);

	while (place && !(ht_vm_is_same(place->vm, vm) && place->vcpu == vcpu))
		place = place->next;
	return place;
}

static int place_set(struct ht_host *host, struct ht_vm_name vm, uint32_t vcpu, uint32_t pcpu)
{
	struct ht_place *place = place_find(host, vm, vcpu), **list;

	if (!place && host->nr_places == MOST_PLACES)
		return 0;
	if (!place) {
		place = malloc(sizeof(*place));
		if (!place)
			return -ENOMEM;
		list = list_of(host, vm, vcpu);
		*place = (struct ht_place){ .next = *list, .vm = vm, .vcpu = vcpu };
		*list = place;
		host->nr_places++;
	}
	place->pcpu = pcpu;
	return 0;
}

/* Makes the streams of what is added, when the first of it comes. */
static int synth_ready(struct ht_host *host, const struct ht_whole_event *event)
{
	if (host->synth.class)
		return 0;
	return ht_synth_init(&host->synth, host->trace, host->class_id,
			     event->stream->class->shape.clock, "synthesized");
}

static int add(struct ht_host *host, enum added which, const struct ht_synth_layout *layout,
	       uint32_t pcpu, uint64_t cycles, const union ht_synth_value *values)
{
	return ht_synth_shape(&host->shapes[which], layout, NULL) ?:
		       ht_synth_put(&host->synth, pcpu, cycles, &host->shapes[which], values);
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
		      const struct ht_whole_event *event, struct moment *moment, struct ht_err *err)
{
	const struct ht_place *place;
	struct ht_common common;
	struct ht_vm_name vm;
	int ret;

	if (ht_whole_common(event, &common))
		return 0;
	vm = (struct ht_vm_name){ common.vm_id, common.vm_pid };
	ret = ht_guest_traces_get(guests, event, host->hostname, vm, &moment->guest, err);
	if (ret)
		return ret;
	place = place_find(host, vm, common.vcpu_id);
	moment->vcpu = common.vcpu_id;
	moment->pcpu = place ? place->pcpu : common.pcpu;
	if (!host->has_entries)
		ret = sync(host, moment, err);
	return ret ?: ht_guest_trace_event(moment->guest, event, &common, err);
}

/* Has an event a number of that name, which fits? */
static bool has_u64(const struct ht_view *view, const char *name, uint64_t *value)
{
	int32_t index = ht_view_index(view->class, name);

	if (index < 0 || view->class->members[index].kind != HT_VALUE_UNSIGNED)
		return false;
	*value = view->values[index].u;
	return true;
}

static bool has_u32(const struct ht_view *view, const char *name, uint32_t *value)
{
	uint64_t wide;

	if (!has_u64(view, name, &wide) || wide > UINT32_MAX)
		return false;
	*value = (uint32_t)wide;
	return true;
}

static bool has_vm(const struct ht_view *view, struct ht_vm_name *vm)
{
	int32_t index = ht_view_index(view->class, "vm_pid");
	int64_t pid;

	if (index < 0 || view->class->members[index].kind != HT_VALUE_SIGNED)
		return false;
	pid = view->values[index].s;
	vm->vm_pid = (int32_t)pid;
	return pid == vm->vm_pid && has_u32(view, "vm_id", &vm->vm_id);
}

static bool has_vcpu(const struct ht_view *view, struct ht_vm_name *vm, uint32_t *vcpu)
{
	return has_vm(view, vm) && has_u32(view, "vcpu_id", vcpu);
}

static int tell(struct ht_host *host, const struct moment *moment, struct ht_vm_name vm,
		bool is_exit, uint32_t isa, uint32_t reason, uint64_t rip)
{
	const union ht_synth_value exit[] = { { .u = reason },	 { .u = rip },
					      { .u = isa },	 { .u = moment->vcpu },
					      { .u = vm.vm_id }, { .s = vm.vm_pid } };
	const union ht_synth_value entry[] = { { .u = moment->vcpu },
					       { .u = vm.vm_id },
					       { .s = vm.vm_pid } };

	if (is_exit)
		return add(host, ADDED_EXIT, &exit_layout, moment->pcpu, moment->cycles, exit);
	return add(host, ADDED_ENTRY, &entry_layout, moment->pcpu, moment->cycles, entry);
}

/* Of hypertrace_kvm_exit and _entry, which have the same fields. */
static int take_kvm(struct ht_host *host, struct ht_guest_traces *guests,
		    const struct ht_view *view, bool is_exit, struct moment *moment,
		    struct ht_err *err)
{
	uint64_t rip = 0;
	uint32_t isa, reason;
	struct ht_vm_name vm;
	int ret;

	if (!view || !has_vcpu(view, &vm, &moment->vcpu) || !has_u32(view, "pcpu", &moment->pcpu) ||
	    !has_u32(view, "isa", &isa) || !has_u32(view, "reason", &reason) ||
	    !has_u64(view, "guest_rip", &rip))
		return 0;
	host->has_entries |= !is_exit;
	moment->is_told = true;
	moment->is_sure = true;
	moment->guest = ht_guest_traces_find(guests, host->hostname, vm);
	ret = place_set(host, vm, moment->vcpu, moment->pcpu);
	if (!is_exit)
		ret = ret ?: sync(host, moment, err);
	return ret ?: tell(host, moment, vm, is_exit, isa, reason, rip);
}

static int take_migrate(struct ht_host *host, const struct ht_view *view)
{
	struct ht_vm_name vm;
	uint32_t vcpu, pcpu;

	if (!view || !has_vcpu(view, &vm, &vcpu) || !has_u32(view, "to_pcpu", &pcpu))
		return 0;
	return place_set(host, vm, vcpu, pcpu);
}

static int take_destroy(const struct ht_host *host, struct ht_guest_traces *guests,
			const struct ht_view *view)
{
	struct ht_vm_name vm;

	return view && has_vm(view, &vm) ? ht_guest_traces_over(guests, host->hostname, vm) : 0;
}

/* Of an event that has a clock. */
static int take(struct ht_host *host, struct ht_guest_traces *guests,
		const struct ht_whole_event *event, enum kind kind, struct moment *moment,
		struct ht_err *err)
{
	int ret = 0;

	moment->cycles = event->cycles;
	moment->every = event->stream->class->shape.clock->frequency / SYNCS_PER_SEC;
	if (kind == KIND_GUEST)
		ret = take_guest(host, guests, event, moment, err);
	else if (kind == KIND_DESTROY)
		ret = take_destroy(host, guests, ht_whole_view(event));
	else if (kind == KIND_MIGRATE)
		ret = take_migrate(host, ht_whole_view(event));
	else if (kind != KIND_OTHER)
		ret = take_kvm(host, guests, ht_whole_view(event), kind == KIND_EXIT, moment, err);
	host->last = moment->cycles;
	host->any = true;
	return ret;
}

/**
 * ht_host_event() - look at an event of the host's trace, before it is written
 * @host: the trace
 * @guests: the guests
 * @event: the event
 * @is_hypervisors: set: it goes into the hypervisor's trace, too
 * @err: says what is wrong with it
 *
 * Return: 0; a negative errno with @err filled: the trace cannot be; -ENOMEM, or what writing gave.
 */
int ht_host_event(struct ht_host *host, struct ht_guest_traces *guests,
		  const struct ht_whole_event *event, bool *is_hypervisors, struct ht_err *err)
{
	struct moment moment = { .guest = NULL };
	enum kind kind;
	int ret = kind_get(host, event, &kind);

	if (event->stream->class->shape.clock) {
		if (!ret && kind >= KIND_GUEST)
			ret = synth_ready(host, event);
		ret = ret ?: take(host, guests, event, kind, &moment, err);
	}
	*is_hypervisors = kind != KIND_GUEST && !moment.is_told;
	return ret;
}

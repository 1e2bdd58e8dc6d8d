// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace of one guest. Its clock is the host's, so the traces agree to the nanosecond; but it
 * has a name of its own, or Trace Compass would take guest and host for one machine.
 */
#include <errno.h>
#include <inttypes.h>
#include <mirror.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guest_trace.h"

/* KVM has no more. */
#define MOST_VCPUS 4096
#define PREFIX "guest-"

/**
 * struct ht_guest_vcpu - a vCPU of a guest
 * @number: KVM's
 * @kernel: for translations
 * @is_sure: messages were exchanged while it was known to run where they say
 */
struct ht_guest_vcpu {
	uint32_t number;
	struct ht_kernel_vcpu kernel;
	bool is_sure;
};

/**
 * struct class - a class of events of guests'
 * @shape: the host's, without contexts
 * @memo: of @shape
 * @kind: what its events become, besides
 */
struct class {
	struct ht_ctf_event_shape shape;
	char *memo;
	enum ht_kernel_kind kind;
};

#define MESSAGE(name)                                                                              \
	{                                                                                          \
		name,                                                                              \
		{                                                                                  \
			{ "cnt", HT_SYNTH_U32 }, { "vm_uid", HT_SYNTH_U64 },                       \
		}                                                                                  \
	}

const struct ht_synth_layout ht_sync_layouts[4] = {
	[HT_SYNC_GH_GUEST] = MESSAGE("vmsync_gh_guest"),
	[HT_SYNC_GH_HOST] = MESSAGE("vmsync_gh_host"),
	[HT_SYNC_HG_HOST] = MESSAGE("vmsync_hg_host"),
	[HT_SYNC_HG_GUEST] = MESSAGE("vmsync_hg_guest"),
};

/* FNV-1a, twice: the same guest gets the same clock each time it is exported. */
static void make_uuid(struct ht_ctf_clock *clock, const struct ht_guest_trace *guest)
{
	uint8_t uuid[16];
	int half, i;

	for (half = 0; half < 2; half++) {
		uint64_t hash = UINT64_C(0xcbf29ce484222325) + half;
		const char *name;

		for (i = 0; clock->has_uuid && i < 16; i++)
			hash = (hash ^ clock->uuid[i]) * UINT64_C(0x100000001b3);
		for (name = guest->hostname; *name; name++)
			hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
		for (i = 0; i < 8; i++)
			hash = (hash ^ (uint8_t)(guest->uid >> 8 * i)) * UINT64_C(0x100000001b3);
		memcpy(uuid + 8 * half, &hash, sizeof(hash));
	}
	/* As of a random one. */
	uuid[6] = (uuid[6] & 0x0f) | 0x40;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
	clock->has_uuid = true;
	memcpy(clock->uuid, uuid, sizeof(uuid));
}

/* What it runs, if this is the event that says so. */
static const char *release_of(const struct ht_whole_event *event)
{
	const struct ht_view *view = ht_whole_view(event);
	int32_t index = view ? ht_view_index(view->class, "release") : -1;

	if (index < 0 || view->class->members[index].kind != HT_VALUE_TEXT)
		return "";
	return view->values[index].text;
}

/* What LTTng says of a kernel's trace, and then what it does not. */
static int set_envs(struct ht_guest_trace *guest, const char *release)
{
	const struct {
		const char *name;
		const char *text;
		int64_t number;
	} entries[] = {
		{ "hostname", strrchr(guest->path, '/') + sizeof(PREFIX), 0 },
		{ "domain", "kernel", 0 },
		{ "sysname", "Linux", 0 },
		{ "kernel_release", release, 0 },
		{ "tracer_name", "lttng-modules", 0 },
		{ "tracer_major", NULL, 2 },
		{ "tracer_minor", NULL, 13 },
		{ "tracer_patchlevel", NULL, 0 },
		{ "synthesized_by", "hypertrace " HT_VERSION, 0 },
		{ "host_hostname", guest->hostname, 0 },
		{ "vm_id", NULL, guest->vm.vm_id },
		{ "vm_pid", NULL, guest->vm.vm_pid },
	};
	struct ht_ctf_envs *envs = &guest->trace->envs;
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < sizeof(entries) / sizeof(entries[0]); i++)
		ret = entries[i].text ? ht_ctf_env_text(envs, entries[i].name, entries[i].text) :
					ht_ctf_env_number(envs, entries[i].name, entries[i].number);
	return ret;
}

static int begin(struct ht_guest_trace *guest, const struct ht_guest_at *at,
		 const struct ht_whole_event *event)
{
	struct ht_ctf_clock clock = *event->stream->class->shape.clock;
	int ret = ht_ctf_trace_new(&guest->trace, guest->path, at->disk);

	make_uuid(&clock, guest);
	ret = ret ?: set_envs(guest, release_of(event));
	return ret ?: ht_synth_init(&guest->synth, guest->trace, 0, &clock, "guest");
}

/**
 * ht_guest_trace_free() - release a guest; its trace's files stay
 * @guest: the guest
 */
void ht_guest_trace_free(struct ht_guest_trace *guest)
{
	ht_ctf_trace_free(guest->trace);
	ht_synth_exit(&guest->synth);
	free(guest->vcpus);
	free(guest->path);
	free(guest->hostname);
	free(guest);
}

static int name_it(struct ht_guest_trace *guest, const struct ht_guest_at *at)
{
	char suffix[32] = "";

	guest->vm = at->vm;
	guest->classes = at->classes;
	guest->uid = at->same << 56 ^ ((uint64_t)at->vm.vm_id << 32 | (uint32_t)at->vm.vm_pid);
	guest->hostname = strdup(at->hostname);
	if (at->same)
		snprintf(suffix, sizeof(suffix), "-%" PRIu64, at->same + 1);
	if (asprintf(&guest->path, "%s/" PREFIX "vm%" PRIu32 "-pid%" PRId32 "%s", at->dir,
		     at->vm.vm_id, at->vm.vm_pid, suffix) < 0)
		guest->path = NULL;
	return guest->hostname && guest->path ? 0 : -ENOMEM;
}

/**
 * ht_guest_trace_new() - begin a guest's trace
 * @guest: set; to be released with ht_guest_trace_free()
 * @at: where
 * @event: its first event; has a clock
 *
 * Return: 0, -ENOMEM, or what writing gave.
 */
int ht_guest_trace_new(struct ht_guest_trace **guest, const struct ht_guest_at *at,
		       const struct ht_whole_event *event)
{
	struct ht_guest_trace *mine = calloc(1, sizeof(*mine));
	int ret;

	if (!mine)
		return -ENOMEM;
	ret = name_it(mine, at);
	ret = ret ?: begin(mine, at, event);
	if (ret)
		ht_guest_trace_free(mine);
	else
		*guest = mine;
	return ret;
}

static struct ht_guest_vcpu *vcpu_find(const struct ht_guest_trace *guest, uint32_t number)
{
	size_t i;

	for (i = 0; i < guest->nr_vcpus; i++) {
		if (guest->vcpus[i].number == number)
			return &guest->vcpus[i];
	}
	return NULL;
}

static struct ht_guest_vcpu *vcpu_get(struct ht_guest_trace *guest, uint32_t number,
				      struct ht_err *err)
{
	struct ht_guest_vcpu *vcpu = vcpu_find(guest, number);

	if (vcpu)
		return vcpu;
	if (guest->nr_vcpus == MOST_VCPUS) {
		ht_err_set(err, -E2BIG,
			   "more than %d vCPUs of VM %" PRIu32 " in this trace: it is damaged",
			   MOST_VCPUS, guest->vm.vm_id);
		return NULL;
	}
	vcpu = reallocarray(guest->vcpus, guest->nr_vcpus + 1, sizeof(*vcpu));
	if (!vcpu) {
		ht_err_nomem(err);
		return NULL;
	}
	guest->vcpus = vcpu;
	vcpu = &guest->vcpus[guest->nr_vcpus++];
	*vcpu = (struct ht_guest_vcpu){ .number = number };
	return vcpu;
}

static void class_free(void *data)
{
	struct class *class = data;

	free(class->memo);
	free(class);
}

static struct class *class_get(struct ht_guest_trace *guest, const struct ht_ctf_event_shape *in,
			       struct ht_err *err)
{
	struct class *class = ht_ptrmap_get(&guest->classes->own, in);

	if (class)
		return class;
	if (in->payload && !ht_ctf_type_is_whole(in->payload)) {
		ht_err_set(err, -EBADMSG,
			   "a field of %s is as long as something outside of it says, so no trace "
			   "of VM %" PRIu32 " can be made: the trace is damaged",
			   in->name, guest->vm.vm_id);
		return NULL;
	}
	class = calloc(1, sizeof(*class));
	if (!class)
		return NULL;
	class->kind = ht_kernel_kind(in->name);
	class->shape = (struct ht_ctf_event_shape){
		.name = in->name,
		.level = -1,
		.payload = in->payload,
		.memo = &class->memo,
	};
	if (!ht_ptrmap_set(&guest->classes->own, in, class))
		return class;
	free(class);
	return NULL;
}

static int translate(struct ht_guest_trace *guest, const struct ht_whole_event *event,
		     enum ht_kernel_kind kind, struct ht_guest_vcpu *vcpu)
{
	const struct ht_view *view = kind == HT_KERNEL_NONE ? NULL : ht_whole_view(event);
	const struct ht_event mine = { .name = event->shape->name, .view = view };

	return view ? ht_kernel_put(&guest->classes->kernel, &guest->synth, kind, &vcpu->kernel,
				    &mine, vcpu->number, event->cycles) :
		      0;
}

/**
 * ht_guest_trace_event() - put an event into its guest's trace
 * @guest: the guest
 * @event: the event
 * @common: its common fields
 * @err: says what is wrong with it
 *
 * Return: 0; -E2BIG: it is of more vCPUs than there can be; -EBADMSG: its fields cannot be told
 * apart in a trace of the guest's; -ENOMEM, or what writing gave.
 */
int ht_guest_trace_event(struct ht_guest_trace *guest, const struct ht_whole_event *event,
			 const struct ht_common *common, struct ht_err *err)
{
	struct ht_guest_vcpu *vcpu = vcpu_get(guest, common->vcpu_id, err);
	struct class *class;
	int ret;

	if (!vcpu)
		return -E2BIG;
	class = class_get(guest, event->shape, err);
	if (!class)
		return err->text[0] ? -EBADMSG : -ENOMEM;
	ret = ht_synth_write(&guest->synth, vcpu->number, event->cycles, &class->shape,
			     event->bytes + event->contexts, event->size - event->contexts);
	return ret ?: translate(guest, event, class->kind, vcpu);
}

/**
 * ht_guest_trace_wants_sync() - is it time that guest and host exchange messages?
 * @guest: the guest
 * @vcpu: which of its vCPUs would
 * @is_sure: that one runs where the host's events will say
 * @cycles: when
 */
bool ht_guest_trace_wants_sync(const struct ht_guest_trace *guest, uint32_t vcpu, bool is_sure,
			       uint64_t cycles)
{
	const struct ht_guest_vcpu *known = vcpu_find(guest, vcpu);

	return cycles >= guest->next_sync || (is_sure && (!known || !known->is_sure));
}

/**
 * ht_guest_trace_sync() - guest and host exchange messages: the guest's part
 * @guest: the guest
 * @vcpu: which of its vCPUs
 * @is_sure: see ht_guest_trace_wants_sync()
 * @cycles: when the exchange has ended; it began HT_SYNC_CYCLES before that
 * @every: cycles until the next one is wanted
 * @err: says what is wrong
 *
 * Return: 0 or a negative errno.
 */
int ht_guest_trace_sync(struct ht_guest_trace *guest, uint32_t vcpu, bool is_sure, uint64_t cycles,
			uint64_t every, struct ht_err *err)
{
	struct ht_guest_vcpu *known = vcpu_get(guest, vcpu, err);
	struct ht_synth_shape *sync = guest->classes->sync;
	struct ht_synth *synth = &guest->synth;
	union ht_synth_value values[] = { { .u = guest->messages++ }, { .u = guest->uid } };
	int ret;

	if (!known)
		return -E2BIG;
	known->is_sure |= is_sure;
	guest->next_sync = cycles + every;
	if (ht_synth_shape(&sync[0], &ht_sync_layouts[HT_SYNC_GH_GUEST], NULL) ||
	    ht_synth_shape(&sync[1], &ht_sync_layouts[HT_SYNC_HG_GUEST], NULL))
		return -ENOMEM;
	ret = ht_synth_put(synth, vcpu, cycles - 4, &sync[0], values);
	values[0].u = guest->messages++;
	return ret ?: ht_synth_put(synth, vcpu, cycles - 1, &sync[1], values);
}

/**
 * ht_guest_classes_exit() - release what guests' traces had in common
 * @classes: that; the traces are released before
 */
void ht_guest_classes_exit(struct ht_guest_classes *classes)
{
	ht_kernel_exit(&classes->kernel);
	ht_synth_shape_exit(&classes->sync[0]);
	ht_synth_shape_exit(&classes->sync[1]);
	ht_ptrmap_exit(&classes->own, class_free);
}

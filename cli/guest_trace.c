// SPDX-License-Identifier: GPL-2.0-only
/*
 * The trace of one guest. Its clock is the host's, so the traces agree to the nanosecond; but it
 * has a name of its own, or Trace Compass would take guest and host for one machine.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "field.h"
#include "guest_trace.h"

/* Each has a file that is open; KVM has no more. */
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
 * struct class - a class of events of a guest's
 * @out: ours
 * @kind: what its events become, besides
 */
struct class {
	bt_event_class *out;
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

/**
 * ht_trace_env() - what a trace says of where it comes from
 * @trace: the trace
 * @name: of the entry
 *
 * Return: the entry's text, "" if there is none.
 */
const char *ht_trace_env(const bt_trace *trace, const char *name)
{
	const bt_value *value = bt_trace_borrow_environment_entry_value_by_name_const(trace, name);

	return value && bt_value_is_string(value) ? bt_value_string_get(value) : "";
}

/**
 * ht_message_trace() - the trace that an event is in
 * @message: the event
 */
const bt_trace *ht_message_trace(const bt_message *message)
{
	return bt_stream_borrow_trace_const(
		bt_event_borrow_stream_const(bt_message_event_borrow_event_const(message)));
}

/**
 * ht_message_cycles() - when an event happened
 * @message: the event; has a clock
 */
uint64_t ht_message_cycles(const bt_message *message)
{
	return bt_clock_snapshot_get_value(
		bt_message_event_borrow_default_clock_snapshot_const(message));
}

/* FNV-1a, twice: the same guest gets the same clock each time it is exported. */
static void make_uuid(uint8_t uuid[16], const bt_clock_class *clock,
		      const struct ht_guest_trace *guest)
{
	bt_uuid host = bt_clock_class_get_uuid(clock);
	int half, i;

	for (half = 0; half < 2; half++) {
		uint64_t hash = UINT64_C(0xcbf29ce484222325) + half;
		const char *name;

		for (i = 0; host && i < 16; i++)
			hash = (hash ^ host[i]) * UINT64_C(0x100000001b3);
		for (name = guest->hostname; *name; name++)
			hash = (hash ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
		for (i = 0; i < 8; i++)
			hash = (hash ^ (uint8_t)(guest->uid >> 8 * i)) * UINT64_C(0x100000001b3);
		memcpy(uuid + 8 * half, &hash, sizeof(hash));
	}
	/* As of a random one. */
	uuid[6] = (uuid[6] & 0x0f) | 0x40;
	uuid[8] = (uuid[8] & 0x3f) | 0x80;
}

/* What it runs, if this is the event that says so. */
static char *release_of(const bt_message *message)
{
	const char *release = ht_field_find_text(
		bt_event_borrow_payload_field_const(bt_message_event_borrow_event_const(message)),
		"release");

	return strdup(release ? release : "");
}

static int open_feed(struct ht_guest_trace *guest, const bt_plugin *ctf, const bt_message *message,
		     struct ht_err *err)
{
	char *release = release_of(message);
	struct ht_feed_trace trace = {
		.path = guest->path,
		.env = { { "hostname", strrchr(guest->path, '/') + sizeof(PREFIX), 0 },
			 { "domain", "kernel", 0 },
			 { "sysname", "Linux", 0 },
			 { "kernel_release", release ? release : "", 0 },
			 { "tracer_name", "lttng-modules", 0 },
			 { "tracer_major", NULL, 2 },
			 { "tracer_minor", NULL, 13 },
			 { "tracer_patchlevel", NULL, 0 },
			 { "synthesized_by", "hypertrace " HT_VERSION, 0 },
			 { "host_hostname", guest->hostname, 0 },
			 { "vm_id", NULL, guest->vm.vm_id },
			 { "vm_pid", NULL, guest->vm.vm_pid } },
		.clock = bt_stream_class_borrow_default_clock_class_const(
			bt_stream_borrow_class_const(bt_event_borrow_stream_const(
				bt_message_event_borrow_event_const(message)))),
	};
	int ret;

	make_uuid(trace.uuid, trace.clock, guest);
	ret = ht_feed_init(&guest->feed, &trace, ctf, err);
	if (!ret)
		guest->copier.trace_class = bt_trace_borrow_class(guest->feed.synth.trace);
	free(release);
	return ret;
}

/**
 * ht_guest_trace_free() - release a guest; its trace is finished now
 * @guest: the guest
 */
void ht_guest_trace_free(struct ht_guest_trace *guest)
{
	ht_feed_exit(&guest->feed);
	ht_ptrmap_exit(&guest->classes, free);
	ht_ptrmap_exit(&guest->copier.copies, NULL);
	free(guest->vcpus);
	free(guest->path);
	free(guest->hostname);
	free(guest);
}

/**
 * ht_guest_trace_new() - begin a guest's trace
 * @at: where
 * @message: its first event; has a clock
 * @err: says what is wrong
 *
 * Return: the guest, to be released with ht_guest_trace_free(), or NULL.
 */
struct ht_guest_trace *ht_guest_trace_new(const struct ht_guest_at *at, const bt_message *message,
					  struct ht_err *err)
{
	struct ht_guest_trace *guest = calloc(1, sizeof(*guest));
	char suffix[32] = "";

	if (!guest) {
		ht_err_nomem(err);
		return NULL;
	}
	guest->vm = at->vm;
	guest->uid = at->same << 56 ^ ((uint64_t)at->vm.vm_id << 32 | (uint32_t)at->vm.vm_pid);
	guest->hostname = strdup(ht_trace_env(ht_message_trace(message), "hostname"));
	if (at->same)
		snprintf(suffix, sizeof(suffix), "-%" PRIu64, at->same + 1);
	if (asprintf(&guest->path, "%s/" PREFIX "vm%" PRIu32 "-pid%" PRId32 "%s", at->dir,
		     at->vm.vm_id, at->vm.vm_pid, suffix) < 0)
		guest->path = NULL;
	if (!guest->hostname || !guest->path)
		ht_err_nomem(err);
	else if (!open_feed(guest, at->ctf, message, err))
		return guest;
	ht_guest_trace_free(guest);
	return NULL;
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

static int class_copy(struct ht_guest_trace *guest, struct class *class, const bt_event_class *in)
{
	const char *name = bt_event_class_get_name(in);
	bt_field_class *payload;
	int ret;

	class->kind = ht_kernel_kind(name);
	class->out = bt_event_class_create(guest->feed.synth.class);
	if (!class->out)
		return -ENOMEM;
	/* The stream's class keeps it. */
	bt_event_class_put_ref(class->out);
	guest->copier.payload = bt_event_class_borrow_payload_field_class_const(in);
	payload = ht_copy_class(&guest->copier, guest->copier.payload);
	ret = payload && !bt_event_class_set_name(class->out, name) &&
			      !bt_event_class_set_payload_field_class(class->out, payload) ?
		      0 :
		      -ENOMEM;
	bt_field_class_put_ref(payload);
	return ret;
}

static struct class *class_get(struct ht_guest_trace *guest, const bt_event_class *in)
{
	struct class *class = ht_ptrmap_get(&guest->classes, in);

	if (class)
		return class;
	class = calloc(1, sizeof(*class));
	if (class && !class_copy(guest, class, in) && !ht_ptrmap_set(&guest->classes, in, class))
		return class;
	free(class);
	return NULL;
}

static int put_copy(struct ht_guest_trace *guest, const struct class *class, const bt_event *event,
		    uint32_t cpu, uint64_t cycles)
{
	struct ht_synth *synth = &guest->feed.synth;
	bt_message *message = ht_synth_event(synth, cpu, cycles, class->out);
	int ret;

	if (!message)
		return -ENOMEM;
	ret = ht_copy_field(bt_event_borrow_payload_field_const(event),
			    bt_event_borrow_payload_field(bt_message_event_borrow_event(message)));
	if (!ret)
		return ht_messages_put(&synth->messages, message);
	bt_message_put_ref(message);
	return ret;
}

/**
 * ht_guest_trace_event() - put an event into its guest's trace
 * @guest: the guest
 * @message: the event
 * @common: its common fields
 * @err: says what is wrong, but for -EIO
 *
 * Return: 0, -EIO: it cannot be written; or another negative errno.
 */
int ht_guest_trace_event(struct ht_guest_trace *guest, const bt_message *message,
			 const struct ht_common *common, struct ht_err *err)
{
	const bt_event *event = bt_message_event_borrow_event_const(message);
	struct ht_guest_vcpu *vcpu = vcpu_get(guest, common->vcpu_id, err);
	struct class *class;
	uint64_t cycles = ht_message_cycles(message);
	int ret;

	if (!vcpu)
		return -E2BIG;
	class = class_get(guest, bt_event_borrow_class_const(event));
	if (!class)
		return ht_err_nomem(err);
	ret = put_copy(guest, class, event, vcpu->number, cycles);
	ret = ret   ?:
		      ht_kernel_put(&guest->kernel, &guest->feed.synth, class->kind, &vcpu->kernel,
				    bt_event_borrow_payload_field_const(event), vcpu->number,
				    cycles);
	ret = ret ?: ht_feed_write(&guest->feed);
	return ret == -ENOMEM ? ht_err_nomem(err) : ret;
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
	const struct ht_synth_layout *there = &ht_sync_layouts[HT_SYNC_GH_GUEST];
	const struct ht_synth_layout *back = &ht_sync_layouts[HT_SYNC_HG_GUEST];
	struct ht_guest_vcpu *known = vcpu_get(guest, vcpu, err);
	struct ht_synth *synth = &guest->feed.synth;
	union ht_synth_value values[] = { { .u = guest->messages++ }, { .u = guest->uid } };
	int ret;

	if (!known)
		return -E2BIG;
	known->is_sure |= is_sure;
	guest->next_sync = cycles + every;
	if (!guest->sync[0])
		guest->sync[0] = ht_synth_class(synth, there, NULL);
	if (!guest->sync[1])
		guest->sync[1] = ht_synth_class(synth, back, NULL);
	ret = ht_synth_put(synth, vcpu, cycles - 4, guest->sync[0], there, values);
	values[0].u = guest->messages++;
	ret = ret ?: ht_synth_put(synth, vcpu, cycles - 1, guest->sync[1], back, values);
	return ret ? ht_err_nomem(err) : 0;
}

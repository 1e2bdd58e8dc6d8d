// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last stage in this module: account for the record's number, place it in host time, and call
 * the tracepoint of its type. The record has been copied and checked; nothing here can fail.
 */
#include <linux/string.h>

#include "clock.h"
#include "emit.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

/*
 * How many records are missing before this one. A vCPU that was never heard of before its guest's
 * HT_REC_GUEST_START (this module was loaded later) has no known past, and so no losses.
 */
static u32 account(struct ht_vm *vm, struct ht_vcpu *hv)
{
	const struct ht_rec_hdr *hdr = &hv->assembly.rec.hdr;
	u32 epoch, lost;

	if (hdr->type == HT_REC_GUEST_START)
		atomic_inc(&vm->epoch);
	epoch = atomic_read(&vm->epoch);
	if (hv->epoch != epoch) {
		hv->epoch = epoch;
		hv->next_seq = 0;
		hv->synced = true;
	}
	lost = hv->synced ? hdr->seq - hv->next_seq : 0;
	/* A number seen before is the guest's mistake or malice, not two billion losses. */
	if ((s32)lost < 0)
		lost = 0;
	hv->next_seq = hdr->seq + 1;
	hv->synced = true;
	atomic64_inc(&vm->records);
	if (lost)
		atomic64_add(lost, &vm->lost);
	return lost;
}

/* Copies @len bytes of the record's text to @to and terminates them; returns what follows. */
static char *terminate(char *to, const char *text, u16 len)
{
	memcpy(to, text, len);
	to[len] = '\0';
	return to + len + 1;
}

static void emit_initcall_start(const struct ht_event *ev, struct ht_vcpu *hv)
{
	const struct ht_rec_initcall_start *rec = &hv->assembly.rec.initcall_start;
	char *module = terminate(hv->text, rec->text, rec->name_len);

	terminate(module, rec->text + rec->name_len, rec->module_len);
	trace_hypertrace_initcall_start(ev, rec->func, hv->text, module);
}

static void emit_type(const struct ht_event *ev, struct ht_vcpu *hv)
{
	const union ht_record *rec = &hv->assembly.rec;

	switch (rec->hdr.type) {
	case HT_REC_GUEST_START:
		terminate(hv->text, rec->guest_start.release, rec->guest_start.release_len);
		trace_hypertrace_guest_start(ev, rec->guest_start.abi_version,
					     rec->guest_start.start_flags, rec->guest_start.nr_cpus,
					     hv->text);
		break;
	case HT_REC_INITCALL_LEVEL:
		terminate(hv->text, rec->initcall_level.name, rec->initcall_level.name_len);
		trace_hypertrace_initcall_level(ev, hv->text);
		break;
	case HT_REC_INITCALL_START:
		emit_initcall_start(ev, hv);
		break;
	case HT_REC_INITCALL_FINISH:
		trace_hypertrace_initcall_finish(ev, rec->initcall_finish.func,
						 rec->initcall_finish.ret);
		break;
	case HT_REC_USER_START:
		terminate(hv->text, rec->user_start.path, rec->user_start.path_len);
		trace_hypertrace_user_start(ev, hv->text);
		break;
	case HT_REC_GUEST_STOP:
		trace_hypertrace_guest_stop(ev);
		break;
	}
}

/**
 * ht_emit - trace the record a vCPU has delivered
 * @vm: the VM
 * @hv: the vCPU's state; its assembly holds the record, whole and checked
 * @vcpu: the vCPU, in whose thread this runs
 */
void ht_emit(struct ht_vm *vm, struct ht_vcpu *hv, struct kvm_vcpu *vcpu)
{
	const struct ht_rec_hdr *hdr = &hv->assembly.rec.hdr;
	struct ht_event ev = {
		.vm_id = vm->id,
		.vm_pid = vm->pid,
		.vcpu_id = vcpu->vcpu_id,
		.pcpu = vcpu->arch.last_vmentry_cpu,
		.seq = hdr->seq,
		.lost = account(vm, hv),
		.time_ns = ht_clock_ns(vcpu, hdr->tsc),
		.guest_tsc = hdr->tsc,
	};

	emit_type(&ev, hv);
}

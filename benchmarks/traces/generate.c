// SPDX-License-Identifier: GPL-2.0-only
/*
 * Large FAKE traces to measure readers with: two VMs of two vCPUs boot, work, and shut down. Or VMs
 * of one vCPU hardly work: one boots again and again, or one VM comes after the other.
 *
 *	generate KIND EVENTS DIR
 *
 * KIND is how the host recorded them, see enum kind. The shares of the events while they work are
 * those of a busy guest in the test bed; nothing is random, so two runs write the same bytes.
 */
#include <err.h>
#include <errno.h>
#include <hypertrace/record.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "ctf.h"

/*
 * How records came: by ring, one event each or packed; by hypercall, among a host's own events, or
 * among those of all exits. And by hypercall, of many boots, or of many VMs.
 */
enum kind {
	KIND_EVENTS,
	KIND_PACKED,
	KIND_KERNEL,
	KIND_EXITS,
	KIND_BOOTS,
	KIND_VMS,
	NR_KINDS,
};

#define NR_VMS 2
#define NR_VCPUS 2
#define NR_CPUS 2
#define NR_INITCALLS 280
#define NR_MODULES 20
#define KHZ 2000000
#define DRAIN_NS 100000000
#define STEP_NS 20000
#define CHUNK_BYTES 32768

enum class_id {
	C_LEVEL,
	C_INITCALL,
	C_FINISH,
	C_ENTRY,
	C_RETURN,
	C_SWITCH,
	C_WAKEUP,
	C_IRQ,
	C_IRQ_END,
	C_SOFTIRQ,
	C_SOFTIRQ_END,
	C_FAULT,
	C_EXIT,
	C_STATS,
	C_MIGRATE,
	C_SCHED,
	C_HOST_SWITCH,
	C_KVM_EXIT,
	C_KVM_ENTRY,
	C_PACKED,
	C_START,
	C_USER,
	C_STOP,
	C_POWER,
	C_STEP,
	C_STEP_END,
	C_CREATE,
	C_DESTROY,
	C_NR
};

#define VM "u vm_id i vm_pid "
#define VCPU VM "u vcpu_id u pcpu "
#define GUEST VCPU "u seq u lost U time_ns U guest_tsc u exits U hv_cycles "
#define RAN "U migrations U loads U preemptions U run_ns U wait_ns U halt_ns U user_ns U block_ns"

static const struct class classes[C_NR] = {
	[C_LEVEL] = { "hypertrace_initcall_level", GUEST "s level" },
	[C_INITCALL] = { "hypertrace_initcall_start", GUEST "X func s name s module" },
	[C_FINISH] = { "hypertrace_initcall_finish", GUEST "X func i ret" },
	[C_ENTRY] = { "hypertrace_syscall_entry", GUEST "U nr u compat i tid A args" },
	[C_RETURN] = { "hypertrace_syscall_exit", GUEST "U nr I ret" },
	[C_SWITCH] = { "hypertrace_sched_switch",
		       GUEST "s prev_comm i prev_tid i prev_prio U prev_state "
			     "s next_comm i next_tid i next_prio" },
	[C_WAKEUP] = { "hypertrace_sched_wakeup",
		       GUEST "s comm i tid i prio u target_cpu u is_new" },
	[C_IRQ] = { "hypertrace_irq_entry", GUEST "u irq s name" },
	[C_IRQ_END] = { "hypertrace_irq_exit", GUEST "u irq i ret" },
	[C_SOFTIRQ] = { "hypertrace_softirq_entry", GUEST "u vec" },
	[C_SOFTIRQ_END] = { "hypertrace_softirq_exit", GUEST "u vec" },
	[C_FAULT] = { "hypertrace_page_fault", GUEST "X address X ip u error_code" },
	[C_EXIT] = { "hypertrace_exit", VCPU "u isa u reason X guest_rip u fast U cycles "
					     "U user_cycles U time_ns" },
	[C_STATS] = { "hypertrace_exit_stats",
		      VM "u vcpu_id u isa u reason u why u snapshot u tsc_khz U since_ns U count "
			 "U cycles U min U max U fast U fast_cycles U user U user_cycles H hist" },
	[C_MIGRATE] = { "hypertrace_vcpu_migrate",
			VM "u vcpu_id u from_pcpu u to_pcpu u from_node u to_node u why U off_ns "
			   "U queued_ns U time_ns U guest_tsc " RAN },
	[C_SCHED] = { "hypertrace_vcpu_sched", VCPU "u node u why U time_ns " RAN },
	[C_HOST_SWITCH] = { "sched_switch", "c prev_comm i prev_tid i prev_prio I prev_state "
					    "c next_comm i next_tid i next_prio" },
	[C_KVM_EXIT] = { "kvm_x86_exit", "u exit_reason X guest_rip u isa U info1 U info2" },
	[C_KVM_ENTRY] = { "kvm_x86_entry", "u vcpu_id" },
	[C_PACKED] = { "ht_packed", GUEST "u guest_khz u host_khz u events B records L exit_log" },
	[C_START] = { "hypertrace_guest_start",
		      GUEST "u abi_version u start_flags u nr_cpus s release" },
	[C_USER] = { "hypertrace_user_start", GUEST "s path" },
	[C_STOP] = { "hypertrace_guest_stop", GUEST "U emitted U total_lost" },
	[C_POWER] = { "hypertrace_power", GUEST "u action s text" },
	[C_STEP] = { "hypertrace_step_start", GUEST "X func u id u kind s name s device" },
	[C_STEP_END] = { "hypertrace_step_finish", GUEST "X func u id i ret" },
	[C_CREATE] = { "hypertrace_vm_create", VM "u parent_id u depth u inner_id" },
	[C_DESTROY] = { "hypertrace_vm_destroy", VM "U records U lost U rejected" },
};

/**
 * struct vcpu - one of them
 * @vm: its VM, from 1
 * @id: its number
 * @cpu: where it runs
 * @now: how far it is, ns
 * @seq: of its next record
 * @step: what it did so far
 * @exits: since the last record
 * @pending: records that the host has not read; as they are, or as fields of events, each with
 *	its class and length before it
 * @nr_pending: how many
 * @first_seq: the number of the first
 */
struct vcpu {
	uint32_t vm;
	uint32_t id;
	uint32_t cpu;
	uint64_t now;
	uint32_t seq;
	uint64_t step;
	uint32_t exits;
	struct bytes pending;
	uint32_t nr_pending;
	uint32_t first_seq;
};

static struct vcpu vcpus[NR_VMS * NR_VCPUS];
static struct stream streams[NR_CPUS];
static enum kind kind;
static uint64_t events, wanted;
static struct bytes fields;

static uint64_t tsc_of(uint64_t ns)
{
	return ns * (KHZ / 1000) / 1000;
}

static void begin_vm(const struct vcpu *vcpu)
{
	fields.used = 0;
	put_u32(&fields, vcpu->vm);
	put_u32(&fields, 1000 + vcpu->vm);
}

static void begin_vcpu(const struct vcpu *vcpu)
{
	begin_vm(vcpu);
	put_u32(&fields, vcpu->id);
	put_u32(&fields, vcpu->cpu);
}

static void begin_guest(const struct vcpu *vcpu, uint32_t seq, uint64_t now, uint32_t exits)
{
	begin_vcpu(vcpu);
	put_u32(&fields, seq);
	put_u32(&fields, 0);
	put_u64(&fields, now);
	put_u64(&fields, tsc_of(now));
	put_u32(&fields, exits);
	put_u64(&fields, exits * 3000ull);
}

static void send(const struct vcpu *vcpu, uint64_t now, enum class_id class)
{
	ctf_event(&streams[vcpu->cpu], now, class, fields.at, fields.used);
	events++;
}

static void drain_packed(struct vcpu *vcpu, uint64_t now)
{
	uint32_t len = (uint32_t)vcpu->pending.used, i;

	begin_guest(vcpu, vcpu->first_seq, now, 0);
	put_u32(&fields, KHZ);
	put_u32(&fields, KHZ);
	put_u32(&fields, vcpu->nr_pending);
	put_u32(&fields, len);
	put(&fields, vcpu->pending.at, len);
	put_u32(&fields, 2 * 16);
	for (i = 16; i; i--) {
		put_u64(&fields, tsc_of(now - i * STEP_NS));
		put_u64(&fields, (uint64_t)(0x40 + i % 3) << 48 | 3000);
	}
	ctf_event(&streams[vcpu->cpu], now, C_PACKED, fields.at, fields.used);
}

/* The host reads a ring; what it finds has time stamps of that moment. */
static void drain(struct vcpu *vcpu, uint64_t now)
{
	size_t at = 0;

	if (!vcpu->nr_pending)
		return;
	if (kind == KIND_PACKED)
		drain_packed(vcpu, now);
	while (kind != KIND_PACKED && at < vcpu->pending.used) {
		uint32_t word[2];

		memcpy(word, vcpu->pending.at + at, sizeof(word));
		at += sizeof(word);
		ctf_event(&streams[vcpu->cpu], now, word[0], vcpu->pending.at + at, word[1]);
		at += word[1];
		now += 500;
	}
	vcpu->pending.used = vcpu->nr_pending = 0;
}

static void record(struct vcpu *vcpu, union ht_record *rec, uint8_t type, size_t len)
{
	rec->hdr.type = type;
	rec->hdr.len = (uint16_t)(len + HT_REC_ALIGN - 1) / HT_REC_ALIGN * HT_REC_ALIGN;
	rec->hdr.seq = vcpu->seq;
	rec->hdr.tsc = tsc_of(vcpu->now);
}

/* The guest says something: @rec as it said it, or @fields already as the fields of @class. */
static void say(struct vcpu *vcpu, enum class_id class, const union ht_record *rec)
{
	if (!vcpu->nr_pending++)
		vcpu->first_seq = vcpu->seq;
	vcpu->seq++;
	vcpu->exits = 0;
	if (kind == KIND_PACKED) {
		put(&vcpu->pending, rec, rec->hdr.len);
	} else {
		put_u32(&vcpu->pending, class);
		put_u32(&vcpu->pending, (uint32_t)fields.used);
		put(&vcpu->pending, fields.at, fields.used);
	}
	events++;
	if (kind >= KIND_KERNEL || vcpu->pending.used > CHUNK_BYTES)
		drain(vcpu, vcpu->now + 1500);
}

#define TEXT(text) ((struct ht_text){ text, (uint16_t)strlen(text) })

/*
 * One thing that a guest says: REC(class, type, how to fill the record, how to fill the fields).
 * Both are made, so that all kinds of traces hold the same.
 */
#define REC(class, type, fill_rec, fill_fields)                                                    \
	do {                                                                                       \
		union ht_record rec;                                                               \
		size_t fixed = 0;                                                                  \
		memset(&rec, 0, 256);                                                              \
		begin_guest(vcpu, vcpu->seq, vcpu->now, vcpu->exits);                              \
		fill_rec;                                                                          \
		record(vcpu, &rec, type, fixed ? fixed : rec.hdr.len);                             \
		fill_fields;                                                                       \
		say(vcpu, class, &rec);                                                            \
	} while (0)

static void say_syscall(struct vcpu *vcpu)
{
	uint64_t nr = vcpu->step % 7;
	int i;

	REC(C_ENTRY, HT_REC_SYSCALL_ENTRY,
	    (rec.syscall_entry.nr = nr, rec.syscall_entry.tid = 100,
	     fixed = sizeof(rec.syscall_entry)),
	    {
		    put_u64(&fields, nr);
		    put_u32(&fields, 0);
		    put_u32(&fields, 100);
		    for (i = 0; i < 6; i++)
			    put_u64(&fields, 0);
	    });
	vcpu->now += 1000;
	vcpu->exits += vcpu->step % 3 == 0;
	REC(C_RETURN, HT_REC_SYSCALL_EXIT,
	    (rec.syscall_exit.nr = nr, fixed = sizeof(rec.syscall_exit)),
	    (put_u64(&fields, nr), put_u64(&fields, 0)));
}

static void say_irq(struct vcpu *vcpu)
{
	REC(C_IRQ, HT_REC_IRQ_ENTRY,
	    (rec.irq_entry.irq = 24, strcpy(rec.irq_entry.name, "virtio0"),
	     fixed = sizeof(rec.irq_entry)),
	    (put_u32(&fields, 24), put_text(&fields, "virtio0")));
	vcpu->now += 800;
	REC(C_IRQ_END, HT_REC_IRQ_EXIT,
	    (rec.irq_exit.irq = 24, rec.irq_exit.ret = 1, fixed = sizeof(rec.irq_exit)),
	    (put_u32(&fields, 24), put_u32(&fields, 1)));
}

static void say_softirq(struct vcpu *vcpu)
{
	REC(C_SOFTIRQ, HT_REC_SOFTIRQ_ENTRY, (rec.softirq.vec = 1, fixed = sizeof(rec.softirq)),
	    put_u32(&fields, 1));
	vcpu->now += 700;
	REC(C_SOFTIRQ_END, HT_REC_SOFTIRQ_EXIT, (rec.softirq.vec = 1, fixed = sizeof(rec.softirq)),
	    put_u32(&fields, 1));
}

static void say_switch(struct vcpu *vcpu)
{
	int32_t prev = 100 + vcpu->step % 5, next = 100 + (vcpu->step + 1) % 5;

	REC(C_WAKEUP, HT_REC_SCHED_WAKEUP,
	    (rec.sched_wakeup.tid = next, rec.sched_wakeup.prio = 120,
	     strcpy(rec.sched_wakeup.comm, "worker"), fixed = sizeof(rec.sched_wakeup)),
	    (put_text(&fields, "worker"), put_u32(&fields, next), put_u32(&fields, 120),
	     put_u32(&fields, vcpu->id), put_u32(&fields, 0)));
	vcpu->now += 300;
	REC(C_SWITCH, HT_REC_SCHED_SWITCH,
	    (rec.sched_switch.prev_tid = prev, rec.sched_switch.next_tid = next,
	     rec.sched_switch.prev_prio = rec.sched_switch.next_prio = 120,
	     rec.sched_switch.prev_state = 1, strcpy(rec.sched_switch.prev_comm, "worker"),
	     strcpy(rec.sched_switch.next_comm, "worker"), fixed = sizeof(rec.sched_switch)),
	    (put_text(&fields, "worker"), put_u32(&fields, prev), put_u32(&fields, 120),
	     put_u64(&fields, 1), put_text(&fields, "worker"), put_u32(&fields, next),
	     put_u32(&fields, 120)));
}

static void say_fault(struct vcpu *vcpu)
{
	uint64_t address = 0x7f0000000000 + 4096 * (vcpu->step % 999);

	REC(C_FAULT, HT_REC_PAGE_FAULT,
	    (rec.page_fault.address = address, rec.page_fault.ip = 0x400000,
	     rec.page_fault.error_code = 6, fixed = sizeof(rec.page_fault)),
	    (put_u64(&fields, address), put_u64(&fields, 0x400000), put_u32(&fields, 6)));
}

static void say_initcall(struct vcpu *vcpu, const char *name, const char *module, uint64_t func)
{
	REC(C_INITCALL, HT_REC_INITCALL_START,
	    ht_record_initcall_start(&rec, func, TEXT(name), TEXT(module)),
	    (put_u64(&fields, func), put_text(&fields, name), put_text(&fields, module)));
	vcpu->now += STEP_NS;
	vcpu->exits += 2;
	REC(C_FINISH, HT_REC_INITCALL_FINISH, ht_record_initcall_finish(&rec, func, 0),
	    (put_u64(&fields, func), put_u32(&fields, 0)));
}

static void say_boot(struct vcpu *vcpu)
{
	static const char *const levels[] = { "early", "core", "subsys", "fs", "device", "late" };
	char name[32];
	int i;

	REC(C_START, HT_REC_GUEST_START,
	    ht_record_guest_start(&rec, 0, NR_VCPUS, TEXT("6.1.0-bench")),
	    (put_u32(&fields, rec.guest_start.abi_version), put_u32(&fields, 0),
	     put_u32(&fields, NR_VCPUS), put_text(&fields, "6.1.0-bench")));
	for (i = 0; i < NR_INITCALLS; i++) {
		uint64_t func = 0xffffffff82000000 + 64 * (uint64_t)i;

		if (i % 47 == 0)
			REC(C_LEVEL, HT_REC_INITCALL_LEVEL,
			    ht_record_initcall_level(&rec, TEXT(levels[i / 47])),
			    put_text(&fields, levels[i / 47]));
		snprintf(name, sizeof(name), "bench_init_%d", i);
		say_initcall(vcpu, name, "", func);
	}
	REC(C_USER, HT_REC_USER_START, ht_record_user_start(&rec, TEXT("/sbin/init")),
	    put_text(&fields, "/sbin/init"));
}

static void say_end(struct vcpu *vcpu)
{
	const struct ht_rec_step_start step = { .func = 0xffffffff81000000, .id = 1, .kind = 1 };

	REC(C_POWER, HT_REC_POWER, ht_record_power(&rec, HT_POWER_OFF, TEXT("")),
	    (put_u32(&fields, HT_POWER_OFF), put_text(&fields, "")));
	REC(C_STEP, HT_REC_STEP_START,
	    ht_record_step_start(&rec, &step, TEXT("bench_notify"), TEXT("")),
	    (put_u64(&fields, step.func), put_u32(&fields, 1), put_u32(&fields, 1),
	     put_text(&fields, "bench_notify"), put_text(&fields, "")));
	vcpu->now += 50 * STEP_NS;
	REC(C_STEP_END, HT_REC_STEP_FINISH,
	    (rec.step_finish.func = step.func, rec.step_finish.id = 1,
	     fixed = sizeof(rec.step_finish)),
	    (put_u64(&fields, step.func), put_u32(&fields, 1), put_u32(&fields, 0)));
	REC(C_STOP, HT_REC_GUEST_STOP, ht_record_guest_stop(&rec, vcpu->seq, 0),
	    (put_u64(&fields, vcpu->seq), put_u64(&fields, 0)));
}

static void host_exit(struct vcpu *vcpu)
{
	begin_vcpu(vcpu);
	put_u32(&fields, 2);
	put_u32(&fields, 0x40 + vcpu->step % 3);
	put_u64(&fields, 0x400000);
	put_u32(&fields, 0);
	put_u64(&fields, 3000 + vcpu->step % 100);
	put_u64(&fields, 0);
	put_u64(&fields, vcpu->now);
	send(vcpu, vcpu->now + 1500, C_EXIT);
}

/* One after the other, of which none is as long as the other. */
static void host_exits(struct vcpu *vcpu)
{
	uint64_t i;

	for (i = 0; i < 12; i++) {
		uint64_t step = 12 * vcpu->step + i;

		begin_vcpu(vcpu);
		put_u32(&fields, 2);
		put_u32(&fields, 0x40 + step % 7);
		put_u64(&fields, 0x400000);
		put_u32(&fields, step % 2);
		put_u64(&fields, 1000 + step * 2654435761 % 1000003);
		put_u64(&fields, 0);
		put_u64(&fields, vcpu->now + 10 * i);
		send(vcpu, vcpu->now + 10 * i + 5, C_EXIT);
	}
}

static void put_ran(const struct vcpu *vcpu)
{
	uint64_t n = vcpu->step, values[8] = { n / 1000, n, n / 2, n * 15000, n * 2000, 0, n, 0 };

	put(&fields, values, sizeof(values));
}

static void host_snapshot(struct vcpu *vcpu)
{
	uint64_t stats[9] = { 0, vcpu->step / 8, vcpu->step * 400, 900, 90000 }, hist[40] = { 0 };
	uint32_t head[] = { 2, 0x40, 1, (uint32_t)(vcpu->step / 5000), KHZ };

	begin_vm(vcpu);
	put_u32(&fields, vcpu->id);
	put(&fields, head, sizeof(head));
	hist[12] = stats[1];
	put(&fields, stats, sizeof(stats));
	put(&fields, hist, sizeof(hist));
	send(vcpu, vcpu->now, C_STATS);
	begin_vcpu(vcpu);
	put_u32(&fields, 0);
	put_u32(&fields, 1);
	put_u64(&fields, vcpu->now);
	put_ran(vcpu);
	send(vcpu, vcpu->now, C_SCHED);
}

/* Two vCPUs change places. */
static void host_migrate(struct vcpu *vcpu)
{
	uint32_t from = vcpu->cpu;

	drain(vcpu, vcpu->now);
	vcpu->cpu = !from;
	begin_vm(vcpu);
	put_u32(&fields, vcpu->id);
	put_u32(&fields, from);
	put_u32(&fields, !from);
	put_u32(&fields, 0);
	put_u32(&fields, 0);
	put_u32(&fields, 0);
	put_u64(&fields, 5000);
	put_u64(&fields, 4000);
	put_u64(&fields, vcpu->now);
	put_u64(&fields, tsc_of(vcpu->now));
	put_ran(vcpu);
	send(vcpu, vcpu->now, C_MIGRATE);
}

static void host_kernel(struct vcpu *vcpu)
{
	static const char vmm[16] = "qemu", idle[16] = "swapper/0";

	fields.used = 0;
	put(&fields, vmm, 16);
	put_u32(&fields, 2000 + vcpu->vm);
	put_u32(&fields, 20);
	put_u64(&fields, 1);
	put(&fields, idle, 16);
	put_u32(&fields, 0);
	put_u32(&fields, 20);
	send(vcpu, vcpu->now, C_HOST_SWITCH);
	fields.used = 0;
	put_u32(&fields, 0x40);
	put_u64(&fields, 0x400000);
	put_u32(&fields, 2);
	put_u64(&fields, 0);
	put_u64(&fields, 0);
	send(vcpu, vcpu->now + 1000, C_KVM_EXIT);
	fields.used = 0;
	put_u32(&fields, vcpu->id);
	send(vcpu, vcpu->now + 2000, C_KVM_ENTRY);
}

static void work(struct vcpu *vcpu)
{
	uint64_t step = vcpu->step++;

	say_syscall(vcpu);
	if (step % 4 == 0)
		say_softirq(vcpu);
	if (step % 6 == 0)
		say_fault(vcpu);
	if (step % 8 == 0)
		host_exit(vcpu);
	if (step % 10 == 0)
		say_switch(vcpu);
	if (step % 16 == 0)
		say_irq(vcpu);
	if (step % 5000 == 0)
		host_snapshot(vcpu);
	if (step % 20011 == 20010)
		host_migrate(vcpu);
	if (kind == KIND_KERNEL)
		host_kernel(vcpu);
	if (kind == KIND_EXITS)
		host_exits(vcpu);
	vcpu->now += STEP_NS;
}

static struct vcpu *behind(void)
{
	struct vcpu *least = vcpus;
	size_t i;

	for (i = 1; i < NR_VMS * NR_VCPUS; i++)
		if (vcpus[i].now < least->now)
			least = &vcpus[i];
	return least;
}

static void drain_all(uint64_t now)
{
	size_t i;

	for (i = 0; i < NR_VMS * NR_VCPUS; i++)
		drain(&vcpus[i], now + 1000 * i);
}

static void tell_vm(const struct vcpu *vcpu, uint64_t now, bool end)
{
	uint64_t numbers[3] = { vcpu->seq, 0, 0 };
	uint32_t parent[3] = { 0, 1, 0 };

	begin_vm(vcpu);
	put(&fields, end ? (void *)numbers : parent, end ? sizeof(numbers) : sizeof(parent));
	send(vcpu, now, end ? C_DESTROY : C_CREATE);
}

static void tell_vms(uint64_t now, bool end)
{
	size_t i;

	for (i = 0; i < NR_VMS; i++)
		tell_vm(&vcpus[i * NR_VCPUS], now, end);
}

/* From its start to its end, which it may not tell. */
static void live(struct vcpu *vcpu, bool tells_end)
{
	char name[32];
	int i;

	vcpu->seq = 0;
	say_boot(vcpu);
	for (i = 0; i < NR_MODULES; i++) {
		snprintf(name, sizeof(name), "bench_module_%d", i);
		say_initcall(vcpu, name, name, 0xffffffffc0000000 + 4096 * (uint64_t)i);
		work(vcpu);
	}
	if (tells_end)
		say_end(vcpu);
	vcpu->now += DRAIN_NS;
}

/* Every other end comes without a word. */
static void run_boots(void)
{
	struct vcpu *vcpu = &vcpus[0];
	uint64_t lives;

	*vcpu = (struct vcpu){ .vm = 1, .now = 1000000000 };
	for (lives = 0; events < wanted; lives++) {
		if (!lives || kind == KIND_VMS)
			tell_vm(vcpu, vcpu->now, false);
		live(vcpu, lives % 2);
		if (events >= wanted || kind == KIND_VMS)
			tell_vm(vcpu, vcpu->now, true);
		if (kind == KIND_VMS)
			*vcpu = (struct vcpu){ .vm = vcpu->vm + 1, .now = vcpu->now + STEP_NS };
	}
}

static void run(void)
{
	uint64_t drained = 0;
	size_t i;

	for (i = 0; i < NR_VMS * NR_VCPUS; i++)
		vcpus[i] = (struct vcpu){ .vm = (uint32_t)(1 + i / NR_VCPUS),
					  .id = i % NR_VCPUS,
					  .cpu = i % NR_CPUS,
					  .now = 1000000000 + 1000 * i };
	tell_vms(999000000, false);
	for (i = 0; i < NR_VMS; i++)
		say_boot(&vcpus[i * NR_VCPUS]);
	while (events < wanted) {
		struct vcpu *vcpu = behind();

		if (vcpu->now - drained > DRAIN_NS) {
			drained = vcpu->now;
			drain_all(drained);
		}
		work(vcpu);
	}
	for (i = 0; i < NR_VMS; i++)
		say_end(&vcpus[i * NR_VCPUS]);
	drained = vcpus[0].now + DRAIN_NS;
	drain_all(drained);
	tell_vms(drained + DRAIN_NS, true);
}

int main(int argc, char **argv)
{
	static const char usage[] =
		"usage: generate events|packed|kernel|exits|boots|vms EVENTS DIR";
	static const char *const kinds[NR_KINDS] = {
		"events", "packed", "kernel", "exits", "boots", "vms",
	};
	size_t i;

	if (argc != 4)
		errx(EXIT_FAILURE, usage);
	while (kind < NR_KINDS && strcmp(argv[1], kinds[kind]))
		kind++;
	wanted = strtoull(argv[2], NULL, 10);
	if (kind == NR_KINDS || !wanted)
		errx(EXIT_FAILURE, usage);
	if (mkdir(argv[3], 0777) && errno != EEXIST)
		err(EXIT_FAILURE, "%s", argv[3]);
	ctf_metadata(argv[3], classes, C_NR);
	for (i = 0; i < NR_CPUS; i++)
		ctf_stream_open(&streams[i], argv[3], (uint32_t)i);
	if (kind >= KIND_BOOTS)
		run_boots();
	else
		run();
	for (i = 0; i < NR_CPUS; i++)
		ctf_stream_close(&streams[i]);
	return EXIT_SUCCESS;
}

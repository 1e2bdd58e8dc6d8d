// SPDX-License-Identifier: GPL-2.0-only
/*
 * The three ways out, which share a vCPU's numbers: whatever way a record goes, and if it goes
 * nowhere, it takes the next one, and the host sees each loss as a gap. emitted = traced + lost.
 *
 * Rings exist whatever the transport: they carry the host's wishes (struct ht_ring.allow, .want).
 * A ring is memory of this kernel first and known to the host second, so that a CPU can write to
 * its own before it is up enough to make the hypercall, and while it is offline nothing is
 * forgotten.
 */
#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/smp.h>
#include <linux/string.h>

#include <hypertrace/send.h>

#include "transport.h"

DEFINE_PER_CPU(struct ht_cpu, ht_cpus);
enum ht_transport ht_transport __read_mostly = HT_TRANSPORT_RING;

const char *const ht_transport_names[] = {
	[HT_TRANSPORT_HYPERCALL] = "hypercall",
	[HT_TRANSPORT_BATCH] = "batch",
	[HT_TRANSPORT_RING] = "ring",
	NULL,
};

static int transport_set(const char *name, const struct kernel_param *kp)
{
	int which = __sysfs_match_string(ht_transport_names, -1, name);

	if (which < 0)
		return which;
	ht_transport = which;
	return 0;
}

/* Works before the allocator does, since a built-in parameter is read then. */
static const struct kernel_param_ops transport_ops = { .set = transport_set };
module_param_cb(transport, &transport_ops, NULL, 0);
MODULE_PARM_DESC(transport, "how records leave from the start: hypercall, batch, ring (default)");

static struct ht_host host;
static u32 batch_events = 32;
static int online_state = -1, prepare_state = -1;
static DEFINE_MUTEX(select_lock);
static bool closed; /* under select_lock: no ring is opened any more */

/* Bytes of a ring's data. */
static unsigned int ring_size = 65536;
module_param(ring_size, uint, 0444);
MODULE_PARM_DESC(ring_size, "bytes of each vCPU's ring, a power of two from 4096 to 1048576");

static bool ring_size_ok(void)
{
	return is_power_of_2(ring_size) && ring_size >= HT_RING_MIN && ring_size <= HT_RING_MAX;
}

/**
 * ht_transport_features - what the host offers: enum ht_feature
 */
u32 ht_transport_features(void)
{
	return host.features;
}

/**
 * ht_transport_init - begin a session: numbers and counters start from zero
 * @found: the host
 *
 * Before the first probe is attached, and without rings. Where hypercalls go past this kernel's
 * hypervisor to the host outside, records do so too unless somebody decides otherwise; but then the
 * hypervisor does not hear of the start, which would have it forget the rings of a kernel before
 * this one.
 */
void ht_transport_init(const struct ht_host *found)
{
	int cpu;

	host = *found;
	closed = false;
	for_each_possible_cpu(cpu)
		memset(per_cpu_ptr(&ht_cpus, cpu), 0, sizeof(struct ht_cpu));
	if (!(host.features & HT_FEATURE_DIRECT))
		return;
	ht_transport = HT_TRANSPORT_HYPERCALL;
	ht_transport_forget();
}

static u32 policy_batch(void)
{
	return ht_transport == HT_TRANSPORT_BATCH ? batch_events : 0;
}

/* This vCPU's ring, under the current transport's rules. */
static long ring_open(struct ht_cpu *cpu)
{
	const u64 payload[HT_PAYLOAD_REGS] = {
		virt_to_phys(cpu->writer.ring),
		cpu->writer.size,
		ht_transport == HT_TRANSPORT_RING ? 0 : HT_RING_BATCH,
	};

	return ht_vmcall(host.insn, HT_HC_RING_OPEN, payload);
}

static long ring_drain(enum ht_ring_scope scope)
{
	return ht_vmcall1(host.insn, HT_HC_RING_DRAIN, scope);
}

/**
 * ht_doorbell - tell the host that there is something to fetch from this vCPU
 *
 * Any context, preemption off. If the host does not listen, ht_transport_poll() finds out.
 */
void ht_doorbell(void)
{
	ring_drain(HT_RING_OWN);
}

/* On the CPU that brings the other up. Without memory a CPU has the transport "hypercall". */
static int ring_alloc(unsigned int cpu)
{
	struct ht_cpu *c = per_cpu_ptr(&ht_cpus, cpu);
	void *mem;

	if (c->writer.ring)
		return 0;
	mem = alloc_pages_exact(HT_RING_HEADER + ring_size, GFP_KERNEL | __GFP_NOWARN);
	if (!mem)
		return 0;
	/* The header is zeroed in there; of the data nobody reads what nobody wrote. */
	ht_ring_writer_init(&c->writer, mem, ring_size);
	return 0;
}

/* On the CPU itself. What the host refuses now is tried again by ht_transport_poll(). */
static int ring_online(unsigned int cpu)
{
	struct ht_cpu *c = per_cpu_ptr(&ht_cpus, cpu);

	if (!c->writer.ring)
		return 0;
	ht_ring_writer_policy(&c->writer, policy_batch());
	ring_open(c);
	return 0;
}

/**
 * ht_transport_open - make the rings, for this CPU and all that will come
 *
 * Process context, or early boot once the allocator works. After the guest's start record: the
 * host forgets what rings it knew when it hears that one. A CPU in offline state keeps its ring.
 *
 * Return: 0; -EINVAL for a bad ring_size; or what the CPU hotplug core says.
 */
int ht_transport_open(void)
{
	int ret;

	if (!(host.features & HT_FEATURE_RING))
		return 0;
	if (!ring_size_ok()) {
		pr_warn("hypertrace: ring_size=%u: not a power of two from %u to %u\n", ring_size,
			HT_RING_MIN, HT_RING_MAX);
		return -EINVAL;
	}
	ret = cpuhp_setup_state(CPUHP_BP_PREPARE_DYN, "hypertrace:prepare", ring_alloc, NULL);
	if (ret < 0)
		return ret;
	prepare_state = ret;
	ret = cpuhp_setup_state(CPUHP_AP_ONLINE_DYN, "hypertrace:online", ring_online, NULL);
	if (ret < 0) {
		cpuhp_remove_state_nocalls(prepare_state);
		prepare_state = -1;
		return ret;
	}
	online_state = ret;
	return 0;
}

static void kick(void *unused)
{
	if (ring_drain(HT_RING_OWN) == -HT_ENXIO)
		ring_open(this_cpu_ptr(&ht_cpus));
}

/**
 * ht_transport_poll - look after rings that nobody empties
 *
 * Process context, a few times a second. A ring with something in it that has not moved since the
 * last time is a batch that does not fill up, or one whose host has forgotten it (its module was
 * reloaded, or this VM was not allowed for a while). Costs nothing as long as rings move.
 */
void ht_transport_poll(void)
{
	int cpu;

	cpus_read_lock();
	for_each_possible_cpu(cpu) {
		struct ht_cpu *c = per_cpu_ptr(&ht_cpus, cpu);
		u32 tail;

		if (!c->writer.ring)
			continue;
		tail = (u32)READ_ONCE(c->writer.ring->tail);
		if (tail != ht_mark_pos(READ_ONCE(c->writer.ring->head)) && tail == c->seen_tail) {
			if (cpu_online(cpu))
				smp_call_function_single(cpu, kick, NULL, true);
			else
				ring_drain(HT_RING_ALL);
		}
		c->seen_tail = tail;
	}
	cpus_read_unlock();
}

/**
 * ht_transport_flush - have the host fetch everything, now
 *
 * Any context: also for a kernel that panics.
 */
void ht_transport_flush(void)
{
	if (host.features & HT_FEATURE_RING)
		ring_drain(HT_RING_ALL);
}

/* Is there a record that was begun and not finished? Other CPUs may have stopped in one. */
static bool any_open(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		const struct ht_ring_writer *w = &per_cpu(ht_cpus, cpu).writer;

		if (w->ring && READ_ONCE(w->nest))
			return true;
	}
	return false;
}

/**
 * ht_transport_settle - probes of all CPUs come to rest though they stay attached
 *
 * Any context: also when a kernel is about to stop, and nothing may sleep any more. Takes 10 ms at
 * most.
 */
void ht_transport_settle(void)
{
	int cpu, tries = 2000;

	for_each_possible_cpu(cpu) {
		struct ht_ring *ring = per_cpu(ht_cpus, cpu).writer.ring;

		if (ring)
			WRITE_ONCE(ring->allow, 0);
	}
	smp_mb(); /* What was begun before is seen below. */
	while (any_open() && tries--)
		udelay(5);
}

/**
 * ht_transport_forget - the host fetches what is left and forgets the rings
 *
 * Any context.
 */
void ht_transport_forget(void)
{
	if (host.features & HT_FEATURE_RING)
		ht_vmcall1(host.insn, HT_HC_RING_CLOSE, HT_RING_ALL);
}

/**
 * ht_transport_close - the host fetches what is left and forgets the rings
 *
 * Process context. No probe runs any more.
 */
void ht_transport_close(void)
{
	if (online_state >= 0)
		cpuhp_remove_state_nocalls(online_state);
	if (prepare_state >= 0)
		cpuhp_remove_state_nocalls(prepare_state);
	online_state = -1;
	prepare_state = -1;
	mutex_lock(&select_lock);
	closed = true;
	mutex_unlock(&select_lock);
	ht_transport_forget();
}

/**
 * ht_transport_free - give the rings' memory back
 *
 * Process context, after ht_transport_close().
 */
void ht_transport_free(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		struct ht_ring_writer *w = &per_cpu_ptr(&ht_cpus, cpu)->writer;

		if (w->ring)
			free_pages_exact(w->ring, HT_RING_HEADER + w->size);
		w->ring = NULL;
		w->size = 0;
	}
}

static void policy_on_this_cpu(void *unused)
{
	struct ht_cpu *c = this_cpu_ptr(&ht_cpus);

	if (!c->writer.ring)
		return;
	ht_ring_writer_policy(&c->writer, policy_batch());
	/* What is in the ring goes before what will come another way. */
	ring_drain(HT_RING_OWN);
	ring_open(c);
}

/**
 * ht_transport_batch - records a batch
 */
u32 ht_transport_batch(void)
{
	return batch_events;
}

/**
 * ht_transport_select - change the way records leave by
 * @transport: the new one
 * @batch: records a batch; at least 1, and not more than a ring holds of the smallest
 *
 * Process context; records may be under way.
 *
 * Return: 0; -EINVAL: @batch; -EOPNOTSUPP: the host has no rings; -ESHUTDOWN: tracing has ended.
 */
int ht_transport_select(enum ht_transport transport, u32 batch)
{
	int ret = 0;

	if (!batch || batch > ring_size / sizeof(struct ht_rec_hdr))
		return -EINVAL;
	if (transport != HT_TRANSPORT_HYPERCALL && !(host.features & HT_FEATURE_RING))
		return -EOPNOTSUPP;
	mutex_lock(&select_lock);
	if (closed) {
		ret = -ESHUTDOWN;
	} else {
		batch_events = batch;
		WRITE_ONCE(ht_transport, transport);
		on_each_cpu(policy_on_this_cpu, NULL, true);
	}
	mutex_unlock(&select_lock);
	return ret;
}

/* One instruction each: an NMI that counts its own loss comes before or after it. */
static void count_loss(struct ht_cpu *cpu)
{
	ht_ring_number(&cpu->writer);
	this_cpu_inc(ht_cpus.lost);
}

/* Interrupts off, and this vCPU's buffer ours; NULL when this is an NMI inside another record. */
static struct ht_cpu *buffer_take(void)
{
	struct ht_cpu *cpu;
	unsigned long flags;

	local_irq_save(flags);
	cpu = this_cpu_ptr(&ht_cpus);
	if (cpu->busy) {
		count_loss(cpu);
		local_irq_restore(flags);
		return NULL;
	}
	cpu->busy = true;
	barrier(); /* An NMI on this vCPU sees busy before the record is touched. */
	cpu->flags = flags;
	return cpu;
}

static void buffer_release(struct ht_cpu *cpu)
{
	unsigned long flags = cpu->flags;

	barrier(); /* Pairs with buffer_take() in an NMI: the record is done with. */
	cpu->busy = false;
	local_irq_restore(flags);
}

/* The record in @cpu's buffer, complete. */
static void buffer_send(struct ht_cpu *cpu)
{
	if (ht_record_send(host.insn, &cpu->rec))
		this_cpu_inc(ht_cpus.lost);
}

/**
 * ht_write_begin_call - ht_write_begin() for the transport "hypercall"
 * @type: enum ht_rec_type
 * @len: bytes
 *
 * Return: as ht_write_begin().
 */
void *ht_write_begin_call(u8 type, u32 len)
{
	struct ht_cpu *cpu = buffer_take();

	if (!cpu)
		return NULL;
	cpu->rec.hdr = (struct ht_rec_hdr){
		.type = type,
		.len = len,
		.seq = ht_ring_number(&cpu->writer),
		.tsc = ht_rdtsc(),
	};
	return &cpu->rec;
}

/**
 * ht_write_end_call - ht_write_end() for the transport "hypercall"
 * @cpu: this vCPU
 */
void ht_write_end_call(struct ht_cpu *cpu)
{
	buffer_send(cpu);
	buffer_release(cpu);
}

/**
 * ht_slot_get - a buffer for one record, interrupts off until ht_slot_send()
 *
 * Any context.
 *
 * Return: where to write the record; NULL when this is an NMI inside another record: it has been
 * counted as lost, and ht_slot_send() must not be called.
 */
union ht_record *ht_slot_get(void)
{
	struct ht_cpu *cpu = buffer_take();

	return cpu ? &cpu->rec : NULL;
}

static void slot_to_ring(struct ht_cpu *cpu)
{
	const union ht_record *rec = &cpu->rec;
	u8 *to = ht_ring_reserve(&cpu->writer, rec->hdr.type, rec->hdr.len);

	if (to)
		memcpy(to + sizeof(rec->hdr), rec->bytes + sizeof(rec->hdr),
		       rec->hdr.len - sizeof(rec->hdr));
	if (ht_ring_commit(&cpu->writer))
		ht_doorbell();
}

static void slot_to_registers(struct ht_cpu *cpu)
{
	cpu->rec.hdr.seq = ht_ring_number(&cpu->writer);
	cpu->rec.hdr.tsc = ht_rdtsc();
	buffer_send(cpu);
}

/**
 * ht_slot_send - number, stamp and send the record that ht_slot_get() gave
 * @built: what the ht_record_…() function returned; an error counts the record as lost
 */
void ht_slot_send(int built)
{
	struct ht_cpu *cpu = this_cpu_ptr(&ht_cpus);

	if (built)
		count_loss(cpu);
	else if (ht_cpu_writes_ring(cpu))
		slot_to_ring(cpu);
	else
		slot_to_registers(cpu);
	buffer_release(cpu);
}

/**
 * ht_transport_urgent - send a record at once, from a kernel in trouble
 * @rec: complete but for number and time
 *
 * Any context, preemption off. In an NMI that has interrupted another record on its way through
 * registers this one wins.
 */
void ht_transport_urgent(union ht_record *rec)
{
	struct ht_cpu *cpu = this_cpu_ptr(&ht_cpus);
	unsigned long flags;

	local_irq_save(flags);
	rec->hdr.seq = ht_ring_number(&cpu->writer);
	rec->hdr.tsc = ht_rdtsc();
	if (!(host.features & HT_FEATURE_LIFE) || ht_record_send(host.insn, rec))
		this_cpu_inc(ht_cpus.lost);
	local_irq_restore(flags);
}

/**
 * ht_transport_stats - sum the counters
 * @stats: where to
 *
 * Any context, at least once in 2^32 records of a vCPU. While events flow the sums are of no single
 * moment.
 */
void ht_transport_stats(struct ht_transport_stats *stats)
{
	int cpu;

	stats->emitted = 0;
	stats->lost = 0;
	for_each_possible_cpu(cpu) {
		struct ht_cpu *c = per_cpu_ptr(&ht_cpus, cpu);
		u64 seen = READ_ONCE(c->emitted);

		seen += ht_mark_seq(READ_ONCE(c->writer.state)) - (u32)seen;
		WRITE_ONCE(c->emitted, seen);
		stats->emitted += seen;
		stats->lost += READ_ONCE(c->lost) + READ_ONCE(c->writer.lost);
	}
}

/**
 * ht_transport_masks - what the host wants
 * @allow: HT_CLASS_BIT()s it lets through
 * @want: HT_CLASS_BIT()s it asks for
 *
 * Process context. The host writes the same into every ring of this VM.
 */
void ht_transport_masks(u64 *allow, u64 *want)
{
	const struct ht_ring *ring = raw_cpu_read(ht_cpus.writer.ring);

	*allow = ring ? READ_ONCE(ring->allow) : ~0ull;
	*want = ring ? READ_ONCE(ring->want) : 0;
}

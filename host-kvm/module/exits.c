// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accounting of exits. The two functions at the end run on every exit of every vCPU, with interrupts
 * off: they touch the vCPU's own memory only, take no lock and call nobody.
 */
#include <linux/bitops.h>
#include <linux/kvm_host.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include <asm/msr.h>
#include <asm/tsc.h>

#include "exits.h"
#include "here.h"
#include "trace_exits.h"
#include "vm.h"

/* struct ht_exits.how */
#define HOW_FAST BIT(0)
#define HOW_USER BIT(1)

static bool enabled = true;
static bool hooked; /* between ht_exits_init() and ht_exits_stop() */
static DEFINE_MUTEX(hooked_lock);

static void switch_as_allowed(struct ht_vm *vm, void *unused)
{
	ht_exits_switch(vm, enabled && vm->allowed);
}

static int enabled_set(const char *val, const struct kernel_param *kp)
{
	bool before = enabled;
	int ret;

	mutex_lock(&hooked_lock);
	ret = param_set_bool(val, kp);
	if (!ret && hooked && enabled != before) {
		/* An exit that is being counted must not end hours later: nobody counts by then. */
		if (enabled)
			static_branch_enable(&kvm_hypertrace_exits);
		ht_vm_for_each(switch_as_allowed, NULL);
		if (!enabled)
			static_branch_disable(&kvm_hypertrace_exits);
	}
	mutex_unlock(&hooked_lock);
	return ret;
}

static const struct kernel_param_ops enabled_ops = {
	.set = enabled_set,
	.get = param_get_bool,
};
module_param_cb(exits, &enabled_ops, &enabled, 0644);
MODULE_PARM_DESC(exits, "count the exits of VMs that are allowed (default Y)");

/**
 * ht_exits_init - have KVM tell of exits, if that is wanted
 *
 * Process context, once the hooks are registered. The text of KVM is changed here and not when VMs
 * come and go.
 */
void ht_exits_init(void)
{
	mutex_lock(&hooked_lock);
	hooked = true;
	if (enabled)
		static_branch_enable(&kvm_hypertrace_exits);
	mutex_unlock(&hooked_lock);
}

/**
 * ht_exits_stop - undo ht_exits_init()
 *
 * Process context, before the hooks are taken away.
 */
void ht_exits_stop(void)
{
	mutex_lock(&hooked_lock);
	if (enabled)
		static_branch_disable(&kvm_hypertrace_exits);
	hooked = false;
	mutex_unlock(&hooked_lock);
}

/**
 * ht_exits_default - are exits of a VM counted unless somebody says otherwise?
 */
bool ht_exits_default(void)
{
	return READ_ONCE(enabled);
}

/**
 * ht_exits_isa - whose exit codes are they?
 */
enum ht_isa ht_exits_isa(void)
{
	return boot_cpu_data.x86_vendor == X86_VENDOR_AMD ||
			       boot_cpu_data.x86_vendor == X86_VENDOR_HYGON ?
		       HT_ISA_SVM :
		       HT_ISA_VMX;
}

static struct ht_exits *exits_create(const struct ht_vm *vm, u32 vcpu_id)
{
	struct ht_exits *x = kvzalloc(sizeof(*x), GFP_KERNEL_ACCOUNT);
	int i;

	if (!x)
		return NULL;
	for (i = 0; i < HT_EXIT_SLOTS; i++)
		x->slots[i].min = U64_MAX;
	x->vm_id = vm->id;
	x->vm_pid = vm->pid;
	x->vcpu_id = vcpu_id;
	x->isa = ht_exits_isa();
	x->since_ns = ktime_get_mono_fast_ns();
	return x;
}

/**
 * ht_exits_begin - count a vCPU's exits from now on, if its VM's are
 * @vm: the VM
 * @vcpu: the vCPU; the caller is its creator or its thread
 *
 * Process context, may sleep. Without memory it is tried again later.
 */
void ht_exits_begin(struct ht_vm *vm, struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv = ht_vcpu_get(vm, vcpu);

	if (!hv)
		return;
	mutex_lock(&vm->exits_lock);
	if (vm->exits_on && !hv->exits)
		WRITE_ONCE(hv->exits, exits_create(vm, hv->vcpu_id));
	ht_here_forget();
	mutex_unlock(&vm->exits_lock);
}

/* With vm->exits_lock held. */
static void end_all(struct ht_vm *vm)
{
	struct ht_exits *x;
	struct ht_vcpu *hv;
	unsigned long i;

	xa_for_each(&vm->vcpus, i, hv) {
		spin_lock(&hv->lock);
		x = hv->exits;
		WRITE_ONCE(hv->exits, NULL);
		spin_unlock(&hv->lock);
		if (!x)
			continue;
		synchronize_rcu(); /* hooks run with interrupts off, readers under RCU */
		kvfree(x);
	}
}

/**
 * ht_exits_switch - count the exits of a VM, or do not
 * @vm: the VM
 * @on: which
 *
 * Process context, may sleep. Counting begins from zero for each vCPU, at its next exit or
 * KVM_RUN; when it ends the counters are forgotten.
 *
 * Return: 0; -EOPNOTSUPP: the module's parameter says that nobody's are counted.
 */
int ht_exits_switch(struct ht_vm *vm, bool on)
{
	if (on && !READ_ONCE(enabled))
		return -EOPNOTSUPP;
	mutex_lock(&vm->exits_lock);
	WRITE_ONCE(vm->exits_on, on);
	if (!on)
		end_all(vm);
	mutex_unlock(&vm->exits_lock);
	return 0;
}

/**
 * ht_exits_sum - add up what is counted of a VM
 * @vm: the VM
 * @index: of a slot, or HT_EXIT_SLOTS for all
 * @count: exits
 * @cycles: host TSC cycles in the hypervisor; the exit that calls is still under way
 *
 * In a thread of the VM, or under the registry's lock.
 */
void ht_exits_sum(struct ht_vm *vm, u32 index, u64 *count, u64 *cycles)
{
	u32 first = index < HT_EXIT_SLOTS ? index : 0;
	u32 last = index < HT_EXIT_SLOTS ? index : HT_EXIT_SLOTS - 1;
	const struct ht_exits *x;
	struct ht_vcpu *hv;
	unsigned long i;
	u32 slot;

	*count = 0;
	*cycles = 0;
	rcu_read_lock();
	xa_for_each(&vm->vcpus, i, hv) {
		x = READ_ONCE(hv->exits);
		for (slot = first; x && slot <= last; slot++) {
			*count += READ_ONCE(x->slots[slot].count);
			*cycles += READ_ONCE(x->slots[slot].cycles);
		}
	}
	rcu_read_unlock();
}

/**
 * ht_exits_catch_up - a vCPU is not counted: should it be by now?
 * @vcpu: the vCPU, in its thread
 *
 * Process context, may sleep.
 */
void ht_exits_catch_up(struct kvm_vcpu *vcpu)
{
	struct ht_vm *vm = ht_vm_find(vcpu->kvm);

	if (vm && READ_ONCE(vm->exits_on))
		ht_exits_begin(vm, vcpu);
}

/**
 * ht_exits_mark - KVM's hook: what became of the vCPU since its exit
 * @vcpu: the vCPU, in its thread
 * @mark: what
 *
 * Any context but NMI; KVM_HYPERTRACE_FROM_USER in one that may sleep.
 */
void ht_exits_mark(struct kvm_vcpu *vcpu, enum kvm_hypertrace_mark mark)
{
	struct ht_vcpu *hv;
	struct ht_exits *x;

	preempt_disable();
	hv = ht_here_vcpu(vcpu);
	x = hv ? READ_ONCE(hv->exits) : NULL;
	if (x && x->slot) {
		switch (mark) {
		case KVM_HYPERTRACE_FASTPATH:
			x->how |= HOW_FAST;
			break;
		case KVM_HYPERTRACE_TO_USER:
			x->user_left = rdtsc();
			break;
		case KVM_HYPERTRACE_FROM_USER:
			if (x->user_left) {
				x->user += rdtsc() - x->user_left;
				x->how |= HOW_USER;
			}
			x->user_left = 0;
			break;
		}
	}
	preempt_enable();
	if (!x && mark == KVM_HYPERTRACE_FROM_USER)
		ht_exits_catch_up(vcpu);
}

/* The counters of this vCPU, NULL while nobody wants them. */
static __always_inline struct ht_exits *exits_of(struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv = ht_here_vcpu(vcpu);

	return hv ? READ_ONCE(hv->exits) : NULL;
}

/* What an event of one exit says of its vCPU. */
static struct ht_exit_event event_of(const struct ht_exits *x)
{
	return (struct ht_exit_event){
		.vm_id = x->vm_id,
		.vm_pid = x->vm_pid,
		.vcpu_id = x->vcpu_id,
		.pcpu = smp_processor_id(),
		.isa = x->isa,
		.reason = x->code,
		.guest_rip = x->rip,
	};
}

static noinline void trace_exit(struct kvm_vcpu *vcpu, struct ht_exits *x)
{
	struct ht_exit_event ev;

	x->rip = kvm_get_linear_rip(vcpu);
	ev = event_of(x);
	trace_hypertrace_kvm_exit(&ev);
}

static noinline void trace_entry(const struct ht_exits *x, u64 cycles)
{
	struct ht_exit_event ev = event_of(x);

	if (x->slot) {
		ev.fast = !!(x->how & HOW_FAST);
		ev.cycles = cycles;
		ev.user_cycles = x->user;
		ev.time_ns = ktime_get_mono_fast_ns() -
			     mul_u64_u32_div(cycles, USEC_PER_SEC, tsc_khz);
		trace_hypertrace_exit(&ev);
	}
	trace_hypertrace_kvm_entry(&ev);
}

static noinline void count_marks(struct ht_exits *x, struct ht_exit_slot *slot, u64 cycles)
{
	if (x->how & HOW_FAST) {
		slot->fast++;
		slot->fast_cycles += cycles;
	}
	if (x->how & HOW_USER) {
		slot->user++;
		slot->user_cycles += x->user;
	}
	x->how = 0;
	x->user = 0;
}

/**
 * ht_exits_exit - KVM's hook: a vCPU has left its guest
 * @vcpu: the vCPU, in its thread, with interrupts off
 * @code: why
 */
void ht_exits_exit(struct kvm_vcpu *vcpu, u16 code)
{
	struct ht_exits *x = exits_of(vcpu);
	struct ht_exit_slot *slot;

	if (!x)
		return;
	slot = &x->slots[ht_exit_index(code)];
	slot->count++;
	x->left = rdtsc();
	x->code = code;
	x->slot = slot;
	if (trace_hypertrace_exit_enabled() || trace_hypertrace_kvm_exit_enabled())
		trace_exit(vcpu, x);
}

/**
 * ht_exits_entry - KVM's hook: a vCPU is about to enter its guest
 * @vcpu: the vCPU, in its thread, with interrupts off
 *
 * Not every entry succeeds, so there may be two without an exit between them.
 */
void ht_exits_entry(struct kvm_vcpu *vcpu)
{
	struct ht_exits *x = exits_of(vcpu);
	struct ht_exit_entry *entry;
	struct ht_exit_slot *slot;
	u64 cycles;

	if (!x)
		return;
	/* Before the clock is read for good: what tracing takes is the hypervisor's time. */
	if (trace_hypertrace_exit_enabled() || trace_hypertrace_kvm_entry_enabled())
		trace_entry(x, rdtsc() - x->left);
	slot = x->slot;
	if (!slot)
		return;
	x->slot = NULL;
	cycles = rdtsc() - x->left;
	if (unlikely((s64)cycles < 0)) /* another CPU, whose TSC is behind */
		cycles = 0;
	slot->cycles += cycles;
	if (cycles < slot->min)
		slot->min = cycles;
	if (cycles > slot->max)
		slot->max = cycles;
	slot->hist[min(fls64(cycles), HT_EXIT_BUCKETS - 1)]++;
	if (unlikely(x->how))
		count_marks(x, slot, cycles);
	x->cycles += cycles;
	entry = &x->log[x->done % HT_EXIT_LOG];
	entry->tsc = x->left;
	entry->sum = (x->cycles & HT_EXIT_SUM_MASK) | (u64)x->code << HT_EXIT_SUM_BITS;
	smp_store_release(&x->done, x->done + 1); /* pairs with exit_log.c: log_done() */
}

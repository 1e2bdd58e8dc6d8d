// SPDX-License-Identifier: GPL-2.0-only
/*
 * Accounting of exits. The two functions at the end run on every exit of every vCPU, with
 * interrupts off: they touch the vCPU's own memory only, take no lock and call nobody.
 */
#include <linux/kvm_host.h>
#include <linux/kstrtox.h>
#include <linux/ktime.h>
#include <linux/moduleparam.h>
#include <linux/minmax.h>
#include <linux/rwsem.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include <asm/msr.h>
#include <asm/tsc.h>

#include "clock.h"
#include "drain.h"
#include "exits.h"
#include "here.h"
#include "hooks.h"
#include "trace.h"
#include "vm.h"

static bool enabled = true;
static bool hooked; /* between ht_exits_init() and ht_exits_stop() */
static DEFINE_MUTEX(hooked_lock); /* to turn KVM's key as @enabled says */
/* Inside of it, to change @hooked: who reads it so knows that KVM says meanwhile when VMs end. */
static DECLARE_RWSEM(hooked_sem);

/* Nobody counts exits, so nobody looks at rings at each of them: have KVM ask at all. */
static void look_always(void)
{
	int cpu;

	for_each_possible_cpu(cpu)
		per_cpu(kvm_hypertrace_due, cpu) = true;
}

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
		if (!enabled) {
			static_branch_disable(&kvm_hypertrace_exits);
			look_always();
		}
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

static DEFINE_STATIC_KEY_FALSE(each);

static int each_set(const char *val, const struct kernel_param *kp)
{
	bool on;
	int ret = kstrtobool(val, &on);

	if (ret)
		return ret;
	if (on)
		static_branch_enable(&each);
	else
		static_branch_disable(&each);
	ht_here_forget(); /* nobody on the quick way, which knows nothing of it */
	return 0;
}

static int each_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%c\n", static_key_enabled(&each) ? 'Y' : 'N');
}

static const struct kernel_param_ops each_ops = {
	.set = each_set,
	.get = each_get,
};
module_param_cb(exits_each, &each_ops, NULL, 0644);
MODULE_PARM_DESC(exits_each, "trace every exit: hypertrace_exit, hypertrace_kvm_* (default N)");

static void set_hooked(bool is)
{
	down_write(&hooked_sem);
	hooked = is;
	up_write(&hooked_sem);
}

/**
 * ht_exits_init - have KVM tell of exits, if that is wanted
 *
 * Process context, once the hooks are registered. The text of KVM is changed here and not when VMs
 * come and go.
 */
void ht_exits_init(void)
{
	mutex_lock(&hooked_lock);
	set_hooked(true);
	look_always();
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
	set_hooked(false);
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
	for (i = 0; i < HT_EXIT_SLOTS; i++) {
		x->slots[i].min = U64_MAX;
		x->slots[i].log_code = (u64)ht_exit_code(i) << HT_EXIT_LOG_SHIFT;
	}
	x->user_exit = U64_MAX;
	ht_exits_watch(x, NULL, 0);
	x->vm_id = vm->id;
	x->vm_pid = vm->pid;
	x->vcpu_id = vcpu_id;
	x->isa = ht_exits_isa();
	x->since_ns = ktime_get_mono_fast_ns();
	return x;
}

/**
 * ht_exits_watch - have exits look at a ring
 * @x: the vCPU's, its lock held or not known to anybody yet
 * @head: how far it has been written; NULL: there is none
 * @least: from which position on it is to be read
 *
 * Any context. When there is none any more, some may still look for a grace period.
 */
void ht_exits_watch(struct ht_exits *x, const u32 *head, u32 least)
{
	static const u32 none;

	if (head) {
		WRITE_ONCE(x->least, least);
		WRITE_ONCE(x->head, head);
	} else {
		WRITE_ONCE(x->head, &none);
		WRITE_ONCE(x->least, none + 1);
	}
}

/**
 * ht_exits_begin - count a vCPU's exits from now on, if its VM's are
 * @vm: the VM
 * @vcpu: the vCPU; the caller is its creator or its thread, or forgets once more when nobody can
 *	have asked before
 *
 * Process context, may sleep. Without memory it is tried again later.
 */
void ht_exits_begin(struct ht_vm *vm, struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv = ht_vcpu_get(vm, vcpu);
	struct ht_exits *x;

	if (!hv)
		return;
	mutex_lock(&vm->exits_lock);
	x = vm->exits_on && !hv->exits ? exits_create(vm, hv->vcpu_id) : NULL;
	if (x) {
		spin_lock(&hv->lock);
		WRITE_ONCE(hv->exits, x);
		ht_drain_watch(hv);
		spin_unlock(&hv->lock);
	}
	ht_here_forget(); /* this vCPU's own thread is here, or it does not run */
	mutex_unlock(&vm->exits_lock);
}

/* With vm->exits_lock held. */
static void end_all(struct ht_vm *vm)
{
	struct ht_exits *x, *old = NULL;
	struct ht_vcpu *hv;
	unsigned long i;

	xa_for_each(&vm->vcpus, i, hv) {
		x = hv->exits;
		if (!x)
			continue;
		spin_lock(&hv->lock);
		WRITE_ONCE(hv->exits, NULL);
		spin_unlock(&hv->lock);
		x->next_old = old;
		old = x;
	}
	if (!old)
		return;
	/* Hooks run with interrupts off, readers under RCU. Some may have asked before. */
	synchronize_rcu();
	ht_here_forget();
	synchronize_rcu();
	while (old) {
		x = old;
		old = x->next_old;
		kvfree(x);
	}
}

/*
 * All vCPUs that there are; one that is being created sees that exits are counted. Their threads
 * may have found nothing and be about to remember that.
 */
static void begin_all(struct ht_vm *vm)
{
	struct kvm_vcpu *vcpu;
	unsigned long i;

	down_read(&hooked_sem);
	if (hooked)
		kvm_for_each_vcpu(i, vcpu, vm->kvm)
			ht_exits_begin(vm, vcpu);
	up_read(&hooked_sem);
	synchronize_rcu();
	ht_here_forget();
}

/**
 * ht_exits_switch - count the exits of a VM, or do not
 * @vm: the VM, one of this host; it cannot end meanwhile
 * @on: which
 *
 * Process context, may sleep. Counting begins from zero for each vCPU; when it ends the counters
 * are forgotten.
 *
 * Return: 0; -EOPNOTSUPP: the module's parameter says that nobody's are counted.
 */
int ht_exits_switch(struct ht_vm *vm, bool on)
{
	if (on && !READ_ONCE(enabled))
		return -EOPNOTSUPP;
	if (on)
		ht_hooks_arm(); /* what the VMM takes is told by these */
	mutex_lock(&vm->exits_lock);
	WRITE_ONCE(vm->exits_on, on);
	if (!on)
		end_all(vm);
	mutex_unlock(&vm->exits_lock);
	if (on)
		begin_all(vm);
	return 0;
}

/**
 * ht_exits_catch_up - a vCPU is not counted: should it be by now?
 * @vm: its VM
 * @vcpu: the vCPU, in its thread or its creator's
 *
 * Process context, may sleep.
 */
void ht_exits_catch_up(struct ht_vm *vm, struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv;

	if (!READ_ONCE(vm->exits_on))
		return;
	hv = xa_load(&vm->vcpus, vcpu->vcpu_idx);
	if (!hv || !READ_ONCE(hv->exits))
		ht_exits_begin(vm, vcpu);
}

/* The counters of a vCPU; the next exit on this CPU finds them quickly, unless each is traced. */
static struct ht_exits *find_exits(struct kvm_vcpu *vcpu)
{
	struct ht_vcpu *hv = ht_here_vcpu(vcpu);
	struct ht_exits *x = hv ? READ_ONCE(hv->exits) : NULL;

	if (!x || !static_branch_unlikely(&each))
		ht_here_count(vcpu, x);
	return x;
}

/**
 * ht_exits_fastpath - KVM's hook: the exit before was handled on a fast path
 * @vcpu: the vCPU, in its thread, with interrupts off
 */
void ht_exits_fastpath(struct kvm_vcpu *vcpu)
{
	struct ht_exits *x =
		ht_here_counted(vcpu) ? this_cpu_read(ht_here.exits) : find_exits(vcpu);

	if (!x || !x->slot)
		return;
	WRITE_ONCE(x->fast, x->slot);
	WRITE_ONCE(x->slot, NULL); /* the next entry takes the slow way */
}

/* What an event of one exit says of its vCPU. */
static struct ht_exit_event event_of(const struct ht_exits *x, const struct ht_exit_slot *slot)
{
	return (struct ht_exit_event){
		.vm_id = x->vm_id,
		.vm_pid = x->vm_pid,
		.vcpu_id = x->vcpu_id,
		.pcpu = smp_processor_id(),
		.isa = x->isa,
		.reason = slot ? ht_exit_code(slot - x->slots) : ~0u,
		.guest_rip = x->rip,
	};
}

static void trace_exit(struct kvm_vcpu *vcpu, struct ht_exits *x, const struct ht_exit_slot *slot)
{
	struct ht_exit_event ev;

	x->rip = kvm_get_linear_rip(vcpu);
	ev = event_of(x, slot);
	trace_hypertrace_kvm_exit(&ev);
}

static void trace_entry(const struct ht_exits *x, const struct ht_exit_slot *slot)
{
	struct ht_exit_event ev = event_of(x, slot);
	u64 now;

	if (slot) {
		ev.time_ns = ht_clock_read(&now);
		ev.fast = !!x->fast;
		ev.cycles = max(now, x->left) - x->left; /* another CPU's may be behind */
		ev.user_cycles = ht_exit_was_user(x) ? x->user : 0;
		ev.time_ns -= mul_u64_u32_div(ev.cycles, USEC_PER_SEC, tsc_khz);
		trace_hypertrace_exit(&ev);
	}
	trace_hypertrace_kvm_entry(&ev);
}

/* Also says whether KVM shall call ht_drain_exit(), once interrupts are on. */
static __always_inline struct ht_exit_slot *begin(struct ht_exits *x, unsigned long code)
{
	struct ht_exit_slot *slot = &x->slots[ht_exit_index(code)];
	const bool due = (s32)(READ_ONCE(*x->head) - READ_ONCE(x->least)) >= 0;

	x->left = rdtsc();
	WRITE_ONCE(x->slot, slot);
	this_cpu_write(kvm_hypertrace_due, due);
	return slot;
}

/* Number of the highest bit that is set; when there is none BSR leaves the 0 alone. */
static __always_inline unsigned long highest_bit(u64 cycles)
{
	unsigned long bit = 0;

	asm("bsrq %1, %0" : "+r"(bit) : "rm"(cycles) : "cc");
	return bit;
}

static __always_inline void end(struct ht_exits *x, struct ht_exit_slot *slot, u64 cycles)
{
	struct ht_exit_entry *entry = &x->log[x->done % HT_EXIT_LOG];

	if (unlikely(cycles < slot->min))
		slot->min = cycles;
	if (unlikely(cycles > slot->max)) {
		cycles = min(cycles, HT_EXIT_LOG_CYCLES);
		slot->max = cycles;
	}
	slot->cycles += cycles;
	slot->hist[1 + highest_bit(cycles)]++;
	entry->left = x->left;
	entry->took = cycles | slot->log_code;
	WRITE_ONCE(x->slot, NULL);
	barrier(); /* stores stay in order on x86; pairs with exit_log.c: log_done() */
	x->done++;
}

/* Whatever is not as usual, in functions of their own: those at the end then need no stack. */
static noinline void exit_slowly(struct kvm_vcpu *vcpu, unsigned long code)
{
	struct ht_exits *x = find_exits(vcpu);
	struct ht_exit_slot *slot;

	if (!x) {
		this_cpu_write(kvm_hypertrace_due, true);
		return;
	}
	slot = begin(x, code);
	if (static_branch_unlikely(&each))
		trace_exit(vcpu, x, slot);
}

static void finish(struct ht_exits *x, struct ht_exit_slot *slot)
{
	u64 cycles = max(rdtsc(), x->left) - x->left; /* another CPU's may be behind */

	end(x, slot, cycles);
	if (!x->fast)
		return;
	slot->fast++;
	slot->fast_cycles += cycles;
	WRITE_ONCE(x->fast, NULL);
}

static noinline void entry_slowly(struct kvm_vcpu *vcpu)
{
	struct ht_exits *x = find_exits(vcpu);
	struct ht_exit_slot *slot;

	if (!x)
		return;
	slot = ht_exit_pending(x);
	/* Before the clock is read for good: what tracing takes is the hypervisor's time. */
	if (static_branch_unlikely(&each))
		trace_entry(x, slot);
	if (slot)
		finish(x, slot);
}

/* It was a fast path, or there was no exit. */
static noinline void entry_fast(struct ht_exits *x)
{
	struct ht_exit_slot *slot = x->fast;

	if (slot)
		finish(x, slot);
}

/**
 * ht_exits_exit - KVM's hook: a vCPU has left its guest
 * @vcpu: the vCPU, in its thread, with interrupts off
 * @code: why
 */
notrace void ht_exits_exit(struct kvm_vcpu *vcpu, unsigned long code)
{
	if (unlikely(!ht_here_counted(vcpu))) {
		if (this_cpu_read(ht_here.ignored) != vcpu)
			return exit_slowly(vcpu, code);
		this_cpu_write(kvm_hypertrace_due, true);
		return;
	}
	begin(this_cpu_read(ht_here.exits), code);
}

/**
 * ht_exits_entry - KVM's hook: a vCPU is about to enter its guest
 * @vcpu: the vCPU, in its thread, with interrupts off
 *
 * Not every entry succeeds, so there may be two without an exit between them.
 */
notrace void ht_exits_entry(struct kvm_vcpu *vcpu)
{
	struct ht_exit_slot *slot;
	struct ht_exits *x;
	u64 cycles;

	if (unlikely(!ht_here_counted(vcpu))) {
		if (this_cpu_read(ht_here.ignored) == vcpu)
			return;
		return entry_slowly(vcpu);
	}
	x = this_cpu_read(ht_here.exits);
	slot = x->slot;
	if (unlikely(!slot))
		return entry_fast(x);
	cycles = rdtsc() - x->left;
	if (unlikely((s64)cycles < 0))
		return entry_slowly(vcpu);
	end(x, slot, cycles);
}

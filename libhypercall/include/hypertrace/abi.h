/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/abi.h - what a guest and its host have to agree on.
 *
 * The numbers and layouts here are the whole contract between a traced guest and the host's
 * kvm-hypertrace.ko: how the guest discovers the host (CPUID), the hypercalls it may make, and the
 * records it sends with them. docs/abi.md says the same in prose, with every error. The header
 * compiles in the guest's kernel, the host's kernel and user space, as C and as C++.
 *
 * Rules: fixed-width fields, natural alignment, explicit padding, nothing packed, no pointers that
 * the other side would follow. Reserved fields are zero, and checked. Little endian, x86-64 only.
 *
 *   a record, as it is in memory and in the payload registers
 *
 *   0      1       2      4        8                16                        len
 *   +------+-------+------+--------+----------------+--------------------------+
 *   | type | flags | len  |  seq   |      tsc       | fixed fields, then text  |
 *   +------+-------+------+--------+----------------+--------------------------+
 *    rbx                            rcx              rdx rsi rdi r8 … r15, then HT_HC_MORE
 */
#ifndef HYPERTRACE_ABI_H
#define HYPERTRACE_ABI_H

#include <linux/types.h>

#ifdef __KERNEL__
#include <linux/stddef.h>
#else
#include <stddef.h>
#endif

#ifdef __cplusplus
#define HT_ASSERT(cond, text) static_assert(cond, text)
#else
#define HT_ASSERT(cond, text) _Static_assert(cond, text)
#endif

/* Major: layouts or meanings changed, both sides have to match. Minor: something was added. */
#define HT_ABI_MAJOR 1u
#define HT_ABI_MINOR 3u
#define HT_ABI_VERSION ((HT_ABI_MAJOR << 16) | HT_ABI_MINOR)

/*
 * Discovery. The leaves lie at the end of the range that x86 leaves to hypervisors
 * (0x40000000-0x4fffffff), below the exit statistics at 0x4ffffffc. A host answers them for an
 * allowed VM only; any other VM sees what stock KVM answers.
 *
 *   HT_CPUID_BASE      eax = last leaf answered, ebx:ecx:edx = "HypertraceVM"
 *   HT_CPUID_FEATURES  eax = HT_ABI_VERSION, ebx = enum ht_feature, ecx = VM id, edx = enum ht_insn
 */
#define HT_CPUID_BASE 0x4ffffff0u
#define HT_CPUID_FEATURES 0x4ffffff1u
#define HT_CPUID_LAST HT_CPUID_FEATURES
#define HT_CPUID_SIG_EBX 0x65707948u /* "Hype" */
#define HT_CPUID_SIG_ECX 0x61727472u /* "rtra" */
#define HT_CPUID_SIG_EDX 0x4d566563u /* "ceVM" */

/*
 * The instruction that reaches the host. The host says it, since a guest's CPU vendor may be
 * another than its host's; the wrong one raises #UD, and KVM then rewrites the guest's code.
 */
enum ht_insn {
	HT_INSN_VMCALL = 1, /* Intel: SDM vol. 3C, "VMCALL", exit reason 18 */
	HT_INSN_VMMCALL = 2, /* AMD: APM vol. 3, "VMMCALL", exit code 0x81 */
};

enum ht_feature {
	HT_FEATURE_RECORD = 1u << 0, /* HT_HC_RECORD and HT_HC_MORE */
	HT_FEATURE_RING = 1u << 1, /* HT_HC_RING_OPEN, _CLOSE, _DRAIN; types from 7 on */
	HT_FEATURE_EXITS = 1u << 2, /* exit statistics by CPUID, as HT_FEATURE_NUMBERING() says */
	HT_FEATURE_STATE = 1u << 3, /* struct ht_vcpu_state in each ring's header */
	HT_FEATURE_LIFE = 1u << 4, /* types from 19 on: panic, power, steps */
	HT_FEATURE_NEST = 1u << 5, /* struct ht_nest in each ring's header is heeded */
	HT_FEATURE_DIRECT = 1u << 6, /* this guest's records by hypercall go to the host outside */
};

/*
 * Exit statistics of the VM, by CPUID, from any privilege level. The leaves are those of a
 * university's exercise, of which three numberings are in use. Which one the host answers is its
 * administrator's choice, and stands in bits 8 and 9 of HT_CPUID_FEATURES ebx. exits.h has what a
 * leaf is asked for, docs/abi.md the registers.
 */
#define HT_CPUID_EXITS_FIRST 0x4ffffffcu
#define HT_CPUID_EXITS_NR 4u

enum ht_cpuid_numbering {
	HT_CPUID_ASCENDING = 0, /* total, its cycles, one type, its cycles */
	HT_CPUID_DESCENDING = 1, /* the same, from the last leaf down */
	HT_CPUID_COMBINED = 2, /* unused, cycles of one type, one type, total and its cycles */
};

#define HT_CPUID_NUMBERINGS 3u
#define HT_FEATURE_NUMBERING_SHIFT 8
#define HT_FEATURE_NUMBERING_MASK (3u << HT_FEATURE_NUMBERING_SHIFT)
#define HT_FEATURE_NUMBERING(ebx) (((ebx) >> HT_FEATURE_NUMBERING_SHIFT) & 3u)

/*
 * Hypercall numbers, in rax: "HT" in the upper half keeps them far from KVM's own (1-12), from
 * what fuzzers use (0x1f) and from earlier tracers (100, 101, 1000).
 */
#define HT_HC_BASE 0x48540000u
#define HT_HC_MASK 0xffff0000u

enum ht_hypercall {
	HT_HC_PING = HT_HC_BASE + 0, /* rbx = 0: does the host listen? The bare round trip. */
	HT_HC_RECORD = HT_HC_BASE + 1, /* the first HT_PAYLOAD_BYTES of one record */
	HT_HC_MORE = HT_HC_BASE + 2, /* the next HT_PAYLOAD_BYTES of the record begun last */
	/* rbx = GPA of struct ht_ring, rcx = bytes of its data, rdx = enum ht_ring_flag */
	HT_HC_RING_OPEN = HT_HC_BASE + 3,
	HT_HC_RING_CLOSE = HT_HC_BASE + 4, /* rbx = enum ht_ring_scope: drain, then forget */
	HT_HC_RING_DRAIN = HT_HC_BASE + 5, /* rbx = enum ht_ring_scope: the doorbell */
	HT_HC_END = HT_HC_BASE + 6, /* first number that means nothing */
};

/* HT_HC_RING_OPEN, rdx */
enum ht_ring_flag {
	/* Batches: the guest says when (HT_HC_RING_DRAIN), the host does not come by on its own. */
	HT_RING_BATCH = 1u << 0,
};

/* HT_HC_RING_CLOSE and HT_HC_RING_DRAIN, rbx */
enum ht_ring_scope {
	HT_RING_OWN = 0, /* the calling vCPU's */
	HT_RING_ALL = 1, /* every vCPU's of this VM: at a panic, a reboot, the module's end */
};

/* rbx, rcx, rdx, rsi, rdi, r8 … r15, in this order, eight bytes each. */
#define HT_PAYLOAD_REGS 13
#define HT_PAYLOAD_BYTES (HT_PAYLOAD_REGS * 8)

/* What a call returns, negated, in rax: Linux errno values, and KVM's own "no such hypercall". */
enum ht_error {
	HT_EPERM = 1, /* not from guest kernel mode (CPL 0); answered by KVM itself */
	HT_ENXIO = 6, /* this vCPU has no ring, or the host has given it up as broken */
	HT_ENOMEM = 12, /* the host has no memory for this VM's state */
	HT_EACCES = 13, /* the host's administrator has not allowed this VM */
	HT_EFAULT = 14, /* the ring is not in RAM that the guest may write */
	HT_EBUSY = 16, /* the ring overlaps another vCPU's */
	HT_EINVAL = 22, /* a reserved bit or reserved field is not zero */
	HT_ENOSPC = 28, /* this VM's rings are as large as they may become */
	HT_EPROTO = 71, /* HT_HC_MORE without a record to continue */
	HT_EBADMSG = 74, /* the ring's header says something else than the call */
	HT_EILSEQ = 84, /* text with a byte that is not printable ASCII */
	HT_EMSGSIZE = 90, /* the record's length does not fit its type, its text or the limits */
	HT_EOPNOTSUPP = 95, /* not 64-bit mode, a nested guest, or registers the host cannot see */
	HT_EPROTONOSUPPORT = 93, /* a record type the host does not know */
	HT_ENOSYS = 1000, /* a number in our range that means nothing (KVM_ENOSYS) */
};

enum ht_rec_type {
	HT_REC_NONE = 0, /* never valid */
	HT_REC_GUEST_START = 1,
	HT_REC_INITCALL_LEVEL = 2,
	HT_REC_INITCALL_START = 3,
	HT_REC_INITCALL_FINISH = 4,
	HT_REC_USER_START = 5,
	HT_REC_GUEST_STOP = 6,
	/* ABI 1.1 */
	HT_REC_USER_EVENT = 7,
	HT_REC_SCHED_SWITCH = 8,
	HT_REC_SCHED_WAKEUP = 9,
	HT_REC_SYSCALL_ENTRY = 10,
	HT_REC_SYSCALL_EXIT = 11,
	HT_REC_IRQ_ENTRY = 12,
	HT_REC_IRQ_EXIT = 13,
	HT_REC_SOFTIRQ_ENTRY = 14,
	HT_REC_SOFTIRQ_EXIT = 15,
	HT_REC_PAGE_FAULT = 16,
	HT_REC_FUNC_ENTRY = 17,
	HT_REC_FUNC_EXIT = 18,
	/* ABI 1.3 */
	HT_REC_PANIC = 19,
	HT_REC_FRAME = 20,
	HT_REC_POWER = 21,
	HT_REC_STEP_START = 22,
	HT_REC_STEP_FINISH = 23,
	HT_REC_END, /* first type that means nothing */
	/* In rings only: from here to the end of the data area there is nothing. */
	HT_REC_PAD = 255,
};

/*
 * What can be switched on and off, in the guest and by the host (struct ht_ring.allow, .want). The
 * guest's start, its stop and its panic are always told.
 */
enum ht_event_class {
	HT_CLASS_BOOT = 0, /* levels, initcalls, the first program */
	HT_CLASS_USER = 1, /* /dev/hypertrace */
	HT_CLASS_SCHED = 2,
	HT_CLASS_SYSCALL = 3,
	HT_CLASS_IRQ = 4,
	HT_CLASS_SOFTIRQ = 5,
	HT_CLASS_FAULT = 6,
	HT_CLASS_FUNC = 7,
	HT_CLASS_POWER = 8, /* shutdown, reboot, suspend; since ABI 1.3 */
	HT_CLASS_NR
};

#define HT_CLASS_BIT(class) ((__u64)1 << (class))
#define HT_CLASS_ALL (HT_CLASS_BIT(HT_CLASS_NR) - 1)

/* Records are multiples of 8 bytes. The limit holds the longest symbol name plus its module. */
#define HT_REC_ALIGN 8u
#define HT_REC_MAX_LEN 1024u

/**
 * struct ht_rec_hdr - how every record begins
 * @type: enum ht_rec_type
 * @flags: reserved, zero
 * @len: bytes of the whole record, this header included, a multiple of HT_REC_ALIGN
 * @seq: number of this record among those its vCPU produced since HT_REC_GUEST_START, from 0.
 *	It also counts records that were lost on the way, so the host sees each loss as a gap.
 * @tsc: when it happened, in the guest's own TSC ticks (RDTSC in the guest)
 */
struct ht_rec_hdr {
	__u8 type;
	__u8 flags;
	__u16 len;
	__u32 seq;
	__u64 tsc;
};

/*
 * Text stands at a record's end: its length comes first among the fixed fields, it carries no
 * terminating zero, holds printable ASCII only, and is padded with zeros to HT_REC_ALIGN.
 */

/* ht_rec_guest_start.start_flags */
enum ht_start_flag {
	HT_START_EARLY = 1u << 0, /* before the first initcall: the whole boot will follow */
};

/**
 * struct ht_rec_guest_start - a guest begins to trace; its sequence numbers restart with this one
 * @hdr: header, @hdr.seq is 0
 * @abi_version: HT_ABI_VERSION the guest was built with
 * @start_flags: enum ht_start_flag, other bits zero
 * @nr_cpus: vCPUs the guest can have
 * @release_len: bytes of @release
 * @pad: zero
 * @release: the guest kernel's release, as uname -r says it
 */
struct ht_rec_guest_start {
	struct ht_rec_hdr hdr;
	__u32 abi_version;
	__u32 start_flags;
	__u32 nr_cpus;
	__u16 release_len;
	__u16 pad;
	char release[];
};

/**
 * struct ht_rec_initcall_level - the boot enters a level (kernel tracepoint initcall_level)
 * @hdr: header
 * @name_len: bytes of @name
 * @pad: zero
 * @name: "console", "early", "pure", "core", …, "late" as the kernel names them
 */
struct ht_rec_initcall_level {
	struct ht_rec_hdr hdr;
	__u16 name_len;
	__u16 pad[3];
	char name[];
};

/**
 * struct ht_rec_initcall_start - an initcall is about to run (kernel tracepoint initcall_start)
 * @hdr: header
 * @func: its address in the guest, the key its finish is found by
 * @name_len: bytes of the symbol's name, at the start of @text
 * @module_len: bytes of the module's name, which follows; 0 when the initcall is built in
 * @pad: zero
 * @text: the two names
 */
struct ht_rec_initcall_start {
	struct ht_rec_hdr hdr;
	__u64 func;
	__u16 name_len;
	__u16 module_len;
	__u32 pad;
	char text[];
};

/**
 * struct ht_rec_initcall_finish - an initcall has returned (kernel tracepoint initcall_finish)
 * @hdr: header
 * @func: its address in the guest
 * @ret: what it returned
 * @pad: zero
 */
struct ht_rec_initcall_finish {
	struct ht_rec_hdr hdr;
	__u64 func;
	__s32 ret;
	__u32 pad;
};

/**
 * struct ht_rec_user_start - the kernel's boot is over: init is being executed
 * @hdr: header
 * @path_len: bytes of @path
 * @pad: zero
 * @path: the program executed as process 1, unprintable bytes replaced by '?'
 */
struct ht_rec_user_start {
	struct ht_rec_hdr hdr;
	__u16 path_len;
	__u16 pad[3];
	char path[];
};

/**
 * struct ht_rec_guest_stop - the guest stops tracing in an orderly way
 * @hdr: header
 * @emitted: records all vCPUs have produced, this one included; since ABI 1.1
 * @lost: those of them the guest knows to be lost; since ABI 1.1
 *
 * A guest of ABI 1.0 sends the header alone.
 */
struct ht_rec_guest_stop {
	struct ht_rec_hdr hdr;
	__u64 emitted;
	__u64 lost;
};

#define HT_REC_GUEST_STOP_LEN_1_0 16u

/**
 * struct ht_rec_user_event - a program of the guest wrote to /dev/hypertrace
 * @hdr: header
 * @pid: its process id, in the guest's initial namespace
 * @tid: its thread id, likewise
 * @id: whatever number the program gave
 * @text_len: bytes of @text
 * @pad: zero
 * @text: whatever the program said
 */
struct ht_rec_user_event {
	struct ht_rec_hdr hdr;
	__s32 pid;
	__s32 tid;
	__u32 id;
	__u16 text_len;
	__u16 pad;
	char text[];
};

/* A task's name, as the kernel keeps it: zero padded, not necessarily terminated, any bytes. */
#define HT_COMM_LEN 16

/**
 * struct ht_rec_sched_switch - another task runs (kernel tracepoint sched_switch)
 * @hdr: header
 * @prev_state: why the previous task stopped, as kernel tracepoint sched_switch encodes it:
 *	0 runnable, 1 sleeping, 2 uninterruptible, …, 0x100 preempted
 * @prev_tid: thread that ran
 * @prev_prio: its priority, 0 to 139
 * @next_tid: thread that runs from here on
 * @next_prio: its priority
 * @prev_comm: name of the first
 * @next_comm: name of the second
 */
struct ht_rec_sched_switch {
	struct ht_rec_hdr hdr;
	__u64 prev_state;
	__s32 prev_tid;
	__s32 prev_prio;
	__s32 next_tid;
	__s32 next_prio;
	char prev_comm[HT_COMM_LEN];
	char next_comm[HT_COMM_LEN];
};

/**
 * struct ht_rec_sched_wakeup - a task became runnable (sched_wakeup, sched_wakeup_new)
 * @hdr: header
 * @tid: thread
 * @prio: its priority
 * @target_cpu: the guest's CPU it will run on
 * @is_new: 1 when it has never run before, else 0
 * @comm: its name
 */
struct ht_rec_sched_wakeup {
	struct ht_rec_hdr hdr;
	__s32 tid;
	__s32 prio;
	__u32 target_cpu;
	__u32 is_new;
	char comm[HT_COMM_LEN];
};

/**
 * struct ht_rec_syscall_entry - kernel tracepoint sys_enter
 * @hdr: header
 * @nr: system call number; of the 32-bit table when bit 30 (x32) or @compat says so
 * @compat: 1 for a 32-bit caller, else 0
 * @tid: the calling thread
 * @args: its six arguments
 */
struct ht_rec_syscall_entry {
	struct ht_rec_hdr hdr;
	__u64 nr;
	__u32 compat;
	__s32 tid;
	__u64 args[6];
};

/**
 * struct ht_rec_syscall_exit - kernel tracepoint sys_exit
 * @hdr: header
 * @nr: system call number
 * @ret: what it returns
 */
struct ht_rec_syscall_exit {
	struct ht_rec_hdr hdr;
	__u64 nr;
	__s64 ret;
};

/**
 * struct ht_rec_irq_entry - an interrupt handler is called (irq_handler_entry)
 * @hdr: header
 * @irq: the guest's interrupt number
 * @pad: zero
 * @name: who handles it, like a task's name: zero padded, any bytes
 */
struct ht_rec_irq_entry {
	struct ht_rec_hdr hdr;
	__u32 irq;
	__u32 pad;
	char name[HT_COMM_LEN];
};

/**
 * struct ht_rec_irq_exit - the handler has returned (irq_handler_exit)
 * @hdr: header
 * @irq: the guest's interrupt number
 * @ret: enum irqreturn: 0 not mine, 1 handled, 2 woke its thread
 */
struct ht_rec_irq_exit {
	struct ht_rec_hdr hdr;
	__u32 irq;
	__s32 ret;
};

/**
 * struct ht_rec_softirq - a softirq begins (softirq_entry) or ends (softirq_exit)
 * @hdr: header, of type HT_REC_SOFTIRQ_ENTRY or HT_REC_SOFTIRQ_EXIT
 * @vec: 0 HI, 1 TIMER, 2 NET_TX, 3 NET_RX, 4 BLOCK, 5 IRQ_POLL, 6 TASKLET, 7 SCHED, 8 HRTIMER,
 *	9 RCU
 * @pad: zero
 */
struct ht_rec_softirq {
	struct ht_rec_hdr hdr;
	__u32 vec;
	__u32 pad;
};

/**
 * struct ht_rec_page_fault - kernel tracepoints page_fault_user and page_fault_kernel
 * @hdr: header
 * @address: what was accessed
 * @ip: by which instruction
 * @error_code: as the CPU pushes it (SDM vol. 3A, "Page-Fault Exception"): bit 2 from user mode
 * @pad: zero
 */
struct ht_rec_page_fault {
	struct ht_rec_hdr hdr;
	__u64 address;
	__u64 ip;
	__u32 error_code;
	__u32 pad;
};

/**
 * struct ht_rec_func - a kernel function is entered or returns
 * @hdr: header, of type HT_REC_FUNC_ENTRY or HT_REC_FUNC_EXIT
 * @func: its address
 * @parent: who called it, and where it returns to
 */
struct ht_rec_func {
	struct ht_rec_hdr hdr;
	__u64 func;
	__u64 parent;
};

enum ht_panic_kind {
	HT_PANIC = 1, /* panic() was called: this kernel ends */
	HT_PANIC_OOPS = 2, /* an exception in the kernel: the task ends, if not the kernel */
};

/**
 * struct ht_rec_panic - a kernel is in trouble
 * @hdr: header
 * @ip: the instruction that failed; of a panic: who called panic()
 * @branch_from: the last branch before that, as the processor recorded it (AMD: LastBranchFromIP);
 *	0 when it did not
 * @branch_to: where it went
 * @tid: thread that ran
 * @kind: enum ht_panic_kind
 * @trap: vector of an oops' exception (SDM vol. 3A, table 6-1), else 0
 * @cpu: the guest's number of this CPU
 * @frames: HT_REC_FRAME records that follow from this vCPU
 * @reason_len: bytes of @reason
 * @pad: zero
 * @comm: name of the thread
 * @reason: what the kernel says
 */
struct ht_rec_panic {
	struct ht_rec_hdr hdr;
	__u64 ip;
	__u64 branch_from;
	__u64 branch_to;
	__s32 tid;
	__u32 kind;
	__u32 trap;
	__u32 cpu;
	__u32 frames;
	__u16 reason_len;
	__u16 pad;
	char comm[HT_COMM_LEN];
	char reason[];
};

/**
 * struct ht_rec_frame - a function that had not returned when the kernel got into trouble
 * @hdr: header
 * @address: where it was
 * @index: 0 for the innermost
 * @symbol_len: bytes of @symbol
 * @pad: zero
 * @symbol: "function+0x1a/0x40" or "function+0x1a/0x40 [module]", as the kernel's %pS
 */
struct ht_rec_frame {
	struct ht_rec_hdr hdr;
	__u64 address;
	__u32 index;
	__u16 symbol_len;
	__u16 pad;
	char symbol[];
};

enum ht_power_action {
	HT_POWER_RESTART = 1,
	HT_POWER_HALT = 2,
	HT_POWER_OFF = 3,
	HT_POWER_SUSPEND = 4,
	HT_POWER_RESUME = 5,
};

/**
 * struct ht_rec_power - the guest begins to go down or to sleep, or is back
 * @hdr: header
 * @action: enum ht_power_action
 * @text_len: bytes of @text
 * @pad: zero
 * @text: the restart's command, or the sleep state; may be empty
 */
struct ht_rec_power {
	struct ht_rec_hdr hdr;
	__u32 action;
	__u16 text_len;
	__u16 pad;
	char text[];
};

enum ht_step_kind {
	HT_STEP_NOTIFIER = 1, /* one of the reboot notifiers */
	HT_STEP_DEVICE = 2, /* a device's shutdown */
	HT_STEP_SYSCORE = 3, /* shutdown of a part of the core */
	HT_STEP_PM = 4, /* a device's callback of power management */
	HT_STEP_PHASE = 5, /* something that contains others */
};

/**
 * struct ht_rec_step_start - a step of going down, to sleep, or coming back begins
 * @hdr: header
 * @func: the function's address, or the device's for HT_STEP_PM: with @id the key its finish is
 *	found by
 * @id: tells steps of the same @func apart
 * @kind: enum ht_step_kind
 * @name_len: bytes of the function's name, at the start of @text
 * @device_len: bytes of "driver device", which follow; 0 where there is none
 * @pad: zero
 * @text: the two
 */
struct ht_rec_step_start {
	struct ht_rec_hdr hdr;
	__u64 func;
	__u32 id;
	__u32 kind;
	__u16 name_len;
	__u16 device_len;
	__u32 pad;
	char text[];
};

/**
 * struct ht_rec_step_finish - it has ended; not necessarily on the same vCPU
 * @hdr: header
 * @func: as in its start
 * @id: likewise
 * @ret: what the function returned
 */
struct ht_rec_step_finish {
	struct ht_rec_hdr hdr;
	__u64 func;
	__u32 id;
	__s32 ret;
};

/*
 * The ring: one page of header, then the data, all in consecutive guest-physical pages, one for
 * each vCPU. ring.h has the two ends of it, docs/abi.md the protocol.
 *
 * Positions and sequence numbers run freely and wrap at 2^32. A "mark" holds both, so that one
 * store publishes them together: sequence number << 32 | position.
 */
#define HT_RING_MAGIC 0x67725448u /* "HTrg" */
#define HT_RING_VERSION 1u
#define HT_RING_HEADER 4096u
#define HT_RING_MIN 4096u
#define HT_RING_MAX 0x100000u

/**
 * struct ht_ring - the header page, in guest memory
 * @magic: HT_RING_MAGIC, written by the guest before it opens the ring, as the next two
 * @version: HT_RING_VERSION
 * @size: bytes of data: a power of two, HT_RING_MIN to HT_RING_MAX
 * @pad0: zero
 * @head: mark behind the last committed record; written by the guest
 * @lost: records that found no room, for people who look; written by the guest
 * @pad1: zero
 * @tail: position the host has read to; written by the host, in the low half
 * @pad2: zero
 * @allow: HT_CLASS_BIT()s the host lets through: the guest emits no others; written by the host
 * @want: HT_CLASS_BIT()s the host asks the guest to switch on; written by the host
 * @pad3: zero
 *
 * Each side writes to cache lines of its own. @allow and @want hardly change and lie apart from
 * @tail, so that reading them costs the guest nothing.
 */
struct ht_ring {
	__u32 magic;
	__u32 version;
	__u32 size;
	__u32 pad0[13];
	__u64 head;
	__u64 lost;
	__u64 pad1[6];
	__u64 tail;
	__u64 pad2[7];
	__u64 allow;
	__u64 want;
	__u64 pad3[6];
};

/*
 * Further down in the same page, since ABI 1.3: what the host lets the vCPU know of itself, and
 * what a guest that is a hypervisor lets its host know of its own guest. Programs of the guest may
 * see this page (hypertrace/user.h).
 */
#define HT_RING_STATE 256u
#define HT_RING_NEST 320u

/**
 * struct ht_vcpu_state - where a vCPU runs; at HT_RING_STATE, written by the host
 * @seq: odd while the host writes; read it before and after the rest, and again if it has changed
 * @pcpu: the host's CPU that the vCPU occupies, or occupied last
 * @node: NUMA node of that
 * @preempted: 1 while the vCPU is kept off its CPU though it has something to do
 * @migrations: how often @pcpu has changed
 * @wait_ns: how long the vCPU was kept waiting for a CPU ("steal")
 * @loads: how often it was put on a CPU, other than by the VMM that had it and did not wait
 * @moved_tsc: when @pcpu changed last, in the guest's own TSC ticks
 * @pad: zero
 *
 * @preempted of a vCPU is of use to others only: for itself it is 0.
 */
struct ht_vcpu_state {
	__u32 seq;
	__u32 pcpu;
	__u32 node;
	__u32 preempted;
	__u64 migrations;
	__u64 wait_ns;
	__u64 loads;
	__u64 moved_tsc;
	__u64 pad[2];
};

/* Guests in guests that a host hears of directly: its own are of depth 1. */
#define HT_NEST_MAX 3u

/**
 * struct ht_nest - who is about to run on a vCPU; at HT_RING_NEST, written by a hypervisor in a VM
 * @depth: how many of @chain mean something: 0 when the vCPU runs no guest, or one whose calls are
 *	not for the host
 * @pad: zero
 * @chain: the guest and its vCPU, as their hypervisor numbers them; then, if that guest is a
 *	hypervisor too, the guest of that one
 *
 * HT_HC_PING, HT_HC_RECORD and HT_HC_MORE of the innermost guest are then answered by the host
 * itself. Written by the vCPU before it enters, and read by its host when it has left.
 */
struct ht_nest {
	__u32 depth;
	__u32 pad;
	struct {
		__u32 vm_id;
		__u32 vcpu_id;
	} chain[HT_NEST_MAX - 1];
};

HT_ASSERT(HT_CPUID_EXITS_FIRST > HT_CPUID_LAST, "statistics behind the other leaves");
HT_ASSERT(HT_CPUID_EXITS_FIRST + HT_CPUID_EXITS_NR == 0x50000000u, "at the end of the range");
HT_ASSERT(HT_FEATURE_NUMBERING(HT_FEATURE_NUMBERING_MASK) == 3u, "numbering");
HT_ASSERT(HT_CPUID_NUMBERINGS <= 4u, "numberings");
HT_ASSERT(!(HT_FEATURE_NUMBERING_MASK & (HT_FEATURE_RECORD | HT_FEATURE_RING | HT_FEATURE_EXITS)),
	  "features");

HT_ASSERT(sizeof(struct ht_rec_hdr) == 16, "header size");
HT_ASSERT(offsetof(struct ht_rec_hdr, type) == 0, "type");
HT_ASSERT(offsetof(struct ht_rec_hdr, flags) == 1, "flags");
HT_ASSERT(offsetof(struct ht_rec_hdr, len) == 2, "len");
HT_ASSERT(offsetof(struct ht_rec_hdr, seq) == 4, "seq");
HT_ASSERT(offsetof(struct ht_rec_hdr, tsc) == 8, "tsc");

HT_ASSERT(sizeof(struct ht_rec_guest_start) == 32, "guest_start size");
HT_ASSERT(offsetof(struct ht_rec_guest_start, abi_version) == 16, "abi_version");
HT_ASSERT(offsetof(struct ht_rec_guest_start, start_flags) == 20, "start_flags");
HT_ASSERT(offsetof(struct ht_rec_guest_start, nr_cpus) == 24, "nr_cpus");
HT_ASSERT(offsetof(struct ht_rec_guest_start, release_len) == 28, "release_len");
HT_ASSERT(offsetof(struct ht_rec_guest_start, pad) == 30, "pad");
HT_ASSERT(offsetof(struct ht_rec_guest_start, release) == 32, "release");

HT_ASSERT(sizeof(struct ht_rec_initcall_level) == 24, "initcall_level size");
HT_ASSERT(offsetof(struct ht_rec_initcall_level, name_len) == 16, "name_len");
HT_ASSERT(offsetof(struct ht_rec_initcall_level, pad) == 18, "pad");
HT_ASSERT(offsetof(struct ht_rec_initcall_level, name) == 24, "name");

HT_ASSERT(sizeof(struct ht_rec_initcall_start) == 32, "initcall_start size");
HT_ASSERT(offsetof(struct ht_rec_initcall_start, func) == 16, "func");
HT_ASSERT(offsetof(struct ht_rec_initcall_start, name_len) == 24, "name_len");
HT_ASSERT(offsetof(struct ht_rec_initcall_start, module_len) == 26, "module_len");
HT_ASSERT(offsetof(struct ht_rec_initcall_start, pad) == 28, "pad");
HT_ASSERT(offsetof(struct ht_rec_initcall_start, text) == 32, "text");

HT_ASSERT(sizeof(struct ht_rec_initcall_finish) == 32, "initcall_finish size");
HT_ASSERT(offsetof(struct ht_rec_initcall_finish, func) == 16, "func");
HT_ASSERT(offsetof(struct ht_rec_initcall_finish, ret) == 24, "ret");
HT_ASSERT(offsetof(struct ht_rec_initcall_finish, pad) == 28, "pad");

HT_ASSERT(sizeof(struct ht_rec_user_start) == 24, "user_start size");
HT_ASSERT(offsetof(struct ht_rec_user_start, path_len) == 16, "path_len");
HT_ASSERT(offsetof(struct ht_rec_user_start, pad) == 18, "pad");
HT_ASSERT(offsetof(struct ht_rec_user_start, path) == 24, "path");

HT_ASSERT(sizeof(struct ht_rec_guest_stop) == 32, "guest_stop size");
HT_ASSERT(offsetof(struct ht_rec_guest_stop, emitted) == 16, "emitted");
HT_ASSERT(offsetof(struct ht_rec_guest_stop, lost) == 24, "lost");

HT_ASSERT(sizeof(struct ht_rec_user_event) == 32, "user_event size");
HT_ASSERT(offsetof(struct ht_rec_user_event, pid) == 16, "pid");
HT_ASSERT(offsetof(struct ht_rec_user_event, tid) == 20, "tid");
HT_ASSERT(offsetof(struct ht_rec_user_event, id) == 24, "id");
HT_ASSERT(offsetof(struct ht_rec_user_event, text_len) == 28, "text_len");
HT_ASSERT(offsetof(struct ht_rec_user_event, pad) == 30, "pad");
HT_ASSERT(offsetof(struct ht_rec_user_event, text) == 32, "text");

HT_ASSERT(sizeof(struct ht_rec_sched_switch) == 72, "sched_switch size");
HT_ASSERT(offsetof(struct ht_rec_sched_switch, prev_state) == 16, "prev_state");
HT_ASSERT(offsetof(struct ht_rec_sched_switch, prev_tid) == 24, "prev_tid");
HT_ASSERT(offsetof(struct ht_rec_sched_switch, prev_prio) == 28, "prev_prio");
HT_ASSERT(offsetof(struct ht_rec_sched_switch, next_tid) == 32, "next_tid");
HT_ASSERT(offsetof(struct ht_rec_sched_switch, next_prio) == 36, "next_prio");
HT_ASSERT(offsetof(struct ht_rec_sched_switch, prev_comm) == 40, "prev_comm");
HT_ASSERT(offsetof(struct ht_rec_sched_switch, next_comm) == 56, "next_comm");

HT_ASSERT(sizeof(struct ht_rec_sched_wakeup) == 48, "sched_wakeup size");
HT_ASSERT(offsetof(struct ht_rec_sched_wakeup, tid) == 16, "tid");
HT_ASSERT(offsetof(struct ht_rec_sched_wakeup, prio) == 20, "prio");
HT_ASSERT(offsetof(struct ht_rec_sched_wakeup, target_cpu) == 24, "target_cpu");
HT_ASSERT(offsetof(struct ht_rec_sched_wakeup, is_new) == 28, "is_new");
HT_ASSERT(offsetof(struct ht_rec_sched_wakeup, comm) == 32, "comm");

HT_ASSERT(sizeof(struct ht_rec_syscall_entry) == 80, "syscall_entry size");
HT_ASSERT(offsetof(struct ht_rec_syscall_entry, nr) == 16, "nr");
HT_ASSERT(offsetof(struct ht_rec_syscall_entry, compat) == 24, "compat");
HT_ASSERT(offsetof(struct ht_rec_syscall_entry, tid) == 28, "tid");
HT_ASSERT(offsetof(struct ht_rec_syscall_entry, args) == 32, "args");

HT_ASSERT(sizeof(struct ht_rec_syscall_exit) == 32, "syscall_exit size");
HT_ASSERT(offsetof(struct ht_rec_syscall_exit, nr) == 16, "nr");
HT_ASSERT(offsetof(struct ht_rec_syscall_exit, ret) == 24, "ret");

HT_ASSERT(sizeof(struct ht_rec_irq_entry) == 40, "irq_entry size");
HT_ASSERT(offsetof(struct ht_rec_irq_entry, irq) == 16, "irq");
HT_ASSERT(offsetof(struct ht_rec_irq_entry, pad) == 20, "pad");
HT_ASSERT(offsetof(struct ht_rec_irq_entry, name) == 24, "name");

HT_ASSERT(sizeof(struct ht_rec_irq_exit) == 24, "irq_exit size");
HT_ASSERT(offsetof(struct ht_rec_irq_exit, irq) == 16, "irq");
HT_ASSERT(offsetof(struct ht_rec_irq_exit, ret) == 20, "ret");

HT_ASSERT(sizeof(struct ht_rec_softirq) == 24, "softirq size");
HT_ASSERT(offsetof(struct ht_rec_softirq, vec) == 16, "vec");
HT_ASSERT(offsetof(struct ht_rec_softirq, pad) == 20, "pad");

HT_ASSERT(sizeof(struct ht_rec_page_fault) == 40, "page_fault size");
HT_ASSERT(offsetof(struct ht_rec_page_fault, address) == 16, "address");
HT_ASSERT(offsetof(struct ht_rec_page_fault, ip) == 24, "ip");
HT_ASSERT(offsetof(struct ht_rec_page_fault, error_code) == 32, "error_code");
HT_ASSERT(offsetof(struct ht_rec_page_fault, pad) == 36, "pad");

HT_ASSERT(sizeof(struct ht_rec_func) == 32, "func size");
HT_ASSERT(offsetof(struct ht_rec_func, func) == 16, "func");
HT_ASSERT(offsetof(struct ht_rec_func, parent) == 24, "parent");

HT_ASSERT(sizeof(struct ht_rec_panic) == 80, "panic size");
HT_ASSERT(offsetof(struct ht_rec_panic, ip) == 16, "ip");
HT_ASSERT(offsetof(struct ht_rec_panic, branch_from) == 24, "branch_from");
HT_ASSERT(offsetof(struct ht_rec_panic, branch_to) == 32, "branch_to");
HT_ASSERT(offsetof(struct ht_rec_panic, tid) == 40, "tid");
HT_ASSERT(offsetof(struct ht_rec_panic, kind) == 44, "kind");
HT_ASSERT(offsetof(struct ht_rec_panic, trap) == 48, "trap");
HT_ASSERT(offsetof(struct ht_rec_panic, cpu) == 52, "cpu");
HT_ASSERT(offsetof(struct ht_rec_panic, frames) == 56, "frames");
HT_ASSERT(offsetof(struct ht_rec_panic, reason_len) == 60, "reason_len");
HT_ASSERT(offsetof(struct ht_rec_panic, pad) == 62, "pad");
HT_ASSERT(offsetof(struct ht_rec_panic, comm) == 64, "comm");
HT_ASSERT(offsetof(struct ht_rec_panic, reason) == 80, "reason");

HT_ASSERT(sizeof(struct ht_rec_frame) == 32, "frame size");
HT_ASSERT(offsetof(struct ht_rec_frame, address) == 16, "address");
HT_ASSERT(offsetof(struct ht_rec_frame, index) == 24, "index");
HT_ASSERT(offsetof(struct ht_rec_frame, symbol_len) == 28, "symbol_len");
HT_ASSERT(offsetof(struct ht_rec_frame, pad) == 30, "pad");
HT_ASSERT(offsetof(struct ht_rec_frame, symbol) == 32, "symbol");

HT_ASSERT(sizeof(struct ht_rec_power) == 24, "power size");
HT_ASSERT(offsetof(struct ht_rec_power, action) == 16, "action");
HT_ASSERT(offsetof(struct ht_rec_power, text_len) == 20, "text_len");
HT_ASSERT(offsetof(struct ht_rec_power, pad) == 22, "pad");
HT_ASSERT(offsetof(struct ht_rec_power, text) == 24, "text");

HT_ASSERT(sizeof(struct ht_rec_step_start) == 40, "step_start size");
HT_ASSERT(offsetof(struct ht_rec_step_start, func) == 16, "func");
HT_ASSERT(offsetof(struct ht_rec_step_start, id) == 24, "id");
HT_ASSERT(offsetof(struct ht_rec_step_start, kind) == 28, "kind");
HT_ASSERT(offsetof(struct ht_rec_step_start, name_len) == 32, "name_len");
HT_ASSERT(offsetof(struct ht_rec_step_start, device_len) == 34, "device_len");
HT_ASSERT(offsetof(struct ht_rec_step_start, pad) == 36, "pad");
HT_ASSERT(offsetof(struct ht_rec_step_start, text) == 40, "text");

HT_ASSERT(sizeof(struct ht_rec_step_finish) == 32, "step_finish size");
HT_ASSERT(offsetof(struct ht_rec_step_finish, func) == 16, "func");
HT_ASSERT(offsetof(struct ht_rec_step_finish, id) == 24, "id");
HT_ASSERT(offsetof(struct ht_rec_step_finish, ret) == 28, "ret");

HT_ASSERT(sizeof(struct ht_ring) == 256, "ring size");
HT_ASSERT(offsetof(struct ht_ring, magic) == 0, "magic");
HT_ASSERT(offsetof(struct ht_ring, version) == 4, "version");
HT_ASSERT(offsetof(struct ht_ring, size) == 8, "size");
HT_ASSERT(offsetof(struct ht_ring, head) == 64, "head");
HT_ASSERT(offsetof(struct ht_ring, lost) == 72, "lost");
HT_ASSERT(offsetof(struct ht_ring, tail) == 128, "tail");
HT_ASSERT(offsetof(struct ht_ring, allow) == 192, "allow");
HT_ASSERT(offsetof(struct ht_ring, want) == 200, "want");

HT_ASSERT(sizeof(struct ht_ring) <= HT_RING_STATE, "state behind the ring's header");
HT_ASSERT(sizeof(struct ht_vcpu_state) == 64, "vcpu_state size");
HT_ASSERT(offsetof(struct ht_vcpu_state, seq) == 0, "seq");
HT_ASSERT(offsetof(struct ht_vcpu_state, pcpu) == 4, "pcpu");
HT_ASSERT(offsetof(struct ht_vcpu_state, node) == 8, "node");
HT_ASSERT(offsetof(struct ht_vcpu_state, preempted) == 12, "preempted");
HT_ASSERT(offsetof(struct ht_vcpu_state, migrations) == 16, "migrations");
HT_ASSERT(offsetof(struct ht_vcpu_state, wait_ns) == 24, "wait_ns");
HT_ASSERT(offsetof(struct ht_vcpu_state, loads) == 32, "loads");
HT_ASSERT(offsetof(struct ht_vcpu_state, moved_tsc) == 40, "moved_tsc");

HT_ASSERT(sizeof(struct ht_vcpu_state) + HT_RING_STATE <= HT_RING_NEST, "nest behind the state");
HT_ASSERT(sizeof(struct ht_nest) + HT_RING_NEST <= HT_RING_HEADER, "and in the header");
HT_ASSERT(sizeof(struct ht_nest) == 24, "nest size");
HT_ASSERT(offsetof(struct ht_nest, depth) == 0, "depth");
HT_ASSERT(offsetof(struct ht_nest, chain) == 8, "chain");

#endif /* HYPERTRACE_ABI_H */

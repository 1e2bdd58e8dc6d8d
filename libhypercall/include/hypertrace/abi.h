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
#define HT_ABI_MINOR 0u
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
};

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
	HT_HC_END = HT_HC_BASE + 3, /* first number that means nothing */
};

/* rbx, rcx, rdx, rsi, rdi, r8 … r15, in this order, eight bytes each. */
#define HT_PAYLOAD_REGS 13
#define HT_PAYLOAD_BYTES (HT_PAYLOAD_REGS * 8)

/* What a call returns, negated, in rax: Linux errno values, and KVM's own "no such hypercall". */
enum ht_error {
	HT_EPERM = 1, /* not from guest kernel mode (CPL 0); answered by KVM itself */
	HT_ENOMEM = 12, /* the host has no memory for this VM's state */
	HT_EACCES = 13, /* the host's administrator has not allowed this VM */
	HT_EINVAL = 22, /* a reserved bit or reserved field is not zero */
	HT_EPROTO = 71, /* HT_HC_MORE without a record to continue */
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
	HT_REC_END, /* first type that means nothing */
};

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
 */
struct ht_rec_guest_stop {
	struct ht_rec_hdr hdr;
};

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

HT_ASSERT(sizeof(struct ht_rec_guest_stop) == 16, "guest_stop size");

#endif /* HYPERTRACE_ABI_H */

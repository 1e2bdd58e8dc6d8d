/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/record.h - writing records, checking them, and sending one through registers.
 *
 * The guest writes a record into a buffer of its own and sends it in pieces of HT_PAYLOAD_BYTES;
 * the host puts the pieces together, checks the whole, and only then looks at it. All of it is
 * plain memory work: nothing allocates, locks or sleeps, so it runs in any context on either side.
 */
#ifndef HYPERTRACE_RECORD_H
#define HYPERTRACE_RECORD_H

#include <hypertrace/abi.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * union ht_record - room for any record, aligned so that it can be read as words
 * @hdr: how it begins
 * @words: as the payload registers carry it
 * @bytes: the same, by byte
 *
 * The other members are the types of enum ht_rec_type. Their text is a flexible array, so a
 * structure that holds a record holds it last.
 */
union ht_record {
	struct ht_rec_hdr hdr;
	struct ht_rec_guest_start guest_start;
	struct ht_rec_initcall_level initcall_level;
	struct ht_rec_initcall_start initcall_start;
	struct ht_rec_initcall_finish initcall_finish;
	struct ht_rec_user_start user_start;
	struct ht_rec_guest_stop guest_stop;
	struct ht_rec_user_event user_event;
	struct ht_rec_sched_switch sched_switch;
	struct ht_rec_sched_wakeup sched_wakeup;
	struct ht_rec_syscall_entry syscall_entry;
	struct ht_rec_syscall_exit syscall_exit;
	struct ht_rec_irq_entry irq_entry;
	struct ht_rec_irq_exit irq_exit;
	struct ht_rec_softirq softirq;
	struct ht_rec_page_fault page_fault;
	struct ht_rec_func func;
	struct ht_rec_panic panic;
	struct ht_rec_frame frame;
	struct ht_rec_power power;
	struct ht_rec_step_start step_start;
	struct ht_rec_step_finish step_finish;
	__u64 words[HT_REC_MAX_LEN / 8];
	__u8 bytes[HT_REC_MAX_LEN];
};

/**
 * struct ht_text - a piece of text that is not terminated
 * @s: its bytes
 * @len: how many
 */
struct ht_text {
	const char *s;
	__u16 len;
};

/*
 * Writing. Each fills in everything but seq and tsc, which the transport stamps, pads with zeros,
 * and replaces unprintable bytes by '?'. Text that exceeds HT_REC_MAX_LEN is the one thing that
 * fails: -EMSGSIZE, and the record is not to be sent.
 */
int ht_record_guest_start(union ht_record *rec, __u32 start_flags, __u32 nr_cpus,
			  struct ht_text release);
int ht_record_initcall_level(union ht_record *rec, struct ht_text name);
int ht_record_initcall_start(union ht_record *rec, __u64 func, struct ht_text name,
			     struct ht_text module);
int ht_record_initcall_finish(union ht_record *rec, __u64 func, __s32 ret);
int ht_record_user_start(union ht_record *rec, struct ht_text path);
int ht_record_guest_stop(union ht_record *rec, __u64 emitted, __u64 lost);
int ht_record_user_event(union ht_record *rec, __s32 pid, __s32 tid, __u32 id, struct ht_text text);
int ht_record_panic(union ht_record *rec, const struct ht_rec_panic *panic, struct ht_text reason);
int ht_record_frame(union ht_record *rec, __u64 address, __u32 index, struct ht_text symbol);
int ht_record_power(union ht_record *rec, enum ht_power_action action, struct ht_text text);
int ht_record_step_start(union ht_record *rec, const struct ht_rec_step_start *step,
			 struct ht_text name, struct ht_text device);

/**
 * ht_symbol_split - part a symbol as the kernel prints it into name and module
 * @symbol: "name" or "name [module]", as sprint_symbol_no_offset() gives it
 * @name: the first, a view into @symbol
 * @module: the second without brackets; empty when there is none
 */
void ht_symbol_split(struct ht_text symbol, struct ht_text *name, struct ht_text *module);

/*
 * Checking, on the host: nothing in @rec has been believed before.
 *
 * Return: 0; -HT_EPROTONOSUPPORT, -HT_EINVAL, -HT_EMSGSIZE or -HT_EILSEQ (abi.h).
 */
int ht_record_check_hdr(const struct ht_rec_hdr *hdr);
int ht_record_check(const union ht_record *rec);

/**
 * struct ht_assembly - a record that arrives in pieces
 * @have: bytes that have arrived; 0 when no record is under way
 * @rec: what has arrived so far; last, as it ends in flexible arrays
 */
struct ht_assembly {
	__u16 have;
	union ht_record rec;
};

/**
 * enum ht_assembly_result - besides negated enum ht_error
 * @HT_ASSEMBLY_MORE: the piece was taken, the record wants another
 * @HT_ASSEMBLY_DONE: the record is whole and checked, in &ht_assembly.rec
 */
enum ht_assembly_result {
	HT_ASSEMBLY_MORE = 0,
	HT_ASSEMBLY_DONE = 1,
};

int ht_assembly_begin(struct ht_assembly *as, const __u64 payload[HT_PAYLOAD_REGS]);
int ht_assembly_more(struct ht_assembly *as, const __u64 payload[HT_PAYLOAD_REGS]);

#ifdef __cplusplus
}
#endif

#endif /* HYPERTRACE_RECORD_H */

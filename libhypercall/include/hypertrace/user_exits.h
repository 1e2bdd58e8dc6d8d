/* SPDX-License-Identifier: (GPL-2.0-only OR MIT) */
/*
 * hypertrace/user_exits.h - how often this VM was left for its host, and what that cost.
 *
 *	struct ht_exit_count count;
 *	struct ht_exits exits;
 *	__u32 i;
 *
 *	if (ht_exits_open(&exits))
 *		return;
 *	ht_exits_total(&exits, &count);
 *	…
 *	for (i = 0; (reason = ht_exit_reason_at(exits.isa, i)); i++)
 *		ht_exits_of(&exits, reason->number, &count);
 *
 * For programs in a guest, without privileges or a module of its kernel: the host answers by CPUID.
 * Each query is an exit itself, and takes about a microsecond. Any number of threads may ask at
 * once, on any CPU: the numbers are those of the whole VM. Link with -lhypertrace.
 */
#ifndef HYPERTRACE_USER_EXITS_H
#define HYPERTRACE_USER_EXITS_H

#include <hypertrace/exits.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * struct ht_exits - a host that can be asked
 * @isa: whose exit numbers it has; 0: nobody can be asked
 * @numbering: which leaf is which
 * @vm_id: what it calls this VM
 */
struct ht_exits {
	enum ht_isa isa;
	enum ht_cpuid_numbering numbering;
	__u32 vm_id;
};

/**
 * struct ht_exit_count - exits of one type, or of all
 * @count: how many the VM's vCPUs took since the host began to count
 * @cycles: what they took, in cycles of the host's TSC, from each exit to the entry after it
 */
struct ht_exit_count {
	__u64 count;
	__u64 cycles;
};

int ht_exits_open(struct ht_exits *exits);
int ht_exits_total(const struct ht_exits *exits, struct ht_exit_count *count);
int ht_exits_of(const struct ht_exits *exits, __u32 number, struct ht_exit_count *count);

#ifdef __cplusplus
}
#endif

#endif /* HYPERTRACE_USER_EXITS_H */

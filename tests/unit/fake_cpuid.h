/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A CPU that says of itself what a test wants: compile with -DHT_CPUID_FAKE, and link fake_cpuid.c.
 */
#ifndef FAKE_CPUID_H
#define FAKE_CPUID_H

#include <stdbool.h>

#include <hypertrace/exits.h>

/**
 * struct fake_exit - exits of one type
 * @number: which
 * @count: how many there were
 * @cycles: what they took
 * @more: how many there are each time that the total is asked for, after it has been told
 * @more_cycles: what those take
 */
struct fake_exit {
	__u32 number;
	__u64 count;
	__u64 cycles;
	__u64 more;
	__u64 more_cycles;
};

#define FAKE_EXITS 8

/**
 * struct fake_cpu - what it is
 * @is_virtual: it has the hypervisor bit
 * @host: hypertrace's leaves are answered
 * @intel: unknown leaves are answered as Intel does, with data of another one, else with zeros
 * @abi: ABI version of the host
 * @features: enum ht_feature and the numbering: also which leaves of the statistics are answered
 * @insn: enum ht_insn: also whose exits there are
 * @vm_id: number of the VM
 * @exits: what has happened; the rest of it is zero
 * @asked: how many leaves were asked for
 */
struct fake_cpu {
	bool is_virtual;
	bool host;
	bool intel;
	__u32 abi;
	__u32 features;
	__u32 insn;
	__u32 vm_id;
	struct fake_exit exits[FAKE_EXITS];
	unsigned int asked;
};

extern struct fake_cpu fake_cpu;

#endif /* FAKE_CPUID_H */

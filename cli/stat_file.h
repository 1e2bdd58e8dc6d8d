/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What kvm-hypertrace counts of exits, as it shows it in debugfs.
 */
#ifndef HT_STAT_FILE_H
#define HT_STAT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "err.h"
#include "exit_counts.h"

#define HT_STAT_FILE "/sys/kernel/debug/kvm-hypertrace/exits"
#define HT_STAT_PARAMETER "/sys/module/kvm_hypertrace/parameters/exits"

/**
 * struct ht_stat_row - the exits of one vCPU for one reason
 * @vm_id: the VM
 * @vm_pid: its VMM's process
 * @vcpu: the vCPU
 * @reason: the reason
 * @since_ns: when counting began
 * @counts: what was counted
 */
struct ht_stat_row {
	uint32_t vm_id;
	int32_t vm_pid;
	uint32_t vcpu;
	uint32_t reason;
	uint64_t since_ns;
	struct ht_exit_counts counts;
};

/**
 * struct ht_stat_reading - all of it, at one moment; all zero: nothing
 * @isa: enum ht_isa
 * @khz: rate of the TSC that counts cycles
 * @now_ns: the moment, on the host's CLOCK_MONOTONIC
 * @rows: by VM, process, vCPU, reason; @count of them
 * @count: see @rows
 */
struct ht_stat_reading {
	uint32_t isa;
	uint32_t khz;
	uint64_t now_ns;
	struct ht_stat_row *rows;
	size_t count;
};

int ht_stat_read(struct ht_stat_reading *reading, struct ht_err *err);
const struct ht_stat_row *ht_stat_find(const struct ht_stat_reading *reading,
				       const struct ht_stat_row *like);
void ht_stat_reading_exit(struct ht_stat_reading *reading);

#endif /* HT_STAT_FILE_H */

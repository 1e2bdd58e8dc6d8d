/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The traced VMs of this host as kvm-hypertrace shows them in sysfs.
 *
 *	/sys/kernel/kvm-hypertrace/ID/	one folder a VM, one value a file
 */
#ifndef HT_GUEST_SYSFS_H
#define HT_GUEST_SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "err.h"

#define HT_GUEST_DIR "/sys/kernel/kvm-hypertrace"
#define HT_GUEST_ALLOW "/sys/module/kvm_hypertrace/parameters/allow"

/* Holds a list of event classes, or of process ids. */
#define HT_GUEST_TEXT 1024

/* Files with one decimal number each; ht_guest_counters has their names. */
enum ht_guest_counter {
	HT_GUEST_EMITTED, /* records the guest made: traced + lost */
	HT_GUEST_TRACED, /* became events */
	HT_GUEST_LOST, /* the sum of those below */
	HT_GUEST_LOST_GUEST, /* in the guest: its ring was full */
	HT_GUEST_LOST_RATE,
	HT_GUEST_LOST_QUOTA,
	HT_GUEST_LOST_UNTRACED, /* nobody listened on the host */
	HT_GUEST_LOST_INVALID, /* did not pass the host's checks */
	HT_GUEST_DRAINED_BYTES,
	HT_GUEST_DRAINS, /* times that something was read */
	HT_GUEST_DOORBELLS, /* times the guest asked for that */
	HT_GUEST_REJECTED, /* its calls that were refused */
	HT_GUEST_FAULTS, /* what was wrong with its rings */
	HT_GUEST_RINGS, /* open now */
	HT_GUEST_NR_COUNTERS
};

extern const char *const ht_guest_counters[HT_GUEST_NR_COUNTERS];

/**
 * struct ht_guest - one VM
 * @id: number the host gave it
 * @pid: process id of its VMM
 * @comm: that process's name, "" if it cannot be read
 * @allowed: the administrator allows it
 * @events_allow: event classes the host lets through, separated by spaces, or "none"
 * @events_want: event classes the host asks the guest for, likewise
 * @rate: bytes of records taken a second, 0 is unlimited
 * @quota: bytes of records taken in all, 0 is unlimited
 * @exits: its exits are counted
 * @exits_cpuid: its programs may ask for them by CPUID
 * @counters: by enum ht_guest_counter
 */
struct ht_guest {
	uint32_t id;
	int pid;
	char comm[64];
	bool allowed;
	char events_allow[HT_GUEST_TEXT];
	char events_want[HT_GUEST_TEXT];
	uint64_t rate;
	uint64_t quota;
	bool exits;
	bool exits_cpuid;
	uint64_t counters[HT_GUEST_NR_COUNTERS];
};

/**
 * struct ht_guests - all VMs
 * @list: by id, @count of them
 * @count: how many
 * @at_ns: when they were read, CLOCK_MONOTONIC
 */
struct ht_guests {
	struct ht_guest *list;
	size_t count;
	uint64_t at_ns;
};

int ht_guest_explain_absence(struct ht_err *err, const char *what);
int ht_guests_read(struct ht_guests *guests, struct ht_err *err);
void ht_guests_exit(struct ht_guests *guests);
int ht_guest_write(const char *path, const char *text);
int ht_guest_write_failed(struct ht_err *err, int ret, const char *path, const char *text);

#endif /* HT_GUEST_SYSFS_H */

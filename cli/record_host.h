/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What recording takes of the host: modules, permission, wishes. All that is changed is put back.
 */
#ifndef HT_RECORD_HOST_H
#define HT_RECORD_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "err.h"
#include "guest_sysfs.h"

/* Most VMMs, and most VMs, of one recording. */
#define HT_RECORD_MAX 32

/**
 * struct ht_record_vm - a VM that is recorded
 * @id: its id
 * @wished: it was asked for events; @allow and @want are from before
 * @allow: event classes that went through
 * @want: event classes that were wanted
 * @traced: records taken, when last seen
 * @bytes: of them
 * @lost: records lost since the recording began
 * @lost_before: records lost before
 */
struct ht_record_vm {
	uint32_t id;
	bool wished;
	char allow[HT_GUEST_TEXT];
	char want[HT_GUEST_TEXT];
	uint64_t traced;
	uint64_t bytes;
	uint64_t lost;
	uint64_t lost_before;
};

/**
 * struct ht_record_host - what was changed, and what is seen
 * @pids: processes whose VMs are recorded, @nr_pids of them
 * @given: they got permission here, by the same index
 * @nr_pids: see @pids
 * @vms: VMs that were seen, @nr_vms of them
 * @nr_vms: see @vms
 * @classes: they are asked for these; 0: nothing
 * @exits_each: exits became events here
 */
struct ht_record_host {
	pid_t pids[HT_RECORD_MAX];
	bool given[HT_RECORD_MAX];
	size_t nr_pids;
	struct ht_record_vm vms[HT_RECORD_MAX];
	size_t nr_vms;
	uint64_t classes;
	bool exits_each;
};

int ht_record_modules(struct ht_err *err);
int ht_record_exits(struct ht_record_host *host, struct ht_err *err);
int ht_record_allow(struct ht_record_host *host, pid_t pid, struct ht_err *err);
int ht_record_base(struct ht_record_host *host, struct ht_err *err);
int ht_record_look(struct ht_record_host *host, struct ht_err *err);
void ht_record_snapshot(void);
void ht_record_restore(struct ht_record_host *host);

#endif /* HT_RECORD_HOST_H */

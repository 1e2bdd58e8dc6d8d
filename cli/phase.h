/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a guest was doing while it exited: initcalls, boot levels, system calls, processes.
 */
#ifndef HT_PHASE_H
#define HT_PHASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot_model.h"
#include "cost.h"
#include "reasons.h"

/**
 * struct ht_phase - one of them
 * @vm_id: the VM
 * @name: not to be trusted
 * @times: how often it began
 * @took_ns: how long it took in all
 * @has_cost: @cost is known
 * @cost: what the hypervisor did meanwhile
 * @reasons: what these exits were for, as far as the trace has them one by one
 */
struct ht_phase {
	uint32_t vm_id;
	char *name;
	uint64_t times;
	int64_t took_ns;
	bool has_cost;
	struct ht_cost cost;
	struct ht_reasons reasons;
};

/**
 * struct ht_phases - many; all zero: none
 * @list: they, @count of them
 * @count: see @list
 */
struct ht_phases {
	struct ht_phase **list;
	size_t count;
};

struct ht_phase *ht_phases_add(struct ht_phases *phases, uint32_t vm_id, char *name);
void ht_phases_exit(struct ht_phases *phases);

/* The phase is there only as long as it looks; anything but 0 ends it. */
typedef int ht_phase_see(const struct ht_phase *phase, void *data);

int ht_phases_of_initcalls(const struct ht_boot *boot, ht_phase_see *add, void *data);
int ht_phases_of_levels(const struct ht_boot *boot, ht_phase_see *add, void *data);

#endif /* HT_PHASE_H */

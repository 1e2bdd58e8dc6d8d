/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The exits of a VM between two readings, for people and for programs.
 */
#ifndef HT_STAT_PRINT_H
#define HT_STAT_PRINT_H

#include "exits_rows.h"
#include "guest_sysfs.h"

/**
 * struct ht_stat_vm - a VM
 * @guest: what sysfs says of it, NULL: it has just ended
 * @exits: its exits in between, as a trace of snapshots would have them
 * @by: what rows are: HT_EXITS_BY_REASON or HT_EXITS_BY_VCPU
 * @seconds: between the readings, or since counting began
 */
struct ht_stat_vm {
	const struct ht_guest *guest;
	struct ht_exits_vm exits;
	enum ht_exits_by by;
	double seconds;
};

int ht_stat_print_text(const struct ht_stat_vm *vm, struct ht_err *err);
int ht_stat_print_json(const struct ht_stat_vm *vm, struct ht_err *err);

#endif /* HT_STAT_PRINT_H */

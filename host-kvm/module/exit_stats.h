/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was counted of exits, for people and for traces.
 */
#ifndef HT_EXIT_STATS_H
#define HT_EXIT_STATS_H

#include <linux/types.h>

struct dentry;
struct ht_vm;
enum ht_snapshot_why;

void ht_exit_stats_trace(struct ht_vm *vm, enum ht_snapshot_why why, u32 number);
void ht_exit_stats_debugfs(struct dentry *dir);

#endif /* HT_EXIT_STATS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was counted of exits, for people and for traces.
 */
#ifndef HT_EXIT_STATS_H
#define HT_EXIT_STATS_H

#include <linux/types.h>

struct dentry;
struct ht_exits;
struct ht_vm;
enum ht_snapshot_why;

u64 ht_exit_stats_cycles(const struct ht_exits *x);
void ht_exit_stats_sum(struct ht_vm *vm, u32 index, u64 *count, u64 *cycles);
void ht_exit_stats_trace(struct ht_vm *vm, enum ht_snapshot_why why, u32 number);
void ht_exit_stats_debugfs(struct dentry *dir);

#endif /* HT_EXIT_STATS_H */

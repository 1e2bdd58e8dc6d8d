/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What was counted of exits, for people and for traces.
 */
#ifndef HT_EXIT_STATS_H
#define HT_EXIT_STATS_H

struct dentry;
struct ht_vm;

/* Why there is a snapshot, as the event says it. */
enum ht_exit_why {
	HT_EXIT_WHY_START, /* somebody has begun to listen */
	HT_EXIT_WHY_PERIOD,
	HT_EXIT_WHY_REQUEST, /* the administrator said so */
	HT_EXIT_WHY_END, /* of the VM */
};

int ht_exit_stats_reg(void);
void ht_exit_stats_unreg(void);
void ht_exit_stats_vm(struct ht_vm *vm, enum ht_exit_why why);
void ht_exit_stats_now(void);
void ht_exit_stats_debugfs(struct dentry *dir);

#endif /* HT_EXIT_STATS_H */

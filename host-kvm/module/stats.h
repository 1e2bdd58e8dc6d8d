/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The counters of every VM, for people: /sys/kernel/debug/kvm-hypertrace/vms.
 */
#ifndef HT_STATS_H
#define HT_STATS_H

void ht_stats_init(void);
void ht_stats_exit(void);

#endif /* HT_STATS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * /sys/kernel/hypertrace: what a guest can see of its own tracing.
 */
#ifndef HT_SYSFS_H
#define HT_SYSFS_H

#include <hypertrace/vmcall.h>

int ht_sysfs_init(const struct ht_host *host);
void ht_sysfs_exit(void);

#endif /* HT_SYSFS_H */

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * KVM's hooks that are turned on once there is a VM to trace.
 */
#ifndef HT_HOOKS_H
#define HT_HOOKS_H

void ht_hooks_arm(void);
void ht_hooks_arm_enter(void);
void ht_hooks_disarm(void);

#endif /* HT_HOOKS_H */

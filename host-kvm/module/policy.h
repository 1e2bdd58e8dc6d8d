/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Who may be traced: the host administrator's word, the module parameter "allow".
 */
#ifndef HT_POLICY_H
#define HT_POLICY_H

#include <linux/types.h>

bool ht_policy_allows(pid_t vmm_pid);
void ht_policy_forget(pid_t vmm_pid);

#endif /* HT_POLICY_H */
